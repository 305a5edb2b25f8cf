"""The axes of a map: numbers below it and on its left, and the names of its two features."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from nnstudio.app.decision_maps import Extent
from nnstudio.ui.panels.ticks import room_for_ticks, tick_text, ticks

GAP = 5
"""Pixels between the numbers on the left and the map."""
NARROWEST = "−0.0"
"""There is room for this much on the left, so that the map keeps its place from data to data."""


@dataclass(frozen=True)
class MapAxes:
    """What is written beside a map of this part of the plane.

    up: the name of the upright axis, empty for data of one feature. A short one stands above the
    numbers, or between two of them where they go up to the edge; one that is wider than they are
    is turned, and reads from below to above.
    """

    across: str
    up: str
    extent: Extent
    font: QFont

    @cached_property
    def left(self) -> int:
        """Pixels on the left of the map."""
        turned = self._metrics.height() + 1 if self._turned else 0
        return self._numbers + GAP + 3 + turned

    @cached_property
    def below(self) -> int:
        """Pixels below the map."""
        return 2 * self._metrics.height() + 3

    def draw(self, painter: QPainter, frame: QRect, ink: QColor) -> None:
        """Write everything beside a map that fills the frame."""
        painter.setFont(self.font)
        painter.setPen(ink)
        self._draw_across(painter, frame)
        if self.up:
            self._draw_numbers_upwards(painter, frame)
            self._draw_name_upwards(painter, frame)

    @cached_property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self.font)

    @cached_property
    def _numbers(self) -> int:
        """How wide the numbers on the left are."""
        return room_for_ticks(self.extent.bottom, self.extent.top, NARROWEST, self._metrics)

    @cached_property
    def _turned(self) -> bool:
        return self._metrics.horizontalAdvance(self.up) > self._numbers

    def _draw_across(self, painter: QPainter, frame: QRect) -> None:
        extent, height = self.extent, self._metrics.height()
        for value in ticks(extent.left, extent.right):
            x = frame.x() + (value - extent.left) / (extent.right - extent.left) * frame.width()
            box = QRectF(x - 40, frame.bottom() + 3, 80, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tick_text(value))
        below = QRectF(frame.x(), frame.bottom() + 2 + height, frame.width(), height)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._cut(self.across, frame.width()))

    def _draw_numbers_upwards(self, painter: QPainter, frame: QRect) -> None:
        for value in ticks(self.extent.bottom, self.extent.top):
            self._draw_on_the_left(painter, frame, self._height_of(value, frame), tick_text(value))

    def _draw_name_upwards(self, painter: QPainter, frame: QRect) -> None:
        height = self._metrics.height()
        if not self._turned:
            self._draw_on_the_left(painter, frame, self._place_of_name(frame), self.up)
            return
        painter.save()
        painter.translate(frame.x() - self.left + height / 2, frame.center().y())
        painter.rotate(-90)
        line = QRectF(-frame.height() / 2, -height / 2, frame.height(), height)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._cut(self.up, frame.height()))
        painter.restore()

    def _place_of_name(self, frame: QRect) -> float:
        """How far down a name stands that is not turned: where no number does."""
        line, top = self._metrics.height(), frame.y() + self._metrics.height() / 2
        numbers = [
            self._height_of(value, frame)
            for value in reversed(ticks(self.extent.bottom, self.extent.top))
        ]
        if not numbers or numbers[0] >= top + line:
            return top
        between = ((low + high) / 2 for high, low in pairwise(numbers) if low - high >= 2 * line)
        return next(between, numbers[-1] + line)

    def _height_of(self, value: float, frame: QRect) -> float:
        share = (self.extent.top - value) / (self.extent.top - self.extent.bottom)
        return frame.y() + share * frame.height()

    def _draw_on_the_left(self, painter: QPainter, frame: QRect, y: float, words: str) -> None:
        height = self._metrics.height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, max(y - height / 2, 0), frame.x() - GAP, height), right, words)

    def _cut(self, name: str, width: int) -> str:
        return self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
