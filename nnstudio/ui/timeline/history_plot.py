"""Lines over the steps of the run, with their names at the end and a marker at the moment shown."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.ui.panels.ticks import tick_text, ticks
from nnstudio.ui.theme import Theme
from nnstudio.ui.timeline.history_lines import HistoryLines

MOST_NAMES = 10
FOOT = 20.0


class HistoryPlot(QWidget):
    """Shows `lines`: blue where a weight ends above zero, orange below, the bias dashed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines: HistoryLines | None = None
        self._names: Sequence[str] = ()
        self._moment: float | None = None
        self._drawn: QPixmap | None = None
        self._frame = QRectF()
        self._steps = 1.0
        self.setMinimumSize(140, 80)

    @property
    def moment(self) -> float | None:
        """The step of the past that is marked."""
        return self._moment

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme, self._drawn = theme, None
        self.update()

    def show_lines(self, lines: HistoryLines, names: Sequence[str]) -> None:
        """Show these; of each the name."""
        self.lines, self._names, self._drawn = lines, names, None
        self.update()

    def show_moment(self, step: float | None) -> None:
        """Mark the moment of the past that is looked at."""
        if step != self._moment:
            self._moment = step
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(340, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.lines is None or self.lines.empty:
            return
        ratio = self.devicePixelRatioF()
        if self._drawn is None or self._drawn.size() != self.size() * ratio:
            self._drawn = QPixmap(self.size() * ratio)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._drawn)
            self._draw(painter, self.lines)
            painter.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        if self._moment is not None:
            x = self._x(self._moment)
            painter.setPen(QPen(self._theme.colour("accent"), 1.6))
            painter.drawLine(QLineF(x, self._frame.top(), x, self._frame.bottom()))

    def _x(self, step: float) -> float:
        return self._frame.left() + self._frame.width() * min(step / self._steps, 1.0)

    def _draw(self, painter: QPainter, lines: HistoryLines) -> None:
        font = QFont(self.font())
        font.setPointSizeF(8)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(font)
        finite = lines.values[np.isfinite(lines.values)]
        low, high = min(float(finite.min()), 0.0), max(float(finite.max()), 0.0)
        spread = (high - low) or 1.0
        low, high = low - 0.06 * spread, high + 0.06 * spread
        marks = ticks(low, high, max(2, min(6, int(self.height() / 40))))
        left = max((metrics.horizontalAdvance(tick_text(mark)) for mark in marks), default=0) + 10
        names = self._names if len(self._names) <= MOST_NAMES else ()
        right = max((metrics.horizontalAdvance(name) for name in names), default=0.0) + 8
        self._frame = QRectF(left, 6, self.width() - left - right, self.height() - FOOT - 6)
        self._steps = max(float(lines.steps[-1]), 1.0)
        self._draw_axes(painter, metrics, marks, low, high)
        heights = self._frame.bottom() - (lines.values - low) / (high - low) * self._frame.height()
        places = [self._x(step) for step in lines.steps.tolist()]
        ends: list[tuple[float, int]] = []
        for line in range(lines.values.shape[1]):
            end = self._draw_line(painter, places, heights[:, line], lines, line)
            if end is not None:
                ends.append((end, line))
        self._draw_names(painter, metrics, sorted(ends), names)

    def _draw_axes(
        self, painter: QPainter, metrics: QFontMetricsF, marks: list[float], low: float, high: float
    ) -> None:
        frame, theme = self._frame, self._theme
        for mark in marks:
            y = frame.bottom() - (mark - low) / (high - low) * frame.height()
            painter.setPen(QPen(theme.colour("muted" if mark == 0 else "grid"), 1))
            painter.drawLine(QLineF(frame.left(), y, frame.right(), y))
            painter.setPen(theme.colour("muted"))
            text = tick_text(mark)
            x = frame.left() - 6 - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), text)
        painter.setPen(theme.colour("muted"))
        for step in ticks(0.0, self._steps, max(2, min(6, int(frame.width() / 70)))):
            if step != round(step):
                continue
            text = tick_text(step) if step else self.tr("step 0")
            wide = metrics.horizontalAdvance(text)
            x = min(max(self._x(step) - wide / 2, 0.0), self.width() - wide)
            painter.drawText(QPointF(x, frame.bottom() + 4 + metrics.ascent()), text)

    def _draw_line(
        self,
        painter: QPainter,
        places: list[float],
        heights: np.ndarray,
        lines: HistoryLines,
        line: int,
    ) -> float | None:
        """One line, in pieces where it did not exist; the height of its end."""
        known = np.isfinite(heights)
        if not known.any():
            return None
        last = int(np.flatnonzero(known)[-1])
        colour = self._theme.colour("negative" if lines.values[last, line] < 0 else "positive")
        pen = QPen(colour, 2.0 if lines.values.shape[1] == 1 else 1.3)
        if line == lines.bias:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        piece: list[QPointF] = []
        for x, y, is_there in zip(places, heights.tolist(), known.tolist(), strict=True):
            if is_there:
                piece.append(QPointF(x, y))
            elif piece:
                painter.drawPolyline(QPolygonF(piece))
                piece = []
        painter.drawPolyline(QPolygonF(piece))
        return float(heights[last])

    def _draw_names(
        self,
        painter: QPainter,
        metrics: QFontMetricsF,
        ends: list[tuple[float, int]],
        names: Sequence[str],
    ) -> None:
        """Each name at the end of its line, moved down where the one above needs the room."""
        if not names:
            return
        height, free = metrics.ascent() + 1, 0.0
        painter.setPen(self._theme.colour("text"))
        room = self._frame.bottom() - height * len(ends)
        for place, (end, line) in enumerate(ends):
            y = min(max(end + metrics.ascent() / 2 - 1, free), room + height * (place + 1))
            painter.drawText(QPointF(self._frame.right() + 5, y), names[line])
            free = y + height
