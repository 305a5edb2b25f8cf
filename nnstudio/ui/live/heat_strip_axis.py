"""A time axis that strips one under the other share, so that one reads down a column."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.ui.theme import Theme

SMALL = 8.0
"""Points of the words in a strip."""
SCALE = 5
"""Pixels between the words at the side and the strip itself, where a key of colours has room."""
STEP_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ROW_KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
SAMPLE_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


@dataclass(frozen=True)
class TimeAxis:
    """`steps` columns side by side from `left` on, `width` pixels in all; edges lie on pixels."""

    left: int
    width: int
    steps: int

    def edge(self, step: int) -> int:
        """Where the column of a step begins."""
        return self.left + step * self.width // max(self.steps, 1)

    def column(self, step: int) -> tuple[int, int]:
        """Where the column of a step begins, and how wide it is."""
        begin = self.edge(step)
        return begin, max(self.edge(step + 1) - begin, 1)

    def step_at(self, x: float) -> int | None:
        """The step whose column is here; None beside them."""
        if not self.steps or not self.left <= x < self.left + self.width:
            return None
        guess = min(int((x - self.left) * self.steps / self.width), self.steps - 1)
        while guess + 1 < self.steps and self.edge(guess + 1) <= x:
            guess += 1
        while guess and self.edge(guess) > x:
            guess -= 1
        return guess


class TimeStrip(QWidget):
    """What all strips on one time axis share: a name above, words at the side, and a crosshair.

    Signals: `pointed(step, row)` when a person points at a cell, by pointer or arrow keys, each
    from 0, or both None when nobody does any more; `sample_wanted(±1)` by page up and down.
    The strip does not mark what is pointed at until `show_cross` tells it to: so all strips of a
    view have the same cross.
    """

    pointed = Signal(object, object)
    sample_wanted = Signal(int)

    def __init__(
        self, name: str, explanation: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.explanation = explanation
        self._theme = theme
        self.steps = 0
        self.cross: tuple[int | None, int | None] = (None, None)
        self.setAccessibleName(name)
        self.setAccessibleDescription(explanation)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def rows(self) -> int:
        """How many rows one can point at."""
        return 1

    @property
    def axis(self) -> TimeAxis:
        """Where the steps are; the same in every strip of the same width."""
        left = self.side_width() + SCALE
        return TimeAxis(left, max(self.width() - left - 1, 10), self.steps)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_cross(self, step: int | None, row: int | None) -> None:
        """Mark this step, and this row if it has it."""
        if (step, row) != self.cross:
            self.cross = (step, row)
            self.update()

    def row_at(self, y: float) -> int | None:
        """The row at this height; None above and below."""
        return 0

    def small_font(self) -> QFont:
        """The font of the words in a strip."""
        font = QFont(self.font())
        font.setPointSizeF(SMALL)
        return font

    def side_width(self) -> int:
        """Pixels for the words at the side: as many in all strips."""
        return QFontMetrics(self.small_font()).horizontalAdvance("10⁻¹⁰") + 3

    def top(self) -> int:
        """Where the strip begins, below its name."""
        return QFontMetrics(self.small_font()).height() + 1

    def draw_name(self, painter: QPainter, remark: str = "") -> None:
        """The name above the strip, and at its end what there is to remark."""
        metrics = QFontMetrics(self.small_font())
        axis = self.axis
        box = QRectF(axis.left, 0, axis.width, metrics.height())
        painter.setFont(self.small_font())
        painter.setPen(self._theme.colour("text"))
        name = metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, axis.width)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        room = axis.width - metrics.horizontalAdvance(name) - 10
        if remark and room > 20:
            painter.setPen(self._theme.colour("muted"))
            words = metrics.elidedText(remark, Qt.TextElideMode.ElideRight, room)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, words)

    def draw_at_side(self, painter: QPainter, y: float, words: str) -> None:
        """Words left of the strip, at this height."""
        metrics = QFontMetrics(self.small_font())
        painter.setFont(self.small_font())
        painter.setPen(self._theme.colour("muted"))
        box = QRectF(0, y - metrics.height() / 2, self.side_width() - 2, metrics.height())
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, side, words)

    def draw_cross(self, painter: QPainter, top: int, height: int) -> None:
        """The column that is pointed at, as two hairlines; and a frame around what has focus."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        axis = self.axis
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRect(axis.left - 1, top - 1, axis.width + 1, height + 1)
        step, _ = self.cross
        if step is not None and step < self.steps:
            begin, width = axis.column(step)
            painter.setPen(QPen(self._cross_colour(), 1))
            painter.drawLine(begin - 1, top, begin - 1, top + height - 1)
            painter.drawLine(begin + width, top, begin + width, top + height - 1)

    def _cross_colour(self) -> QColor:
        return self._theme.colour("text")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._point_at(event.position())
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None, None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed.emit(None, None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step, row = self.cross
        if key in SAMPLE_KEYS:
            self.sample_wanted.emit(SAMPLE_KEYS[key])
        elif key == Qt.Key.Key_Escape and step is not None:
            self.pointed.emit(None, None)
        elif self.steps and (key in STEP_KEYS or (key in ROW_KEYS and self.rows > 1)):
            if step is None:
                self.pointed.emit(0, 0)
            else:
                step = min(max(step + STEP_KEYS.get(key, 0), 0), self.steps - 1)
                row = min(max((row or 0) + ROW_KEYS.get(key, 0), 0), self.rows - 1)
                self.pointed.emit(step, row)
        elif self.steps and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.pointed.emit(0 if key == Qt.Key.Key_Home else self.steps - 1, row or 0)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            # Over the cells the words would cover what they are about.
            aside = event.pos().y() < self.top() or event.pos().x() < self.axis.left
            if aside and self.explanation:
                QToolTip.showText(event.globalPos(), self.explanation, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _point_at(self, place: QPointF) -> None:
        step, row = self.axis.step_at(place.x()), self.row_at(place.y())
        if step is None or row is None:
            step, row = None, None
        self.pointed.emit(step, row)
