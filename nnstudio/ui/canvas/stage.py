"""The items of the scene: one for each column, each bundle of wires, each lot of threads."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Protocol, TypeVar

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from nnstudio.nn.columns import Array
from nnstudio.ui.canvas.captions import Captions
from nnstudio.ui.canvas.column import INPUT
from nnstudio.ui.canvas.gallery import Gallery
from nnstudio.ui.canvas.geometry import Layout
from nnstudio.ui.canvas.layer_item import LayerItem
from nnstudio.ui.canvas.look import Look
from nnstudio.ui.canvas.selection import Selection
from nnstudio.ui.canvas.spots import Part, Spot
from nnstudio.ui.canvas.threads_item import ThreadsItem
from nnstudio.ui.canvas.wires_item import WiresItem

BACK = 0.4
"""Opacity of a layer that slow motion has not reached yet."""


class Owned(Protocol):
    """Something that belongs to a layer."""

    @property
    def layer_id(self) -> str:
        """The layer's id."""
        ...


Thing = TypeVar("Thing", bound=Owned)
Item = TypeVar("Item", bound=QGraphicsItem)


class Stage:
    """Keeps the items and lets them follow a layout. `layers`: the columns' items, by id."""

    def __init__(self, scene: QGraphicsScene, look: Look, captions: Captions) -> None:
        self._scene = scene
        self._look = look
        self._captions = captions
        self.layers: dict[str, LayerItem] = {}
        self._wires: dict[str, WiresItem] = {}
        self._threads: dict[str, ThreadsItem] = {}

    def set_look(self, look: Look) -> None:
        """Other colours."""
        self._look = look
        for items in (self.layers, self._wires, self._threads):
            for item in items.values():
                item.look = look

    def arrange(self, layout: Layout) -> None:
        """Stand as the layout says; items of what is gone go."""
        self._sync(
            self.layers,
            layout.columns,
            lambda column: LayerItem(column, self._look, self._captions),
            LayerItem.set_column,
        )
        self._sync(
            self._wires,
            layout.bundles,
            lambda bundle: WiresItem(bundle, self._look),
            WiresItem.set_bundle,
        )
        self._sync(
            self._threads,
            layout.threads,
            lambda threads: ThreadsItem(threads, self._look),
            ThreadsItem.set_threads,
        )

    def show_weights(
        self, weights: Mapping[str, Array], kernels: Callable[[str], Array | None]
    ) -> None:
        """The weights of all layers, and the kernels (filters, channels, k, k) of one."""
        for layer_id, wires in self._wires.items():
            wires.set_weights(weights.get(layer_id))
        for layer_id, threads in self._threads.items():
            threads.set_kernels(kernels(layer_id))

    def show_pictures(self, gallery: Gallery, output_id: str) -> None:
        """What the run told, on every tile and card; in slow motion, what a stage is about."""
        shown = gallery.stage
        for layer_id, item in self.layers.items():
            item.staged = shown is not None
            item.lit = shown is not None and layer_id in shown.lit
            item.setOpacity(BACK if shown is not None and layer_id in shown.waiting else 1.0)
            item.pictures = gallery.pictures.get(layer_id, {})
            item.kernels = gallery.kernels.get(layer_id, {})
            item.readings = gallery.readings.get(layer_id, {})
            item.answer = ""
        self.layers[INPUT].symbols = gallery.symbols
        self.layers[output_id].answer = self._captions.answer(gallery.answers)

    def show_marks(
        self, selection: Selection, hovered: Spot, misfits: Collection[str | None]
    ) -> None:
        """What is selected, what the pointer is over, and what does not fit."""
        part = selection.part
        for layer_id, item in self.layers.items():
            own_part = part.layer_id == layer_id and part.part in (Part.NEURON, Part.INPUT)
            under = hovered.layer_id == layer_id and hovered.part not in (Part.GROUND, Part.WIRE)
            item.selected = layer_id in selection.layers
            item.marked = part.row if own_part else None
            item.hovered = hovered.part if under else None
            item.hovered_row = hovered.row if under else -1
            item.warned = layer_id in misfits
        for layer_id, wires in self._wires.items():
            wires.marked = _wire_of(part, layer_id)
            wires.hovered = _wire_of(hovered, layer_id)

    def set_offset(self, layers: frozenset[str], offset: QPointF) -> None:
        """Let some columns float away from their places, as while they are dragged."""
        for layer_id, item in self.layers.items():
            floats = layer_id in layers
            item.setPos(offset if floats else QPointF())
            item.setZValue(2.0 if floats else 1.0)
            item.floating = floats
            item.setOpacity(0.9 if floats else 1.0)

    def _sync(
        self,
        items: dict[str, Item],
        things: Iterable[Thing],
        make: Callable[[Thing], Item],
        follow: Callable[[Item, Thing], None],
    ) -> None:
        wanted = {thing.layer_id: thing for thing in things}
        for layer_id in items.keys() - wanted.keys():
            self._scene.removeItem(items.pop(layer_id))
        for layer_id, thing in wanted.items():
            if layer_id in items:
                follow(items[layer_id], thing)
            else:
                items[layer_id] = make(thing)
                self._scene.addItem(items[layer_id])


def _wire_of(spot: Spot, layer_id: str) -> tuple[int, int] | None:
    if spot.part is Part.WIRE and spot.layer_id == layer_id:
        return spot.row, spot.column
    return None
