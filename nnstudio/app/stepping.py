"""How many steps a time slice takes: as many as the speed, the goal and the clock allow."""

from math import inf
from time import perf_counter

import numpy as np

from nnstudio.app.speed import WATCHABLE, Speed
from nnstudio.project.session import Session

SLICE = 0.008
"""Seconds of training between two looks at the queue of requests."""


class Stepping:
    """Trains a session slice by slice.

    Attributes: `speed`; `goal`, the epoch to train to, or None; `hurries`, whether to get there as
    fast as possible whatever the speed.
    """

    def __init__(self) -> None:
        self.speed = WATCHABLE
        self.goal: int | None = None
        self.hurries = False
        self._owed = 0.0
        self._last = 0.0

    @property
    def interval(self) -> int:
        """Milliseconds between two slices: none, or a frame."""
        return 0 if self.speed.flat_out or self.hurries else 16

    def set_speed(self, speed: Speed) -> None:
        """Train this fast from now on."""
        self.speed = speed
        self._owed = 0.0

    def rest(self) -> None:
        """There is no goal any more."""
        self.goal, self.hurries = None, False

    def start_anew(self) -> None:
        """Nothing is owed for the time until now."""
        self._owed = 0.0
        self._last = perf_counter()

    def train(self, session: Session) -> None:
        """One slice. Raises Diverged when the numbers grow beyond all bounds."""
        if self.speed.flat_out and self.goal is None:
            session.training.run_for(SLICE)
        else:
            self._train_counted(session)

    def train_on(self, session: Session, sample: int) -> None:
        """One step on one sample of the data set alone. Raises Diverged."""
        network = session.network
        only = np.array([sample])
        examples = session.material.examples(only, network.outputs, network.dtype)
        session.training.step_on(examples)

    def arrived(self, session: Session) -> bool:
        """Whether the epoch to train to is done."""
        return self.goal is not None and session.training.epoch >= self.goal

    def _train_counted(self, session: Session) -> None:
        """Only as many steps as the speed and the goal allow."""
        training, now = session.training, perf_counter()
        if self.speed.flat_out or self.hurries:
            allowed = inf
        else:
            allowed = self._owed + (now - self._last) * self.speed.steps_per_second
        self._last = now
        end = now + SLICE
        while allowed >= 1.0 and not training.stopped_early and not self.arrived(session):
            training.step()
            allowed -= 1.0
            if perf_counter() > end:
                # What could not be done in time is not owed any more: no rush afterwards.
                allowed = 0.0
        self._owed = min(allowed, 1.0)
