"""A canvas with the bar of slow motion below it, and a real run."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.slow_motion import SlowMotion
from nnstudio.app.snapshot import Snapshot
from nnstudio.project.examples import EXAMPLES
from nnstudio.ui.canvas import CanvasPanel
from nnstudio.ui.slow_motion.bar import SlowMotionBar
from nnstudio.ui.theme import DARK

PATIENCE = 60_000


class Studio:
    """The middle of the window without what is below."""

    def __init__(self, bot: QtBot, example: str) -> None:
        self.bot = bot
        self.document = Document(EXAMPLES[example].project)
        self.run = RunController(self.document)
        self.choice = SampleChoice(self.document)
        self.canvas = CanvasPanel(self.document, self.run, DARK)
        self.slow = SlowMotion(self.run, self.choice)
        self.bar = SlowMotionBar(self.slow, self.choice, self.canvas, DARK)
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.bar)
        self.window.resize(820, 700)

    @property
    def latest(self) -> Snapshot:
        assert self.run.latest is not None
        return self.run.latest

    def until(self, condition: Callable[[], bool]) -> None:
        """Let events happen until this is so."""
        self.bot.waitUntil(condition, timeout=PATIENCE)

    def begin(self) -> None:
        """Slow motion at its first stage."""
        self.slow.begin()
        self.until(lambda: self.slow.can_go_on)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.bar, key)

    def click(self, button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


Open = Callable[[str], Studio]


@pytest.fixture
def open_studio(qtbot: QtBot) -> Iterator[Open]:
    """Opens an example whose run has begun; it ends with the test."""
    opened: list[Studio] = []

    def open_example(example: str) -> Studio:
        studio = Studio(qtbot, example)
        opened.append(studio)
        qtbot.addWidget(studio.window)
        with qtbot.waitExposed(studio.window):
            studio.window.show()
        with qtbot.waitSignal(studio.run.snapshot, timeout=PATIENCE):
            studio.run.start()
        return studio

    yield open_example
    for studio in opened:
        studio.run.shut_down()
        # A stack that the collector takes down with its commands can find them freed before it.
        studio.document.undo_stack.clear()


@pytest.fixture
def xor(open_studio: Open) -> Studio:
    """2-4-3-1 on XOR: layers hidden-1, hidden-2, output."""
    return open_studio("xor")
