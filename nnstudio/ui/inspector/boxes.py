"""Boxes: what is typeset, measured once. A box is put together from others and knows no numbers.

Lengths are device-independent pixels; y is 0 on the baseline and grows downwards. Boxes only point
at what they are made of; all of it is written down once, at the end, by `written_down`.
"""

from typing import NamedTuple


class Text(NamedTuple):
    """Letters that never change, in one of the fonts of `Type`, from (x, y) on."""

    x: float
    y: float
    text: str
    font: int
    quiet: bool = False


class Rule(NamedTuple):
    """The line of a fraction."""

    x: float
    y: float
    width: float


class Stroke(NamedTuple):
    """A line through points, seen from (x, y): the sign of a root, a bracket that grows."""

    x: float
    y: float
    points: tuple[tuple[float, float], ...]


class Slot(NamedTuple):
    """Room for a number that changes: its right end, its width, and which node it shows.

    signed: "+" stands before what is positive. guarded: brackets around what is negative.
    strong: the value of an equation.
    """

    right: float
    y: float
    width: float
    node: int
    font: int
    signed: bool = False
    guarded: bool = False
    strong: bool = False


class Touch(NamedTuple):
    """What can be pointed at: a rectangle, the node it stands for, and whether it is its number."""

    left: float
    top: float
    width: float
    height: float
    node: int
    number: bool


Mark = Text | Rule | Stroke | Slot


class Box:
    """Marks and touches of its own, and other boxes at (x, y), with how far it all reaches."""

    __slots__ = ("ascent", "descent", "marks", "parts", "touches", "width")

    def __init__(
        self,
        width: float,
        ascent: float,
        descent: float,
        marks: tuple[Mark, ...] = (),
        touches: tuple[Touch, ...] = (),
        parts: "tuple[tuple[float, float, Box], ...]" = (),
    ) -> None:
        self.width, self.ascent, self.descent = width, ascent, descent
        self.marks, self.touches, self.parts = marks, touches, parts

    @property
    def height(self) -> float:
        """From the highest to the lowest point."""
        return self.ascent + self.descent


EMPTY = Box(0.0, 0.0, 0.0)


def written_down(box: Box) -> tuple[tuple[Mark, ...], tuple[Touch, ...]]:
    """Everything in a box, where it stands in it."""
    marks: list[Mark] = []
    touches: list[Touch] = []
    _write_down(box, 0.0, 0.0, marks, touches)
    return tuple(marks), tuple(touches)


def _write_down(box: Box, x: float, y: float, marks: list[Mark], touches: list[Touch]) -> None:
    for mark in box.marks:
        if type(mark) is Text:
            marks.append(Text(mark.x + x, mark.y + y, mark.text, mark.font, mark.quiet))
        elif type(mark) is Slot:
            marks.append(Slot(mark.right + x, mark.y + y, *mark[2:]))
        elif type(mark) is Rule:
            marks.append(Rule(mark.x + x, mark.y + y, mark.width))
        elif type(mark) is Stroke:
            marks.append(Stroke(mark.x + x, mark.y + y, mark.points))
    for touch in box.touches:
        touches.append(Touch(touch.left + x, touch.top + y, *touch[2:]))
    for left, top, part in box.parts:
        _write_down(part, left + x, top + y, marks, touches)


def row(*boxes: Box) -> Box:
    """Boxes side by side on one baseline."""
    x = ascent = descent = 0.0
    parts = []
    for box in boxes:
        parts.append((x, 0.0, box))
        x += box.width
        ascent, descent = max(ascent, box.ascent), max(descent, box.descent)
    return Box(x, ascent, descent, parts=tuple(parts))


def at(box: Box, x: float, y: float) -> Box:
    """A box that reaches from the origin to where this one was moved."""
    return Box(box.width + x, box.ascent - y, box.descent + y, parts=((x, y, box),))


def together(width: float, *boxes: Box) -> Box:
    """Boxes laid over one another, as wide as this."""
    return Box(
        width,
        max(box.ascent for box in boxes),
        max(box.descent for box in boxes),
        parts=tuple((0.0, 0.0, box) for box in boxes),
    )


def widened(box: Box, width: float, x: float) -> Box:
    """The box at x in a wider one."""
    return Box(width, box.ascent, box.descent, parts=((x, 0.0, box),))


def pointing(box: Box, node: int, number: bool = False) -> Box:
    """The box, which can be pointed at as this node."""
    touch = Touch(0.0, -box.ascent, box.width, box.height, node, number)
    return Box(box.width, box.ascent, box.descent, (), (touch,), ((0.0, 0.0, box),))
