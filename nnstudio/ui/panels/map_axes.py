"""The axes of a map: numbers below it and on its left, and the names of its two features."""

from dataclasses import dataclass

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
    numbers; one that is wider than they are is turned, and reads from below to above.
    """

    across: str
    up: str
    extent: Extent
    font: QFont

    @property
    def left(self) -> int:
        """Pixels on the left of the map."""
        turned = self._metrics.height() + 1 if self._turned else 0
        return self._numbers + GAP + 3 + turned

    @property
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

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self.font)

    @property
    def _numbers(self) -> int:
        """How wide the numbers on the left are."""
        return room_for_ticks(self.extent.bottom, self.extent.top, NARROWEST, self._metrics)

    @property
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
        extent, height = self.extent, self._metrics.height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value in ticks(extent.bottom, extent.top):
            share = (extent.top - value) / (extent.top - extent.bottom)
            y = frame.y() + share * frame.height()
            if not self._turned and y < frame.y() + 1.6 * height:
                continue  # the name stands there
            box = QRectF(0, max(y - height / 2, 0), frame.x() - GAP, height)
            painter.drawText(box, right, tick_text(value))

    def _draw_name_upwards(self, painter: QPainter, frame: QRect) -> None:
        height = self._metrics.height()
        if not self._turned:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, frame.y(), frame.x() - GAP, height), right, self.up)
            return
        painter.save()
        painter.translate(frame.x() - self.left + height / 2, frame.center().y())
        painter.rotate(-90)
        line = QRectF(-frame.height() / 2, -height / 2, frame.height(), height)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._cut(self.up, frame.height()))
        painter.restore()

    def _cut(self, name: str, width: int) -> str:
        return self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
