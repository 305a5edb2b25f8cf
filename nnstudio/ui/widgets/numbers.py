"""Numbers as people write them, with a decimal point or a comma, and back without losing a bit."""

from math import inf, isfinite, isnan

from PySide6.QtCore import QLocale

NONE = "—"
_DECIMAL_SIGNS = ".,٫"
MANY_ZEROS = 6
"""Noughts at the end of a number that nobody counts any more."""
_IGNORED = " \u00a0\u202f\u2009'’_\u061c\u200e\u200f\u066c"
_MINUS = str.maketrans({"−": "-", "–": "-"})
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def read_number(text: str) -> float:
    """The number that a person typed, in whatever locale. Raises ValueError if it is none.

    A lone point or comma is the decimal sign; of two different ones the last is. Digits of other
    scripts count too. Spaces and apostrophes group.
    """
    plain = "".join(sign for sign in text.translate(_MINUS) if sign not in _IGNORED)
    for power in ("·10", "×10", "*10^", "x10"):
        if power in plain:
            plain = plain.replace(power, "e").replace("^", "").translate(_SUPERSCRIPT)
    signs = [sign for sign in plain if sign in _DECIMAL_SIGNS]
    if signs:
        decimal = signs[-1]
        for other in set(signs) - {decimal}:
            plain = plain.replace(other, "")
        if signs.count(decimal) > 1:
            # 1,000,000: what stands more than once groups.
            plain = plain.replace(decimal, "" if len(set(signs)) == 1 else decimal)
        plain = plain.replace(decimal, ".")
    number = float(plain)
    if isnan(number):
        raise ValueError(text)
    return number


def read_whole(text: str) -> int:
    """The whole number that a person typed: 1,000 and 1.000 are a thousand. Raises ValueError."""
    plain = text.translate(_MINUS)
    for sign in _DECIMAL_SIGNS:
        parts = plain.split(sign)
        if len(parts) > 1 and all(len(part.strip()) == 3 for part in parts[1:]):
            plain = "".join(parts)
    number = read_number(plain)
    if not isfinite(number) or number != int(number):
        raise ValueError(text)
    return int(number)


def exact(value: float, locale: QLocale) -> str:
    """The shortest text that reads back as this very number, such as 0.001, 1000 or 1e9."""
    if value == int(value) and abs(value) < 1e16:
        text = str(int(value))
        digits = text.rstrip("0")
        if len(text) - len(digits) >= MANY_ZEROS:
            text = f"{digits}e{len(text) - len(digits)}"
        return text.replace("-", "−")
    text = repr(value)
    mantissa, _, power = text.partition("e")
    if mantissa.endswith(".0"):
        mantissa = mantissa[:-2]
    text = f"{mantissa}e{int(power)}" if power else mantissa
    return text.replace(".", locale.decimalPoint()).replace("-", "−")


def short(value: float | None, locale: QLocale, digits: int = 4) -> str:
    """A number that is read at a glance and keeps its width: 0.1696, or 1.2e+09 when it must."""
    if value is None or isnan(value):
        return NONE
    if value in (inf, -inf):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if value == 0 or 10.0**-digits <= size < 10:
        text = f"{value:.{digits}f}"
    elif 10 <= size < 10_000:
        # As wide as 0.1696, whatever the size.
        text = f"{value:.{max(digits + 1 - len(str(int(size))), 1)}f}"
    else:
        text = f"{value:.1e}"
    return text.replace(".", locale.decimalPoint()).replace("-", "−")


def decimal(value: float, locale: QLocale, digits: int = 3) -> str:
    """A number of a table, with so many decimals; only a very large one as `short` has it."""
    if not abs(value) < 1e6:
        return short(value, locale)
    text = f"{value:.{digits}f}"
    if not text.strip("-0."):
        text = text.lstrip("-")
    return text.replace(".", locale.decimalPoint()).replace("-", "−")


def probability(value: float, locale: QLocale) -> str:
    """An output between 0 and 1 with four decimals; others as `short` has them."""
    if not 0.0 <= value <= 1.0:
        return short(value, locale)
    return f"{value:.4f}".replace(".", locale.decimalPoint())


def percent(share: float | None, locale: QLocale, digits: int = 1) -> str:
    """A share as per cent: 97.5 %."""
    if share is None or isnan(share):
        return NONE
    text = f"{100 * share:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", locale.decimalPoint()) + "\u202f%"
