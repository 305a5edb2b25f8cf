"""A document, its run in a real thread, and a way to put panels on the screen."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.decision_maps import DecisionMaps
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase
from nnstudio.app.speed import Speed
from nnstudio.project.examples import EXAMPLES
from nnstudio.ui.theme import DARK, Theme


class Studio:
    """A document with its run, as the main window has them."""

    def __init__(self, example: str) -> None:
        self.document = Document(EXAMPLES[example].project)
        self.run = RunController(self.document)
        self.refusals: list[str] = []
        self.document.refused.connect(self.refusals.append)
        self.run.set_speed(Speed())
        self.run.start()

    def want_maps(self, theme: Theme = DARK) -> None:
        classes = np.resize(theme.class_colours(), (10, 256))
        self.run.want("maps", DecisionMaps(theme.sign_colours(), classes))

    def is_at_rest(self) -> bool:
        """Whether the trainer has told all that it was asked, and every view has shown it."""
        self.run.state()  # it comes to this after all that it was asked before
        frames = self.run._trainer._frames
        return self.run.phase is not Phase.RUNNING and frames.credit and not frames.due


@pytest.fixture
def open_studio(qapp: object) -> Iterator[Callable[[str], Studio]]:
    """Opens an example; every run that it started is shut down in the end."""
    opened: list[Studio] = []

    def open_example(example: str) -> Studio:
        opened.append(Studio(example))
        return opened[-1]

    yield open_example
    for studio in opened:
        studio.run.shut_down()
        # A stack that the collector takes down with its commands can find them freed before it.
        studio.document.undo_stack.clear()


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Puts a widget on the screen and waits until it is there."""

    def put(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()

    return put


@pytest.fixture
def german() -> Iterator[None]:
    """Numbers are written with a decimal comma."""
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)
