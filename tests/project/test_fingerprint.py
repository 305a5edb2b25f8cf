import os
import threading
import time
from pathlib import Path

import pytest

from nnstudio.project import files
from nnstudio.project.specs import Project

from .archives import BASE


def saved(folder: Path) -> tuple[Path, files.Fingerprint]:
    path = folder / "a.nnstudio"
    return path, files.save(path, BASE, None)


def test_a_file_that_nobody_touched_is_as_it_was_saved_and_as_it_was_read(tmp_path):
    path, fingerprint = saved(tmp_path)
    assert fingerprint.is_that_of(path)
    assert files.load(path).fingerprint == fingerprint


def test_another_content_is_noticed_even_of_the_same_size(tmp_path):
    path, fingerprint = saved(tmp_path)
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(0, fingerprint.modified_ns + 2_000_000_000))
    assert not fingerprint.is_that_of(path)


def test_another_time_with_the_same_content_is_no_change(tmp_path):
    path, fingerprint = saved(tmp_path)
    os.utime(path, ns=(0, 10**18))
    assert fingerprint.is_that_of(path)


def test_another_project_in_its_place_is_noticed(tmp_path):
    path, fingerprint = saved(tmp_path)
    files.save(path, Project(notes="of another program"), None)
    assert not fingerprint.is_that_of(path)


def test_a_file_that_is_gone_cannot_be_lost_by_saving(tmp_path):
    path, fingerprint = saved(tmp_path)
    path.unlink()
    assert fingerprint.is_that_of(path)


def test_what_is_written_for_a_copy_is_opened_as_any_project(tmp_path):
    path = tmp_path / "copy.nnstudio"
    files.save_encoded(path, files.encode(BASE, "copy"), None)
    assert files.load(path).project == BASE


@pytest.mark.skipif(os.name != "posix", reason="replaces a file that is being read")
def test_a_project_that_took_its_place_while_it_was_read_is_not_taken_for_it(tmp_path):
    path, other = tmp_path / "a.nnstudio", tmp_path / "b.nnstudio"
    for attempt in range(60):
        files.save(path, BASE, None)
        files.save(other, Project(notes="of another program"), None)

        def replace(after: float = attempt % 20 * 1e-4) -> None:
            time.sleep(after)
            other.replace(path)

        thread = threading.Thread(target=replace)
        thread.start()
        saved = files.load(path)
        thread.join()
        assert saved.fingerprint is not None
        if saved.project == BASE:
            assert not saved.fingerprint.is_that_of(path)
