"""What is drawn on and around a loss surface: path, present point, axes, key."""

from dataclasses import dataclass
from math import atan2, degrees

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from nnstudio.nn.columns import Array
from nnstudio.ui.colour_scales import Pixels
from nnstudio.ui.panels.ticks import tick_text, ticks
from nnstudio.ui.theme import Theme

KEY = 60
RING = 5.0
FAR = 1e4
NEAR = 1.5
"""Pixels: nobody sees steps that are smaller, and wide smooth lines are dear to paint."""


@dataclass(frozen=True, eq=False)
class Chart:
    """Where a surface lies in a widget: `frame`, from −reach to reach along both directions.

    start: what stands on the axes at the centre. names: of both directions.
    """

    frame: QRect
    reach: float
    start: tuple[float, float]
    names: tuple[str, str]

    def spot(self, place: Array) -> QPointF:
        """Where a place (2,) of the plane lies, perhaps outside of the frame."""
        a, b = np.clip(place / self.reach, -FAR, FAR).tolist()
        frame = QRectF(self.frame)
        return QPointF(
            frame.center().x() + a * frame.width() / 2, frame.center().y() - b * frame.height() / 2
        )


def paint_path(painter: QPainter, chart: Chart, places: Array, begins: bool, theme: Theme) -> None:
    """The way (moments, 2), with a gap where a row is NaN; a square where it `begins`."""
    path, last = QPainterPath(), None
    for place in places:
        if not np.isfinite(place).all():
            last = None
            continue
        spot = chart.spot(place)
        if last is None:
            path.moveTo(spot)
        elif (spot - last).manhattanLength() < NEAR:
            continue
        else:
            path.lineTo(spot)
        last = spot
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("panel", 3.6), ("text", 1.6)):
        painter.setPen(QPen(theme.colour(colour), width))
        painter.drawPath(path)
    if begins and np.isfinite(places[0]).all():
        painter.setPen(QPen(theme.colour("text"), 1.4))
        painter.setBrush(theme.colour("panel"))
        painter.drawRect(QRectF(-2.5, -2.5, 5, 5).translated(chart.spot(places[0])))


def paint_present(painter: QPainter, chart: Chart, place: Array, theme: Theme) -> None:
    """A disc where the weights are now; an arrow at the edge if that lies outside."""
    if not np.isfinite(place).all():
        return
    spot, area = chart.spot(place), QRectF(chart.frame)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("panel"), 2.0))
    painter.setBrush(theme.colour("accent"))
    if area.contains(spot):
        painter.drawEllipse(spot, RING + 1, RING + 1)
        painter.setPen(QPen(theme.colour("text"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(spot, RING, RING)
    else:
        towards = spot - area.center()
        inside = area.adjusted(8, 8, -8, -8)
        painter.translate(
            min(max(spot.x(), inside.left()), inside.right()),
            min(max(spot.y(), inside.top()), inside.bottom()),
        )
        painter.rotate(degrees(atan2(towards.y(), towards.x())))
        painter.drawPolygon([QPointF(8, 0), QPointF(-6, -6), QPointF(-6, 6)])
    painter.restore()


def paint_axes(painter: QPainter, chart: Chart, theme: Theme) -> None:
    """Round numbers along both axes, and the names of the directions."""
    frame, reach, (start_a, start_b) = chart.frame, chart.reach, chart.start
    metrics = QFontMetrics(painter.font())
    line = metrics.height()
    painter.setPen(theme.colour("muted"))
    for value in ticks(start_a - reach, start_a + reach, max(frame.width() // 45, 2)):
        text = tick_text(value)
        width = metrics.horizontalAdvance(text)
        x = chart.spot(np.array([value - start_a, 0.0])).x() - width / 2
        x = min(max(x, frame.left()), frame.right() - width)
        painter.drawText(QPointF(x, frame.bottom() + 2 + metrics.ascent()), text)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for value in ticks(start_b - reach, start_b + reach, max(frame.height() // 30, 2)):
        y = chart.spot(np.array([0.0, value - start_b])).y() - line / 2
        y = min(max(y, frame.top()), frame.bottom() - line + 1)
        painter.drawText(QRectF(-20, y, frame.left() + 16, line), right, tick_text(value))
    below = QRect(frame.left(), frame.bottom() + line + 3, frame.width(), line)
    across = metrics.elidedText(f"{chart.names[0]} →", Qt.TextElideMode.ElideMiddle, frame.width())
    painter.drawText(below, Qt.AlignmentFlag.AlignRight, across)


def paint_key(
    painter: QPainter, chart: Chart, ends: tuple[float, float], colours: Pixels, theme: Theme
) -> None:
    """Above the map: the name of the direction upwards, and what the colours mean."""
    metrics = QFontMetrics(painter.font())
    line, right = metrics.height(), chart.frame.right() + 1
    low, high = (tick_text(float(f"{value:.2g}")) for value in ends)
    painter.setPen(theme.colour("muted"))
    right -= metrics.horizontalAdvance(high)
    painter.drawText(QPointF(right, metrics.ascent()), high)
    right -= KEY + 5
    bar = QRect(right, line // 2 - 3, KEY, 7)
    for x in range(KEY):
        colour = QColor.fromRgb(int(colours[x * 255 // (KEY - 1)]))
        painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), colour)
    right -= metrics.horizontalAdvance(low) + 5
    painter.drawText(QPointF(right, metrics.ascent()), low)
    room = right - 10
    up = metrics.elidedText(f"↑ {chart.names[1]}", Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(QRect(2, 0, room, line), Qt.AlignmentFlag.AlignLeft, up)
