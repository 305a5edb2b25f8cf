"""The handles under a column: a grip on its lower edge, and − and +."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from nnstudio.ui.canvas.column import Column
from nnstudio.ui.canvas.look import Look
from nnstudio.ui.canvas.spots import Part


def paint_handles(
    painter: QPainter, look: Look, column: Column, hovered: Part | None, selected: bool
) -> None:
    """The grip shows only where somebody is about to take it."""
    edge, minus, plus = column.edge, column.minus, column.plus
    if edge is None or minus is None or plus is None:
        return
    if hovered is not None or selected:
        wide = 30.0 if hovered is Part.EDGE else 22.0
        grip = QRectF(edge.center().x() - 0.5 * wide, edge.center().y() - 2.0, wide, 4.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.text if hovered is Part.EDGE else look.muted)
        painter.drawRoundedRect(grip, 2.0, 2.0)
    for rect, part in ((minus, Part.MINUS), (plus, Part.PLUS)):
        painter.setPen(look.hover_outline if hovered is part else look.hairline)
        painter.setBrush(look.raised)
        painter.drawEllipse(rect)
        painter.setPen(look.sign)
        centre = rect.center()
        painter.drawLine(centre - QPointF(4.5, 0.0), centre + QPointF(4.5, 0.0))
        if part is Part.PLUS:
            painter.drawLine(centre - QPointF(0.0, 4.5), centre + QPointF(0.0, 4.5))
