"""A double click on a project opens this program: what is written for that, and taken back."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path, PureWindowsPath

import pytest
from PySide6.QtCore import QSettings

from nnstudio.app.association.freedesktop import ENTRY, KIND, FreedesktopAssociation
from nnstudio.app.association.windows import WindowsAssociation

from .studio import PATIENCE

PROGRAM = PureWindowsPath(r"C:\Users\Zoé Müller\école 学校\nnstudio.exe")


class Windows:
    """The keys of a Windows in an ini file: Windows itself was not at hand."""

    def __init__(self, folder: Path) -> None:
        self.keys = QSettings(str(folder / "classes.ini"), QSettings.Format.IniFormat)
        self.announced = 0

    def association(
        self, program: PureWindowsPath = PROGRAM, icon: PureWindowsPath | None = None
    ) -> WindowsAssociation:
        return WindowsAssociation(self.keys, program, icon, self._announce)

    def _announce(self) -> None:
        self.announced += 1

    @property
    def everything(self) -> dict[str, str]:
        """What another program finds there, read from the disk."""
        self.keys.sync()
        found = QSettings(self.keys.fileName(), QSettings.Format.IniFormat)
        return {key: str(found.value(key)) for key in found.allKeys()}


@pytest.fixture
def windows(tmp_path: Path) -> Windows:
    return Windows(tmp_path)


def test_on_windows_the_keys_name_the_type_its_icon_and_the_quoted_command(windows: Windows):
    association = windows.association()
    assert not association.is_set

    association.set()

    assert association.is_set
    assert windows.announced == 1
    assert windows.everything == {
        ".nnstudio/Default": "NNStudio.Project",
        ".nnstudio/OpenWithProgids/NNStudio.Project": "",
        "NNStudio.Project/Default": "NN Studio project",
        "NNStudio.Project/DefaultIcon/Default": f'"{PROGRAM}",0',
        "NNStudio.Project/shell/open/command/Default": f'"{PROGRAM}" "%1"',
    }


def test_on_windows_files_have_an_icon_of_their_own_where_the_bundle_brings_one(windows: Windows):
    icon = PROGRAM.with_name("nnstudio-project.ico")

    windows.association(icon=icon).set()

    assert windows.everything["NNStudio.Project/DefaultIcon/Default"] == f'"{icon}"'


def test_on_windows_forgetting_leaves_nothing(windows: Windows):
    association = windows.association()
    association.set()

    association.forget()

    assert not association.is_set
    assert windows.everything == {}
    assert windows.announced == 2


def test_on_windows_what_opened_the_files_before_is_back_afterwards(windows: Windows):
    windows.keys.setValue(".nnstudio/Default", "Other.Program")
    windows.keys.setValue(".nnstudio/OpenWithProgids/Other.Program", "")
    before = windows.everything
    association = windows.association()

    association.set()
    association.set()
    association.forget()

    assert windows.everything == before


def test_on_windows_forgetting_leaves_alone_what_another_program_set_since(windows: Windows):
    association = windows.association()
    association.set()
    windows.keys.setValue(".nnstudio/Default", "Other.Program")

    assert not association.is_set
    association.forget()

    assert windows.everything == {".nnstudio/Default": "Other.Program"}


def test_on_windows_a_program_that_was_moved_has_to_be_set_anew(windows: Windows):
    windows.association().set()

    moved = windows.association(PureWindowsPath(r"D:\nnstudio\nnstudio.exe"))

    assert not moved.is_set
    moved.set()
    assert moved.is_set


def test_on_windows_keys_that_cannot_be_written_are_an_error(tmp_path: Path):
    (tmp_path / "classes.ini").mkdir()
    windows = Windows(tmp_path)

    with pytest.raises(PermissionError):
        windows.association().set()
    assert windows.announced == 0


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's own way")


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


OWN = {
    "applications/nnstudio.desktop",
    "mime/packages/nnstudio.xml",
    "icons/hicolor/scalable/apps/nnstudio.svg",
    "icons/hicolor/scalable/mimetypes/application-x-nnstudio.svg",
}


@linux
def test_on_linux_the_entry_the_kind_of_file_and_the_icons_are_the_persons_own(tmp_path: Path):
    association = FreedesktopAssociation(tmp_path, tmp_path / "nnstudio")
    assert not association.is_set

    association.set()

    assert association.is_set
    assert files_in(tmp_path) >= OWN
    assert all((tmp_path / name).stat().st_size for name in OWN)


@linux
def test_on_linux_forgetting_leaves_none_of_our_files_and_all_of_the_others(tmp_path: Path):
    other = tmp_path / "applications" / "other.desktop"
    other.parent.mkdir()
    other.write_text("[Desktop Entry]\n", encoding="utf-8")
    association = FreedesktopAssociation(tmp_path, tmp_path / "nnstudio")
    association.set()

    association.forget()

    assert not association.is_set
    assert files_in(tmp_path) & OWN == set()
    assert other.exists()
    association.forget()  # once more is no fault


ASK_QT = """
from PySide6.QtCore import QMimeDatabase
kind = QMimeDatabase().mimeTypeForFile("network.nnstudio", QMimeDatabase.MatchMode.MatchExtension)
print(kind.name(), kind.comment(), kind.iconName(), kind.inherits("application/zip"))
"""


@linux
@pytest.mark.skipif(
    shutil.which("update-mime-database") is None, reason="needs the system's update-mime-database"
)
def test_on_linux_the_desktop_knows_the_kind_of_file_afterwards(tmp_path: Path):
    def known() -> str:
        variables = {
            **os.environ,
            "XDG_DATA_HOME": str(tmp_path),
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "C",
        }
        command = [sys.executable, "-c", ASK_QT]
        return subprocess.run(
            command, env=variables, capture_output=True, text=True, check=True
        ).stdout.strip()

    association = FreedesktopAssociation(tmp_path, tmp_path / "nnstudio")

    association.set()
    wanted = "application/x-nnstudio NN Studio project application-x-nnstudio True"
    assert known() == wanted
    association.forget()
    assert known().startswith("application/octet-stream")


ODD_NAMES = ["plain", "école 学校", "100 % sure", 'the "best" $HOME `x`', "back\\slash", "tab\\t"]


@linux
@pytest.mark.parametrize("name", ODD_NAMES)
def test_on_linux_the_command_survives_any_folder(tmp_path: Path, name: str):
    """Started by glib, which desktops and file managers read entries with."""
    gio = shutil.which("gio")
    if gio is None:
        pytest.skip("needs gio, the command of glib")
    program = tmp_path / name / "nnstudio"
    program.parent.mkdir()
    said = tmp_path / "said"
    program.write_text(f'#!/bin/sh\necho "$#:$1" > "{said}.new"; mv "{said}.new" "{said}"\n')
    program.chmod(0o755)
    FreedesktopAssociation(tmp_path, program).set()
    project = tmp_path / "my 100 % network.nnstudio"
    project.touch()

    subprocess.run([gio, "launch", tmp_path / ENTRY, project], check=True, timeout=PATIENCE / 1000)

    end = time.monotonic() + PATIENCE / 1000
    while not said.exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert said.read_text() == f"1:{project}\n"


@linux
def test_on_linux_a_program_that_was_moved_has_to_be_set_anew(tmp_path: Path):
    FreedesktopAssociation(tmp_path, tmp_path / "old" / "nnstudio").set()

    assert not FreedesktopAssociation(tmp_path, tmp_path / "new" / "nnstudio").is_set


@linux
def test_on_linux_a_kind_of_file_that_was_taken_away_is_noticed(tmp_path: Path):
    association = FreedesktopAssociation(tmp_path, tmp_path / "nnstudio")
    association.set()

    (tmp_path / KIND).unlink()

    assert not association.is_set


@linux
@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs its checker")
def test_on_linux_the_entry_is_valid(tmp_path: Path):
    FreedesktopAssociation(tmp_path, tmp_path / "école 学校 %" / "nnstudio").set()

    checked = subprocess.run(
        ["desktop-file-validate", tmp_path / ENTRY], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stdout) == (0, "")


@linux
def test_what_cannot_be_written_is_an_error(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises((NotADirectoryError, FileExistsError)):
        FreedesktopAssociation(tmp_path / "file", tmp_path / "nnstudio").set()
