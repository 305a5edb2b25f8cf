"""The type that formulas are set in: fonts, measured once, and what is made of letters alone."""

from PySide6.QtGui import QFont, QFontMetricsF

from nnstudio.ui.fonts import monospace
from nnstudio.ui.inspector.boxes import (
    EMPTY,
    Box,
    Rule,
    Slot,
    Stroke,
    Text,
    at,
    pointing,
    row,
    together,
    widened,
    written_down,
)
from nnstudio.ui.inspector.markup import Atom, atoms_of

SCRIPT = 0.72
"""How large an index is beside its letter."""
RISE, DROP = 0.38, 0.17
"""How far an exponent and an index are off the baseline, in heights of a line."""
UPRIGHT, ITALIC, NUMBER, SMALL, SMALL_ITALIC, SMALL_NUMBER, TINY, TINY_ITALIC = range(8)
"""The fonts: letters and numbers, as an index, and as an index of an index."""


class Type:
    """Attributes: `fonts` and `metrics`, by the names above; `ascent`, `descent` of a line."""

    def __init__(self, points: float = 10.5, family: str = "") -> None:
        self._family = family
        script = points * SCRIPT
        self.fonts = [
            self._letters(points, italic=False),
            self._letters(points, italic=True),
            monospace(points * 0.95),
            self._letters(script, italic=False),
            self._letters(script, italic=True),
            monospace(script * 0.95),
            self._letters(script * 0.8, italic=False),
            self._letters(script * 0.8, italic=True),
        ]
        self.metrics = [QFontMetricsF(font) for font in self.fonts]
        line = self.metrics[UPRIGHT]
        self.ascent, self.descent = line.ascent() * 0.92, line.descent()
        self.axis = line.xHeight() * 0.55
        """The height of the line of a fraction."""
        self.space = line.horizontalAdvance(" ")
        self.digits = [metrics.horizontalAdvance("0") for metrics in self.metrics]
        """How wide a digit is, by font."""
        self._shares = [metrics.ascent() / line.ascent() for metrics in self.metrics]
        self._made: dict[tuple[str, int, bool], Box] = {}
        self._symbols: dict[tuple[str, int], Box] = {}

    def letters(self, text: str, font: int = UPRIGHT, quiet: bool = False) -> Box:
        """Some letters in one font."""
        key = (text, font, quiet)
        box = self._made.get(key)
        if box is None:
            width, share = self.metrics[font].horizontalAdvance(text), self._shares[font]
            mark = Text(0.0, 0.0, text, font, quiet)
            box = self._made[key] = Box(width, self.ascent * share, self.descent * share, (mark,))
        return box

    def sign(self, text: str) -> Box:
        """A sign with a space on either side."""
        inner = self.letters(text, quiet=True)
        return widened(inner, inner.width + 2 * self.space, self.space)

    def symbol(self, markup: str, level: int = 0) -> Box:
        """A symbol such as w_{3,1}; level 1 is an index, 2 an index of that."""
        key = (markup, level)
        box = self._symbols.get(key)
        if box is None:
            found = self._atoms(atoms_of(markup), level)
            marks, _ = written_down(found)
            box = self._symbols[key] = Box(found.width, found.ascent, found.descent, marks)
        return box

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
        font = SMALL_NUMBER if small else NUMBER
        digit, share = self.digits[font], self._shares[font]
        guard = 0.45 * digit if guarded else 0.0
        width = (room + 1) * digit + 1.7 * guard
        mark = Slot(width - guard, 0.0, (room + 1) * digit, node, font, signed, guarded, strong)
        box = Box(width, self.ascent * share, self.descent * share, (mark,))
        return pointing(box, node, number=True)

    def brackets(self, inner: Box) -> Box:
        """Round brackets as high as what is in them."""
        if inner.height <= (self.ascent + self.descent) * 1.35:
            return row(self.letters("("), inner, self.letters(")"))
        top, bottom, wide = -inner.ascent - 1.0, inner.descent + 1.0, 5.0
        reach = (wide + 2.0, inner.ascent + 1.0, inner.descent + 1.0)
        left, right = _bow(wide, 1.0, top, bottom), _bow(1.0, wide, top, bottom)
        return row(Box(*reach, (left,)), inner, Box(*reach, (right,)))

    def fraction(self, top: Box, bottom: Box) -> Box:
        """One over the other, with a line between."""
        width = max(top.width, bottom.width) + 6.0
        gap = 2.5
        up, down = -self.axis - gap - top.descent, -self.axis + gap + bottom.ascent
        return together(
            width,
            at(top, (width - top.width) / 2, up),
            at(bottom, (width - bottom.width) / 2, down),
            Box(width, 0.0, 0.0, (Rule(1.0, -self.axis, width - 2.0),)),
        )

    def root(self, inner: Box) -> Box:
        """√ with a line over what is under it."""
        top, bottom, hook = -inner.ascent - 1.5, inner.descent - 1.0, 9.0
        end = hook + inner.width
        sign = Stroke(
            0.0,
            0.0,
            (
                (0.5, -self.axis),
                (2.5, -self.axis - 1.2),
                (5.0, bottom),
                (hook - 1.0, top),
                (end + 2.0, top),
            ),
        )
        reach = (end + 3.0, inner.ascent + 3.0, inner.descent)
        return Box(*reach, (sign,), parts=((hook, 0.0, inner),))

    def power(self, base: Box, exponent: Box) -> Box:
        """An exponent at the upper end of what is raised."""
        lift = -(base.ascent - exponent.ascent * 0.45)
        raised = at(exponent, base.width + 0.5, min(lift, -RISE * (self.ascent + self.descent)))
        return together(base.width + exponent.width + 1.0, base, raised)

    def _letters(self, points: float, italic: bool) -> QFont:
        font = QFont(self._family) if self._family else QFont()
        font.setPointSizeF(points)
        font.setItalic(italic)
        return font

    def _atoms(self, atoms: tuple[Atom, ...], level: int) -> Box:
        return row(*(self._atom(atom, level) for atom in atoms))

    def _atom(self, atom: Atom, level: int) -> Box:
        if atom.text == " ":
            return Box(self.space * (0.8, 0.5, 0.4)[level], 0.0, 0.0)
        upright, italic = ((UPRIGHT, ITALIC), (SMALL, SMALL_ITALIC), (TINY, TINY_ITALIC))[level]
        box = self.letters(atom.text, italic if atom.italic else upright)
        if not atom.below and not atom.above:
            return box
        deeper = min(level + 1, 2)
        lean = 1.0 if atom.italic else 0.0
        below = self._atoms(atom.below, deeper) if atom.below else EMPTY
        above = self._atoms(atom.above, deeper) if atom.above else EMPTY
        line = box.ascent + box.descent
        low = at(below, box.width, DROP * line) if atom.below else EMPTY
        high = at(above, box.width + lean, -RISE * line) if atom.above else EMPTY
        width = box.width + max(below.width, above.width + (lean if atom.above else 0.0)) + 0.6
        return together(width, box, low, high)


def _bow(x0: float, x1: float, top: float, bottom: float) -> Stroke:
    """A bracket: a shallow bow from top to bottom."""
    steps = 8
    points = []
    for step in range(steps + 1):
        share = step / steps
        bow = min(1.4 * (1.0 - (2.0 * share - 1.0) ** 2), 1.0)
        points.append((x0 + (x1 - x0) * bow, top + (bottom - top) * share))
    return Stroke(0.0, 0.0, tuple(points))
