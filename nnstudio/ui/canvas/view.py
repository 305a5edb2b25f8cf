"""The view of the canvas: zooming, panning, and the pointer's way to gestures and clicks."""

from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsView, QWidget

from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.gestures import Gesture, Pan, Pointer, RubberBand, gesture_for
from nnstudio.ui.canvas.scene import DOTS, CanvasScene
from nnstudio.ui.canvas.spots import GROUND, Part, Spot, spot_at
from nnstudio.ui.theme import Theme

SMALLEST, LARGEST = 0.1, 6.0
MOST_FIT = 1.3
MARGIN = 26.0
LABELS = 40.0
"""Room on the left for the names of the inputs."""
BUBBLE_ROOM = 130
"""Pixels below the network for what a misfit has to say."""
NOTCH = 1.0015
"""Zoom for one unit of wheel angle; a notch is 120 of them."""


class KeyTaker(Protocol):
    """Who takes the keys of the view."""

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is needed here, even if it is also a shortcut of the window."""
        ...

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; False if there is no use for it."""
        ...


class CanvasView(QGraphicsView):
    """Shows the scene and turns mouse events into gestures.

    Signals: `zoomed()`; `hovered(Spot)` when the pointer is over something else;
    `activated(Spot)` for a double-click, `clicked(Spot)` for a click on a part with an action;
    `menu_wanted(Spot, QPoint)`; `moved()` when the scene has moved under the viewport.
    """

    zoomed = Signal()
    moved = Signal()
    hovered = Signal(object)
    clicked = Signal(object)
    activated = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(
        self, scene: CanvasScene, commands: Commands, parent: QWidget | None = None
    ) -> None:
        super().__init__(scene, parent)
        self.canvas = self._scene = scene
        self._commands = commands
        self.keyboard: KeyTaker | None = None
        self.pointer_at = QPoint()
        self.gesture: Gesture | None = None
        self._pressed: Pointer | None = None
        self._spot = GROUND
        self._moving = False
        self._free = False
        self._shows_focus = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(320, 240)
        self.set_theme(scene.look.theme)
        scene.laid_out.connect(self._follow_layout)
        scene.overtaken.connect(self.cancel_gesture)

    @property
    def zoom(self) -> float:
        """The scale; 1.0 is 100 %."""
        return self.transform().m11()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._band = QPen(theme.colour("accent"), 1.0)
        self._band_fill = QColor(theme.colour("accent"))
        self._band_fill.setAlphaF(0.12)
        self._dots = _dots(theme)
        self._ground_key: tuple[float, ...] = ()
        self._ground_pixmap = QPixmap()
        self.viewport().update()

    def fit(self) -> None:
        """Show the whole network, and keep to it when it changes."""
        self._free = False
        size = self.viewport().size()
        if size.width() < 2 or size.height() < 2:
            return
        below = BUBBLE_ROOM if any(m.layer_id for m in self._scene.document.shapes.misfits) else 0
        space = max(size.height() - below, 100)
        self._scene.suit((size.width() - 2 * MARGIN - LABELS) / (space - 2 * MARGIN))
        area = self._scene.layout.bounds
        wanted = area.adjusted(-MARGIN - LABELS, -MARGIN, MARGIN, MARGIN)
        zoom = min(size.width() / wanted.width(), space / wanted.height(), MOST_FIT)
        zoom = max(zoom, SMALLEST)
        self.resetTransform()
        self.scale(zoom, zoom)
        self.centerOn(area.center() + QPointF(-0.5 * LABELS, 0.5 * below / zoom))
        self.zoomed.emit()
        self.moved.emit()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom around a point of the viewport, or its middle."""
        at = around or QRectF(self.viewport().rect()).center()
        held = self.mapToScene(at.toPoint())
        factor = min(max(factor, SMALLEST / self.zoom), LARGEST / self.zoom)
        self._free = True
        self.scale(factor, factor)
        self._pan(QPointF(at) - QPointF(self.mapFromScene(held)))
        self.zoomed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(QPointF(pixels))
        else:
            self.zoom_by(NOTCH ** event.angleDelta().y(), event.position())
        event.accept()

    def pan(self, by: QPointF) -> None:
        """Move the network by so many pixels of the viewport."""
        self._free = True
        self._pan(by)

    def _pan(self, by: QPointF) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(by.x()))
        down.setValue(down.value() - round(by.y()))
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._free:
            self.fit()

    def pointer(self, event: QMouseEvent) -> Pointer:
        """Where an event happened."""
        return Pointer(
            self.mapToScene(event.position().toPoint()), event.position(), event.modifiers()
        )

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
            self._click(self._spot, at.keys)
        self._hover(self.spot(at))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self.pointer(event)
        spot = self.spot(at)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if spot.part in (Part.MINUS, Part.PLUS):
            self._spot, self._pressed, self._moving = spot, at, False
            return
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
        if self.keyboard is None or not self.keyboard.press(event):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            event.ignore()
            return
        at = self.mapToScene(event.pos())
        self.menu_wanted.emit(spot_at(self._scene.layout, at, self.zoom), event.globalPos())

    def show_selection(self) -> None:
        """Bring what is selected into sight, without moving more than that needs."""
        part = self._scene.selection.part
        layers = self._scene.selection.layers or {part.layer_id}
        area = QRectF()
        for column in self._scene.layout.columns:
            tile = column.tile(part.row) if part.layer_id == column.layer_id else None
            if tile is not None and part.part is not Part.GROUND:
                area = tile.rect
                break
            if column.layer_id in layers:
                area = area.united(column.frame)
        shown = self.mapToScene(self.viewport().rect()).boundingRect()
        if not area.isNull() and not shown.contains(area):
            self.ensureVisible(area, 20, 20)
            self.moved.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._pressed is None:
            self._hover(GROUND)

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        transform = painter.worldTransform()
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._ground())
        painter.setWorldTransform(transform)
        painter.setPen(self._scene.look.landing)
        painter.setBrush(self._scene.look.landing_fill)
        for slot in self._scene.landing_slots():
            painter.drawRoundedRect(slot, 12.0, 12.0)

    def _ground(self) -> QPixmap:
        """The dotted ground of the whole viewport, painted anew only when the view has moved."""
        origin = self.mapFromScene(QPointF())
        size, ratio = self.viewport().size(), self.viewport().devicePixelRatioF()
        key = (origin.x() % DOTS, origin.y() % DOTS, size.width(), size.height(), ratio)
        if key != self._ground_key:
            self._ground_key = key
            self._ground_pixmap = QPixmap(size * ratio)
            self._ground_pixmap.setDevicePixelRatio(ratio)
            painter = QPainter(self._ground_pixmap)
            painter.setBrushOrigin(key[0], key[1])
            painter.fillRect(self.viewport().rect(), self._dots)
            painter.end()
        return self._ground_pixmap

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        if isinstance(self.gesture, RubberBand) and not self.gesture.rect.isNull():
            pen = QPen(self._band)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(self._band_fill)
            painter.drawRect(self.gesture.rect)
        if self._shows_focus:
            painter.save()
            painter.resetTransform()
            painter.setPen(self._band)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = self.viewport().rect().toRectF().adjusted(2.5, 2.5, -2.5, -2.5)
            painter.drawRoundedRect(edge, 6.0, 6.0)
            painter.restore()

    def _click(self, spot: Spot, keys: Qt.KeyboardModifier) -> None:
        several = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if spot.part in (Part.MINUS, Part.PLUS):
            self._commands.change_units({spot.layer_id}, 1 if spot.part is Part.PLUS else -1)
            return
        if keys & several and spot.layer_id and spot.part is not Part.WIRE:
            self._scene.selection.toggle(spot.layer_id)
        else:
            self._scene.selection.select_spot(spot)
        self.clicked.emit(spot)

    def _hover(self, spot: Spot) -> None:
        self._scene.hover(spot)
        shape = _CURSORS.get(spot.part, Qt.CursorShape.ArrowCursor)
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)
        self.hovered.emit(spot)

    def _follow_layout(self) -> None:
        if self._scene.preview is None and self.gesture is None and not self._free:
            self.fit()
        self.moved.emit()


_CURSORS = {
    Part.WIRE: Qt.CursorShape.SizeVerCursor,
    Part.EDGE: Qt.CursorShape.SizeVerCursor,
    Part.CHIP: Qt.CursorShape.PointingHandCursor,
    Part.MINUS: Qt.CursorShape.PointingHandCursor,
    Part.PLUS: Qt.CursorShape.PointingHandCursor,
    Part.TITLE: Qt.CursorShape.OpenHandCursor,
    Part.BODY: Qt.CursorShape.OpenHandCursor,
}


def _dots(theme: Theme) -> QBrush:
    """The ground: a faint dot every so many pixels."""
    tile = QPixmap(DOTS, DOTS)
    tile.fill(theme.colour("panel"))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("grid"))
    painter.drawEllipse(QPointF(DOTS / 2, DOTS / 2), 1.1, 1.1)
    painter.end()
    return QBrush(tile)
