"""Paints one equation: what was laid out, with the numbers of this moment in its slots."""

from PySide6.QtCore import QLineF, QLocale, QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnstudio.explain.expressions import Expression
from nnstudio.ui.inspector.boxes import Rule, Slot, Stroke, Text
from nnstudio.ui.inspector.figures import magnitude
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.inspector.type import NUMBER, SMALL_NUMBER, Type
from nnstudio.ui.inspector.typeset import Template

NUMBERS = (NUMBER, SMALL_NUMBER)


def paint_equation(
    painter: QPainter,
    template: Template,
    nodes: list[Expression],
    type_: Type,
    inks: Inks,
    room: int,
) -> None:
    """The equation, with y = 0 at its upper edge."""
    font = -1
    point = QLocale().decimalPoint()
    plain = QPen(inks.text, 1.0)
    quiet = QPen(inks.muted, 1.0)
    for mark in template.marks:
        if isinstance(mark, Text):
            if mark.font != font:
                font = mark.font
                painter.setFont(type_.fonts[font])
            painter.setPen(quiet if mark.quiet else plain)
            text = mark.text
            if font in NUMBERS and point != ".":
                text = text.replace(".", point)
            painter.drawText(QPointF(mark.x, mark.y), text)
        elif isinstance(mark, Slot):
            if mark.font != font:
                font = mark.font
                painter.setFont(type_.fonts[font])
            _paint_number(painter, mark, nodes[mark.node], type_, inks, (room, point))
        elif isinstance(mark, Rule):
            painter.setPen(plain)
            painter.drawLine(QLineF(mark.x, mark.y, mark.x + mark.width, mark.y))
        else:
            painter.setPen(plain)
            _paint_stroke(painter, mark)


def _paint_number(
    painter: QPainter, slot: Slot, node: Expression, type_: Type, inks: Inks, form: tuple[int, str]
) -> None:
    value, (room, point) = node.value, form
    text = magnitude(value, room).replace(".", point)
    if value < 0.0:
        text = f"−{text}"
    elif slot.signed and value > 0.0:
        text = f"+{text}"
    digit = type_.digits[slot.font]
    x = slot.right - len(text) * digit
    painter.setPen(inks.of_sign(value))
    painter.drawText(QPointF(x, slot.y), text)
    if slot.guarded and value < 0.0:
        painter.setPen(inks.text)
        painter.drawText(QPointF(x - digit * 0.75, slot.y), "(")
        painter.drawText(QPointF(slot.right - digit * 0.2, slot.y), ")")


def _paint_stroke(painter: QPainter, stroke: Stroke) -> None:
    points = [QPointF(stroke.x + x, stroke.y + y) for x, y in stroke.points]
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
