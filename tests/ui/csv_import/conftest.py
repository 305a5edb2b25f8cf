"""A real document, the real window, and files that are written for a test."""

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.project.examples import EXAMPLES
from nnstudio.ui.csv_import.window import CsvImportWindow
from nnstudio.ui.theme import DARK

FLOWERS = "length,width,species\n" + "".join(
    f"{length / 10},{length / 20},{name}\n"
    for name, start in (("rose", 10), ("tulip", 30), ("lily", 50))
    for length in range(start, start + 10)
)

Write = Callable[..., Path]
Open = Callable[[Path], CsvImportWindow]


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(EXAMPLES["xor"].project)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def turns() -> Iterator[None]:
    """Threads take turns as often as in the application, and find no windows to clear away."""
    gc.collect()
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def window(document: Document, turns: None, qtbot: QtBot) -> Iterator[CsvImportWindow]:
    window = CsvImportWindow(document, DARK)
    qtbot.addWidget(window)
    yield window
    window.close()
    assert running_threads() == []


@pytest.fixture
def opened(window: CsvImportWindow, qtbot: QtBot) -> Open:
    def load(path: Path) -> CsvImportWindow:
        window.load(path)
        settle(window, qtbot)
        return window

    return load


def settle(window: CsvImportWindow, qtbot: QtBot) -> None:
    """Wait until nothing is being read any more."""
    qtbot.waitUntil(lambda: not window.busy)


def running_threads() -> list[QThread]:
    """Threads other than the window's own that still run."""
    own = QThread.currentThread()
    threads = [found for found in gc.get_objects() if isinstance(found, QThread)]
    return [thread for thread in threads if thread is not own and thread.isRunning()]
