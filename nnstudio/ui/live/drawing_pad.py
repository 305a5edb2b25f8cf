"""A pad on which one draws with mouse, pen, finger or keyboard."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.theme import Theme

BRUSH = 0.085
"""Width of the brush as a share of the pad."""
CLOSEST = 0.008
"""Share of the pad that the brush must move until there is another point."""
KEY_STEP = 0.04
"""Share of the pad that the brush moves at the press of an arrow key."""
MOST_POINTS = 2000
"""Points of a stroke, more than anybody draws: the time that cleaning takes stays bounded."""

OWN_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Space,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
)
Point = tuple[float, float]


class DrawingPad(QWidget):
    """A square sheet. Signal: `changed()`, after every new piece of ink, undo and clearing.

    The mouse draws while its left button is down. By keyboard the arrows move the brush, Space
    sets it down and lifts it; Ctrl+Z takes the last stroke back, Delete clears the sheet.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strokes: list[list[Point]] = []
        self._drawing = False
        self._brush: Point = (0.5, 0.25)
        self._brush_down = False
        self._by_keys = False
        self.invitation = self.tr("Draw here")
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setFixedSize(140, 140)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Drawing pad"))
        self.setToolTip(
            self.tr(
                "Draw with the mouse. With the keyboard, arrows move the brush, Space sets it "
                "down or lifts it, {undo} takes the last stroke back, {clear} clears the pad."
            ).format(
                undo=_key_name(QKeySequence(QKeySequence.StandardKey.Undo)),
                clear=_key_name(QKeySequence(Qt.Key.Key_Delete)),
            )
        )

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The strokes, each (points, 2) of x and y, from 0 to 1 across the pad."""
        return [np.array(stroke) for stroke in self._strokes]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn yet."""
        return not self._strokes

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def set_side(self, side: int) -> None:
        """Make the sheet so large; the drawing grows with it."""
        self.setFixedSize(side, side)

    def clear(self) -> None:
        """Take everything back."""
        self._drawing = self._brush_down = False
        if self._strokes:
            self._strokes.clear()
            self._tell()

    def undo(self) -> None:
        """Take the last stroke back."""
        self._drawing = self._brush_down = False
        if self._strokes:
            self._strokes.pop()
            self._tell()

    def sizeHint(self) -> QSize:
        return QSize(140, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.setBrush(theme.colour("middle"))
        inset = 0.5 if focused else 0.0
        painter.drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), 6, 6)
        if self.is_empty:
            painter.setPen(theme.colour("muted"))
            words = self.rect().adjusted(10, 10, -10, -10)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(words, flags, self.invitation)
        inside = QPainterPath()
        inside.addRoundedRect(frame.adjusted(1.5, 1.5, -1.5, -1.5), 5, 5)
        painter.setClipPath(inside)
        pen = QPen(theme.colour("positive"), BRUSH * self.width())
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.drawPoint(self._on_pad(stroke[0]))
            else:
                painter.drawPolyline([self._on_pad(point) for point in stroke])
        if focused and self._by_keys:
            self._draw_brush(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._drawing, self._brush_down, self._by_keys = True, False, False
        self._begin(self._from_pad(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._go_on(self._from_pad(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._drawing:
            self._go_on(self._from_pad(event.position()))
            self._drawing = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._by_keys = event.reason() in by_key
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._brush_down = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps: dict[int, Point] = {
            keys.Key_Left: (-KEY_STEP, 0.0),
            keys.Key_Right: (KEY_STEP, 0.0),
            keys.Key_Up: (0.0, -KEY_STEP),
            keys.Key_Down: (0.0, KEY_STEP),
        }
        key = event.key()
        self._by_keys = self._by_keys or key in steps or key == keys.Key_Space
        if key in steps:
            right, down = steps[key]
            self._move_brush((self._brush[0] + right, self._brush[1] + down))
        elif key == keys.Key_Space and not event.isAutoRepeat():
            self._brush_down = not self._brush_down
            if self._brush_down:
                self._begin(self._brush)
            self.update()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif key in (keys.Key_Delete, keys.Key_Backspace):
            self.clear()
        elif key == keys.Key_Escape and self._brush_down:
            self._brush_down = False
            self.update()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        # Else these keys would undo an edit, start the run or remove a layer.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.key() in OWN_KEYS or event.matches(QKeySequence.StandardKey.Undo))
        ):
            event.accept()
            return True
        return super().event(event)

    def _move_brush(self, to: Point) -> None:
        self._brush = _within(to)
        if self._brush_down:
            self._go_on(self._brush)
        self.update()

    def _begin(self, at: Point) -> None:
        self._strokes.append([at])
        self._brush = at
        self._tell()

    def _go_on(self, to: Point) -> None:
        stroke = self._strokes[-1]
        x, y = stroke[-1]
        if abs(to[0] - x) + abs(to[1] - y) >= CLOSEST and len(stroke) < MOST_POINTS:
            stroke.append(to)
            self._brush = to
            self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    def _draw_brush(self, painter: QPainter) -> None:
        """Where the keyboard draws: filled while the brush is down."""
        painter.setPen(QPen(self._theme.colour("text"), 1.5))
        if self._brush_down:
            painter.setBrush(self._theme.colour("text"))
        radius = BRUSH * self.width() / 2
        painter.drawEllipse(self._on_pad(self._brush), radius, radius)

    def _on_pad(self, point: Point) -> QPointF:
        return QPointF(point[0] * self.width(), point[1] * self.height())

    def _from_pad(self, point: QPointF) -> Point:
        return _within((point.x() / self.width(), point.y() / self.height()))


def _within(point: Point) -> Point:
    """The point of the pad that is nearest to this one."""
    return min(max(point[0], 0.0), 1.0), min(max(point[1], 0.0), 1.0)


def _key_name(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)
