"""A studio for each test that wants one; its trainer ends with it."""

import sys
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.project.specs import Project

from .studio import Studio


@pytest.fixture(autouse=True)
def switch_interval() -> Iterator[None]:
    """The threads take turns as they do in the program."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def open_studio(qtbot: QtBot) -> Iterator[Callable[[Project], Studio]]:
    """Opens a project with its run, which has begun."""
    opened: list[Studio] = []

    def open_it(project: Project, started: bool = True) -> Studio:
        document = Document(project)
        studio = Studio(qtbot, document, RunController(document))
        opened.append(studio)
        if started:
            studio.run.start()
            if document.shapes.fits:
                studio.until(lambda: studio.run.latest is not None)
        return studio

    yield open_it
    for studio in opened:
        studio.run.shut_down()
        # A stack that the collector takes down with its commands can find them freed before it.
        studio.document.undo_stack.clear()
