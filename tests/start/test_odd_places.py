"""Homes and folders as schools have them; each session is the real program in its own process.

All of them start at once, since most of their time is spent in waiting for the safety copy.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.start.sessions import Place, Seen, new_place, outcome, plain_user

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="becomes another user as Linux does"
)

VANISHES = """
shutil.rmtree(os.environ["HOME"])
open(os.environ["HOME"], "w").close()  # so that nothing can be made there again
"""
FULL = (
    "mount -t tmpfs -o size=64k,mode=777 none /mnt && "
    '{ dd if=/dev/zero of=/mnt/full bs=1k 2>/dev/null; exec "$@"; }'
)


class Sessions:
    """Begins every session, and waits for the one that is asked for."""

    def __init__(self, place: Place, user: list[str]) -> None:
        self.place = place
        self._user = user
        self._running: dict[str, subprocess.Popen[str]] = {}
        good = str(self._home("good"))
        self._begin("no home", HOME="/nonexistent")
        self._begin("read-only home", HOME=str(place.program))
        self._begin("vanishing home", VANISHES, HOME=str(self._home("vanishing", own=True)))
        self._begin("no name of a home", HOME=None)
        self._begin("no runtime folder", HOME=good, XDG_RUNTIME_DIR="/nonexistent")
        self._begin("no temporary folder", HOME=good, TMPDIR="/nonexistent")
        # As a bundle is, in which Python leaves the letters to the system.
        unsaid = dict.fromkeys(("LANG", "LC_ALL", "LC_CTYPE"))
        self._begin("no language", HOME=good, PYTHONCOERCECLOCALE="0", PYTHONUTF8="1", **unsaid)

    def _home(self, name: str, own: bool = False) -> Path:
        if not own:
            return self.place.folder(name)
        home = self.place.scratch / name
        subprocess.run([*self._user, "mkdir", home], check=True)
        return home

    def _begin(self, name: str, during: str = "", **changes: str | None) -> None:
        temporary = self.place.folder(f"tmp {name}")
        variables = {"TMPDIR": str(temporary), **changes}
        self._running[name] = self.place.start(self._user, during, **variables)

    def outcome(self, name: str) -> Seen:
        return outcome(self._running.pop(name))

    def temporary(self, name: str) -> list[Path]:
        return [path for path in (self.place.scratch / f"tmp {name}").rglob("*") if path.is_file()]

    def end(self) -> None:
        for process in self._running.values():
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def user() -> list[str]:
    found = plain_user()
    if found is None:
        pytest.skip("root may write everywhere, and setpriv is not here to be somebody else")
    return found


@pytest.fixture(scope="module")
def sessions(user: list[str]) -> Iterator[Sessions]:
    with new_place() as place:
        place.forbid()
        sessions = Sessions(place, user)
        yield sessions
        sessions.end()


@pytest.mark.parametrize(
    "where",
    [
        "no home",
        "read-only home",
        "vanishing home",
        "no name of a home",
        "no runtime folder",
        "no temporary folder",
        "no language",
    ],
)
def test_the_window_opens_works_and_closes_without_a_word(sessions: Sessions, where: str) -> None:
    """And from a read-only program folder, in all of these cases, several of them at once."""
    seen = sessions.outcome(where)

    assert (seen.code, seen.warnings, seen.words) == (0, [], "")
    assert seen.copies == ["written"]
    assert sessions.temporary(where) == []


@pytest.mark.parametrize("odd", ["", "."])
def test_instead_of_a_senseless_home_the_one_in_the_list_of_people_is_taken(
    sessions: Sessions, user: list[str], odd: str
) -> None:
    code = (
        "import os; from nnstudio.start import unsaid; unsaid.settle(); print(os.environ['HOME'])"
    )
    expected = [*user, sys.executable, "-c", "import os, pwd; print(pwd.getpwuid(os.getuid())[5])"]

    asked = subprocess.run(
        [*user, sys.executable, "-c", code],
        env={"HOME": odd, "PYTHONPATH": str(sessions.place.program)},
        capture_output=True,
        check=True,
    )

    assert asked.stdout == subprocess.check_output(expected)


def test_on_a_full_disk_the_program_still_opens_and_closes(user: list[str]) -> None:
    before = ["unshare", "--mount", "sh", "-c", FULL, "sh"]
    allowed = shutil.which("unshare") and subprocess.run([*before, "true"], check=False)
    if not allowed or allowed.returncode != 0:
        pytest.skip("only root may mount a small disk to fill it")
    with new_place() as place:
        place.forbid()

        seen = outcome(place.start([*before, *user], HOME="/mnt", TMPDIR="/mnt"))

    assert (seen.code, seen.warnings) == (0, [])
