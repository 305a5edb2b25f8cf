"""What the soak is made of notices what it is there to notice."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from PySide6.QtCore import QObject, QTimer, qInstallMessageHandler, qWarning
from pytestqt.qtbot import QtBot

from tests.soak.faults import Faults
from tests.soak.hands import Hands
from tests.soak.memory import Stock, growth
from tests.soak.pulse import SUSPICIOUS, Pulse


@pytest.fixture
def stalls(qapp: object) -> Iterator[list[tuple[float, str, str]]]:
    """What a pulse tells while a test goes on."""
    told: list[tuple[float, str, str]] = []
    pulse = Pulse(lambda *about: told.append(about))
    pulse.start()
    yield told
    pulse.end()


def compute(seconds: float) -> None:
    """Keep the processor busy for so long, however little of it there is."""
    start = time.thread_time()
    while time.thread_time() - start < seconds:
        pass


def test_a_window_that_does_not_answer_is_told_with_what_it_does(stalls, qtbot: QtBot) -> None:
    QTimer.singleShot(0, lambda: compute(0.9))
    qtbot.waitUntil(lambda: bool(stalls))
    seconds, words, stack = stalls[0]
    assert seconds > 0.5
    assert "computing" in words
    assert "in compute" in stack


def test_a_window_that_waits_for_another_thread_does_not_answer_either(
    stalls, qtbot: QtBot
) -> None:
    timer = QTimer()
    timer.timeout.connect(lambda: threading.Event().wait(0.9))
    # Again and again: a wait in which a busy machine had no time for the others does not count.
    timer.start(0)
    qtbot.waitUntil(lambda: bool(stalls))
    timer.stop()


def test_a_window_that_works_in_small_pieces_answers(stalls, qtbot: QtBot) -> None:
    timer = QTimer()
    timer.timeout.connect(lambda: compute(0.05))
    with another_thread() as gaps:
        timer.start(0)
        qtbot.wait(1500)
        timer.stop()
    # What holds up the whole process holds up the other thread too, and is not the window's.
    assert [stall for stall in stalls if stall[0] > max(gaps) + SUSPICIOUS] == []


@contextmanager
def another_thread() -> Iterator[list[float]]:
    """A thread that has next to nothing to do, and the seconds between its beats."""
    gaps, ended = [0.0], threading.Event()

    def beat() -> None:
        last = time.monotonic()
        while not ended.wait(0.02):
            now = time.monotonic()
            gaps.append(now - last)
            last = now

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield gaps
    finally:
        ended.set()
        thread.join()


def held(by_minute: list[float]) -> list[tuple[float, float]]:
    """Samples, one every half a minute, with what memory does from one to the next at random."""
    chance = Random(1)
    return [(0.5 * n, one + chance.uniform(-15, 15)) for n, one in enumerate(by_minute)]


def test_memory_that_keeps_growing_is_told() -> None:
    assert "keeps growing" in growth(held([200.0 + 2.0 * n for n in range(120)]))


@pytest.mark.parametrize(
    "course",
    [
        pytest.param([220.0] * 120, id="it stays"),
        pytest.param([200.0 + min(n, 30) * 6.0 for n in range(120)], id="caches fill at first"),
        pytest.param([220.0] * 80 + [420.0] + [220.0] * 39, id="one session held much"),
        pytest.param([200.0 + 0.2 * n for n in range(120)], id="it grows by next to nothing"),
        pytest.param([200.0, 300.0], id="there is too little to judge"),
    ],
)
def test_memory_that_does_not_keep_growing_is_not_told(course: list[float]) -> None:
    assert growth(held(course)) == ""


@pytest.mark.parametrize("more", [0, 4])
def test_a_window_that_has_more_and_more_objects_is_told(qtbot: QtBot, more: int) -> None:
    window, stock, said = QObject(), Stock(), ""
    for _ in range(10):
        for _ in range(more):
            QTimer(window)
        said = stock.take(window)
    assert ("QTimer" in said) == bool(more)


def test_what_is_raised_and_what_qt_warns_of_is_a_fault_told_once(capsys) -> None:
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    before = qInstallMessageHandler(None)
    faults = Faults(lambda: "The last actions: a click")
    faults.listen()
    try:
        qWarning("something is odd")
        qWarning("something is odd")
        qWarning("This plugin does not support raise()")
        broken = threading.Thread(target=lambda: 1 / 0)
        broken.start()
        broken.join()
    finally:
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        qInstallMessageHandler(before)
    said = capsys.readouterr().out
    assert said.count("Qt warned: something is odd") == 1
    assert "raise()" not in said
    assert said.count("ZeroDivisionError") >= 1
    assert said.count("The last actions: a click") == 2
    assert sorted(faults.seen.values()) == [1, 2]


def test_hands_click_where_the_window_finds_the_button(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QPushButton, QWidget

    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("here", window)
    button.setGeometry(40, 30, 80, 30)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    window.show()
    pulse = Pulse(lambda *about: None)
    Hands(pulse, Random(3)).click(button)
    pulse.end()
    assert len(pressed) == 1


@pytest.mark.slow
def test_a_soak_of_some_actions_ends_with_what_was_done() -> None:
    command = [sys.executable, "-m", "tests.soak", "--actions", "25", "--seed", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith("python -m tests.soak --actions 25 --seed 2: ")
    assert "steps trained" in last
    assert "0 kinds of faults" in last
