"""Opening projects by a double click, set from the menu of a bundle."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nnstudio.ui.notice import Notice
from tests.e2e.studio import Studio

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="writes Linux's files")

Open = Callable[..., Studio]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own data, as seen by a bundle that lies in a folder of its own."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "école 学校" / "nnstudio"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_the_menu_sets_it_shows_it_and_undoes_it(open_studio: Open, data: Path) -> None:
    studio = open_studio()
    action, menu = studio.window.menus.actions["association"], studio.window.menuBar().actions()[0]
    entry = data / "applications" / "nnstudio.desktop"

    def ticked() -> bool:
        menu.menu().aboutToShow.emit()
        return action.isChecked()

    assert not ticked()
    action.trigger()
    assert entry.is_file()
    assert ticked()
    assert "now opens it" in notice(studio)

    action.trigger()
    assert not entry.exists()
    assert not ticked()
    assert "no longer" in notice(studio)


def test_what_cannot_be_written_is_said_and_the_tick_goes(open_studio: Open, data: Path) -> None:
    data.touch()  # a file where the folder should be
    studio = open_studio()

    studio.window.menus.actions["association"].trigger()

    assert not studio.window.menus.actions["association"].isChecked()
    assert "could not be changed: " in notice(studio)


def test_only_a_bundle_offers_it(open_studio: Open) -> None:
    assert "association" not in open_studio().window.menus.actions


def test_what_the_systems_packages_installed_needs_no_setting(
    open_studio: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Path(sys.executable)
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(program.parent))

    assert "association" not in open_studio().window.menus.actions


def notice(studio: Studio) -> str:
    shown: Notice = studio.window.workspace.notice
    assert shown.isVisible()
    return shown.text
