"""Projects that the analysing panels are tried on, and the numbers of a run."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.app.speed import Speed
from nnstudio.nn.columns import Array
from nnstudio.project.session import Session
from nnstudio.project.specs import Project


class Studio:
    """A document and its run, with ways to wait for it."""

    def __init__(self, project: Project, qtbot: QtBot) -> None:
        self.bot = qtbot
        self.document = Document(project)
        self.run = RunController(self.document)
        self.run.set_speed(Speed())
        self.run.start()
        if self.document.shapes.fits:
            qtbot.waitUntil(lambda: self.run.latest is not None)

    @property
    def latest(self) -> Snapshot:
        assert self.run.latest is not None
        return self.run.latest

    @property
    def session(self) -> Session:
        """The live session; look at it only while the trainer stands still."""
        session = self.run._trainer.session
        assert session is not None
        return session

    def settle(self) -> None:
        """Everything asked of the trainer until now has arrived there."""
        self.run.state()

    def wanted(self, name: str) -> bool:
        """Whether the trainer evaluates this probe."""
        self.settle()
        return name in self.run._trainer._probes

    def train_until(self, epoch: int) -> None:
        self.run.play_until(epoch)
        self.bot.waitUntil(lambda: self.latest.epoch >= epoch and self.run.phase is Phase.PAUSED)

    def parameters(self) -> Array:
        """All weights and biases, when the trainer stands still."""
        self.settle()
        return self.session.network.parameters.copy()


@pytest.fixture
def studio(qapp: object, qtbot: QtBot) -> Iterator[Callable[[Project], Studio]]:
    """Opens a project; every run that it started is shut down in the end."""
    opened: list[Studio] = []

    def make(project: Project) -> Studio:
        opened.append(Studio(project, qtbot))
        return opened[-1]

    yield make
    for one in opened:
        one.run.shut_down()
