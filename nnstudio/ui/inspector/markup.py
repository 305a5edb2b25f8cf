"""Symbols as the arithmetic writes them, such as "w_{3,1}^{s}", taken apart for typesetting.

The markup is that of TeX as far as `_`, `^` and braces go; Greek letters stand as they are.
"""

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining


@dataclass(frozen=True)
class Atom:
    """A piece of a symbol in one kind of letters, with what stands below and above its end."""

    text: str
    italic: bool
    below: tuple["Atom", ...] = ()
    above: tuple["Atom", ...] = ()


@lru_cache(maxsize=4096)
def atoms_of(symbol: str) -> tuple[Atom, ...]:
    """The pieces of a symbol, from left to right."""
    return tuple(_Reader(symbol).read_all())


def plain(symbol: str) -> str:
    """The symbol for text that knows no small letters: w_3,1 for w_{3,1}."""
    return symbol.replace("{", "").replace("}", "")


class _Reader:
    def __init__(self, symbol: str) -> None:
        self._symbol = symbol
        self._at = 0

    def read_all(self, end: str = "") -> list[Atom]:
        """The pieces up to this sign, which is passed over."""
        pieces: list[Atom] = []
        while self._at < len(self._symbol):
            sign = self._symbol[self._at]
            if sign == end:
                self._at += 1
                break
            pieces.append(self._piece())
        return pieces

    def _piece(self) -> Atom:
        text, italic = self._word()
        below: tuple[Atom, ...] = ()
        above: tuple[Atom, ...] = ()
        while self._at < len(self._symbol) and self._symbol[self._at] in "_^":
            where = self._symbol[self._at]
            self._at += 1
            script = self._script()
            if where == "_":
                below = script
            else:
                above = script
        return Atom(text, italic, below, above)

    def _script(self) -> tuple[Atom, ...]:
        if self._at < len(self._symbol) and self._symbol[self._at] == "{":
            self._at += 1
            return tuple(self.read_all("}"))
        text, italic = self._word(single=True)
        return (Atom(text, italic),)

    def _word(self, single: bool = False) -> tuple[str, bool]:
        """A letter in italics, a name or a number or a sign upright."""
        symbol, start = self._symbol, self._at
        if start >= len(symbol):
            return "", False
        first = symbol[start]
        self._at += 1
        if first.isalpha() and not single:
            while self._at < len(symbol) and symbol[self._at].isalpha():
                self._at += 1
        elif first.isdigit() and not single:
            while self._at < len(symbol) and symbol[self._at] in "0123456789.":
                self._at += 1
        while self._at < len(symbol) and combining(symbol[self._at]):
            self._at += 1
        text = symbol[start : self._at]
        letters = sum(1 for sign in text if sign.isalpha())
        return text, letters == 1 and first not in "Σ∂"
