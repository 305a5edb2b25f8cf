"""Numbers in a fixed grid: all take the same room, so that nothing jumps when they change."""

from math import floor, inf, isnan, log10

from PySide6.QtCore import QLocale

SHORT, LONG = 6, 10
"""Signs of a number, without its own sign: for reading, and for comparing with what comes later."""
SMALLEST = 1e-3
"""Smaller numbers are written with a power of ten."""


def magnitude(value: float, room: int = SHORT) -> str:
    """The digits of a number without its sign, at most `room` of them with point and power.

    0.1235, 12.346 or 1.2e−5 where there is room for six.
    """
    size = abs(value)
    if isnan(size):
        return "—"
    if size == inf:
        return "∞"
    if size == 0.0:
        return f"{0.0:.{room - 2}f}"
    if size >= SMALLEST:
        whole = len(str(int(size)))
        decimals = room - 1 - whole
        text = f"{size:.{max(decimals, 0)}f}"
        if decimals >= 1 and len(text) <= room:
            return text
        if len(text.split(".")[0]) <= room and decimals in (0, -1):
            return f"{size:.0f}"
    return _with_power(size, room)


def figure(value: float, room: int = SHORT, point: str = ".") -> str:
    """A number with its sign, as it is written in running text: −0.0123, or −0,0123."""
    return ("−" if value < 0.0 else "") + magnitude(value, room).replace(".", point)


def shown(value: float, room: int = SHORT) -> str:
    """A number with its sign and the decimal sign of the person who reads it."""
    return figure(value, room, QLocale().decimalPoint())


def literal(value: float) -> str | None:
    """A setting such as 2, 0.5 or 0.001, which never changes and needs no grid; else None."""
    if isnan(value) or abs(value) >= 1e6:
        return None
    text = f"{value:.12g}"
    if len(text.lstrip("-")) > 6:
        return None
    return text.replace("e-0", "e-").replace("-", "−")


def _with_power(size: float, room: int) -> str:
    """1.2e−5: as many decimals as there is room for."""
    power = floor(log10(size))
    while True:
        tail = f"e{power}".replace("-", "−")
        decimals = max(room - 2 - len(tail), 0)
        text = f"{size / 10.0**power:.{decimals}f}" if power > -300 else "0"
        if not text.startswith("10"):
            return text + tail
        power += 1
