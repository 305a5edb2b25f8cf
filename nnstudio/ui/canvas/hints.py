"""What the footer says about the thing under the pointer, or about the selection."""

from functools import lru_cache

from PySide6.QtCore import QObject

from nnstudio.app.locale import grouped
from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    AttentionSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    LayerSpec,
    RecurrentSpec,
    TransformerBlockSpec,
)
from nnstudio.ui.canvas.amounts import amount_of
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.spots import GROUND, Part, Spot


class Hints(QObject):
    """Sentences for spots; `wire` and `bias` are also the words beside the pointer."""

    def __init__(self, scene: CanvasScene) -> None:
        super().__init__(scene)
        self._scene = scene

    def beside_pointer(self, spot: Spot) -> str:
        """A weight or a bias to read; empty for everything else."""
        if spot.part is Part.WIRE:
            return self._wire(spot)
        if spot.part is Part.NEURON:
            return self._bias(spot)
        return ""

    def about(self, spot: Spot) -> str:
        """What one can do with a part of the picture."""
        layer = self._scene.layer(spot.layer_id)
        if layer is None:
            if spot.part is Part.INPUT:
                return self.tr("What the network reads; choose the inputs in the data panel")
            return ""
        words = self._scene.words
        amount = amount_of(layer)
        way = self._about_way(layer)
        return {
            Part.TITLE: way or self.tr("Drag to move the layer · double-click to rename it"),
            Part.CHIP: self._about_chip(layer),
            Part.BODY: way or self.tr("Drag to move the layer · right-click for more"),
            Part.NEURON: self._about_tile(layer, spot.row),
            Part.FOLD: self.tr("A wide layer, folded: the first and the last of it are shown"),
            Part.MINUS: words.more_or_less(layer, -1),
            Part.PLUS: words.more_or_less(layer, 1),
            Part.EDGE: self.tr("Drag to change the number of neurons")
            if amount is None or amount.noun == "neurons"
            else self.tr("Drag to change: {setting}").format(setting=words.number_of(layer)),
            Part.WIRE: self.tr(
                "Drag up or down to change the weight, with Shift finer · double-click to type it"
            ),
        }.get(spot.part, "")

    def _about_chip(self, layer: LayerSpec) -> str:
        if isinstance(layer, DenseSpec):
            return self.tr("Click to choose the activation")
        if isinstance(layer, DropoutSpec):
            return self.tr("Drag up or down to change the rate · double-click to type it")
        return self.tr("Click for the settings of the layer")

    def _about_way(self, layer: LayerSpec) -> str:
        """A layer with what it reads and hands on; empty for neurons, which show it themselves."""
        if isinstance(layer, DenseSpec) and self._scene.document.material.flow.kind == "values":
            return ""
        text = self.tr("{kind}: {way}").format(
            kind=self._scene.words.kinds.name(layer), way=self.way_through(layer.id)
        )
        if not isinstance(layer, TransformerBlockSpec):
            return text
        if layer.id in self._scene.opened:
            return self.tr("{text} · Up closes it").format(text=text)
        return self.tr("{text} · Down opens it into its parts").format(text=text)

    def _about_tile(self, layer: LayerSpec, row: int) -> str:
        number = grouped(row + 1)
        if isinstance(layer, Conv2DSpec):
            return self._about_filter(layer).format(number=number)
        if layer.family == "convolution":
            return self.tr("Map {number} of the layer, for the chosen sample").format(number=number)
        if isinstance(layer, RecurrentSpec):
            return self.tr("Unit {number} of the state, step after step").format(number=number)
        if isinstance(layer, AttentionSpec | TransformerBlockSpec):
            return self.tr("Head {number}: which step looks at which").format(number=number)
        if isinstance(layer, DenseSpec):
            return self.tr("Double-click to type its bias · drag to move the layer")
        return self._about_way(layer)

    def _about_filter(self, layer: Conv2DSpec) -> str:
        flows, place = self._scene.shapes.flows, self._scene.project.index(layer.id)
        if place < len(flows) and flows[place].features > 1:
            return self.tr(
                "Filter {number}: its feature map, and beside it the mean of its kernels over all "
                "maps that it reads"
            )
        return self.tr(
            "Filter {number} and its feature map: where the image has what the filter looks for"
        )

    def way_through(self, layer_id: str) -> str:
        """What enters a layer, what leaves it and how much it learns, as far as that is known."""
        scene = self._scene
        layer = scene.layer(layer_id)
        if layer is None:
            return ""
        flows, place = scene.shapes.flows, scene.project.index(layer_id)
        if place >= len(flows):
            return self.tr("Nothing is known here before what stands to the left of it fits.")
        if place + 1 >= len(flows):
            return self.tr("Gets {given}").format(given=scene.words.flow(flows[place]))
        return self.tr("{way} · {parameters}").format(
            way=scene.words.way(flows[place], flows[place + 1]),
            parameters=scene.words.parameters(_learned(layer, flows[place])),
        )

    def selection(self) -> str:
        """What is selected, in words, for the footer and for screen readers."""
        scene = self._scene
        selection, project = scene.selection, scene.project
        part = selection.part
        if part.part in (Part.WIRE, Part.NEURON):
            what, layer = self.beside_pointer(part), scene.layer(part.layer_id)
            if what:
                return self.tr("{what} · Enter to type").format(what=what)
            return "" if layer is None else self._about_tile(layer, part.row)
        if part.part is Part.INPUT:
            inputs = scene.document.material.inputs
            if part.row < len(inputs):
                return self.tr("Input {label}").format(label=inputs[part.row].label)
            return ""
        chosen = [i for i, layer in enumerate(project.layers) if layer.id in selection.layers]
        if len(chosen) > 1:
            return self.tr("{count} layers selected").format(count=len(chosen))
        if chosen:
            return self._selected(project.layers[chosen[0]], chosen[0])
        return ""

    def selection_in_short(self) -> str:
        """The same for the footer, beside a canvas on which one sees the rest."""
        scene, selection = self._scene, self._scene.selection
        if len(selection.layers) == 1 and selection.part == GROUND:
            (layer_id,) = selection.layers
            layer = scene.layer(layer_id)
            if layer is not None and not isinstance(layer, DenseSpec | DropoutSpec):
                title = scene.words.title_of(scene.project, layer_id)
                return self.tr("{layer}: {way}").format(layer=title, way=self.way_through(layer_id))
        return self.selection()

    def _selected(self, layer: LayerSpec, place: int) -> str:
        scene, words = self._scene, self._scene.words
        title, what = words.title(scene.project, place), words.chip(layer)
        if isinstance(layer, DenseSpec):
            text = self.tr("{layer} selected: {neurons}, {what}").format(
                layer=title, neurons=words.neurons(layer.units), what=what
            )
        elif isinstance(layer, Conv2DSpec):
            text = self.tr("{layer} selected: {filters}, {what}").format(
                layer=title, filters=words.amount(layer), what=what
            )
        elif what:
            text = self.tr("{layer} selected: {what}").format(layer=title, what=what)
        else:
            text = self.tr("{layer} selected").format(layer=title)
        if isinstance(layer, DenseSpec | DropoutSpec):
            return text
        return self.tr("{layer} · {way}").format(layer=text, way=self.way_through(layer.id))

    def idle(self) -> str:
        """What to say when there is nothing to say."""
        if not self._scene.project.layers:
            return self.tr("Drag a layer from above onto the canvas, or choose one and press Enter")
        if self._scene.document.shapes.misfits:
            return self.tr("Something does not fit: its button mends it, also by Tab and Space")
        if not self._scene.layout.bundles:
            return self.tr("Click the words under a layer's title for its settings")
        return self.tr("Drag a wire to change its weight · double-click to type it")

    def _wire(self, spot: Spot) -> str:
        scene = self._scene
        bundle = scene.layout.bundle(spot.layer_id)
        if bundle is None:
            return ""
        inputs = scene.document.material.inputs
        return self.tr("w = {weight} from {source} to {target}").format(
            weight=scene.words.number(scene.weight(spot.layer_id, spot.row, spot.column)),
            source=scene.words.source(scene.project, inputs, bundle.source_id, spot.column),
            target=scene.words.neuron(scene.project, spot.layer_id, spot.row),
        )

    def _bias(self, spot: Spot) -> str:
        scene = self._scene
        layer = scene.layer(spot.layer_id)
        if layer is None or not has_biases(layer):
            return ""
        bias = scene.bias(spot.layer_id, spot.row)
        return self.tr("b = {bias} of {neuron}").format(
            bias=scene.words.number(bias),
            neuron=scene.words.neuron(scene.project, spot.layer_id, spot.row),
        )


def has_biases(layer: LayerSpec) -> bool:
    """Whether each of its neurons, or filters, has one bias that can be read and typed."""
    return isinstance(layer, DenseSpec) or (isinstance(layer, Conv2DSpec) and layer.bias)


@lru_cache(maxsize=64)
def _learned(layer: LayerSpec, given: Flow) -> int:
    """How many parameters a layer learns when it reads this."""
    return layer.build(given).learned
