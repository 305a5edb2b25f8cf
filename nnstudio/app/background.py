"""Work beside the window: what was asked for last counts, and outdated work ends by itself."""

import sys
from collections.abc import Callable
from functools import partial
from math import inf
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

STACK_SIZE = 8 * 2**20
TELLING = 0.05
"""Seconds between two words about the progress: as often as anyone can read, and none pile up."""


class _OutdatedError(Exception):
    """Nobody waits for the result any more."""


class Job(QThread):
    """A piece of work in a thread of its own, which ends with it.

    The work calls `tell` or `hand_over` now and then. Both raise once nobody waits any more: so
    the work ends there.
    """

    told = Signal(object, object)
    handed_over = Signal(object, object)

    def __init__(self, name: str, work: "Work", expected: tuple[type[Exception], ...]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setStackSize(STACK_SIZE)
        self._work, self._expected = work, expected
        self._next_word = -inf
        self.wanted = True
        self.result: Any = None
        self.problem: Exception | None = None

    def tell(self, done: int) -> None:
        """So much is done."""
        self._go_on()
        now = perf_counter()
        if now > self._next_word:
            self._next_word = now + TELLING
            self.told.emit(self, done)

    def hand_over(self, part: object) -> None:
        """This is found already, and the work goes on."""
        self._go_on()
        self.handed_over.emit(self, part)

    def run(self) -> None:
        try:
            self.result = self._work(self)
        except _OutdatedError:
            pass
        except Exception as problem:
            if not isinstance(problem, self._expected):
                sys.excepthook(type(problem), problem, problem.__traceback__)
            # Otherwise what the work had in hand would be kept for as long as its problem.
            self.problem = problem.with_traceback(None)

    def _go_on(self) -> None:
        if not self.wanted:
            raise _OutdatedError


Work = Callable[[Job], Any]


class Background(QObject):
    """Carries out work in threads that live no longer than the work.

    `expected`: what work may raise because of what it was given; everything else is a fault of the
    program, and Python's hook hears of it too.

    Signals: `progress(object)`, how much is done; `found(object)`, a part of the result, ahead of
    it; `busy_changed(bool)`.
    """

    progress = Signal(object)
    found = Signal(object)
    busy_changed = Signal(bool)

    def __init__(
        self, name: str, expected: tuple[type[Exception], ...], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._expected = name, expected
        self._current: Job | None = None
        self._running: list[Job] = []
        self._done: Callable[[Any], None] = _ignore
        self._failed: Callable[[Exception], None] = _ignore
        # Whoever owns this may go without a word; a thread must never outlive its object.
        self.destroyed.connect(partial(_end, self._running))

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._current is not None

    def start(
        self, work: Work, done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do this now; what was under way is outdated, and nothing more comes of it.

        `work` runs in the thread. Later, in the window's own thread, either `done` gets its result
        or `failed` what it raised.
        """
        was_busy = self.busy
        self._outdate()
        job = Job(self._name, work, self._expected)
        job.told.connect(self._pass_on_word)
        job.handed_over.connect(self._pass_on_part)
        job.finished.connect(self._collect)
        self._running.append(job)
        self._current, self._done, self._failed = job, done, failed
        job.start()
        if not was_busy:
            self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Nothing more comes of what is under way; its thread ends by itself, soon."""
        if self.busy:
            self._outdate()
            self.busy_changed.emit(False)

    def stop(self) -> None:
        """End all work and wait until its threads are gone."""
        was_busy = self.busy
        self._outdate()
        _end(self._running)
        if was_busy:
            self.busy_changed.emit(False)

    def _outdate(self) -> None:
        self._current = None
        self._done = self._failed = _ignore
        for job in self._running:
            job.wanted = False

    @Slot(object, object)
    def _pass_on_word(self, job: Job, done: int) -> None:
        if job is self._current:
            self.progress.emit(done)

    @Slot(object, object)
    def _pass_on_part(self, job: Job, part: object) -> None:
        if job is self._current:
            self.found.emit(part)

    @Slot()
    def _collect(self) -> None:
        for job in [job for job in self._running if job.isFinished()]:
            job.wait()
            self._running.remove(job)
            if job is self._current:
                self._answer(job)

    def _answer(self, job: Job) -> None:
        done, failed = self._done, self._failed
        self._outdate()
        if job.problem is None:
            done(job.result)
        else:
            failed(job.problem)
        if not self.busy:
            self.busy_changed.emit(False)


def _end(jobs: list[Job], *_: object) -> None:
    """Have all jobs end soon, and wait until they have."""
    for job in jobs:
        job.wanted = False
    for job in jobs:
        job.wait()
    jobs.clear()


def _ignore(_: Any) -> None:
    """Nobody waits."""
