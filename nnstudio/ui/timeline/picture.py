"""The run as a picture: its loss as an area, its moments as fine strokes, its edits as flags."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from nnstudio.project.moments import Moment
from nnstudio.project.timeline import TimelineView
from nnstudio.ui.panels.ticks import tick_text, ticks
from nnstudio.ui.theme import Theme
from nnstudio.ui.timeline.axis import AXIS, SIDE, StepAxis

Floats = NDArray[np.float64]
FLAG = 12.0
MOST_POINTS = 160
"""Of the loss: it is a hint, and the panel above has all of it."""
ROOM_FOR_WORDS = 46.0
"""Words of an edit that would have to be shorter are left to the tooltip."""


def draw_run(
    painter: QPainter,
    view: TimelineView,
    axis: StepAxis,
    height: float,
    theme: Theme,
    font: QFont,
    zero: str,
) -> None:
    """The run of this timeline, all but the handle and words; `zero` names where it begins."""
    floor = height - AXIS
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_axis(painter, axis, floor, theme, font, zero)
    _draw_loss(painter, view, axis, floor, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _draw_density(painter, view, axis, floor, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = theme.colour("text")
    colour.setAlphaF(0.55)
    for mark in view.marks:
        _draw_flag(painter, round(axis.x(mark.step)) + 0.5, floor, colour)


def losses_of(view: TimelineView) -> tuple[Floats, Floats]:
    """Steps and training losses of the run; between two moments its epochs are spread evenly."""
    moments = view.current.moments
    some = slice(None, None, max(1, len(moments) // MOST_POINTS))
    epochs, first = np.unique([moment.epoch for moment in moments[some]], return_index=True)
    at, losses = view.current.curve[:2].astype(np.float64)
    known = np.isfinite(losses)
    if not epochs.size:
        return at[:0], losses[:0]
    steps = np.interp(at[known], epochs, view.steps[some][first])
    return steps, losses[known]


def _draw_axis(
    painter: QPainter, axis: StepAxis, floor: float, theme: Theme, font: QFont, zero: str
) -> None:
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    most = max(2, min(9, int(axis.width / 110)))
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawLine(QLineF(SIDE, floor + 0.5, axis.width - SIDE, floor + 0.5))
    painter.setPen(theme.colour("muted"))
    for step in ticks(0.0, axis.last, most):
        if step != round(step):
            continue
        text = tick_text(step) if step else zero
        wide = metrics.horizontalAdvance(text)
        left = min(max(axis.x(step) - wide / 2, 4.0), axis.width - wide - 4.0)
        painter.drawText(QPointF(left, floor + 2 + metrics.ascent()), text)


def _draw_loss(
    painter: QPainter, view: TimelineView, axis: StepAxis, floor: float, theme: Theme
) -> None:
    steps, losses = losses_of(view)
    if steps.size < 2:
        return
    stride = max(1, steps.size // MOST_POINTS)
    steps, losses = steps[::stride], losses[::stride]
    top = float(np.quantile(losses, 0.98)) or 1.0
    heights = np.clip(losses / top, 0.0, 1.0) * (floor - FLAG - 4.0)
    places = SIDE + (axis.width - 2 * SIDE) * np.minimum(steps / max(axis.last, 1.0), 1.0)
    ground = [QPointF(places[-1], floor), QPointF(places[0], floor)]
    line = [QPointF(x, floor - y) for x, y in zip(places.tolist(), heights.tolist(), strict=True)]
    colour = theme.colour("positive")
    colour.setAlphaF(0.22 if theme.name == "dark" else 0.14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # the line smooths its edge
    painter.drawPolygon(QPolygonF([*line, *ground]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour.setAlphaF(0.6)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(line))


def _draw_density(
    painter: QPainter, view: TimelineView, axis: StepAxis, floor: float, theme: Theme
) -> None:
    places = SIDE + (axis.width - 2 * SIDE) * np.minimum(view.steps / max(axis.last, 1.0), 1.0)
    # A row of pixels: hundreds of single strokes would cost a millisecond.
    row = np.zeros(max(int(axis.width), 1), np.uint32)
    colour = theme.colour("muted")
    colour.setAlphaF(0.45)
    row[np.minimum(places.astype(np.intp), row.size - 1)] = colour.rgba()
    image = QImage(row.data, row.size, 1, 4 * row.size, QImage.Format.Format_ARGB32)
    painter.drawImage(QRectF(0, floor - 4, row.size, 4), image)


def draw_words(
    painter: QPainter,
    marks: tuple[Moment, ...],
    axis: StepAxis,
    handle: float,
    past: bool,
    theme: Theme,
) -> None:
    """The words of the edits beside their flags, where the next flag and the handle leave room."""
    metrics = QFontMetricsF(painter.font())
    painter.setPen(theme.colour("muted"))
    places = [axis.x(mark.step) for mark in marks] + [axis.width + 6]
    for place, mark in enumerate(marks):
        x, end = places[place], places[place + 1] - 6
        if past and x > handle + 1:
            break
        if x - 12 <= handle <= end + 8:
            end = handle - 9 if handle > x + 12 else end
            x = max(x, handle - 2) if handle <= x + 12 else x
        room = end - x - 12
        if room >= min(ROOM_FOR_WORDS, metrics.horizontalAdvance(mark.words)):
            words = metrics.elidedText(mark.words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(x + 11, 1 + metrics.ascent()), words)


def _draw_flag(painter: QPainter, x: float, floor: float, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(x, 2, x, floor))
    path = QPainterPath(QPointF(x, 2))
    path.lineTo(x + 8, 5.5)
    path.lineTo(x, 9)
    path.closeSubpath()
    painter.fillPath(path, colour)


def draw_handle(
    painter: QPainter, axis: StepAxis, height: float, shown: float, past: bool, theme: Theme
) -> None:
    """The handle at the step that is shown; while that is past, what came after is veiled."""
    floor = height - AXIS
    # On whole pixels, or the line would be a blur of three.
    x, end = float(round(axis.x(shown))), axis.x(axis.last)
    accent = theme.colour("accent")
    if past:
        veil = theme.colour("panel")
        veil.setAlphaF(0.62)
        painter.fillRect(QRectF(x, 0, axis.width - x, floor), veil)
        painter.setPen(QPen(theme.colour("muted"), 1.4))
        painter.drawLine(QLineF(end, 9, end, floor))
        painter.setBrush(theme.colour("panel"))
        painter.drawEllipse(QPointF(end, 6), 3.6, 3.6)
    painter.setPen(QPen(accent, 2))
    painter.drawLine(QLineF(x, 8, x, floor))
    painter.setPen(QPen(theme.colour("panel"), 1.5))
    painter.setBrush(accent)
    painter.drawEllipse(QPointF(x, 7), 6.2, 6.2)
