"""Reads the live run inside the trainer's thread, for whoever saves it."""

from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal, Slot

from nnstudio.app.trainer import Trainer
from nnstudio.nn.run_state import RunState
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView


@dataclass(frozen=True, eq=False)
class Reading:
    """The run as it can be saved, with the project that it is one of, and perhaps its timeline.

    project: None without a run. state: None when there is none worth keeping. step: how many steps
    the run has made. snapshots: how many had been sent until then.
    """

    project: Project | None
    state: RunState | None
    timeline: TimelineView | None
    step: int = 0
    snapshots: int = 0


class _Wanted:
    """One reading that somebody waits for; nobody else's answer can be taken for it."""

    def __init__(self, with_timeline: bool) -> None:
        self.with_timeline = with_timeline
        self.reading: Reading | None = None
        self.problem: Exception | None = None
        self.done = Event()


class RunReader(QObject):
    """Lives in the trainer's thread and is asked from the window's.

    Signal: `answered(int, Reading)`, the number that `ask` has given, and what was read; None if
    that broke.
    """

    answered = Signal(object, object)
    _asked = Signal(object, bool)
    _awaited = Signal(object)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self._number = 0
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._awaited.connect(self._give, Qt.ConnectionType.QueuedConnection)

    def ask(self, with_timeline: bool) -> int:
        """Have the reading told by `answered`, under this number, without waiting for it."""
        self._number += 1
        self._asked.emit(self._number, with_timeline)
        return self._number

    def read(self, with_timeline: bool, patience: float | None = None) -> Reading:
        """The run at this moment. Waits for one step of the trainer, so many seconds at most.

        Raises TimeoutError when the step takes longer, and whatever broke the reading: a run that
        could not be read is not the same as none.
        """
        wanted = _Wanted(with_timeline)
        self._awaited.emit(wanted)
        if not wanted.done.wait(patience):
            raise TimeoutError
        if wanted.problem is not None:
            raise wanted.problem
        assert wanted.reading is not None
        return wanted.reading

    @Slot()
    def leave(self) -> None:
        """End the thread, after all that was asked for before."""
        self.thread().quit()

    @Slot(object, bool)
    def _answer(self, number: int, with_timeline: bool) -> None:
        reading = None
        try:
            reading = self._reading(with_timeline)
        finally:
            self.answered.emit(number, reading)

    @Slot(object)
    def _give(self, wanted: _Wanted) -> None:
        try:
            wanted.reading = self._reading(wanted.with_timeline)
        except Exception as problem:
            wanted.problem = problem
        finally:
            wanted.done.set()

    def _reading(self, with_timeline: bool) -> Reading:
        """The state and the timeline of one moment: no step comes between the two."""
        trainer, session = self._trainer, self._trainer.session
        return Reading(
            None if session is None else session.project,
            trainer.state(),
            trainer.timeline() if with_timeline else None,
            0 if session is None else session.training.step_count,
            trainer.snapshots,
        )
