"""Equations of an exercise as rich text: symbols with their indices, and the numbers given."""

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import Literal

from PySide6.QtCore import QLocale

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
from nnstudio.ui.fonts import MONOSPACE
from nnstudio.ui.inspector.figures import literal
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.inspector.markup import Atom, atoms_of
from nnstudio.ui.inspector.outline import is_setting

NAMES = {"relu": "ReLU", "leaky relu": "leaky ReLU", "sqrt": "√"}
MINUS_ONE = "−1"


def given(value: float, digits: int) -> str:
    """A number with so many significant digits: −0.5127 or 3.102e−5, or with the reader's sign."""
    size = abs(value)
    if not size:
        return "0"
    if not 1e-3 <= size < 1e5:
        text = f"{size:.{digits - 1}e}".replace("e-0", "e-").replace("e+0", "e")
        text = text.replace("e+", "e")
    else:
        text = f"{size:#.{digits}g}".rstrip(".")
    return ("−" if value < 0.0 else "") + _localised(text.replace("-", "−"))


def _localised(text: str) -> str:
    return text.replace(".", QLocale().decimalPoint())


def symbol_text(symbol: str) -> str:
    """A symbol as rich text."""
    return _atoms(atoms_of(symbol))


def _atoms(atoms: tuple[Atom, ...]) -> str:
    text = ""
    for atom in atoms:
        word = escape(atom.text)
        text += f"<i>{word}</i>" if atom.italic else word
        if atom.below:
            text += f"<sub>{_atoms(atom.below)}</sub>"
        if atom.above:
            text += f"<sup>{_atoms(atom.above)}</sup>"
    return text


LONG = 36
"""Signs from which a piece of an equation is broken further, and a term gets a short name."""
NAMELESS: Mapping[int, str] = MappingProxyType({})
_TAG = re.compile(r"<[^>]*>")
_OPERATOR = re.compile(r" (?=[+−×/] )")


State = Literal["given", "hidden", "found"]
"""Written out in numbers; by its symbols alone, since it is to be found; by the number found."""
StateOf = Callable[[Expression], State]


def length(text: str) -> int:
    """How many signs are seen of a rich text."""
    return len(_TAG.sub("", text))


def _parted(piece: str) -> list[str]:
    """A long piece, broken before its operators but not inside of what is still to be found."""
    if length(piece) <= LONG:
        return [piece]
    parts: list[str] = []
    for part in _OPERATOR.split(piece):
        if parts and parts[-1].count("<b>") > parts[-1].count("</b>"):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


class Writing:
    """Writes expressions, each as its state wants it; `names` has short ones for long terms, by
    their identity."""

    def __init__(
        self, inks: Inks, digits: int, state_of: StateOf, names: Mapping[int, str] = NAMELESS
    ) -> None:
        self._inks, self._digits, self._state_of, self._names = inks, digits, state_of, names

    def symbols(self, node: Expression, whole: bool = False) -> str:
        """In symbols; a sum in its short form, unless the whole of it is wanted."""
        if isinstance(node, Sum) and node.symbol and not whole:
            return symbol_text(node.symbol)
        return self._write(node, numbers=False)

    def number(self, value: float) -> str:
        """A number in the colour of its sign."""
        return self._coloured(given(value, self._digits), value)

    def pieces(self, node: Expression) -> list[str]:
        """In numbers, in pieces between which a line may be broken."""
        return [part for piece in self._terms(node) for part in _parted(piece)]

    def _terms(self, node: Expression) -> list[str]:
        """Term by term, if it has some."""
        if isinstance(node, Sum) and len(node.terms) > 1:
            return [
                ("+ " if place else "") + self._inner(term, numbers=True)
                for place, term in enumerate(node.terms)
            ]
        if isinstance(node, Difference):
            return [
                self._write(node.first, numbers=True),
                f"− {self._inner(node.second, numbers=True)}",
            ]
        if isinstance(node, Quotient) and isinstance(node.over, Sum) and len(node.over.terms) > 1:
            over = self._terms(node.over)
            under = self._inner(node.under, numbers=True)
            return [f"({over[0]}", *over[1:-1], f"{over[-1]}) / {under}"]
        return [self._write(node, numbers=True)]

    def within(self, node: Expression) -> list[str]:
        """The same of an expression that may itself be hidden: only what is in it stays so."""

        def state_of(one: Expression) -> State:
            return "given" if one is node else self._state_of(one)

        return Writing(self._inks, self._digits, state_of, self._names).pieces(node)

    def _write(self, node: Expression, numbers: bool) -> str:
        state = self._state_of(node) if numbers else "given"
        if state == "hidden":
            return f"<b>{self._names.get(id(node)) or self.symbols(node)}</b>"
        if state == "found":
            return self.number(node.value)
        if isinstance(node, Number):
            if not numbers:
                return symbol_text(node.symbol)
            setting = literal(node.value) if is_setting(node) else None
            text = _localised(setting) if setting else given(node.value, self._digits)
            return self._coloured(text, node.value)
        if isinstance(node, Rest):
            return self.number(node.value) if numbers else "…"
        if isinstance(node, Sum) and len(node.terms) == 1:
            return self._write(node.terms[0], numbers)
        if isinstance(node, Sum):
            return " + ".join(self._inner(term, numbers) for term in node.terms)
        if isinstance(node, Product):
            return self._product(node, numbers)
        if isinstance(node, Quotient):
            return f"{self._inner(node.over, numbers)} / {self._inner(node.under, numbers)}"
        if isinstance(node, Difference):
            return f"{self._write(node.first, numbers)} − {self._inner(node.second, numbers)}"
        if isinstance(node, Power):
            return f"{self._inner(node.base, numbers)}<sup>{node.exponent:g}</sup>"
        if isinstance(node, Largest):
            return f"max({', '.join(self._write(one, numbers) for one in node.of)})"
        assert isinstance(node, Applied)
        name = NAMES.get(node.function, node.function)
        return f"{name}({self._write(node.argument, numbers)})"

    def _product(self, node: Product, numbers: bool) -> str:
        factors = list(node.factors)
        minus = ""
        if len(factors) > 1 and isinstance(factors[0], Number) and factors[0].symbol == MINUS_ONE:
            minus, factors = "−", factors[1:]
        sign = " × " if numbers else " · "
        return minus + sign.join(self._inner(factor, numbers) for factor in factors)

    def _inner(self, node: Expression, numbers: bool) -> str:
        """In brackets where it would be read otherwise without them."""
        text = self._write(node, numbers)
        state = self._state_of(node) if numbers else "given"
        if state == "hidden":
            loose = isinstance(node, Sum | Difference | Quotient) and id(node) not in self._names
        elif isinstance(node, Number | Rest) or state == "found":
            loose = numbers and node.value < 0.0
        else:
            loose = isinstance(node, Sum | Difference | Quotient) or (
                isinstance(node, Product) and text.startswith("−")
            )
            if isinstance(node, Sum) and len(node.terms) == 1:
                loose = False
        return f"({text})" if loose else text

    def _coloured(self, text: str, value: float) -> str:
        colour = self._inks.of_sign(value).name()
        return f"<span style=\"color:{colour}; font-family:'{MONOSPACE}'\">{text}</span>"
