"""The suite's own watchman: what a test leaves behind fails it, by name."""

import subprocess
import sys
from pathlib import Path

LEAKS = """
import threading

import pytest
from PySide6.QtCore import QThread, QTimer, qWarning
from PySide6.QtWidgets import QWidget

import tests.conftest

tests.conftest.GRACE = 0.1
kept = []
end_of_thread = threading.Event()


def test_nothing_is_left():
    pass


def test_a_window_that_is_closed_in_time(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()


def test_a_thread():
    threading.Thread(target=end_of_thread.wait, name="lazy").start()


def test_a_qt_thread(qapp):
    end_of_thread.set()
    thread = QThread()
    thread.setObjectName("trainer")
    thread.start()
    kept.append(thread)


def test_a_window(qapp):
    kept[0].quit()
    kept[0].wait()
    window = QWidget()
    window.setObjectName("forgotten")
    window.show()
    kept.append(window)


def test_a_timer(qapp):
    kept[1].close()
    timer = QTimer(qapp)
    timer.setObjectName("tick")
    timer.start(1000)


def test_a_warning(qtbot):
    qWarning("the layout is broken")


def test_a_warning_at_the_end(qapp, request):
    request.addfinalizer(lambda: qWarning("broken at the end"))


def test_a_slot(qtbot):
    def slot():
        raise ValueError("lost in a slot")

    QTimer.singleShot(0, slot)
    qtbot.wait(10)
"""


def test_threads_windows_timers_warnings_and_lost_exceptions_fail_the_test_that_caused_them(
    tmp_path,
):
    leaking = tmp_path / "test_leaks.py"
    leaking.write_text(LEAKS, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", leaking],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    for words in (
        "A thread was left running: “lazy”.",
        "A QThread was left running: QThread “trainer”.",
        "A window was left behind: QWidget “forgotten”.",
        "A timer was left running: QTimer “tick” of QApplication.",
        "the layout is broken",
        "Qt warned while the test was taken down: broken at the end",
        "lost in a slot",
    ):
        assert words in ended.stdout, ended.stdout + ended.stderr
    # Two tests fail in themselves, five when they are taken down, and two are as they should be.
    assert "2 failed, 7 passed, 5 errors" in ended.stdout, ended.stdout
