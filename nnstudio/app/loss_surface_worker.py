"""Computes a loss surface in a thread of its own, beside a run that goes on."""

import sys
from functools import partial
from time import perf_counter, sleep

from PySide6.QtCore import QObject, QThread, Signal, Slot

from nnstudio.app.loss_surface import POINTS, LossSurface, SurfaceTask, survey
from nnstudio.app.loss_surface_directions import SurfaceError

STACK_SIZE = 8 * 2**20
SLICE = 0.002
GENTLE_REST, REST = 2.0, 0.2
"""Seconds of work, and how many times that is rested, beside a run that goes on or one that stands
still: of many small steps in Python the interpreter lets no two run at once."""
MOST_REST = 0.05
TELLING = 0.05
"""Seconds between two words about the progress."""


class _Job(QThread):
    """One surface, in a thread that ends with it."""

    told = Signal(object)
    found = Signal(object)

    def __init__(self, task: SurfaceTask) -> None:
        super().__init__()
        self.setObjectName("loss surface")
        self.setStackSize(STACK_SIZE)
        self._task = task
        self.wanted = True
        self.gentle = True
        self.problem: Exception | None = None

    def run(self) -> None:
        try:
            self._work()
        except Exception as problem:
            self.problem = problem

    def _work(self) -> None:
        done, told = 0, perf_counter()
        begun = told
        for surface in survey(self._task):
            if not self.wanted:
                return
            if surface is not None:
                self.found.emit(surface)
                continue
            done += 1
            now = perf_counter()
            if now > told + TELLING:
                told = now
                self.told.emit(done)
            if now > begun + SLICE:
                # An end that is wanted soon comes soon.
                rest = GENTLE_REST if self.gentle else REST
                sleep(min(rest * (now - begun), MOST_REST))
                begun = perf_counter()


class SurfaceWorker(QObject):
    """One surface at a time; a new one takes the place of what was under way.

    Signals: `progressed(object, object)`, points done and points in all; `found(LossSurface)`, a
    coarse one first, then finer ones; `finished()` after the finest; `failed(object)`, the
    exception that ended it; `busy_changed(bool)`.
    """

    progressed = Signal(object, object)
    found = Signal(object)
    finished = Signal()
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gentle = True
        self._current: _Job | None = None
        self._running: list[_Job] = []
        # Whoever owns this may go without a word; a thread must never outlive its object.
        self.destroyed.connect(partial(_end, self._running))

    @property
    def busy(self) -> bool:
        """Whether a surface is being computed."""
        return self._current is not None

    def start(self, task: SurfaceTask) -> None:
        """Compute this now."""
        was_busy = self.busy
        self._outdate()
        job = _Job(task)
        job.gentle = self._gentle
        job.told.connect(self._tell)
        job.found.connect(self._hand_over)
        job.finished.connect(self._collect)
        self._running.append(job)
        self._current = job
        job.start()
        if not was_busy:
            self.busy_changed.emit(True)

    def set_gentle(self, gentle: bool) -> None:
        """Leave the interpreter to a run that goes on beside; nobody needs it at other times."""
        self._gentle = gentle
        for job in self._running:
            job.gentle = gentle

    def cancel(self) -> None:
        """Nothing more comes of what is under way; its thread ends at the next point."""
        if self.busy:
            self._outdate()
            self.busy_changed.emit(False)

    def shut_down(self) -> None:
        """End all work and wait until the threads are gone."""
        self.cancel()
        _end(self._running)

    def _outdate(self) -> None:
        self._current = None
        for job in self._running:
            job.wanted = False

    @Slot(object)
    def _tell(self, done: int) -> None:
        if self._current is not None and self.sender() is self._current:
            self.progressed.emit(done, POINTS)

    @Slot(object)
    def _hand_over(self, surface: LossSurface) -> None:
        if self._current is not None and self.sender() is self._current:
            self.found.emit(surface)

    @Slot()
    def _collect(self) -> None:
        for job in [job for job in self._running if job.isFinished()]:
            job.wait()
            self._running.remove(job)
            if job is self._current:
                self._close(job)

    def _close(self, job: _Job) -> None:
        self._current = None
        if job.problem is None:
            self.finished.emit()
        else:
            problem = job.problem
            if not isinstance(problem, SurfaceError | MemoryError):
                sys.excepthook(type(problem), problem, problem.__traceback__)
            self.failed.emit(problem)
        if not self.busy:
            self.busy_changed.emit(False)


def _end(jobs: list[_Job], *_: object) -> None:
    """Have all jobs end soon, and wait until they have."""
    for job in jobs:
        job.wanted = False
    for job in jobs:
        job.wait()
    jobs.clear()
