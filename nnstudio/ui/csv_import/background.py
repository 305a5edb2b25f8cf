"""Work beside the window: one job at a time counts, and an outdated one ends by itself."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from nnstudio.data.errors import DataError

Watch = Callable[[int], None]
Work = Callable[[Watch], Any]

_STACK_BYTES = 8 * 1024 * 1024


class _OutdatedError(Exception):
    """Nobody waits for the result any more."""


class _Job(QThread):
    """One piece of work in a thread of its own, which ends with it."""

    told = Signal(object)

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.setStackSize(_STACK_BYTES)
        self._work = work
        self.wanted = True
        self.result: Any = None
        self.problem = ""

    def run(self) -> None:
        try:
            self.result = self._work(self._watch)
        except _OutdatedError:
            pass
        except DataError as problem:
            self.problem = str(problem)
        except MemoryError:
            self.problem = self.tr("There is not enough memory for this table.")

    def _watch(self, count: int) -> None:
        if not self.wanted:
            raise _OutdatedError
        self.told.emit(count)


class Background(QObject):
    """Carries out work in a thread that lives no longer than the work.

    Signals: `progress(object)`, a count of rows; `busy_changed(bool)`.
    """

    progress = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: _Job | None = None
        self._running: list[_Job] = []
        self._done: Callable[[Any], None] = _ignore
        self._failed: Callable[[str], None] = _ignore
        # Whoever owns this may go without a word; a thread must never outlive its object.
        self.destroyed.connect(partial(_end, self._running))

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._current is not None

    def start(self, work: Work, done: Callable[[Any], None], failed: Callable[[str], None]) -> None:
        """Do this now; what was under way is outdated, and its result is dropped.

        `work` runs in the thread and calls what it is given now and then with the rows done.
        Later, in the window's own thread, either `done` gets its result or `failed` the words of
        a DataError.
        """
        was_busy = self.busy
        self._outdate()
        job = _Job(work)
        job.told.connect(self._tell)
        job.finished.connect(self._collect)
        self._running.append(job)
        self._current, self._done, self._failed = job, done, failed
        job.start()
        if not was_busy:
            self.busy_changed.emit(True)

    def stop(self) -> None:
        """End all work and wait until its threads are gone."""
        was_busy = self.busy
        self._outdate()
        _end(self._running)
        if was_busy:
            self.busy_changed.emit(False)

    def _outdate(self) -> None:
        self._current = None
        for job in self._running:
            job.wanted = False

    def _tell(self, count: int) -> None:
        if self._current is not None and self.sender() is self._current:
            self.progress.emit(count)

    def _collect(self) -> None:
        for job in [job for job in self._running if job.isFinished()]:
            job.wait()
            self._running.remove(job)
            if job is self._current:
                self._hand_over(job)

    def _hand_over(self, job: _Job) -> None:
        self._current = None
        if job.result is not None:
            self._done(job.result)
        else:
            self._failed(job.problem or self.tr("A fault in the program ended the reading."))
        if not self.busy:
            self.busy_changed.emit(False)


def _end(jobs: list[_Job], *_: object) -> None:
    """Have all jobs end soon, and wait until they have."""
    for job in jobs:
        job.wanted = False
    for job in jobs:
        job.wait()
    jobs.clear()


def _ignore(_: Any) -> None:
    """For the time before the first work."""
