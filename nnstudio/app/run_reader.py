"""Reads the live run inside the trainer's thread, for whoever saves it."""

from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QMetaObject, QObject, Qt, Signal, Slot

from nnstudio.app.trainer import Trainer
from nnstudio.nn.run_state import RunState
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView


@dataclass(frozen=True, eq=False)
class Reading:
    """The run as it can be saved, with the project that it is one of, and perhaps its timeline.

    project: None without a run. state: None when there is none worth keeping.
    """

    project: Project | None
    state: RunState | None
    timeline: TimelineView | None


class RunReader(QObject):
    """Lives in the trainer's thread and is asked from the window's.

    Signal: `answered(int, Reading)`, the number that `ask` has given, and what was read.
    """

    answered = Signal(object, object)
    _asked = Signal(object, bool)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self._state: RunState | None = None
        self._timeline: TimelineView | None = None
        self._read = Event()
        self._number = 0
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def ask(self, with_timeline: bool) -> int:
        """Have the state told by `answered`, under this number, without waiting for it."""
        self._number += 1
        self._asked.emit(self._number, with_timeline)
        return self._number

    def state(self, patience: float | None = None) -> RunState | None:
        """The state of this moment. Waits for one step of the trainer, so many seconds at most.

        Raises TimeoutError when the step takes longer.
        """
        self._wait_for("read_state", patience)
        return self._state

    def timeline(self) -> TimelineView | None:
        """The recorded moments. Waits for one step of the trainer."""
        self._wait_for("read_timeline", None)
        return self._timeline

    @Slot()
    def read_state(self) -> None:
        """Keep the state of this moment."""
        self._state = None
        try:
            self._state = self._trainer.state()
        finally:
            self._read.set()

    @Slot()
    def read_timeline(self) -> None:
        """Keep the recorded moments."""
        self._timeline = None
        try:
            self._timeline = self._trainer.timeline()
        finally:
            self._read.set()

    @Slot()
    def leave(self) -> None:
        """End the thread, after all that was asked for before."""
        self.thread().quit()

    @Slot(object, bool)
    def _answer(self, number: int, with_timeline: bool) -> None:
        trainer, session = self._trainer, self._trainer.session
        reading = Reading(
            None if session is None else session.project,
            trainer.state(),
            trainer.timeline() if with_timeline else None,
        )
        self.answered.emit(number, reading)

    def _wait_for(self, name: str, patience: float | None) -> None:
        self._read.clear()
        QMetaObject.invokeMethod(self, name, Qt.ConnectionType.QueuedConnection)
        if not self._read.wait(patience):
            raise TimeoutError
