"""A copy belongs to one running program, and to nobody when that has ended."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest

from nnstudio.app.safety.copy_folder import About, CopyFolder, left_behind
from nnstudio.project import files

from .conftest import MOONS

HOLDING = """
import sys, time
from pathlib import Path
from nnstudio.app.safety.copy_folder import About, CopyFolder
from nnstudio.project import files
from nnstudio.project.specs import Project
folder = CopyFolder.make([Path(sys.argv[1])])
folder.write(About("of another", time.time()), files.encode(Project(), "x"), None)
print("held", flush=True)
time.sleep(60)
"""


def filled(place: Path, title: str = "mine", saved_at: float | None = None) -> CopyFolder:
    folder = CopyFolder.make([place])
    about = About(title, time.time() if saved_at is None else saved_at)
    folder.write(about, files.encode(MOONS, title), None)
    return folder


def test_a_copy_of_a_program_that_runs_is_offered_to_nobody(tmp_path):
    mine = filled(tmp_path)
    assert left_behind([tmp_path]) == []
    assert mine.holds_something


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_copy_of_another_program_is_offered_when_that_was_killed_and_to_one_start_only(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert left_behind([tmp_path]) == []
        other.send_signal(signal.SIGKILL)
        other.wait()
    (found,) = left_behind([tmp_path])
    assert found.about.title == "of another"
    assert left_behind([tmp_path]) == []
    found.release()
    (again,) = left_behind([tmp_path])
    again.remove()
    assert left_behind([tmp_path]) == []


def test_a_start_never_finds_a_copy_that_is_being_taken_away(tmp_path):
    offered = []
    for _ in range(40):
        copies = [filled(tmp_path) for _ in range(3)]

        def take_away(copies: list[CopyFolder] = copies) -> None:
            for copy in copies:
                copy.remove()

        other = threading.Thread(target=take_away)
        other.start()
        while other.is_alive():
            offered += left_behind([tmp_path])
        other.join()
    assert offered == []
    assert list((tmp_path / "copies").iterdir()) == []


def test_copies_come_the_latest_first(tmp_path):
    for title, when in (("old", 100.0), ("new", 300.0), ("middle", 200.0)):
        filled(tmp_path, title, when).release()
    found = left_behind([tmp_path])
    titles = [copy.about.title for copy in found]
    assert titles == ["new", "middle", "old"]
    for copy in found:
        copy.release()


def test_a_folder_without_a_copy_is_cleared_away(tmp_path):
    CopyFolder.make([tmp_path]).release()
    assert left_behind([tmp_path]) == []
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [b"", b"[]", b"[" * 100_000, b'{"title":1,"saved_at":0}', b'{"title":"a","saved_at":-1}',
     b'{"title":"a","saved_at":1e300}', b"\xff\xfe", b"x" * 70_000],
)  # fmt: skip
def test_a_copy_of_which_nothing_is_known_any_more_is_still_offered(words, tmp_path):
    folder = filled(tmp_path)
    (folder.folder / "about.json").write_bytes(words)
    folder.release()
    (found,) = left_behind([tmp_path])
    assert found.about == About()
    assert files.load(found.project).project == MOONS
    found.release()


def test_what_is_known_of_the_projects_own_file_comes_back(tmp_path):
    path = tmp_path / "a.nnstudio"
    fingerprint = files.save(path, MOONS, None)
    folder = CopyFolder.make([tmp_path])
    about = About("a", 5.0, str(path), fingerprint)
    folder.write(about, files.encode(MOONS, "a"), None)
    folder.release()
    (found,) = left_behind([tmp_path])
    assert found.about == about
    assert msgspec.json.decode(msgspec.json.encode(about), type=About) == about
    found.release()


@pytest.mark.skipif(os.name != "posix", reason="users are those of POSIX")
def test_a_folder_that_somebody_else_has_planted_is_neither_written_nor_read(tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    filled(theirs).release()
    place = tmp_path / "place"
    place.mkdir()
    (place / "copies").symlink_to(theirs / "copies")
    assert left_behind([place]) == []
    with pytest.raises(NotADirectoryError):
        CopyFolder.make([place])


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_nobody_else_can_look_into_the_folder(tmp_path):
    folder = filled(tmp_path)
    assert (tmp_path / "copies").stat().st_mode & 0o077 == 0
    assert folder.folder.stat().st_mode & 0o077 == 0
