"""How fast a run goes, measured over the last second."""

from collections import deque
from time import perf_counter

WINDOW = 1.0
"""Seconds over which the pace is measured."""


class Pace:
    """Steps and epochs a second."""

    def __init__(self) -> None:
        self._moments: deque[tuple[float, int, int]] = deque()

    def start_anew(self) -> None:
        """Forget what was measured: the run rested, or is another one."""
        self._moments.clear()

    def note(self, steps: int, epochs: int) -> None:
        """Take notice of how far the run has come now."""
        now = perf_counter()
        self._moments.append((now, steps, epochs))
        while now - self._moments[0][0] > WINDOW:
            self._moments.popleft()

    def per_second(self) -> tuple[float, float]:
        """Steps and epochs a second; 0 before there is anything to measure."""
        if len(self._moments) < 2:
            return 0.0, 0.0
        (start, steps, epochs), (end, more_steps, more_epochs) = (
            self._moments[0],
            self._moments[-1],
        )
        seconds = max(end - start, 1e-9)
        return (more_steps - steps) / seconds, (more_epochs - epochs) / seconds
