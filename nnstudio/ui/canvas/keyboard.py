"""The canvas by keyboard.

Arrows walk: between layers; down into a layer's neurons; from a neuron left and right along its
wires; along the wires up and down. Escape goes back one step. Enter types the number of what is
selected, or opens what the chip of a layer opens; Ctrl+Enter opens a layer's settings. With
nothing selected the keys of the window count: Right makes a training step.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from nnstudio.project.layers import LayerSpec
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.geometry import INPUT, Column
from nnstudio.ui.canvas.overlays import Overlays
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.spots import GROUND, Part, Spot
from nnstudio.ui.canvas.view import CanvasView

Key = Qt.Key
ARROWS = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, -1),
    Key.Key_Down: (0, 1),
}
NOTCH = 1.2


class Keyboard(QObject):
    """Turns keys into commands and steps of the selection. Signal: `stepped()` after a step."""

    stepped = Signal()

    def __init__(self, view: CanvasView, commands: Commands, overlays: Overlays) -> None:
        super().__init__(view)
        self._view, self._commands, self._overlays = view, commands, overlays
        self._scene: CanvasScene = view.canvas
        self._selection = self._scene.selection

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the canvas needs this key now, whatever the window does with it otherwise."""
        if event.key() in ARROWS:
            return not self._selection.empty
        if event.key() == Key.Key_Escape:
            return self._view.gesture is not None or not self._selection.empty
        return self._command(event) is not None

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; False when the canvas has no use for it."""
        if event.key() == Key.Key_Escape:
            return self._view.cancel_gesture() or self._step_back()
        if event.key() in ARROWS:
            return self._arrow(event)
        command = self._command(event)
        if command is None:
            return False
        command()
        return True

    def _command(self, event: QKeyEvent) -> Callable[[], object] | None:
        commands, view = self._commands, self._view
        standard = QKeySequence.StandardKey
        for keys, command in (
            (standard.Copy, commands.copy),
            (standard.Cut, commands.cut),
            (standard.Paste, commands.paste),
            (standard.SelectAll, commands.select_all),
        ):
            if event.matches(keys):
                return command
        key = Key(event.key())
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if held == Qt.KeyboardModifier.ControlModifier:
            return {
                Key.Key_D: commands.duplicate,
                Key.Key_Return: self._open_settings,
                Key.Key_Enter: self._open_settings,
                Key.Key_0: view.fit,
                Key.Key_Plus: lambda: view.zoom_by(NOTCH),
                Key.Key_Equal: lambda: view.zoom_by(NOTCH),
                Key.Key_Minus: lambda: view.zoom_by(1.0 / NOTCH),
            }.get(key)
        if held:
            return None
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key == Key.Key_F10:
            return self._open_menu
        return {
            Key.Key_Delete: commands.remove_selected,
            Key.Key_Backspace: commands.remove_selected,
            Key.Key_Plus: lambda: commands.change_units(commands.chosen(), 1),
            Key.Key_Equal: lambda: commands.change_units(commands.chosen(), 1),
            Key.Key_Minus: lambda: commands.change_units(commands.chosen(), -1),
            Key.Key_F: view.fit,
            Key.Key_F2: self._rename,
            Key.Key_Return: self._enter,
            Key.Key_Enter: self._enter,
            Key.Key_Menu: self._open_menu,
        }.get(key)

    def _arrow(self, event: QKeyEvent) -> bool:
        across, down = ARROWS[Key(event.key())]
        keys = event.modifiers()
        if self._selection.empty:
            if across > 0:
                return False
            self._select_layer(0)
            return True
        if keys & Qt.KeyboardModifier.AltModifier:
            if across and self._selection.layers:
                self._commands.shift(self._selection.layers, across)
            return True
        self._walk(across, down, bool(keys & Qt.KeyboardModifier.ShiftModifier))
        self.stepped.emit()
        return True

    def _walk(self, across: int, down: int, extend: bool) -> None:
        part = self._selection.part
        if part.part is Part.WIRE:
            self._walk_wire(part, across, down)
        elif part.part in (Part.NEURON, Part.INPUT):
            self._walk_neuron(part, across, down)
        elif across:
            self._walk_layers(across, extend)
        else:
            self._into_layer(first=down > 0)

    def _walk_layers(self, across: int, extend: bool) -> None:
        layers = self._scene.project.layers
        places = [i for i, layer in enumerate(layers) if layer.id in self._selection.layers]
        if not places:
            return
        place = min(max((places[-1] if across > 0 else places[0]) + across, 0), len(layers) - 1)
        kept = self._selection.layers if extend else frozenset()
        self._selection.select(kept | {layers[place].id})

    def _into_layer(self, first: bool) -> None:
        column = self._column(next(iter(self._selection.layers), INPUT))
        if column is not None and column.tiles:
            tile = column.tiles[0 if first else -1]
            self._selection.select_spot(_neuron(column, tile.index))

    def _walk_neuron(self, part: Spot, across: int, down: int) -> None:
        column = self._column(part.layer_id)
        if column is None:
            return
        if down:
            rows = [tile.index for tile in column.tiles]
            place = (rows.index(part.row) if part.row in rows else 0) + down
            if 0 <= place < len(rows):
                self._selection.select_spot(_neuron(column, rows[place]))
            elif place < 0 and column.place >= 0:
                self._selection.select({column.layer_id})
            return
        for bundle in self._scene.layout.bundles:
            if across > 0 and bundle.source_id == part.layer_id:
                target = int(bundle.targets[0])
                self._selection.select_spot(Spot(Part.WIRE, bundle.layer_id, target, part.row))
            elif across < 0 and bundle.layer_id == part.layer_id:
                source = int(bundle.sources[0])
                self._selection.select_spot(Spot(Part.WIRE, bundle.layer_id, part.row, source))

    def _walk_wire(self, part: Spot, across: int, down: int) -> None:
        bundle = self._scene.layout.bundle(part.layer_id)
        if bundle is None:
            return
        if across:
            layer_id = part.layer_id if across > 0 else bundle.source_id
            column = self._column(layer_id)
            if column is not None:
                row = part.row if across > 0 else part.column
                self._selection.select_spot(_neuron(column, row))
            return
        wires = [
            (row, column) for row in bundle.targets.tolist() for column in bundle.sources.tolist()
        ]
        here = (part.row, part.column)
        place = ((wires.index(here) if here in wires else 0) + down) % len(wires)
        self._selection.select_spot(Spot(Part.WIRE, part.layer_id, *wires[place]))

    def _step_back(self) -> bool:
        """From a wire to its neuron, from a neuron to its layer, from a layer to nothing."""
        if self._selection.empty:
            return False
        part = self._selection.part
        column = self._column(part.layer_id)
        if part.part is Part.WIRE and column is not None:
            self._selection.select_spot(_neuron(column, part.row))
        elif part.part is Part.NEURON:
            self._selection.select({part.layer_id})
        else:
            self._selection.clear()
        return True

    def _enter(self) -> None:
        part = self._selection.part
        if part.part in (Part.WIRE, Part.NEURON):
            self._overlays.edit(part)
            return
        layer = self._single_layer()
        if layer is None:
            if self._selection.empty:
                self._select_layer(0)
        else:
            self._overlays.open_chip(layer.id)

    def _open_settings(self) -> None:
        layer = self._single_layer()
        if layer is not None:
            self._overlays.open_settings(layer.id)

    def _rename(self) -> None:
        layer = self._single_layer()
        if layer is not None:
            self._overlays.edit_title(layer.id)

    def _open_menu(self) -> None:
        part = self._selection.part
        spot, area = part, None
        layer = self._single_layer()
        if part == GROUND and layer is not None:
            spot = Spot(Part.BODY, layer.id)
        column = self._column(spot.layer_id)
        if spot != GROUND and column is not None:
            area = self._overlays.rect_on_screen(column.frame)
        pane = self._view.viewport()
        at = area.center() if area is not None else pane.rect().center()
        inside = QPoint(
            min(max(at.x(), 0), pane.width() - 1), min(max(at.y(), 0), pane.height() - 1)
        )
        self._overlays.open_menu(spot, pane.mapToGlobal(inside))

    def _single_layer(self) -> LayerSpec | None:
        chosen = [
            layer for layer in self._scene.project.layers if layer.id in self._selection.layers
        ]
        return chosen[0] if chosen else None

    def _select_layer(self, place: int) -> None:
        layers = self._scene.project.layers
        if layers:
            self._selection.select({layers[place].id})
            self.stepped.emit()

    def _column(self, layer_id: str) -> Column | None:
        return self._scene.layout.column(layer_id)


def _neuron(column: Column, row: int) -> Spot:
    return Spot(Part.NEURON if column.place >= 0 else Part.INPUT, column.layer_id, row)
