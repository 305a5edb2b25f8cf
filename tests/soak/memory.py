"""How much memory the program holds, and whether that keeps growing."""

import ctypes
import gc
import os
import statistics
import time
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QObject

MEGABYTE = 2.0**20
WARM = 0.35
"""The share of a soak in which caches may still fill."""
MOST_PER_MINUTE, MOST_IN_ALL = 1.0, 60.0
"""Megabytes: memory that grows by more than both of these keeps growing."""
FEWEST = 6
"""Samples that a judgement needs."""
TIMES, AT_LEAST = 9, 3
"""Objects of a class that become more by so many, counted so often on end, leak. What is made when
it is first looked at, as panels, the help and the exercises are, comes to an end before that."""


def resident() -> float:
    """Megabytes that the process holds; 0 where the system does not say."""
    with suppress(OSError):
        return (
            int(Path("/proc/self/statm").read_text().split()[1])
            * os.sysconf("SC_PAGE_SIZE")
            / MEGABYTE
        )
    return 0.0


def settled() -> float:
    """The same, after what is not needed any more has been given back."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
    return resident()


class Stock:
    """How many objects of each class a window consists of, each time it shows the same example."""

    def __init__(self) -> None:
        self._counts: list[Counter[str]] = []

    def take(self, window: QObject) -> str:
        """Count; returns a complaint if there are more and more of something."""
        objects = window.findChildren(QObject)
        self._counts.append(Counter(type(one).__name__ for one in objects))
        last = self._counts[-TIMES:]
        if len(last) < TIMES:
            return ""
        growing = [
            f"{name} ({', '.join(str(count[name]) for count in last)})"
            for name in last[-1]
            if all(later[name] - earlier[name] >= AT_LEAST for earlier, later in pairwise(last))
        ]
        return f"There are more and more of: {', '.join(sorted(growing))}." if growing else ""


class Memory:
    """Samples by the minute: between two sessions, and within one right after the same example was
    opened, so that neither undo nor the timeline holds much."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.samples: list[tuple[float, float]] = []
        self.within: list[tuple[float, float]] = []

    def sample(self, within: bool = False) -> None:
        """Note how much is held now."""
        samples = self.within if within else self.samples
        samples.append(((time.monotonic() - self._start) / 60.0, settled()))

    def at(self, minute: float) -> float:
        """Megabytes at the sample nearest to a minute."""
        return min(self.samples, key=lambda sample: abs(sample[0] - minute))[1]

    def complaint(self) -> str:
        """Why memory is taken to keep growing; empty if it does not."""
        return growth(self.samples) or growth(self.within)


def growth(samples: list[tuple[float, float]]) -> str:
    """Judge (minute, megabytes): the middle one of all slopes, so that a peak does not count."""
    if not samples:
        return ""
    end = samples[-1][0]
    warm = [sample for sample in samples if sample[0] >= WARM * end]
    if len(warm) < FEWEST:
        return ""
    slopes = [
        (later[1] - earlier[1]) / (later[0] - earlier[0])
        for place, earlier in enumerate(warm)
        for later in warm[place + 1 :]
        if later[0] > earlier[0]
    ]
    slope = statistics.median(slopes) if slopes else 0.0
    third = max(len(warm) // 3, 1)
    before = statistics.median(held for _, held in warm[:third])
    after = statistics.median(held for _, held in warm[-third:])
    if slope > MOST_PER_MINUTE and after - before > MOST_IN_ALL:
        return (
            f"Memory keeps growing: {slope:.1f} MB a minute, from {before:.0f} to {after:.0f} MB "
            f"in the last {end - warm[0][0]:.0f} minutes."
        )
    return ""
