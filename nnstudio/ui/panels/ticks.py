"""A few round numbers along an axis."""

from math import ceil, floor, isfinite, log10

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontMetrics

from nnstudio.app.locale import grouped


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from low to high, at most so many: steps of 1, 2 or 5 times a power of 10."""
    spread = high - low
    if not (isfinite(low) and isfinite(high)) or spread <= 0 or not isfinite(spread):
        return []
    power = 10.0 ** floor(log10(spread / most))
    for factor in (1, 2, 5, 10, 20):
        step = factor * power
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [place * step for place in range(first, last + 1)]
    return []


def tick_text(value: float) -> str:
    """A tick as short as it can be said, with the decimal sign of the person who reads it."""
    if abs(value) < 1e12 and value == int(value):
        return grouped(int(value))
    text = f"{value:.6g}"
    return text.replace(".", QLocale().decimalPoint()).replace("-", "−")


def room_for_ticks(low: float, high: float, least: str, metrics: QFontMetrics) -> int:
    """How wide the numbers beside an axis are, at least as wide as this text."""
    texts = (tick_text(value) for value in ticks(low, high))
    return max(map(metrics.horizontalAdvance, (least, *texts)))
