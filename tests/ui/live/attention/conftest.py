"""Networks that attend, each with its run in a real thread, its chosen sample and its view."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnstudio.app.activity import SampleActivity
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.speed import Speed
from nnstudio.data.builtin import make
from nnstudio.project.layers import (
    DenseSpec,
    EmbeddingSpec,
    LayerSpec,
    PositionsSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import AdamSpec, BuiltInSource, DataSpec, Project, TrainingSpec
from nnstudio.ui.live.attention_view import AttentionView
from nnstudio.ui.theme import DARK

PATIENCE = 60_000


def network(
    key: str = "reverse", *attending: LayerSpec, length: int = 6, activation: str = "softmax"
) -> Project:
    """A small network on tokens; a block of two heads where no other layers are given."""
    units = len(make(key, 10, 0.0, 0).class_names)
    blocks = attending or (
        TransformerBlockSpec(id="block", heads=2, hidden=8, causal=key == "next-character"),
    )
    return Project(
        data=DataSpec(source=BuiltInSource(key=key, samples=50, length=length)),
        layers=(
            EmbeddingSpec(id="embedding", width=8),
            PositionsSpec(id="positions"),
            *blocks,
            DenseSpec(id="output", units=units, activation=activation),
        ),
        training=TrainingSpec(
            loss="categorical cross-entropy", optimiser=AdamSpec(), learning_rate=0.01, seed=2
        ),
    )


class Attending:
    """What the main window holds of such a project."""

    def __init__(self, bot: QtBot, project: Project) -> None:
        self.bot = bot
        self.document = Document(project)
        self.run = RunController(self.document)
        self.choice = SampleChoice(self.document)
        self.choice.changed.connect(self.follow)
        self.follow()
        self.run.set_speed(Speed())
        self.run.start()
        self.until(lambda: self.run.latest is not None or not self.document.shapes.fits)

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=PATIENCE)

    def follow(self) -> None:
        """Ask for the chosen sample, as the main window does."""
        self.run.want("activity", SampleActivity(self.choice.features))

    def view(self, width: int = 400, height: int = 520) -> AttentionView:
        view = AttentionView(self.document, self.run, self.choice, DARK)
        view.resize(width, height)
        self.bot.addWidget(view)
        with self.bot.waitExposed(view):
            view.show()
        view.activateWindow()
        return view

    def apply(self, project: Project) -> None:
        assert self.document.apply(project, "edit")


@pytest.fixture
def attend(qtbot: QtBot) -> Iterator[Callable[[Project], Attending]]:
    """Opens a project; its run is shut down in the end."""
    opened: list[Attending] = []

    def open_it(project: Project) -> Attending:
        opened.append(Attending(qtbot, project))
        return opened[-1]

    yield open_it
    for studio in opened:
        studio.run.shut_down()
