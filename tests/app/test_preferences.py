from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from nnstudio.app.preferences import MOST_RECENT, Preferences


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def reopened(settings: QSettings) -> Preferences:
    settings.sync()
    return Preferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))


def files_in(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"Übung {number}.nnstudio" for number in range(count)]
    for path in paths:
        path.touch()
    return paths


def test_the_theme_follows_the_desktop_until_one_is_chosen_and_is_remembered(settings):
    preferences = Preferences(settings)
    assert preferences.theme == "system"
    preferences.theme = "dark"
    assert reopened(settings).theme == "dark"


def test_a_theme_that_does_not_exist_is_as_none(settings):
    settings.setValue("theme", "plaid")
    assert Preferences(settings).theme == "system"


def test_recent_files_are_remembered_the_latest_first_and_each_once(settings, tmp_path):
    paths = files_in(tmp_path, 3)
    preferences = Preferences(settings)
    for path in (paths[0], paths[1], paths[2], paths[0]):
        preferences.add_recent(path)
    assert reopened(settings).recent == [paths[0], paths[2], paths[1]]


def test_one_recent_file_survives_though_an_ini_file_makes_a_text_of_it(settings, tmp_path):
    (path,) = files_in(tmp_path, 1)
    Preferences(settings).add_recent(path)
    assert reopened(settings).recent == [path]


def test_only_so_many_recent_files_are_kept_and_those_that_are_gone_are_left_out(
    settings, tmp_path
):
    paths = files_in(tmp_path, MOST_RECENT + 3)
    preferences = Preferences(settings)
    for path in paths:
        preferences.add_recent(path)
    assert preferences.recent == paths[:2:-1]
    paths[-1].unlink()
    assert preferences.recent == paths[-2:2:-1]
    preferences.forget_recent()
    assert preferences.recent == []


def test_a_geometry_is_remembered_and_an_unknown_one_is_empty(settings):
    preferences = Preferences(settings)
    preferences.set_bytes("geometry", QByteArray(b"\x00\x01\xff"))
    again = reopened(settings)
    assert again.bytes("geometry") == QByteArray(b"\x00\x01\xff")
    assert again.bytes("other").isEmpty()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff" * 100, b"[General]\nrecent=,,\ntheme=1, 2\ngeometry=7\n"]
)
def test_damaged_settings_are_as_none(content, tmp_path):
    (tmp_path / "settings.ini").write_bytes(content)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    preferences = Preferences(settings)
    assert preferences.theme == "system"
    assert preferences.recent == []
    assert preferences.bytes("geometry").isEmpty()


def test_these_tests_never_touch_the_persons_own_settings(qapp):
    Preferences().theme = "light"
    own = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "NN Studio", "NN Studio")
    assert "nnstudio-tests-" in own.fileName()
    own.clear()
