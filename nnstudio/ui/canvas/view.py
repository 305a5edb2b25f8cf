"""The view of the canvas: the pointer's way to gestures and clicks."""

from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.project.layers import TransformerBlockSpec
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.gestures import Gesture, Pan, Pointer, RubberBand, gesture_for
from nnstudio.ui.canvas.magnifier import FAR, SMALL, paint_magnified
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.spots import GROUND, Part, Spot, on_disclosure, spot_at
from nnstudio.ui.canvas.zooming import ZoomingView
from nnstudio.ui.theme import Theme


class KeyTaker(Protocol):
    """Who takes the keys of the view."""

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is needed here, even if it is also a shortcut of the window."""
        ...

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; False if there is no use for it."""
        ...


class CanvasView(ZoomingView):
    """Shows the scene and turns mouse events into gestures.

    Signals: `hovered(Spot)` when the pointer is over something else;
    `activated(Spot)` for a double-click, `clicked(Spot)` for a click on a part with an action;
    `menu_wanted(Spot, QPoint)`.
    """

    hovered = Signal(object)
    clicked = Signal(object)
    activated = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(
        self, scene: CanvasScene, commands: Commands, parent: QWidget | None = None
    ) -> None:
        super().__init__(scene, parent)
        self._commands = commands
        self.keyboard: KeyTaker | None = None
        self.pointer_at = QPoint()
        self.gesture: Gesture | None = None
        self._pressed: Pointer | None = None
        self._spot = GROUND
        self._moving = False
        self._shows_focus = False
        self._anchor: Spot | None = None
        self._anchor_at = QPoint()
        self._refit_due = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        scene.laid_out.connect(self._follow_layout)
        scene.overtaken.connect(self.cancel_gesture)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._band = QPen(theme.colour("accent"), 1.0)
        self._band_fill = QColor(theme.colour("accent"))
        self._band_fill.setAlphaF(0.12)
        super().set_theme(theme)

    def pointer(self, event: QMouseEvent) -> Pointer:
        """Where an event happened."""
        at = event.position()
        return Pointer(self.scene_point(at), at, event.modifiers())

    def spot(self, at: Pointer) -> Spot:
        """What lies under the pointer."""
        return spot_at(self._scene.layout, at.scene, self.zoom)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            return
        at = self.pointer(event)
        self._spot = self.spot(at)
        self._pressed, self._moving, self.gesture = at, False, None
        if event.button() is Qt.MouseButton.MiddleButton:
            self.gesture = Pan(self.pan)
        elif event.button() is Qt.MouseButton.LeftButton:
            self.gesture = gesture_for(self._scene, self._commands, self._spot, at.keys, self.pan)
        else:
            self._pressed = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.pointer(event)
        self.pointer_at = event.position().toPoint()
        if self._pressed is None:
            self._hover(self.spot(at))
            return
        if self.gesture is None:
            return
        if not self._moving:
            way = (at.screen - self._pressed.screen).manhattanLength()
            if way < QApplication.startDragDistance():
                return
            self._moving = True
            self.gesture.start(self._pressed)
        self.gesture.move(at)
        self.hovered.emit(self._spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, gesture, moving = self._pressed, self.gesture, self._moving
        self._pressed, self.gesture, self._moving = None, None, False
        if pressed is None:
            return
        at = self.pointer(event)
        if moving and gesture is not None:
            gesture.end(at)
        elif not moving and event.button() is Qt.MouseButton.LeftButton:
            self._click(self._spot, at)
        # What was done may have moved the scene under the pointer.
        self._hover(self.spot(self.pointer(event)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self.pointer(event)
        spot = self.spot(at)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        folds = on_disclosure(self._scene.layout, spot.layer_id, at.scene)
        if spot.part in (Part.MINUS, Part.PLUS) or folds:
            self._spot, self._pressed, self._moving = spot, at, False
        elif spot.part is Part.BODY and self._is_block(spot.layer_id):
            self._toggle_block(spot.layer_id)
        else:
            self.activated.emit(spot)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._shows_focus = event.reason() in by_keys
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._shows_focus = False
        self.viewport().update()

    def cancel_gesture(self) -> bool:
        """Leave off the drag that is going on, changing nothing; False if there is none."""
        gesture, moving = self.gesture, self._moving
        self._pressed, self.gesture, self._moving = None, None, False
        if gesture is None or not moving:
            return False
        gesture.cancel()
        self.hovered.emit(GROUND)
        return True

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.keyboard is not None
            and self.keyboard.wants(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._open_by_key(event):
            return
        if self.keyboard is None or not self.keyboard.press(event):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            event.ignore()
            return
        at = self.mapToScene(event.pos())
        self.menu_wanted.emit(spot_at(self._scene.layout, at, self.zoom), event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._pressed is None:
            self._hover(GROUND)

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        if isinstance(self.gesture, RubberBand) and not self.gesture.rect.isNull():
            pen = QPen(self._band)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(self._band_fill)
            painter.drawRect(self.gesture.rect)
        if self.gesture is None and self.zoom < FAR:
            self._magnify(painter)
        if self._shows_focus:
            painter.save()
            painter.resetTransform()
            painter.setPen(self._band)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = self.viewport().rect().toRectF().adjusted(2.5, 2.5, -2.5, -2.5)
            painter.drawRoundedRect(edge, 6.0, 6.0)
            painter.restore()

    def _magnify(self, painter: QPainter) -> None:
        """What the pointer is on, large: nobody can read a map of a dozen pixels."""
        found = self._scene.picture_at(self._scene.hovered)
        if found is None:
            return
        rect, picture, kernel = found
        place = self.mapFromScene(rect).boundingRect().toRectF()
        if max(place.width(), place.height()) > SMALL:
            return
        painter.save()
        painter.resetTransform()
        pane = self.viewport().rect().toRectF()
        paint_magnified(painter, self._scene.look, pane, place, picture, kernel)
        painter.restore()

    def _click(self, spot: Spot, at: Pointer) -> None:
        several = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if spot.part in (Part.MINUS, Part.PLUS):
            self._press_button(spot)
            return
        if on_disclosure(self._scene.layout, spot.layer_id, at.scene):
            self._toggle_block(spot.layer_id)
            return
        if spot.part is Part.INPUT and spot.row < 0:
            spot = GROUND
        if at.keys & several and spot.layer_id and spot.part is not Part.WIRE:
            self._scene.selection.toggle(spot.layer_id)
        else:
            self._scene.selection.select_spot(spot)
        self.clicked.emit(spot)

    def _open_by_key(self, event: QKeyEvent) -> bool:
        """Down goes into a selected transformer block, and Up out of it, as with neurons."""
        selection = self._scene.selection
        key = event.key()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key not in (Qt.Key.Key_Down, Qt.Key.Key_Up) or held or len(selection.layers) != 1:
            return False
        (layer_id,) = selection.layers
        if not self._is_block(layer_id):
            return False
        if (key == Qt.Key.Key_Down) != (layer_id in self._scene.opened):
            self._toggle_block(layer_id)
        return True

    def _is_block(self, layer_id: str) -> bool:
        return isinstance(self._scene.layer(layer_id), TransformerBlockSpec)

    def _toggle_block(self, layer_id: str) -> None:
        self._scene.toggle_block(layer_id)
        self._scene.selection.select({layer_id})

    def _hover(self, spot: Spot) -> None:
        if self._refit_due and spot.part not in (Part.MINUS, Part.PLUS):
            self._refit_due = False
            if not self.shows_all():
                self.refit()
        self._scene.hover(spot)
        shape = _CURSORS.get(spot.part, Qt.CursorShape.ArrowCursor)
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)
        self.hovered.emit(spot)

    def _follow_layout(self) -> None:
        if self._scene.preview is None and self.gesture is None and not self._keep_anchor():
            self.refit()
        self.moved.emit()

    def _press_button(self, spot: Spot) -> None:
        """One neuron more or fewer; the button stays under the pointer, to be pressed again."""
        button = self._button(spot)
        if button is not None:
            self._anchor, self._anchor_at = spot, self.mapFromScene(button)
        self._commands.change_units({spot.layer_id}, 1 if spot.part is Part.PLUS else -1)
        self._anchor, self._refit_due = None, True

    def _keep_anchor(self) -> bool:
        button = self._button(self._anchor) if self._anchor is not None else None
        if button is None:
            return False
        self.pan_to(button, self._anchor_at)
        return True

    def _button(self, spot: Spot) -> QPointF | None:
        column = self._scene.layout.column(spot.layer_id)
        if column is None or column.plus is None or column.minus is None:
            return None
        return (column.plus if spot.part is Part.PLUS else column.minus).center()


_CURSORS = {
    Part.WIRE: Qt.CursorShape.SizeVerCursor,
    Part.EDGE: Qt.CursorShape.SizeVerCursor,
    Part.CHIP: Qt.CursorShape.PointingHandCursor,
    Part.MINUS: Qt.CursorShape.PointingHandCursor,
    Part.PLUS: Qt.CursorShape.PointingHandCursor,
    Part.TITLE: Qt.CursorShape.OpenHandCursor,
    Part.BODY: Qt.CursorShape.OpenHandCursor,
}
