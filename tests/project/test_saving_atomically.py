"""Whatever happens while a file is saved, the old one or the new one is there, and whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.project import files
from nnstudio.project.errors import ProjectError
from nnstudio.project.specs import Project

from .archives import BASE
from .projects import trained

KILLS = 20

SAVING = """
import sys
from pathlib import Path
from nnstudio.project import files
from nnstudio.project.specs import Project

path = Path(sys.argv[1])
run = files.load(path).run
print("ready", flush=True)
number = 0
while True:
    number += 1
    files.save(path, Project(notes=f"{number} " * 3000), run)
    print(number, flush=True)
"""

LIMITED = """
import resource, signal, sys
from pathlib import Path
from nnstudio.project import files
from nnstudio.project.errors import ProjectError
from nnstudio.project.specs import Project

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
path = Path(sys.argv[1])
try:
    files.save(path, Project(notes="a longer text than fits " * 100), None)
except ProjectError as problem:
    sys.stdout.buffer.write(str(problem).encode())
"""


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_program_killed_while_it_saves_leaves_the_old_file_or_the_new_one(tmp_path):
    path = tmp_path / "a.nnstudio"
    files.save(path, BASE, trained(BASE).state())
    killed_at = []
    for kill in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", SAVING, str(path)], stdout=subprocess.PIPE, text=True
        ) as program:
            assert program.stdout is not None
            # Each time some saves later, so that the kill falls into another moment of one.
            for _ in range(1 + kill % 5):
                program.stdout.readline()
            program.send_signal(signal.SIGKILL)
            told = program.stdout.read().split()
        saved = files.load(path)
        assert saved.run is not None
        done = saved.project.notes.split()
        assert len(done) in (0, 3000)
        assert len(set(done)) <= 1
        if done and told:
            # Never an older file than the last one that was told of.
            assert int(done[0]) >= int(told[-1])
        killed_at.append(done[0] if done else "")
    assert len(set(killed_at)) > 1


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as Linux does")
def test_a_full_disk_is_said_in_words_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.nnstudio"
    files.save(path, BASE, None)
    before = path.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], stdout=subprocess.PIPE, check=True
    )
    assert "“a.nnstudio” cannot be saved: it would be larger than" in ended.stdout.decode()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_words_for_a_full_disk_name_the_disk(tmp_path):
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs Linux's /dev/full")
    with pytest.raises(OSError, match="No space") as problem, full.open("wb", buffering=0) as file:
        file.write(b"x")
    assert files.reason_of(problem.value) == "the disk is full"
    with pytest.raises(ProjectError):
        files.save(tmp_path / "missing" / "a.nnstudio", Project(), None)
