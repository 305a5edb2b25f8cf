"""What should not happen happens: it is told once, in words, and the work goes on."""

import ast
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions

from nnstudio.app.snapshot import Phase
from nnstudio.project import files
from nnstudio.ui.fault_window import FaultWindow
from tests.app.test_failures import break_at
from tests.e2e.studio import Studio

ROOT = Path(__file__).parents[2]


@pytest.fixture
def listening(studio: Studio) -> Iterator[Studio]:
    with capture_exceptions():
        studio.window.faults.listen()
        yield studio
        studio.window.faults.ignore()


def told(studio: Studio) -> FaultWindow | None:
    found = studio.window.findChildren(FaultWindow)
    return next((window for window in found if window.isVisible()), None)


def let_break(kind: type[Exception]) -> None:
    def bad() -> None:
        raise kind("this should not have happened")

    QTimer.singleShot(0, bad)


def wait_for_fault(studio: Studio) -> FaultWindow:
    studio.until(lambda: told(studio) is not None)
    window = told(studio)
    assert window is not None
    studio.until(lambda: "put aside…" not in window.said)
    return window


def test_a_fault_is_told_in_words_the_project_is_put_aside_and_the_training_goes_on(
    listening: Studio,
) -> None:
    studio = listening
    studio.command("add Dense")
    studio.command("play")
    let_break(KeyError)
    window = wait_for_fault(studio)
    assert not window.isModal()
    assert "this should not have happened" in window.details
    assert "NN Studio" in window.details
    path = Path(window.said.rpartition(": ")[2])
    assert files.load(path).project == studio.document.project
    step = studio.latest.step
    studio.until(lambda: studio.latest.step > step)
    studio.click(studio.button("Copy the details", window))
    assert "KeyError" in QApplication.clipboard().text()
    studio.click(studio.button("Go on", window))
    assert told(studio) is None


def test_the_same_fault_is_told_once_and_another_one_again(listening: Studio) -> None:
    studio = listening
    let_break(KeyError)
    wait_for_fault(studio).close()
    for _ in range(30):
        let_break(KeyError)
    studio.qtbot.wait(100)
    assert told(studio) is None
    QTimer.singleShot(0, lambda: [][1])
    window = wait_for_fault(studio)
    assert "IndexError" in window.details
    assert window.details.count("KeyError") == 1


def test_a_fault_in_every_paint_event_leaves_the_window_answering(listening: Studio) -> None:
    studio = listening

    class Broken(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            raise ValueError("cannot paint")

    broken = Broken(studio.window)
    broken.resize(50, 50)
    broken.show()
    for _ in range(60):
        broken.update()
        studio.qtbot.wait(2)
    window = wait_for_fault(studio)
    assert window.details.count("cannot paint") == 2  # the line of code and the message
    broken.hide()
    studio.train_until(3)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_in_any_thread_is_told(listening: Studio) -> None:
    studio = listening
    # pytest puts a hook of its own where ours was, before each phase of a test (8.3).
    studio.window.faults.ignore()
    studio.window.faults.listen()

    def bad() -> None:
        raise LookupError("in a thread")

    thread = threading.Thread(target=bad)
    thread.start()
    thread.join()
    assert "in a thread" in wait_for_fault(studio).details


def test_a_training_that_breaks_is_told_and_put_aside_too(listening: Studio) -> None:
    studio = listening
    studio.train_until(2)
    session = studio.window.run._trainer.session
    assert session is not None
    break_at(session, 0)
    studio.command("step")
    studio.until(lambda: studio.phase is Phase.FAILED)
    assert "the optimiser broke" in wait_for_fault(studio).details
    assert "Reset starts again" in studio.window.workspace.notice.text


def test_without_a_place_for_the_copy_the_window_says_so(listening: Studio) -> None:
    studio = listening
    studio.state.write_text("a file where the folder should be")
    let_break(KeyError)
    window = wait_for_fault(studio)
    assert "could not be put aside" in window.said
    assert "Please save it yourself" in window.said
    other = studio.state.parent / "mine.nnstudio"
    studio.click(studio.button("Save as…", window))
    studio.choose_file(other)
    studio.until(lambda: other.is_file())


def test_no_timer_is_set_in_the_way_that_swallows_faults_under_pyside_6_8() -> None:
    # There, what is raised in singleShot(time, context, callable) is told to nobody, and after it
    # no callable is called any more: the window stands still.
    for path in (ROOT / "nnstudio").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_shot(node)]
        assert all(len(call.args) == 2 for call in calls), path


def _is_shot(node: ast.AST) -> TypeGuard[ast.Call]:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and node.func.attr == "singleShot"
