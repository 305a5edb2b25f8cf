"""The drawings on the cards: each tells in a few strokes what the layer does."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from nnstudio.project.layers import (
    BatchNormSpec,
    DropoutSpec,
    LayerNormSpec,
    LayerSpec,
    RecurrentSpec,
)
from nnstudio.ui.canvas.attention_columns import PART_GAP
from nnstudio.ui.canvas.column import BlockPart, Column
from nnstudio.ui.canvas.column_shapes import LOOP
from nnstudio.ui.canvas.look import Look

ARROW = 5.0
BYPASS = 22.0
"""How far left of the parts of a block the ways past them run."""


def paint_card(painter: QPainter, look: Look, layer: LayerSpec, column: Column) -> None:
    """What a card shows besides its pictures."""
    if isinstance(layer, DropoutSpec):
        _dropout(painter, look, column.body)
    elif isinstance(layer, LayerNormSpec | BatchNormSpec):
        _bell(painter, look, column.body)
    elif isinstance(layer, RecurrentSpec):
        _loop(painter, look, column.body)


def paint_disclosure(
    painter: QPainter, look: Look, rect: QRectF, opened: bool, hovered: bool
) -> None:
    """A chevron on a quiet pill: it opens and closes a transformer block."""
    painter.setPen(look.hover_outline if hovered else look.hairline)
    painter.setBrush(look.raised)
    painter.drawRoundedRect(rect, 0.5 * rect.height(), 0.5 * rect.height())
    painter.setPen(look.sign)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    centre, rise = rect.center(), -2.5 if opened else 2.5
    painter.drawPolyline(
        [
            centre + QPointF(-6.0, -rise),
            centre + QPointF(0.0, rise),
            centre + QPointF(6.0, -rise),
        ]
    )


def paint_block(
    painter: QPainter, look: Look, column: Column, name: Callable[[BlockPart], str]
) -> None:
    """The inside of an open transformer block: its parts, the way through, the ways past."""
    parts = column.parts
    spine = parts[0].rect.center().x()
    top = 0.5 * sum(column.inlet)
    bottom = 0.5 * sum(column.outlet)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.ink)
    entry = QPainterPath(QPointF(column.frame.left(), top))
    entry.lineTo(spine - 8.0, top)
    entry.quadTo(QPointF(spine, top), QPointF(spine, top + 8.0))
    entry.lineTo(spine, bottom - 8.0)
    entry.quadTo(QPointF(spine, bottom), QPointF(spine + 8.0, bottom))
    entry.lineTo(column.frame.right(), bottom)
    painter.drawPath(entry)
    _bypasses(painter, look, column, spine)
    for part in parts:
        _part(painter, look, part, name(part))


def _bypasses(painter: QPainter, look: Look, column: Column, spine: float) -> None:
    """The two residual paths: from before a part of the block to the sum behind it."""
    parts = column.parts
    left = min(part.rect.left() for part in parts) - BYPASS + 4.0
    sums = [place for place, part in enumerate(parts) if part.role == "add"]
    starts = (0, sums[0] + (2 if parts[0].role == "attention" else 1))
    painter.setPen(look.bypass)
    for start, end in zip(starts, sums, strict=True):
        y0 = parts[start].rect.top() - 0.5 * PART_GAP
        circle = parts[end].rect
        y1 = circle.center().y()
        path = QPainterPath(QPointF(spine, y0))
        path.lineTo(left + 8.0, y0)
        path.quadTo(QPointF(left, y0), QPointF(left, y0 + 8.0))
        path.lineTo(left, y1 - 8.0)
        path.quadTo(QPointF(left, y1), QPointF(left + 8.0, y1))
        path.lineTo(circle.left() - 1.0, y1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        _arrow(painter, QPointF(circle.left() - 1.0, y1), QPointF(1.0, 0.0))


def _part(painter: QPainter, look: Look, part: BlockPart, name: str) -> None:
    rect = part.rect
    painter.setPen(look.ink if part.role == "add" else look.hairline)
    painter.setBrush(look.raised)
    if part.role == "add":
        painter.drawEllipse(rect)
        painter.setPen(look.sign)
        centre = rect.center()
        painter.drawLine(centre - QPointF(4.5, 0.0), centre + QPointF(4.5, 0.0))
        painter.drawLine(centre - QPointF(0.0, 4.5), centre + QPointF(0.0, 4.5))
        return
    painter.drawRoundedRect(rect, 7.0, 7.0)
    painter.setFont(look.small_font)
    painter.setPen(look.muted)
    words = QRectF(rect.left() + 4.0, rect.top() + 3.0, rect.width() - 8.0, 16.0)
    look.draw_text(painter, words, name)
    if part.role == "feed-forward":
        _widening(painter, look, rect.adjusted(14.0, 22.0, -14.0, -8.0))


def _widening(painter: QPainter, look: Look, area: QRectF) -> None:
    """A row of few, then of many, then of few again."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.muted)
    for row, count in enumerate((5, 9, 5)):
        y = area.top() + area.height() * (row + 0.5) / 3.0
        for place in range(count):
            x = area.center().x() + (place - 0.5 * (count - 1)) * 8.5
            painter.drawEllipse(QPointF(x, y), 2.4, 2.4)


def _dropout(painter: QPainter, look: Look, body: QRectF) -> None:
    """Some values pass, some are left out."""
    for row in range(5):
        centre = QPointF(body.center().x(), body.top() + body.height() * (row + 0.9) / 5.8)
        if row in (1, 4):
            painter.setPen(look.hover_outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.muted)
        painter.drawEllipse(centre, 4.0, 4.0)


def _bell(painter: QPainter, look: Look, body: QRectF) -> None:
    """Values that lay anywhere come to lie around zero, one wide."""
    centre = body.center()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.faint_ink)
    painter.drawPath(_hill(QPointF(centre.x(), body.top() + 44.0), 32.0, 14.0, 12.0))
    painter.setPen(look.ink)
    painter.drawLine(QPointF(centre.x(), centre.y() - 1.0), QPointF(centre.x(), centre.y() + 8.0))
    _arrow(painter, QPointF(centre.x(), centre.y() + 9.0), QPointF(0.0, 1.0))
    foot = QPointF(centre.x(), body.bottom() - 6.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_hill(foot, 28.0, 32.0, 0.0))
    painter.setPen(look.faint_ink)
    painter.drawLine(foot - QPointF(20.0, 0.0), foot + QPointF(20.0, 0.0))


def _hill(foot: QPointF, width: float, height: float, lean: float) -> QPainterPath:
    path = QPainterPath(foot - QPointF(0.5 * width + 4.0, 0.0))
    top = foot + QPointF(lean, -height)
    path.cubicTo(
        QPointF(foot.x() - 0.2 * width, foot.y()), QPointF(top.x() - 0.25 * width, top.y()), top
    )
    path.cubicTo(
        QPointF(top.x() + 0.25 * width, top.y()),
        QPointF(foot.x() + 0.2 * width + lean, foot.y()),
        foot + QPointF(0.5 * width + 4.0, 0.0),
    )
    return path


def _loop(painter: QPainter, look: Look, body: QRectF) -> None:
    """What the layer knew a step ago comes back to it."""
    y = body.top() + LOOP - 3.0
    left, right, top = body.left() + 18.0, body.right() - 18.0, body.top() + 3.0
    path = QPainterPath(QPointF(right, y))
    path.cubicTo(QPointF(right + 8.0, top), QPointF(right - 2.0, top), QPointF(right - 14.0, top))
    path.lineTo(left + 14.0, top)
    path.cubicTo(QPointF(left + 2.0, top), QPointF(left - 8.0, top), QPointF(left, y - 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.bypass)
    painter.drawPath(path)
    _arrow(painter, QPointF(left, y), QPointF(0.0, 1.0))


def _arrow(painter: QPainter, tip: QPointF, way: QPointF) -> None:
    """An arrow head in the colour of the pen; `way` is one long."""
    across = QPointF(-way.y(), way.x())
    back = tip - way * ARROW
    head: Sequence[QPointF] = (tip, back + across * 0.7 * ARROW, back - across * 0.7 * ARROW)
    painter.setBrush(painter.pen().color())
    painter.drawPolygon(head)
