"""What is saved comes back, and what cannot be saved or read is said in words."""

import io
import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnstudio.project import SUFFIX, files
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.specs import Project

from .archives import BASE, valid_file
from .projects import trained


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_comes_back_from_a_file_as_it_was(name, tmp_path):
    path = tmp_path / "école 学校.nnstudio"
    spec = msgspec.structs.replace(EXAMPLES[name].project, notes="Zeile 1\nμ ≤ ½")
    files.save(path, spec, None)
    saved = files.load(path)
    assert saved.project == spec
    assert saved.run is None


def test_a_trained_project_comes_back_with_all_of_its_run(tmp_path):
    session = trained(BASE, 3, steps=2)
    run = session.state()
    assert run is not None
    files.save(tmp_path / "a.nnstudio", BASE, run)
    found = files.load(tmp_path / "a.nnstudio").run
    assert found is not None
    for name in vars(run):
        mine, yours = getattr(run, name), getattr(found, name)
        if name == "memory":
            assert mine.keys() == yours.keys()
            assert all(np.array_equal(mine[key], yours[key]) for key in mine)
        elif isinstance(mine, np.ndarray):
            assert np.array_equal(mine, yours, equal_nan=True), name
        elif name == "random":
            assert msgspec.json.decode(mine.encode()) == msgspec.json.decode(yours.encode())
        else:
            assert mine == yours, name


def test_a_file_is_a_zip_of_readable_json_and_plain_arrays(tmp_path):
    parts = valid_file(tmp_path / "a.nnstudio")
    assert set(parts) == {"project.json", "run.npz"}
    assert b'\n    "layers": [' in parts["project.json"]
    with np.load(io.BytesIO(parts["run.npz"]), allow_pickle=False) as arrays:
        assert arrays["parameters"].shape == (4 * 3 + 3 * 5 + 1 * 4,)


def test_saving_again_replaces_the_file_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "a.nnstudio"
    for units in (3, 4, 5):
        files.save(path, Project(notes=str(units)), None)
    assert list(tmp_path.iterdir()) == [path]
    assert files.load(path).project.notes == "5"


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")
def test_a_new_file_gets_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path):
    path = tmp_path / "a.nnstudio"
    files.save(path, BASE, None)
    usual = tmp_path / "usual"
    usual.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    path.chmod(0o640)
    files.save(path, BASE, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path):
    target, link = tmp_path / "target.nnstudio", tmp_path / "link.nnstudio"
    files.save(target, BASE, None)
    link.symlink_to(target)
    files.save(link, Project(notes="through the link"), None)
    assert link.is_symlink()
    assert files.load(target).project.notes == "through the link"


def test_a_name_as_long_as_the_system_allows_can_be_saved(tmp_path):
    path = tmp_path / ("n" * (255 - len(SUFFIX)) + SUFFIX)
    files.save(path, BASE, None)
    assert files.load(path).project == BASE


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("missing/a.nnstudio", "its folder “missing” is not there"),
        ("file/a.nnstudio", "no such folder"),
        ("folder", "it is a folder"),
        ("n" * 300, "the name is too long"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_said_in_words(place, words, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ProjectError) as refused:
        files.save(tmp_path / place, BASE, None)
    assert words in str(refused.value)
    assert "cannot be saved" in str(refused.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("missing.nnstudio", "There is no file"),
        ("folder", "is a folder, not a project"),
        ("file/a.nnstudio", "no such folder"),
        ("empty.nnstudio", "not an NN Studio project"),
        ("text.nnstudio", "not an NN Studio project"),
        ("other.zip", "not an NN Studio project"),
    ],
)
def test_what_is_no_project_is_refused_in_words(place, words, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.nnstudio").touch()
    (tmp_path / "text.nnstudio").write_text("Dear diary, " * 100, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(ProjectError) as refused:
        files.load(tmp_path / place)
    assert words in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
def test_a_pipe_or_a_device_is_refused_at_once_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.nnstudio")
    for path in (tmp_path / "pipe.nnstudio", Path(os.devnull)):
        with pytest.raises(ProjectError, match="is a device"):
            files.load(path)


@pytest.fixture
def folder_of_nobody() -> Iterator[Path]:
    """A folder of somebody who is not root: to root nothing is forbidden."""
    if not hasattr(os, "setresuid"):
        pytest.skip("needs a system on which root can become somebody else for a while")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        root = os.getuid() == 0
        if root:
            os.setresuid(65534, 65534, 0)
        try:
            yield Path(folder)
        finally:
            if root:
                os.setresuid(0, 0, 0)


def test_what_the_person_may_not_read_or_write_is_said_in_words(folder_of_nobody):
    path = folder_of_nobody / "a.nnstudio"
    files.save(path, BASE, None)
    path.chmod(0o400)
    with pytest.raises(ProjectError, match="cannot be saved: you are not allowed to"):
        files.save(path, Project(), None)
    assert files.load(path).project == BASE
    path.chmod(0)
    with pytest.raises(ProjectError, match="cannot be read: you are not allowed to"):
        files.load(path)
    (folder_of_nobody / "closed").mkdir(mode=0o500)
    with pytest.raises(ProjectError, match="cannot be saved: you are not allowed to"):
        files.save(folder_of_nobody / "closed" / "a.nnstudio", BASE, None)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs Linux's /proc")
def test_a_folder_that_nobody_can_write_to_is_said_in_words():
    with pytest.raises(ProjectError, match="cannot be saved"):
        files.save(Path("/proc/a.nnstudio"), BASE, None)
