"""A Python that is too old gets a sentence, so what it reads must parse under it."""

import subprocess
from pathlib import Path

import pytest

from tests.start.checkouts import SOURCE, run


def old_pythons() -> list[str]:
    """Pythons below 3.11 on this machine, wherever version managers keep them."""
    folders = [Path("/usr/bin"), Path("/usr/local/bin"), *Path.home().glob(".pyenv/versions/*/bin")]
    names = ["python2.7", *(f"python3.{minor}" for minor in range(6, 11))]
    return [str(folder / name) for folder in folders for name in names if (folder / name).exists()]


@pytest.mark.parametrize("script", ["main.py", "tests"])
def test_a_python_that_is_too_old_says_which_one_is_needed(script):
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no Python below 3.11 here")
    for python in pythons:
        started: subprocess.CompletedProcess[str] = run([python, "-B", SOURCE / script])

        assert started.returncode == 1, python
        assert "needs Python 3.11 or newer" in started.stderr, python
        assert "Traceback" not in started.stderr, python
        assert len(started.stderr.strip().splitlines()) == 1, python
