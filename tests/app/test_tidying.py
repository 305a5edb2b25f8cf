"""What is not needed any more is taken away, and by the window's thread alone."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnstudio.app.tidying import Tidying


class Ring:
    """Garbage that only a search for cycles finds; it notes whose search that was."""

    def __init__(self, taken_by: list[threading.Thread]) -> None:
        self.me = self
        self.taken_by = taken_by

    def __del__(self) -> None:
        self.taken_by.append(threading.current_thread())


@pytest.fixture(autouse=True)
def searches_go_on_after_the_test() -> Iterator[None]:
    yield
    gc.enable()


def make_much(kept: list[list[int]]) -> None:
    """Enough new objects that Python would look for garbage many times."""
    kept.extend([] for _ in range(50_000))


def test_another_thread_never_takes_garbage_away(qtbot: QtBot) -> None:
    parent, taken_by, kept = QObject(), list[threading.Thread](), list[list[int]]()
    Tidying(parent)
    gc.collect()
    Ring(taken_by)
    worker = threading.Thread(target=make_much, args=(kept,))
    worker.start()
    worker.join()
    assert taken_by == []
    qtbot.waitUntil(lambda: bool(taken_by))
    assert taken_by == [threading.main_thread()]


def test_what_has_become_old_is_taken_away_too(qtbot: QtBot) -> None:
    parent, taken_by, kept = QObject(), list[threading.Thread](), list[list[int]]()
    tidying = Tidying(parent)
    ring = Ring(taken_by)
    gc.collect()
    gc.collect()
    del ring
    for _ in range(100):
        make_much(kept)
        tidying.look()
    assert taken_by == [threading.main_thread()]


def test_nothing_is_searched_while_nothing_new_is_made(qtbot: QtBot) -> None:
    parent = QObject()
    tidying = Tidying(parent)
    gc.collect()
    before = [one["collections"] for one in gc.get_stats()]
    for _ in range(5):
        tidying.look()
    assert [one["collections"] for one in gc.get_stats()] == before
