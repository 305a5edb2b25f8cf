"""Reads the live run inside the trainer's thread, for whoever saves it."""

from threading import Event

from PySide6.QtCore import QMetaObject, QObject, Qt, Signal, Slot

from nnstudio.app.trainer import Trainer
from nnstudio.nn.run_state import RunState
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView


class RunReader(QObject):
    """Lives in the trainer's thread and is asked from the window's.

    Signal: `answered(int, Project | None, RunState | None)`, the number that `ask` has given, the
    project that the run is one of, and its state.
    """

    answered = Signal(object, object, object)
    _asked = Signal(object)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self._state: RunState | None = None
        self._timeline: TimelineView | None = None
        self._read = Event()
        self._number = 0
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> int:
        """Have the state told by `answered`, under this number, without waiting for it."""
        self._number += 1
        self._asked.emit(self._number)
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

    @Slot(object)
    def _answer(self, number: int) -> None:
        session = self._trainer.session
        project: Project | None = None if session is None else session.project
        self.answered.emit(number, project, self._trainer.state())

    def _wait_for(self, name: str, patience: float | None) -> None:
        self._read.clear()
        QMetaObject.invokeMethod(self, name, Qt.ConnectionType.QueuedConnection)
        if not self._read.wait(patience):
            raise TimeoutError
