"""A studio that keeps safety copies, in a folder of the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnstudio.app.safety import autosave
from nnstudio.app.safety.autosave import Autosave
from nnstudio.project import files
from nnstudio.project.files import Saved
from nnstudio.project.specs import Project

from ...project.projects import dense, project
from ..studio import PATIENCE, Studio

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)


class Keeper(QObject):
    """A studio with its autosave, and what that has told."""

    def __init__(self, studio: Studio, places: list[Path]) -> None:
        super().__init__()
        self.studio = studio
        self.places = places
        self.written = 0
        self.failures: list[str] = []
        self.aside: list[tuple[str, str]] = []
        self.autosave = Autosave(studio.document, studio.run, places)
        self.autosave.written.connect(self._count)
        self.autosave.failed.connect(self.failures.append)
        self.autosave.set_aside.connect(lambda path, problem: self.aside.append((path, problem)))

    def _count(self) -> None:
        self.written += 1

    def until_written(self, times: int = 1) -> None:
        """Wait for so many more copies."""
        wanted = self.written + times
        self.studio.until(lambda: self.written >= wanted)

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

    Its end may take as long as a busy machine makes it; tests/e2e/test_process.py holds the program
    to its seconds.
    """
    for name in ("LAST_ANSWER", "LAST_WORD"):
        monkeypatch.setattr(autosave, name, PATIENCE / 1000)
    opened: list[Keeper] = []

    def open_it(spec: Project = MOONS, places: list[Path] | None = None) -> Keeper:
        keeper = Keeper(open_studio(spec), places or [tmp_path / "state"])
        opened.append(keeper)
        return keeper

    yield open_it
    for keeper in opened:
        assert keeper.autosave.end(False)
