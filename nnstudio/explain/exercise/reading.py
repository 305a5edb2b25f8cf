"""Numbers as people type them: 0.25, 0,25, −3·10⁻⁴, 1.2e-5, 1/4."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

_MINUS = dict.fromkeys(map(ord, "−–—‒﹣－"), "-")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII)
_FRACTION = re.compile(r"([+-]?)(\d{1,15})/(\d{1,15})", re.ASCII)
_POWER = re.compile(r"[·×x*]10\^?\(?([+-]?\d+)\)?$")
EXACT = 15
"""As many digits as a fraction is taken to have been given with."""


@dataclass(frozen=True)
class Typed:
    """A number as it was typed; `digits` are its significant ones, as far as they were meant."""

    value: float
    digits: int


def read(text: str) -> Typed:
    """What a person typed, with a point or a comma. Raises ValueError where it is no number."""
    plain = _SPACES.sub("", text).translate(_MINUS).translate(_SUPERSCRIPT).lower()
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in plain)
    plain = plain.replace("٫", ".").lstrip("≈=")
    fraction = _FRACTION.fullmatch(plain)
    if fraction is not None:
        sign, over, under = fraction.groups()
        if int(under) == 0:
            raise ValueError(text)
        value = float(Fraction(int(over), int(under)))
        return Typed(-value if sign == "-" else value, EXACT)
    plain = _with_point(_POWER.sub(r"e\1", plain))
    if _DECIMAL.fullmatch(plain) is None or not isfinite(float(plain)):
        raise ValueError(text)
    return Typed(float(plain), _significant(plain))


def _with_point(plain: str) -> str:
    """The last sign of the two stands before the decimals; the other one groups thousands."""
    point, comma = plain.rfind("."), plain.rfind(",")
    if point >= 0 and comma >= 0:
        grouping = "," if point > comma else "."
        plain = plain.replace(grouping, "")
    return plain.replace(",", ".")


def _significant(plain: str) -> int:
    mantissa = plain.partition("e")[0].lstrip("+-")
    whole = "." not in mantissa
    digits = mantissa.replace(".", "").lstrip("0")
    if whole:
        # The noughts of 1200 may be there for the size alone.
        digits = digits.rstrip("0")
    return max(len(digits), 1)
