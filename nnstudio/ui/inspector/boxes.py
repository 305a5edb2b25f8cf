"""Boxes: what is typeset, measured once. A box is put together from others and knows no numbers.

Lengths are device-independent pixels; y is 0 on the baseline and grows downwards.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from nnstudio.ui.fonts import monospace
from nnstudio.ui.inspector.markup import Atom, atoms_of

SCRIPT = 0.72
"""How large an index is beside its letter."""
RISE, DROP = 0.38, 0.17
"""How far an exponent and an index are off the baseline, in heights of a line."""


@dataclass(frozen=True)
class Text:
    """Letters that never change, in one of the fonts of `Type`, from (x, y) on."""

    x: float
    y: float
    text: str
    font: int
    quiet: bool = False


@dataclass(frozen=True)
class Rule:
    """A hairline: of a fraction, of a root, under a sum."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Stroke:
    """A line through points: the sign of a root, and a bracket that grows."""

    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Slot:
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


@dataclass(frozen=True)
class Touch:
    """What can be pointed at: a rectangle, the node it stands for, and whether it is its number."""

    rect: QRectF
    node: int
    number: bool


Mark = Text | Rule | Stroke | Slot


@dataclass(frozen=True)
class Box:
    """Marks and touches, with how far they reach from the start of their baseline."""

    width: float
    ascent: float
    descent: float
    marks: tuple[Mark, ...] = ()
    touches: tuple[Touch, ...] = ()

    @property
    def height(self) -> float:
        return self.ascent + self.descent

    def moved(self, x: float, y: float = 0.0) -> "Box":
        """The same marks elsewhere; the reach stays that of the box itself."""
        if not x and not y:
            return self
        return replace(
            self,
            marks=tuple(_moved(mark, x, y) for mark in self.marks),
            touches=tuple(
                replace(touch, rect=touch.rect.translated(x, y)) for touch in self.touches
            ),
        )


def _moved(mark: Mark, x: float, y: float) -> Mark:
    if isinstance(mark, Slot):
        return replace(mark, right=mark.right + x, y=mark.y + y)
    if isinstance(mark, Stroke):
        return Stroke(tuple((px + x, py + y) for px, py in mark.points))
    return replace(mark, x=mark.x + x, y=mark.y + y)


def row(*boxes: Box, gap: float = 0.0) -> Box:
    """Boxes side by side on one baseline."""
    marks: list[Mark] = []
    touches: list[Touch] = []
    x = ascent = descent = 0.0
    for place, box in enumerate(boxes):
        x += gap if place else 0.0
        moved = box.moved(x)
        marks += moved.marks
        touches += moved.touches
        x += box.width
        ascent, descent = max(ascent, box.ascent), max(descent, box.descent)
    return Box(x, ascent, descent, tuple(marks), tuple(touches))


def over(box: Box, x: float, y: float) -> Box:
    """A box that reaches from the origin to where it was moved."""
    moved = box.moved(x, y)
    return replace(moved, width=box.width + x, ascent=box.ascent - y, descent=box.descent + y)


def together(width: float, *boxes: Box) -> Box:
    """Boxes laid over one another, as wide as this."""
    return Box(
        width,
        max((box.ascent for box in boxes), default=0.0),
        max((box.descent for box in boxes), default=0.0),
        tuple(mark for box in boxes for mark in box.marks),
        tuple(touch for box in boxes for touch in box.touches),
    )


def pointing(box: Box, node: int, number: bool = False) -> Box:
    """The box, which can be pointed at as this node."""
    rect = QRectF(0.0, -box.ascent, box.width, box.height)
    return replace(box, touches=(*box.touches, Touch(rect, node, number)))


@dataclass(eq=False)
class Type:
    """The fonts of one size, measured: upright, italic and number, each large and as an index."""

    points: float = 10.5
    family: str = ""
    fonts: list[QFont] = field(init=False)
    metrics: list[QFontMetricsF] = field(init=False)

    UPRIGHT, ITALIC, NUMBER, SMALL, SMALL_ITALIC, SMALL_NUMBER, TINY, TINY_ITALIC, STRONG = range(9)

    def __post_init__(self) -> None:
        self.fonts = []
        for size in (1.0, SCRIPT):
            for italic in (False, True):
                self.fonts.append(self._letters(self.points * size, italic))
            self.fonts.append(monospace(self.points * size * 0.95))
        tiny = self.points * SCRIPT * 0.8
        self.fonts += [self._letters(tiny, False), self._letters(tiny, True)]
        strong = monospace(self.points * 0.95)
        self.fonts.append(strong)
        self.metrics = [QFontMetricsF(font) for font in self.fonts]
        self._symbols: dict[tuple[str, int], Box] = {}

    def _letters(self, points: float, italic: bool) -> QFont:
        font = QFont(self.family) if self.family else QFont()
        font.setPointSizeF(points)
        font.setItalic(italic)
        return font

    @cached_property
    def digit(self) -> float:
        """How wide a digit of a number is."""
        return self.metrics[self.NUMBER].horizontalAdvance("0")

    @cached_property
    def ascent(self) -> float:
        """How far a capital reaches, with some air."""
        return self.metrics[self.UPRIGHT].ascent() * 0.92

    @cached_property
    def descent(self) -> float:
        """How far a tail reaches down."""
        return self.metrics[self.UPRIGHT].descent()

    @cached_property
    def axis(self) -> float:
        """The height of the line of a fraction."""
        return self.metrics[self.UPRIGHT].xHeight() * 0.55

    @cached_property
    def space(self) -> float:
        """A space between a sign and what it joins."""
        return self.metrics[self.UPRIGHT].horizontalAdvance(" ")

    def letters(self, text: str, font: int = UPRIGHT, quiet: bool = False) -> Box:
        """Some letters in one font."""
        metrics = self.metrics[font]
        share = metrics.ascent() / self.metrics[self.UPRIGHT].ascent()
        width = metrics.horizontalAdvance(text)
        mark = Text(0.0, 0.0, text, font, quiet)
        return Box(width, self.ascent * share, self.descent * share, (mark,))

    def sign(self, text: str, quiet: bool = True) -> Box:
        """A sign with a space on either side."""
        inner = self.letters(text, quiet=quiet)
        return over_width(inner, inner.width + 2 * self.space, self.space)

    def symbol(self, markup: str, level: int = 0) -> Box:
        """A symbol such as w_{3,1}; level 1 is an index, 2 an index of that."""
        key = (markup, level)
        if key not in self._symbols:
            self._symbols[key] = self._atoms(atoms_of(markup), level)
        return self._symbols[key]

    def _atoms(self, atoms: tuple[Atom, ...], level: int) -> Box:
        return row(*(self._atom(atom, level) for atom in atoms))

    def _atom(self, atom: Atom, level: int) -> Box:
        upright, italic = (
            (self.UPRIGHT, self.ITALIC),
            (self.SMALL, self.SMALL_ITALIC),
            (self.TINY, self.TINY_ITALIC),
        )[level]
        if atom.text == " ":
            return Box(self.space * (0.8, 0.5, 0.4)[level], 0.0, 0.0)
        box = self.letters(atom.text, italic if atom.italic else upright)
        if not atom.below and not atom.above:
            return box
        deeper = min(level + 1, 2)
        lean = 1.0 if atom.italic else 0.0
        below = self._atoms(atom.below, deeper) if atom.below else Box(0, 0, 0)
        above = self._atoms(atom.above, deeper) if atom.above else Box(0, 0, 0)
        line = box.ascent + box.descent
        low = over(below, box.width, DROP * line) if atom.below else below
        high = over(above, box.width + lean, -RISE * line) if atom.above else above
        width = box.width + max(below.width, above.width + (lean if atom.above else 0.0)) + 0.6
        return together(width, box, low, high)

    def slot(
        self,
        node: int,
        room: int,
        small: bool = False,
        signed: bool = False,
        guarded: bool = False,
        strong: bool = False,
    ) -> Box:
        """Room for a number of so many signs and its own sign."""
        font = self.SMALL_NUMBER if small else self.NUMBER
        metrics = self.metrics[font]
        digit = metrics.horizontalAdvance("0")
        guard = 0.45 * digit if guarded else 0.0
        width = (room + 1) * digit + 1.7 * guard
        right = width - guard
        share = metrics.ascent() / self.metrics[self.UPRIGHT].ascent()
        mark = Slot(right, 0.0, (room + 1) * digit, node, font, signed, guarded, strong)
        box = Box(width, self.ascent * share, self.descent * share, (mark,))
        return pointing(box, node, number=True)

    def brackets(self, inner: Box) -> Box:
        """Round brackets as high as what is in them."""
        if inner.height <= (self.ascent + self.descent) * 1.35:
            return row(self.letters("("), inner, self.letters(")"))
        top, bottom, wide = -inner.ascent - 1.0, inner.descent + 1.0, 5.0
        left = _curve(wide, 1.0, top, bottom)
        right = _curve(1.0, wide, top, bottom)
        edge = Box(wide + 1.5, inner.ascent + 1.0, inner.descent + 1.0)
        return row(replace(edge, marks=(left,)), inner, replace(edge, marks=(right,)), gap=0.5)

    def fraction(self, top: Box, bottom: Box) -> Box:
        """One over the other, with a line between."""
        width = max(top.width, bottom.width) + 6.0
        gap = 2.5
        up = -self.axis - gap - top.descent
        down = -self.axis + gap + bottom.ascent
        line = Rule(1.0, -self.axis, width - 2.0)
        return together(
            width,
            over(top, (width - top.width) / 2, up),
            over(bottom, (width - bottom.width) / 2, down),
            Box(width, 0.0, 0.0, (line,)),
        )

    def root(self, inner: Box) -> Box:
        """√ with a line over what is under it."""
        top, bottom = -inner.ascent - 1.5, inner.descent - 1.0
        hook = 9.0
        sign = Stroke(
            (
                (0.5, -self.axis),
                (2.5, -self.axis - 1.2),
                (5.0, bottom),
                (hook - 1.0, top),
                (hook + inner.width + 2.0, top),
            )
        )
        moved = inner.moved(hook)
        return Box(
            hook + inner.width + 3.0,
            inner.ascent + 3.0,
            inner.descent,
            (sign, *moved.marks),
            moved.touches,
        )

    def power(self, base: Box, exponent: Box) -> Box:
        """An exponent at the upper end of what is raised."""
        lift = -(base.ascent - exponent.ascent * 0.45)
        raised = over(exponent, base.width + 0.5, min(lift, -RISE * (self.ascent + self.descent)))
        return together(base.width + exponent.width + 1.0, base, raised)


def over_width(inner: Box, width: float, x: float) -> Box:
    """The box at x in a wider one."""
    return replace(inner.moved(x), width=width)


def _curve(x0: float, x1: float, top: float, bottom: float) -> Stroke:
    """A bracket: a shallow bow from top to bottom."""
    steps = 8
    points = []
    for step in range(steps + 1):
        share = step / steps
        y = top + (bottom - top) * share
        bow = 1.0 - (2.0 * share - 1.0) ** 2
        points.append((x0 + (x1 - x0) * min(bow * 1.4, 1.0), y))
    return Stroke(tuple(points))
