"""Typesets an equation: symbols, numbers in a grid, the value, and the terms of long sums.

    z₁ = Σ w x + b  =  −0.5290
        w₁,₁ x₁    0.5120 × −0.2310 = −0.1183
        b₁                          = −0.4107

A template is laid out once for a structure, its symbols and a width; numbers only fill its slots.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from nnstudio.app.locale import grouped
from nnstudio.explain.expressions import (
    Equation,
    Expression,
    Number,
    Rest,
    Sum,
)
from nnstudio.ui.inspector.boxes import Box, Mark, Slot, Touch, pointing, row, written_down
from nnstudio.ui.inspector.expression_boxes import PRODUCT, ExpressionBoxes, is_tabled
from nnstudio.ui.inspector.figures import SHORT
from nnstudio.ui.inspector.outline import Key, is_setting, key_of, walk
from nnstudio.ui.inspector.type import SMALL, Type

KEPT = 400
"""Templates that are remembered."""
INDENT = 16.0
ROW_GAP, COLUMN_GAP = 3.0, 30.0
FEW_TERMS = 3
"""So many terms stand under one another, however much room there is."""


@dataclass(frozen=True)
class Words:
    """What is said inside an equation; `more` has {count}."""

    more: str


@dataclass(frozen=True, eq=False)
class Template:
    """Where everything of an equation stands; y = 0 is its upper edge."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    touches: tuple[Touch, ...]

    @property
    def slots(self) -> Iterator[Slot]:
        """Where numbers stand."""
        return (mark for mark in self.marks if isinstance(mark, Slot))


class Typesetter:
    """Makes templates and remembers them. `digits`, `width` and fonts are those of one sheet."""

    def __init__(self, type_: Type, words: Words) -> None:
        self.type = type_
        self.words = words
        self.made = 0
        """How many templates had to be laid out; the others were remembered."""
        self._kept: OrderedDict[Key, Template] = OrderedDict()

    def template(
        self, equation: Equation, nodes: list[Expression], width: float, room: int = SHORT
    ) -> Template:
        """The layout of an equation of which `nodes` is the outline."""
        key = (key_of(nodes), equation.about, width, room)
        found = self._kept.get(key)
        if found is None:
            self.made += 1
            found = self._kept[key] = _Setting(self.type, self.words, width, room).lay_out(equation)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


class _Setting:
    """The work of laying out one equation."""

    def __init__(self, type_: Type, words: Words, width: float, room: int) -> None:
        self._type, self._words, self._width, self._room = type_, words, width, room
        self._boxes = ExpressionBoxes(type_, words.more, room)

    def lay_out(self, equation: Equation) -> Template:
        """The equation, the terms of its sums, and the sentence about it."""
        parts: list[tuple[float, float, Box]] = []
        y = 0.0
        for line in self._lines(equation):
            y += line.ascent
            parts.append((0.0, y, line))
            y += line.descent + ROW_GAP
        for place, node in enumerate(walk(equation.right)):
            if isinstance(node, Sum) and is_tabled(node):
                table = self._table(node, place + 1)
                parts.append((INDENT, y + 2.0, table))
                y += table.height + ROW_GAP + 2.0
        for words in self._about(equation.about):
            y += words.ascent
            parts.append((0.0, y, words))
            y += words.descent
        width = max(x + box.width for x, _, box in parts)
        marks, touches = written_down(Box(width, 0.0, y, parts=tuple(parts)))
        return Template(width, y, marks, touches)

    def _lines(self, equation: Equation) -> list[Box]:
        """left = in symbols = in numbers = value, broken before a sign where it has to be."""
        left = pointing(self._type.symbol(equation.left.symbol), 0)
        right = equation.right
        parts = [self._boxes.symbolic(right, 1, 0)]
        bare = isinstance(right, Number | Rest) or (isinstance(right, Sum) and is_tabled(right))
        if not bare:
            parts.append(self._boxes.numeric(right, 1, 0))
        parts.append(self._type.slot(0, self._room, strong=True))
        equals = self._type.sign("=")
        lines, line = [], left
        hanging = min(left.width, 60.0)
        for part in parts:
            step = row(equals, part)
            if line is not left and line.width + step.width > self._width:
                lines.append(line)
                line = Box(hanging, 0.0, 0.0)
            line = row(line, step)
        return [*lines, line]

    def _table(self, total: Sum, index: int) -> Box:
        """The terms of a sum, in as many columns as there is room for."""
        names: list[Box] = []
        figures: list[Box | None] = []
        values: list[Box] = []
        for term, at in self._boxes.children(total, index):
            if isinstance(term, Rest):
                words = self._words.more.format(count=grouped(term.count))
                names.append(pointing(self._type.letters(words, SMALL), at))
                figures.append(None)
            elif isinstance(term, Number):
                names.append(self._boxes.symbolic(term, at, 0))
                figures.append(None)
            else:
                names.append(self._boxes.symbolic(term, at, PRODUCT))
                figures.append(self._boxes.numeric(term, at, PRODUCT))
            setting = isinstance(term, Number) and is_setting(term)
            values.append(
                self._boxes.numeric(term, at, 0)
                if setting
                else self._type.slot(at, self._room, signed=True)
            )
        name_width = max((name.width for name in names), default=0.0)
        figure_width = max((box.width for box in figures if box is not None), default=0.0)
        value_width = max(box.width for box in values)
        compound = figure_width > 0.0
        equals = self._type.sign("=") if compound else Box(0.0, 0.0, 0.0)
        middle = name_width + (14.0 if compound else 6.0)
        end = middle + figure_width + equals.width + value_width
        room = self._width - INDENT
        columns = max(1, min(len(names), int((room + COLUMN_GAP) // (end + COLUMN_GAP))))
        if len(names) <= FEW_TERMS and compound:
            columns = 1
        rows = -(-len(names) // columns)
        everything = [*names, *values, *(box for box in figures if box is not None)]
        ascent = max(box.ascent for box in everything)
        height = ascent + max(box.descent for box in everything) + ROW_GAP
        parts: list[tuple[float, float, Box]] = []
        for at, (name, figure, value) in enumerate(zip(names, figures, values, strict=True)):
            x, y = (at // rows) * (end + COLUMN_GAP), ascent + (at % rows) * height
            parts += [(x, y, name), (x + end - value.width, y, value)]
            if figure is not None:
                parts.append((x + middle + figure_width - figure.width, y, figure))
                parts.append((x + middle + figure_width, y, equals))
        width = columns * (end + COLUMN_GAP) - COLUMN_GAP
        return Box(width, 0.0, rows * height, parts=tuple(parts))

    def _about(self, words: str) -> Iterator[Box]:
        """A quiet sentence, broken into lines."""
        space = self._type.letters(" ", SMALL).width
        room, line, width = max(self._width, 160.0), "", 0.0
        for word in words.split():
            own = self._type.letters(word, SMALL, quiet=True).width
            if line and width + space + own > room:
                yield self._type.letters(line, SMALL, quiet=True)
                line, width = "", 0.0
            line, width = (f"{line} {word}", width + space + own) if line else (word, own)
        if line:
            yield self._type.letters(line, SMALL, quiet=True)
