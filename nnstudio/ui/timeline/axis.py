"""The axis of the run: which step lies where."""

from typing import NamedTuple

AXIS = 14.0
"""Pixels for the numbers below the picture."""
SIDE = 9.0
"""Pixels at both ends, so that the handle is whole there."""


class StepAxis(NamedTuple):
    """Steps 0 to `last` along so many pixels."""

    width: float
    last: float

    def x(self, step: float) -> float:
        """Where a step lies."""
        return SIDE + (self.width - 2 * SIDE) * min(step / max(self.last, 1.0), 1.0)

    def step(self, x: float) -> float:
        """The step that lies here."""
        share = (x - SIDE) / max(self.width - 2 * SIDE, 1.0)
        return min(max(share, 0.0), 1.0) * max(self.last, 1.0)
