"""Typesets an equation: symbols, numbers in a grid, the value, and the terms of long sums.

    z₁ = Σ w x + b  =  −0.5290
        w₁,₁ x₁    0.5120 × −0.2310 = −0.1183
        b₁                          = −0.4107

A template is laid out once for a structure, its symbols and a width; numbers only fill its slots.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Largest,
    Number,
    Power,
    Product,
    Quotient,
    Rest,
    Sum,
)
from nnstudio.ui.inspector.boxes import Box, Mark, Slot, Touch, pointing, row, written_down
from nnstudio.ui.inspector.figures import SHORT, literal
from nnstudio.ui.inspector.outline import Key, children, is_setting, key_of, walk
from nnstudio.ui.inspector.type import ITALIC, NUMBER, SMALL, SMALL_NUMBER, Type

SUM, PRODUCT, ATOM = 1, 2, 3
"""How tightly an expression holds together: what is looser gets brackets."""
KEPT = 400
"""Templates that are remembered."""
INDENT = 16.0
LINE_GAP, ROW_GAP, COLUMN_GAP = 7.0, 3.0, 30.0
FEW_TERMS = 3
"""So many terms stand under one another, however much room there is."""
LONG_SUM = 4
"""A sum without a short form is set out in rows from so many terms on."""
NAMES = {"relu": "ReLU", "leaky relu": "leaky ReLU", "identity": "id"}
MINUS_ONE = "−1"


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
        parts = [self._symbolic(right, 1, 0)]
        bare = isinstance(right, Number | Rest) or (isinstance(right, Sum) and is_tabled(right))
        if not bare:
            parts.append(self._numeric(right, 1, 0))
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
        for term, at in self._children(total, index):
            if isinstance(term, Rest):
                words = self._words.more.format(count=term.count)
                names.append(pointing(self._type.letters(words, SMALL), at))
                figures.append(None)
            elif isinstance(term, Number):
                names.append(self._symbolic(term, at, 0))
                figures.append(None)
            else:
                names.append(self._symbolic(term, at, PRODUCT))
                figures.append(self._numeric(term, at, PRODUCT))
            setting = isinstance(term, Number) and is_setting(term)
            values.append(
                self._numeric(term, at, 0)
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

    def _children(self, node: Expression, index: int) -> Iterator[tuple[Expression, int]]:
        """What a node is made of, with the place of each in the outline."""
        at = index + 1
        for child in children(node):
            yield child, at
            at += sum(1 for _ in walk(child))

    def _symbolic(self, node: Expression, index: int, least: int) -> Box:
        return self._expression(node, index, least, numbers=False)

    def _numeric(self, node: Expression, index: int, least: int) -> Box:
        return self._expression(node, index, least, numbers=True)

    def _expression(self, node: Expression, index: int, least: int, numbers: bool) -> Box:
        """An expression in symbols or in numbers; in brackets where it is looser than `least`."""
        if isinstance(node, Number):
            return self._number(node, index, numbers, guarded=least > PRODUCT)
        if isinstance(node, Rest):
            words = self._words.more.format(count=node.count)
            return pointing(self._type.letters(words, SMALL), index)
        if isinstance(node, Sum) and node.symbol and not numbers:
            box = pointing(self._type.symbol(node.symbol), index)
            return self._bracketed(box, SUM, least)
        if isinstance(node, Sum) and is_tabled(node) and numbers:
            return self._type.slot(index, self._room, guarded=least > PRODUCT)
        box, own = self._composed(node, index, numbers)
        return self._bracketed(box, own, least)

    def _bracketed(self, box: Box, own: int, least: int) -> Box:
        return self._type.brackets(box) if own < least else box

    def _number(self, node: Number, index: int, numbers: bool, guarded: bool) -> Box:
        if not numbers:
            return pointing(self._type.symbol(node.symbol), index)
        if is_setting(node):
            box = self._type.letters(literal(node.value) or "", NUMBER)
            return pointing(box, index)
        return self._type.slot(index, self._room, guarded=guarded)

    def _composed(self, node: Expression, index: int, numbers: bool) -> tuple[Box, int]:
        parts = list(self._children(node, index))
        if isinstance(node, Sum):
            return self._joined(parts, numbers), SUM
        if isinstance(node, Difference):
            (first, at), (second, then) = parts
            left = self._expression(first, at, SUM, numbers)
            right = self._expression(second, then, PRODUCT, numbers)
            if isinstance(second, Number):
                right = self._expression(second, then, ATOM, numbers)
            return row(left, self._type.sign("−"), right), SUM
        if isinstance(node, Product):
            return self._product(parts, numbers), PRODUCT
        if isinstance(node, Quotient):
            (top, at), (bottom, then) = parts
            boxes = (
                self._expression(top, at, 0, numbers),
                self._expression(bottom, then, 0, numbers),
            )
            return self._type.fraction(*boxes), ATOM
        if isinstance(node, Power):
            base_node, at = parts[0]
            if isinstance(base_node, Number) and not numbers and "^" not in base_node.symbol:
                raised = f"{base_node.symbol}^{{{node.exponent:g}}}"
                return pointing(self._type.symbol(raised), at), ATOM
            base = self._expression(*parts[0], ATOM, numbers)
            exponent = self._type.letters(f"{node.exponent:g}", SMALL)
            return self._type.power(base, exponent), ATOM
        if isinstance(node, Applied):
            return self._applied(node.function, *parts[0], numbers), ATOM
        assert isinstance(node, Largest)
        return self._largest(parts, numbers), ATOM

    def _joined(self, parts: list[tuple[Expression, int]], numbers: bool) -> Box:
        boxes = []
        for place, (term, at) in enumerate(parts):
            if _begins_with_minus(term):
                sign = self._type.sign("−") if place else self._type.letters("−")
                boxes.append(sign)
                boxes.append(self._product(list(self._children(term, at))[1:], numbers))
                continue
            if place:
                boxes.append(self._type.sign("+"))
            plain = isinstance(term, Number) and numbers and place
            boxes.append(self._expression(term, at, ATOM if plain else PRODUCT, numbers))
        return row(*boxes)

    def _product(self, parts: list[tuple[Expression, int]], numbers: bool) -> Box:
        boxes: list[Box] = []
        first, *_ = parts
        if isinstance(first[0], Number) and first[0].symbol == MINUS_ONE and len(parts) > 1:
            boxes.append(self._type.letters("−"))
            parts = parts[1:]
        for place, (factor, at) in enumerate(parts):
            if place:
                boxes.append(self._type.sign("×" if numbers else "·"))
            least = PRODUCT if isinstance(factor, Number | Product) else ATOM
            boxes.append(self._expression(factor, at, least, numbers))
        return row(*boxes)

    def _applied(self, function: str, argument: Expression, at: int, numbers: bool) -> Box:
        if function == "sqrt":
            return self._type.root(self._expression(argument, at, 0, numbers))
        if function == "exp":
            base = self._type.letters("e", ITALIC)
            if numbers:
                small: _Setting = _Small(self._type, self._words, self._width, self._room)
            else:
                small = _SmallSymbols(self._type, self._words, self._width, self._room)
            return self._type.power(base, small._expression(argument, at, 0, numbers))
        inner = self._expression(argument, at, 0, numbers)
        if function == "abs":
            return row(self._type.letters("|"), inner, self._type.letters("|"))
        name = self._type.letters(NAMES.get(function, function))
        return row(name, Box(1.0, 0.0, 0.0), self._type.brackets(inner))

    def _largest(self, parts: list[tuple[Expression, int]], numbers: bool) -> Box:
        boxes = []
        for place, (one, at) in enumerate(parts):
            if place:
                boxes.append(self._type.letters(", "))
            boxes.append(self._expression(one, at, 0, numbers))
        return row(self._type.letters("max"), self._type.brackets(row(*boxes)))


class _Small(_Setting):
    """Numbers as an exponent."""

    def _number(self, node: Number, index: int, numbers: bool, guarded: bool) -> Box:
        if is_setting(node):
            return self._type.letters(literal(node.value) or "", SMALL_NUMBER)
        return self._type.slot(index, self._room, small=True, guarded=guarded)


class _SmallSymbols(_Setting):
    """Symbols as an exponent."""

    def _number(self, node: Number, index: int, numbers: bool, guarded: bool) -> Box:
        return pointing(self._type.symbol(node.symbol, 1), index)


def is_tabled(total: Sum) -> bool:
    """Whether the terms of a sum are set out in rows."""
    return bool(total.symbol) or len(total.terms) >= LONG_SUM


def _begins_with_minus(term: Expression) -> bool:
    """Whether a term is a product that begins with −1, which a minus says as well."""
    if not isinstance(term, Product) or len(term.factors) < 2:
        return False
    first = term.factors[0]
    return isinstance(first, Number) and first.symbol == MINUS_ONE
