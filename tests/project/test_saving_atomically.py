"""Whatever happens while a file is saved, the old one or the new one is there, and whole."""

import errno
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from nnstudio.project import files
from nnstudio.project.errors import ProjectError
from nnstudio.project.leftovers import LEAST_AGE
from nnstudio.project.specs import Project
from tests.fuzz.kills import Saver, make_old

from .archives import BASE

KILLS = 60

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

CRAMPED = """
import resource, sys
from pathlib import Path
from nnstudio.project import files
from nnstudio.project.errors import ProjectError
from nnstudio.project.layers import DenseSpec
from nnstudio.project.session import Session
from nnstudio.project.specs import Project

path = Path(sys.argv[1])
wide = (DenseSpec(id="a", units=1500), DenseSpec(id="b", units=1500),
        DenseSpec(id="c", units=1, activation="sigmoid"))
project = Project(layers=wide)
run = Session(project).state()
files.save(path, project, None)
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + 20 * 2**20, taken + 20 * 2**20))
try:
    files.save(path, project, run)
except ProjectError as problem:
    sys.stdout.buffer.write(str(problem).encode())
"""


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_program_killed_while_it_saves_leaves_the_old_file_or_the_new_one(tmp_path):
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    path = tmp_path / "a.nnstudio"
    with Saver(path, random.Random(seed)) as saver:
        kills = [saver.kill() for _ in range(KILLS)]
    outcomes = Counter(kill.outcome for kill in kills)
    assert not [outcome for outcome in outcomes if outcome.startswith("broken")]
    # The kills did fall into saves: some left a half-written file, and not all of them the same.
    assert any(kill.litter for kill in kills)
    assert len(outcomes) > 1
    assert make_old(tmp_path) > 0
    files.save(path, BASE, None)
    assert list(tmp_path.iterdir()) == [path]


def test_a_half_written_file_is_cleared_away_by_a_later_save_beside_it(tmp_path):
    dead, fresh = tmp_path / ".nnstudio-0123456789ab.part", tmp_path / ".nnstudio-f.part"
    for part in (dead, fresh):
        part.write_bytes(b"half")
    old = time.time() - 2 * LEAST_AGE
    os.utime(dead, (old, old))
    files.save(tmp_path / "a.nnstudio", BASE, None)
    assert sorted(tmp_path.iterdir()) == [fresh, tmp_path / "a.nnstudio"]


def test_clearing_up_takes_nothing_else_away(tmp_path):
    mine = tmp_path / "thesis.txt"
    others = [tmp_path / "download.part", tmp_path / ".nnstudio-notes.txt", mine]
    for other in others:
        other.write_bytes(b"dear")
    folder = tmp_path / ".nnstudio-folder.part"
    folder.mkdir()
    old = time.time() - 2 * LEAST_AGE
    for other in (*others, folder):
        os.utime(other, (old, old))
    files.save(tmp_path / "a.nnstudio", BASE, None)
    assert all(other.exists() for other in (*others, folder))


HOLDING = """
import sys
from pathlib import Path
from nnstudio.project.leftovers import hold

with Path(sys.argv[1]).open("xb") as file:
    hold(file)
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_what_another_program_is_writing_stays_however_long_that_takes(tmp_path):
    part = tmp_path / ".nnstudio-0123456789ab.part"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(part)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        program.stdout.readline()
        old = time.time() - 2 * LEAST_AGE
        os.utime(part, (old, old))
        files.save(tmp_path / "a.nnstudio", BASE, None)
        assert part.exists()
        program.kill()
    files.save(tmp_path / "a.nnstudio", BASE, None)
    assert not part.exists()


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
    no_space = re.escape(os.strerror(errno.ENOSPC))  # in the words of the computer's language
    with pytest.raises(OSError, match=no_space) as problem, full.open("wb", buffering=0) as file:
        file.write(b"x")
    assert files.reason_of(problem.value) == "the disk is full"
    with pytest.raises(ProjectError):
        files.save(tmp_path / "missing" / "a.nnstudio", Project(), None)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits memory as Linux does")
def test_a_run_for_which_memory_does_not_suffice_is_refused_in_words_and_the_old_file_stays(
    tmp_path,
):
    path = tmp_path / "a.nnstudio"
    told = subprocess.run(
        [sys.executable, "-c", CRAMPED, str(path)], capture_output=True, text=True, check=True
    )
    assert told.stdout == "“a.nnstudio” needs more memory to be saved than there is."
    assert files.load(path).run is None
    assert list(tmp_path.iterdir()) == [path]
