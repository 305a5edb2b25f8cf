"""Expressions as boxes: in symbols or in numbers, with brackets only where they are needed."""

from collections.abc import Iterator

from nnstudio.app.locale import grouped
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Expression,
    Largest,
    Number,
    Power,
    Product,
    Quotient,
    Rest,
    Sum,
)
from nnstudio.ui.inspector.boxes import Box, pointing, row
from nnstudio.ui.inspector.figures import literal
from nnstudio.ui.inspector.outline import children, is_setting, walk
from nnstudio.ui.inspector.type import ITALIC, NUMBER, SMALL, SMALL_NUMBER, Type

SUM, PRODUCT, ATOM = 1, 2, 3
"""How tightly an expression holds together: what is looser gets brackets."""
LONG_SUM = 4
"""A sum without a short form is set out in rows from so many terms on."""
NAMES = {"relu": "ReLU", "leaky relu": "leaky ReLU", "identity": "id"}
MINUS_ONE = "−1"


class ExpressionBoxes:
    """Makes boxes of expressions. Every expression comes with its place in the outline; `more`
    says how many terms are left out, `room` is that of a number."""

    def __init__(self, type_: Type, more: str, room: int) -> None:
        self._type, self._more, self._room = type_, more, room

    def children(self, node: Expression, index: int) -> Iterator[tuple[Expression, int]]:
        """What a node is made of, with the place of each in the outline."""
        at = index + 1
        for child in children(node):
            yield child, at
            at += sum(1 for _ in walk(child))

    def symbolic(self, node: Expression, index: int, least: int) -> Box:
        return self._expression(node, index, least, numbers=False)

    def numeric(self, node: Expression, index: int, least: int) -> Box:
        return self._expression(node, index, least, numbers=True)

    def _expression(self, node: Expression, index: int, least: int, numbers: bool) -> Box:
        """An expression in symbols or in numbers; in brackets where it is looser than `least`."""
        if isinstance(node, Number):
            return self._number(node, index, numbers, guarded=least > PRODUCT)
        if isinstance(node, Rest):
            words = self._more.format(count=grouped(node.count))
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
        parts = list(self.children(node, index))
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
            plain = isinstance(base_node, Number) and not set("^/ ") & set(base_node.symbol)
            if isinstance(base_node, Number) and not numbers and plain:
                raised = f"{base_node.symbol}^{{{node.exponent:g}}}"
                return pointing(self._type.symbol(raised), at), ATOM
            base = self._expression(base_node, at, ATOM, numbers)
            if isinstance(base_node, Number) and not numbers and "/" in base_node.symbol:
                base = self._type.brackets(base)
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
                boxes.append(self._product(list(self.children(term, at))[1:], numbers))
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
                small: ExpressionBoxes = _Small(self._type, self._more, self._room)
            else:
                small = _SmallSymbols(self._type, self._more, self._room)
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


class _Small(ExpressionBoxes):
    """Numbers as an exponent."""

    def _number(self, node: Number, index: int, numbers: bool, guarded: bool) -> Box:
        if is_setting(node):
            return self._type.letters(literal(node.value) or "", SMALL_NUMBER)
        return self._type.slot(index, self._room, small=True, guarded=guarded)


class _SmallSymbols(ExpressionBoxes):
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
