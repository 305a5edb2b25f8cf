"""How fast to train: from one step a second to as fast as the machine can."""

from dataclasses import dataclass
from math import inf, isinf, log

SLOWEST = 1.0
FASTEST_COUNTED = 10_000.0


@dataclass(frozen=True)
class Speed:
    """Steps a second; infinite means flat out."""

    steps_per_second: float = inf

    @property
    def flat_out(self) -> bool:
        """Whether nothing holds the training back."""
        return isinf(self.steps_per_second)

    @property
    def slider(self) -> float:
        """The place of this speed on a slider from 0 to 1."""
        if self.flat_out:
            return 1.0
        return log(self.steps_per_second / SLOWEST) / log(FASTEST_COUNTED / SLOWEST)

    @classmethod
    def from_slider(cls, share: float) -> "Speed":
        """From a slider's place, 0 (one step a second) to 1 (flat out), even steps by factor."""
        if share >= 1.0:
            return cls()
        exact = SLOWEST * (FASTEST_COUNTED / SLOWEST) ** max(share, 0.0)
        return cls(float(f"{exact:.2g}"))


WATCHABLE = Speed(100.0)
"""Slow enough to see a small network learn; what the program starts with."""
