"""The scene: what the document and the run say, laid out as items."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsScene

from nnstudio.app.document import Change, Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Snapshot
from nnstudio.nn.columns import Array
from nnstudio.project.checking import Shapes, check
from nnstudio.project.flow import Flow
from nnstudio.project.layers import Conv2DSpec, DenseSpec, LayerSpec, TransformerBlockSpec
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.captions import Captions
from nnstudio.ui.canvas.gallery import Gallery
from nnstudio.ui.canvas.geometry import (
    INPUT,
    MOST_TILES,
    Layout,
    lay_out,
    most_tiles,
    spread_for,
)
from nnstudio.ui.canvas.layer_item import LayerItem
from nnstudio.ui.canvas.live_pictures import kernels_of
from nnstudio.ui.canvas.look import Look
from nnstudio.ui.canvas.pictures import Picture
from nnstudio.ui.canvas.selection import Selection
from nnstudio.ui.canvas.spots import GROUND, Part, Spot
from nnstudio.ui.canvas.stage import Stage
from nnstudio.ui.canvas.stage_pictures import ShownStage
from nnstudio.ui.canvas.words import Words
from nnstudio.ui.theme import Theme

REACH = 100_000.0
DOTS = 28
PICTURED = (Part.NEURON, Part.INPUT, Part.BODY)
MOST_CHANNELS = 6
"""A sequence of more channels than this has no room for their names."""


class CanvasScene(QGraphicsScene):
    """Items for every column and every bundle of wires, and what is selected and hovered.

    During a drag a `preview` of the project is shown; the document changes on release only.
    Signals: `laid_out()` after the structure that is shown has changed; `overtaken()` before that,
    when it is the document that changed, so that whatever a hand holds is let go.
    """

    laid_out = Signal()
    overtaken = Signal()

    def __init__(self, document: Document, run: RunController, theme: Theme) -> None:
        super().__init__()
        self.document = document
        self.run = run
        self.words = Words(self)
        self.captions = Captions(self)
        self.look = Look(theme)
        self.selection = Selection(self)
        self.hovered: Spot = GROUND
        self.preview: Project | None = None
        self.landing: frozenset[str] = frozenset()
        self.opened: frozenset[str] = frozenset()
        self.layout: Layout
        self._spread, self._most = 1.0, MOST_TILES
        self.shapes: Shapes
        self._gallery = Gallery(document, theme)
        self._stage = Stage(self, self.look, self.captions)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSceneRect(-REACH, -REACH, 2 * REACH, 2 * REACH)
        self.selection.changed.connect(self._show_marks)
        document.changed.connect(self._follow)
        document.replaced.connect(self._start_anew)
        run.snapshot.connect(self.show_snapshot)
        self._lay_out()
        if run.latest is not None:
            self.show_snapshot(run.latest)

    @property
    def project(self) -> Project:
        """What is shown: the document's project, or the preview of a drag."""
        return self.preview or self.document.project

    @property
    def weights(self) -> Mapping[str, Array]:
        """The weights of every layer as the run last told them."""
        return self._gallery.weights

    @property
    def names_inputs(self) -> bool:
        """Whether something is written beside the inputs: their names, or those of channels."""
        flow = self.shapes.flows[0]
        return flow.kind == "values" or (flow.kind == "sequence" and flow.features <= MOST_CHANNELS)

    @property
    def names_outputs(self) -> bool:
        """Whether the output's neurons carry the names of classes."""
        layers, material = self.project.layers, self.document.material
        last = layers[-1] if layers else None
        return isinstance(last, DenseSpec) and last.units == material.classes

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.look = Look(theme)
        self._gallery.set_theme(theme)
        self._stage.set_look(self.look)
        self._show_pictures()

    def show_preview(self, project: Project | None, landing: frozenset[str] = frozenset()) -> None:
        """Show a project that a drag would lead to; None: the document's own again."""
        before = self.preview.layers if self.preview else None
        after = project.layers if project else None
        looks_the_same = before == after and landing == self.landing
        self.preview, self.landing = project, landing
        if not looks_the_same:
            self._lay_out()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the weights and the maps of this moment, as far as they fit what is laid out."""
        self._gallery.take(snapshot)
        self._stage.show_weights(self._gallery.drawn_weights, self._kernels_of)
        self._show_pictures()

    def show_stage(self, stage: ShownStage | None) -> None:
        """Show a stage of slow motion instead of what the run tells; None: that again."""
        self._gallery.stage = stage
        self._stage.show_weights(self._gallery.drawn_weights, self._kernels_of)
        self._show_pictures()

    def suit(self, width: float, height: float) -> None:
        """Draw the columns apart, and fold them, as suits a view of so many pixels."""
        layers, flows = self.project.layers, self.shapes.flows
        most = most_tiles(layers, flows, width, height)
        spread = spread_for(layers, flows, width / height, most, self.opened)
        if (spread, most) != (self._spread, self._most):
            self._spread, self._most = spread, most
            self._arrange()

    def toggle_block(self, layer_id: str) -> None:
        """Open a transformer block into its parts, or close it; the project knows nothing of it."""
        if isinstance(self.layer(layer_id), TransformerBlockSpec):
            self.opened ^= {layer_id}
            self._lay_out()

    def picture_at(self, spot: Spot) -> tuple[QRectF, Picture, Picture | None] | None:
        """The place of a picture, the picture, and the kernel that made it, if one did."""
        column = self.layout.column(spot.layer_id)
        item = self._stage.layers.get(spot.layer_id)
        if column is None or item is None or spot.part not in PICTURED:
            return None
        for place in (*column.tiles, *column.slots):
            if place.index == max(spot.row, 0) and (spot.row >= 0 or spot.part is Part.INPUT):
                own = item.pictures.get(place.index)
                return None if own is None else (place.rect, own, item.kernels.get(place.index))
        return None

    def paint_bands(self, painter: QPainter) -> None:
        """What flows where there is no wire for each value."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.band)
        for band in self.layout.bands:
            painter.drawPath(band.path)

    def landing_slots(self) -> list[QRectF]:
        """Where what is dragged would land."""
        return [column.frame for column in self.layout.columns if column.layer_id in self.landing]

    def hover(self, spot: Spot) -> None:
        """Show what the pointer is over."""
        if spot != self.hovered:
            self.hovered = spot
            self._show_marks()

    def set_offset(self, layers: frozenset[str], offset: QPointF) -> None:
        """Let some columns float away from their places, as while they are dragged."""
        self._stage.set_offset(layers, offset)

    def weight(self, layer_id: str, row: int, column: int) -> float | None:
        """The weight of a wire as the run last told it; None when it is not known."""
        weights = self.weights.get(layer_id)
        if weights is None or row >= weights.shape[0] or column >= weights.shape[1] - 1:
            return None
        return float(weights[row, column])

    def bias(self, layer_id: str, row: int) -> float | None:
        """A bias as the run last told it; None when it is not known."""
        weights = self.weights.get(layer_id)
        inputs = self.inputs_of(layer_id)
        if weights is None or weights.shape[1] != inputs + 1 or row >= weights.shape[0]:
            return None
        return float(weights[row, inputs])

    def value(self, spot: Spot) -> float | None:
        """The weight of a wire, or the bias of a neuron."""
        if spot.part is Part.NEURON:
            return self.bias(spot.layer_id, spot.row)
        return self.weight(spot.layer_id, spot.row, spot.column)

    def inputs_of(self, layer_id: str) -> int:
        """How many values a neuron or a filter reads at once: the column of its biases.

        0 where it is not known, since the layers before do not fit together.
        """
        given = self._given(layer_id)
        layer = self.layer(layer_id)
        if given is None or layer is None:
            return 0
        if isinstance(layer, Conv2DSpec):
            return given.features * layer.kernel**2
        return given.features if given.kind == "sequence" else given.size

    def layer(self, layer_id: str) -> LayerSpec | None:
        """The layer with this id, as shown."""
        return next((layer for layer in self.project.layers if layer.id == layer_id), None)

    def _given(self, layer_id: str) -> Flow | None:
        """What a layer reads, if that is known."""
        place = next((i for i, own in enumerate(self.project.layers) if own.id == layer_id), None)
        flows = self.shapes.flows
        return flows[place] if place is not None and place < len(flows) else None

    def _follow(self, change: Change) -> None:
        if change.data:
            self._gallery.forget_data()
        if change.layers or change.data:
            self._take_over()
        elif change.training:
            self._lay_out()

    def _start_anew(self) -> None:
        self._gallery.forget_run()
        self.opened = frozenset()
        self.selection.clear()
        self._take_over()

    def _take_over(self) -> None:
        """Show the document's project; whatever a hand holds is let go."""
        self.preview, self.landing = None, frozenset()
        self._arrange()
        self.overtaken.emit()
        self.laid_out.emit()

    def _lay_out(self) -> None:
        self._arrange()
        self.laid_out.emit()

    def _arrange(self) -> None:
        material = self.document.material
        project = self.project
        self.shapes = check(project, material) if self.preview else self.document.shapes
        flows = self.shapes.flows
        self.layout = lay_out(project.layers, flows, self._spread, self._most, self.opened)
        self._stage.arrange(self.layout)
        self._stage.show_weights(self._gallery.drawn_weights, self._kernels_of)
        for column in self.layout.columns:
            if column.place < 0:
                self._describe_inputs(self._stage.layers[INPUT])
            else:
                self._describe_layer(self._stage.layers[column.layer_id], column.place)
        self._show_pictures()
        if self.preview is None:
            self.selection.keep_only({layer.id for layer in project.layers})
            self.hovered = GROUND
        self._show_marks()

    def _show_pictures(self) -> None:
        """What the run told, on every tile and card."""
        self._gallery.choose(self.layout, self.project.layers, self.shapes.flows)
        self._stage.show_pictures(self._gallery, self.layout.columns[-1].layer_id)
        self.update()

    def _kernels_of(self, layer_id: str) -> Array | None:
        """The kernels of a convolution, as far as the run has told them."""
        layer, weights = self.layer(layer_id), self.weights.get(layer_id)
        given = self._given(layer_id)
        if not isinstance(layer, Conv2DSpec) or weights is None or given is None:
            return None
        return kernels_of(weights, layer, given.features)

    def _describe_inputs(self, item: LayerItem) -> None:
        material, flow = self.document.material, self.shapes.flows[0]
        item.title = self.words.title_of(self.project, INPUT)
        item.labels = ()
        if flow.kind == "values":
            item.chip = self.words.inputs(len(material.inputs))
            item.labels = [entry.label for entry in material.inputs]
            return
        item.chip, item.shape_words = self.captions.entering(flow), self.captions.shape(flow)
        if self.names_inputs:
            item.labels = material.dataset.channels

    def _describe_layer(self, item: LayerItem, place: int) -> None:
        project, flows = self.project, self.shapes.flows
        layer = item.layer = project.layers[place]
        item.title = self.words.title(project, place)
        item.chip = self.words.chip(layer)
        item.shape_words = self.captions.shape(flows[place + 1]) if place + 1 < len(flows) else ""
        last = place == len(project.layers) - 1
        names = self.document.material.dataset.class_names
        item.labels = names if last and self.names_outputs else ()

    def _show_marks(self) -> None:
        misfits = () if self.preview else self.document.shapes.misfits
        ids = {misfit.layer_id for misfit in misfits}
        self._stage.show_marks(self.selection, self.hovered, ids)
        self.update()
