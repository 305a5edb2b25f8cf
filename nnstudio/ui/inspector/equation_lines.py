"""Equations under one another: where each stands, and what in it can be pointed at."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize

from nnstudio.explain.expressions import Equation, Expression, Number, Place, Rest
from nnstudio.ui.inspector.boxes import Touch
from nnstudio.ui.inspector.figures import SHORT
from nnstudio.ui.inspector.outline import nodes_of
from nnstudio.ui.inspector.typeset import Template, Typesetter

GAP, MARGIN = 12.0, 4.0
NARROWEST = 200.0


@dataclass(eq=False)
class Line:
    """An equation where it stands: its template, its upper edge, and its nodes just now."""

    equation: Equation
    nodes: list[Expression]
    template: Template
    top: float = 0.0


@dataclass(frozen=True)
class Target:
    """A number that can be followed: in which line, and its touch."""

    line: int
    touch: Touch


class EquationLines:
    """Attributes: `lines`; `room`, how many signs a number has."""

    def __init__(self, typesetter: Typesetter) -> None:
        self.typesetter = typesetter
        self.lines: list[Line] = []
        self.room = SHORT
        self._width = 400.0

    def show(self, equations: tuple[Equation, ...], room: int) -> bool:
        """Take these; whether anything had to be laid out otherwise than what was there."""
        before = [line.template for line in self.lines]
        self.room = room
        self.lines = []
        for equation in equations:
            nodes = nodes_of(equation)
            self.lines.append(Line(equation, nodes, self._template(equation, nodes)))
        self._place()
        return before != [line.template for line in self.lines]

    def set_width(self, width: float) -> bool:
        """Break lines for this width; whether that is another one."""
        if width == self._width:
            return False
        self._width = width
        for line in self.lines:
            line.template = self._template(line.equation, line.nodes)
        self._place()
        return True

    @property
    def size(self) -> QSize:
        """How much room all of them take."""
        width = max((line.template.width for line in self.lines), default=0.0)
        end = self.lines[-1].top + self.lines[-1].template.height if self.lines else 0.0
        return QSize(int(width + 2 * MARGIN) + 1, int(end + MARGIN) + 1)

    def targets(self) -> list[Target]:
        """The numbers that can be followed, in reading order."""
        return [
            target
            for target in self._all_targets()
            if target.touch.number or isinstance(self.node_of(target), Rest)
        ]

    def target_at(self, point: QPointF) -> Target | None:
        """What can be followed at a point; what stands in something else comes before it."""
        found = None
        for target in self._all_targets():
            if self.rect_of(target).contains(point):
                found = target
        return found

    def line_at(self, y: float) -> Line | None:
        """The equation at this height, or the next one below."""
        return next((own for own in self.lines if y < own.top + own.template.height), None)

    def rect_of(self, target: Target) -> QRectF:
        """Where a number stands."""
        return rect_of(target.touch).translated(MARGIN, self.lines[target.line].top)

    def node_of(self, target: Target) -> Expression:
        """What stands there."""
        return self.lines[target.line].nodes[target.touch.node]

    def _all_targets(self) -> Iterator[Target]:
        for at, line in enumerate(self.lines):
            for touch in line.template.touches:
                node = line.nodes[touch.node]
                if isinstance(node, Rest) or place_of(node) is not None:
                    yield Target(at, touch)

    def _template(self, equation: Equation, nodes: list[Expression]) -> Template:
        width = max(self._width - 2 * MARGIN, NARROWEST)
        return self.typesetter.template(equation, nodes, width, self.room)

    def _place(self) -> None:
        top = MARGIN
        for line in self.lines:
            line.top = top
            top += line.template.height + GAP


def rect_of(touch: Touch) -> QRectF:
    """A touch's rectangle within its equation."""
    return QRectF(touch.left, touch.top, touch.width, touch.height)


def place_of(node: Expression) -> Place | None:
    """Where a number stands in the network; None for all else."""
    return node.place if isinstance(node, Number) else None
