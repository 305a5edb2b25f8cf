"""A studio that keeps safety copies, in a folder of the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from nnstudio.app.safety import autosave
from nnstudio.app.safety.autosave import Autosave
from nnstudio.project import files
from nnstudio.project.files import Saved
from nnstudio.project.specs import Project

from ...project.projects import dense, project
from ..studio import PATIENCE, Busy, Studio

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)
ANSWER = autosave.ANSWER
TICK = 50
"""Milliseconds."""


class Keeper(QObject):
    """A studio with its autosave, and what that has told."""

    def __init__(self, studio: Studio, places: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.studio = studio
        self.places = places
        self._monkeypatch = monkeypatch
        self.written = 0
        self.writing = 0.0
        self.failures: list[str] = []
        self.aside: list[tuple[str, str]] = []
        self.autosave = Autosave(studio.document, studio.run, places)
        self.autosave.written.connect(self._count)
        self.autosave._thread.written.connect(self._note_writing)
        self.autosave.failed.connect(self.failures.append)
        self.autosave.set_aside.connect(lambda path, problem: self.aside.append((path, problem)))

    def _count(self) -> None:
        self.written += 1

    def _note_writing(self, seconds: float) -> None:
        self.writing += seconds

    def until_written(self, times: int = 1) -> float:
        """Wait for so many more copies; the seconds after which they came.

        Neither those in which a busy machine had no time for the window, nor those of the disk.
        """
        wanted, writing = self.written + times, self.writing
        ticks: list[None] = []
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append(None))
        timer.start(TICK)
        self.studio.until(lambda: self.written >= wanted)
        timer.stop()
        return len(ticks) * TICK / 1000 - (self.writing - writing)

    def wait_as_in_the_program(self) -> None:
        """Wait no longer for the run than the program does: from now on it may not answer."""
        self._monkeypatch.setattr(autosave, "ANSWER", ANSWER)

    def keep_busy(self) -> Busy:
        """The trainer is in the middle of what cannot be cut short, and does not answer."""
        self.wait_as_in_the_program()
        return self.studio.keep_busy()

    @property
    def copies(self) -> list[Path]:
        """All copies that lie in the folders."""
        found = [path for place in self.places for path in place.rglob("project.nnstudio")]
        return sorted(found)

    @property
    def copy(self) -> Saved:
        """What the one copy holds."""
        (path,) = self.copies
        return files.load(path)

    def end(self, keep: bool) -> None:
        assert self.autosave.end(keep)
        self.studio.run.shut_down()


@pytest.fixture
def keep(
    open_studio: Callable[[Project], Studio],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Keeper]]:
    """Opens a project whose copies go into folders of this test.

    An answer of the run and the end may take as long as a busy machine makes them;
    tests/e2e/test_process.py holds the program to its seconds.
    """
    monkeypatch.setattr(autosave, "ANSWER", PATIENCE)
    for name in ("LAST_ANSWER", "LAST_WORD"):
        monkeypatch.setattr(autosave, name, PATIENCE / 1000)
    opened: list[Keeper] = []

    def open_it(spec: Project = MOONS, places: list[Path] | None = None) -> Keeper:
        keeper = Keeper(open_studio(spec), places or [tmp_path / "state"], monkeypatch)
        opened.append(keeper)
        return keeper

    yield open_it
    for keeper in opened:
        assert keeper.autosave.end(False)
