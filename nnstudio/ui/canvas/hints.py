"""What the footer says about the thing under the pointer, or about the selection."""

from functools import lru_cache

from PySide6.QtCore import QObject

from nnstudio.project.flow import Flow
from nnstudio.project.layers import DenseSpec, LayerSpec
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.spots import Part, Spot


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
        dense = isinstance(layer, DenseSpec)
        return {
            Part.GROUND: "",
            Part.INPUT: self.tr("What the network reads; choose the inputs in the data panel"),
            Part.TITLE: self.tr("Drag to move the layer · double-click to rename it"),
            Part.CHIP: self.tr("Click to choose the activation")
            if dense
            else self.tr("Drag up or down to change the rate · double-click to type it"),
            Part.BODY: self.tr("Drag to move the layer · right-click for more"),
            Part.NEURON: self.tr("Double-click to type its bias · drag to move the layer"),
            Part.FOLD: self.tr("A wide layer, folded: the first and the last neurons are shown"),
            Part.MINUS: self.tr("One neuron fewer"),
            Part.PLUS: self.tr("One neuron more"),
            Part.EDGE: self.tr("Drag to change the number of neurons"),
            Part.WIRE: self.tr(
                "Drag up or down to change the weight, with Shift finer · double-click to type it"
            ),
        }[spot.part]

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
            return self.tr("{what} · Enter to type").format(what=self.beside_pointer(part))
        if part.part is Part.INPUT:
            inputs = scene.document.material.inputs
            if part.row < len(inputs):
                return self.tr("Input {label}").format(label=inputs[part.row].label)
            return ""
        chosen = [i for i, layer in enumerate(project.layers) if layer.id in selection.layers]
        if len(chosen) > 1:
            return self.tr("{count} layers selected").format(count=len(chosen))
        if chosen:
            layer = project.layers[chosen[0]]
            title = scene.words.title(project, chosen[0])
            what = scene.words.chip(layer)
            if isinstance(layer, DenseSpec):
                neurons = scene.words.neurons(layer.units)
                return self.tr("{layer} selected: {neurons}, {what}").format(
                    layer=title, neurons=neurons, what=what
                )
            return self.tr("{layer} selected: {what}").format(layer=title, what=what)
        return ""

    def idle(self) -> str:
        """What to say when there is nothing to say."""
        if not self._scene.project.layers:
            return self.tr("Drag a layer from above onto the canvas, or choose one and press Enter")
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
        if scene.layer(spot.layer_id) is None:
            return ""
        bias = scene.bias(spot.layer_id, spot.row)
        return self.tr("b = {bias} of {neuron}").format(
            bias=scene.words.number(bias),
            neuron=scene.words.neuron(scene.project, spot.layer_id, spot.row),
        )


@lru_cache(maxsize=64)
def _learned(layer: LayerSpec, given: Flow) -> int:
    """How many parameters a layer learns when it reads this."""
    return layer.build(given).learned
