"""Gestures: each a small object that begins, moves, ends or is cancelled.

A gesture shows what it would do while it moves, and changes the document once, at its end.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt

from nnstudio.project import edits
from nnstudio.project.layers import DropoutSpec, LayerSpec
from nnstudio.ui.canvas.amounts import amount_of, in_bounds, stepped, value_of, with_amount
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.spots import Part, Spot

PIXELS_PER_UNIT_OF_WEIGHT = 60.0
FINE = 0.1
PIXELS_PER_NEURON = 26.0
PIXELS_PER_RATE = 240.0
STEPS_PER_HEAD = 2


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is: in the scene, in the viewport, and which keys are held."""

    scene: QPointF
    screen: QPointF
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier


class Gesture:
    """Something that a held button does. `words` is what to show beside the pointer."""

    words = ""

    def start(self, at: Pointer) -> None:
        """The pointer has moved far enough from `at` to mean it."""

    def move(self, at: Pointer) -> None:
        """The pointer is here now."""

    def end(self, at: Pointer) -> None:
        """The button is let go: make it so."""

    def cancel(self) -> None:
        """Leave everything as it was."""


class WeightDrag(Gesture):
    """A wire dragged up or down: its weight follows; Shift makes it ten times finer."""

    def __init__(self, scene: CanvasScene, commands: Commands, spot: Spot) -> None:
        self._scene, self._commands, self._spot = scene, commands, spot
        self._before: float | None = None
        self._value = 0.0
        self._last = QPointF()

    def start(self, at: Pointer) -> None:
        self._before = self._scene.weight(self._spot.layer_id, self._spot.row, self._spot.column)
        self._value = self._before or 0.0
        self._last = at.screen
        self._scene.selection.select_spot(self._spot)

    def move(self, at: Pointer) -> None:
        if self._before is None:
            return
        fine = FINE if at.keys & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._value += fine * (self._last.y() - at.screen.y()) / PIXELS_PER_UNIT_OF_WEIGHT
        self._last = at.screen
        self._send(self._value)
        self.words = f"w = {self._scene.words.number(self._value)}"

    def end(self, at: Pointer) -> None:
        if self._before is not None and self._value != self._before:
            self._commands.set_weight(self._spot, self._before, self._value)

    def cancel(self) -> None:
        # Once another project has been opened, the weight in this place is that of another run.
        is_there = self._scene.weight(self._spot.layer_id, self._spot.row, self._spot.column)
        if self._before is not None and is_there is not None:
            self._send(self._before)

    def _send(self, value: float) -> None:
        self._scene.run.set_weight(self._spot.layer_id, self._spot.row, self._spot.column, value)


class UnitsDrag(Gesture):
    """The lower edge of a layer dragged: neurons, filters, units come and go under the hand."""

    def __init__(self, scene: CanvasScene, commands: Commands, layer: LayerSpec) -> None:
        self._scene, self._commands, self._layer = scene, commands, layer
        self._from = QPointF()
        self._before = self._units = value_of(layer)
        place = scene.project.index(layer.id)
        flows = scene.shapes.flows
        self._given = flows[place] if place < len(flows) else None

    def start(self, at: Pointer) -> None:
        self._from = at.scene

    def move(self, at: Pointer) -> None:
        # The column grows to both sides, so half a row of drag is a whole neuron.
        rows = (at.scene.y() - self._from.y()) / PIXELS_PER_NEURON
        if self._before > 12:
            rows *= self._before / 12.0
        self._units = self._stepped(round(rows))
        project = with_amount(self._scene.document.project, self._layer.id, self._units)
        self._scene.show_preview(project)
        self.words = self._scene.words.amount(self._layer, self._units)

    def _stepped(self, steps: int) -> float:
        """So many more, or fewer; heads go from one number that divides the width to the next."""
        amount = amount_of(self._layer)
        if amount is None or amount.noun != "heads":
            return in_bounds(self._layer, self._before + steps)
        layer = self._layer
        for _ in range(abs(steps) // STEPS_PER_HEAD):
            value = in_bounds(layer, stepped(layer, 1 if steps > 0 else -1, self._given))
            layer = msgspec.structs.replace(layer, heads=int(value))
        return value_of(layer)

    def end(self, at: Pointer) -> None:
        self._scene.show_preview(None)
        if self._units != self._before:
            self._commands.set_units(self._layer.id, self._units)

    def cancel(self) -> None:
        self._scene.show_preview(None)


class RateDrag(Gesture):
    """A dropout card's rate dragged up or down, in steps of 5 %, with Shift of 1 %."""

    def __init__(self, scene: CanvasScene, commands: Commands, layer: DropoutSpec) -> None:
        self._scene, self._commands, self._layer = scene, commands, layer
        self._from = QPointF()
        self._rate = layer.rate

    def start(self, at: Pointer) -> None:
        self._from = at.screen

    def move(self, at: Pointer) -> None:
        step = 0.01 if at.keys & Qt.KeyboardModifier.ShiftModifier else 0.05
        exact = self._layer.rate + (self._from.y() - at.screen.y()) / PIXELS_PER_RATE
        self._rate = min(max(round(round(exact / step) * step, 2), 0.0), 0.95)
        project = edits.change_layer(self._scene.document.project, self._layer.id, rate=self._rate)
        self._scene.show_preview(project)
        self.words = self._scene.words.percent(self._rate)

    def end(self, at: Pointer) -> None:
        self._scene.show_preview(None)
        if self._rate != self._layer.rate:
            self._commands.set_rate(self._layer.id, self._rate)

    def cancel(self) -> None:
        self._scene.show_preview(None)


class LayerDrag(Gesture):
    """Layers dragged to another place: the others make room at once."""

    def __init__(self, scene: CanvasScene, commands: Commands, layer_id: str) -> None:
        self._scene, self._commands, self._held = scene, commands, layer_id
        self._ids: frozenset[str] = frozenset()
        self._grip = QPointF()
        self._start_layout = scene.layout

    def start(self, at: Pointer) -> None:
        selected = self._scene.selection.layers
        if self._held not in selected:
            selected = frozenset({self._held})
        self._scene.selection.select(selected)
        self._ids = selected
        self._start_layout = self._scene.layout
        column = self._start_layout.column(self._held)
        x = column.x if column is not None else 0.0
        self._grip = QPointF(at.scene.x() - x, at.scene.y())

    def move(self, at: Pointer) -> None:
        project = self._scene.document.project
        held_x = at.scene.x() - self._grip.x()
        rest = self._start_layout.gap_at(held_x, tuple(self._ids))
        others = [layer for layer in project.layers if layer.id not in self._ids]
        index = project.index(others[rest].id) if rest < len(others) else len(project.layers)
        self._scene.show_preview(edits.move_layers(project, self._ids, index), self._ids)
        column = self._scene.layout.column(self._held)
        if column is not None:
            offset = QPointF(held_x - column.x, at.scene.y() - self._grip.y())
            self._scene.set_offset(self._ids, offset)

    def end(self, at: Pointer) -> None:
        self.move(at)  # other settings may hold by now than when the hand last moved
        project = self._scene.preview
        self._clear()
        if project is not None and project != self._scene.document.project:
            self._commands.apply_project(project, self._commands.tr("Move layer"))

    def cancel(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._scene.set_offset(frozenset(), QPointF())
        self._scene.show_preview(None)


class PaletteDrag(Gesture):
    """A layer from the palette held over the canvas: the gap under it opens."""

    def __init__(self, scene: CanvasScene, commands: Commands, layer: LayerSpec) -> None:
        self._scene, self._commands, self._layer = scene, commands, layer
        self._start_layout = scene.layout

    def move(self, at: Pointer) -> None:
        project = self._scene.document.project
        index = self._start_layout.gap_at(at.scene.x())
        self._scene.show_preview(
            edits.insert_layers(project, index, [self._layer]), frozenset({self._layer.id})
        )

    def leave(self) -> None:
        """The pointer is not over the canvas."""
        self._scene.show_preview(None)

    def end(self, at: Pointer) -> None:
        self.move(at)
        project = self._scene.preview
        self._scene.show_preview(None)
        if project is not None:
            self._commands.insert([self._layer], project.index(self._layer.id))

    def cancel(self) -> None:
        self._scene.show_preview(None)


class RubberBand(Gesture):
    """A rectangle drawn on empty ground selects the layers that it touches."""

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self._from = QPointF()
        self._before: frozenset[str] = frozenset()
        self.rect = QRectF()

    def start(self, at: Pointer) -> None:
        self._from = at.scene
        adds = at.keys & Qt.KeyboardModifier.ShiftModifier
        self._before = self._scene.selection.layers if adds else frozenset()

    def move(self, at: Pointer) -> None:
        self.rect = QRectF(self._from, at.scene).normalized()
        touched = {
            column.layer_id
            for column in self._scene.layout.columns
            if column.place >= 0 and column.frame.intersects(self.rect)
        }
        self._scene.selection.select(self._before | touched)
        self._scene.update()

    def end(self, at: Pointer) -> None:
        self.rect = QRectF()
        self._scene.update()

    def cancel(self) -> None:
        self.rect = QRectF()
        self._scene.selection.select(self._before)
        self._scene.update()


class Pan(Gesture):
    """The ground itself held and moved."""

    def __init__(self, pan: Callable[[QPointF], None]) -> None:
        self._pan = pan
        self._last = QPointF()

    def start(self, at: Pointer) -> None:
        self._last = at.screen

    def move(self, at: Pointer) -> None:
        self._pan(at.screen - self._last)
        self._last = at.screen


def gesture_for(
    scene: CanvasScene,
    commands: Commands,
    spot: Spot,
    keys: Qt.KeyboardModifier,
    pan: Callable[[QPointF], None],
) -> Gesture | None:
    """What a left-button drag that begins here does."""
    layer = scene.layer(spot.layer_id)
    if spot.part is Part.WIRE:
        return WeightDrag(scene, commands, spot)
    if spot.part is Part.EDGE and layer is not None and amount_of(layer) is not None:
        return UnitsDrag(scene, commands, layer)
    if spot.part is Part.CHIP and isinstance(layer, DropoutSpec):
        return RateDrag(scene, commands, layer)
    if spot.part in (Part.TITLE, Part.BODY, Part.NEURON, Part.CHIP, Part.FOLD) and layer:
        return LayerDrag(scene, commands, layer.id)
    if spot.part is Part.GROUND or spot.part is Part.INPUT:
        if keys & Qt.KeyboardModifier.ControlModifier:
            return Pan(pan)
        return RubberBand(scene)
    return None
