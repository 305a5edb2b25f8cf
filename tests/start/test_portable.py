"""A program that is carried on a stick leaves nothing on the computer, in a real process."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.start.sessions import Place, new_place, outcome, plain_user

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="lays out a home as Linux and macOS have it"
)


@pytest.fixture
def stick() -> Iterator[Place]:
    with new_place() as place:
        (place.program / "portable").touch()
        yield place


def below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_whole_session_is_remembered_beside_the_program_and_nowhere_else(stick: Place) -> None:
    home, temporary = stick.folder("home"), stick.folder("tmp")
    before = below(stick.program)
    changes = {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}

    seen = outcome(stick.start([], **changes))

    assert (seen.code, seen.warnings, seen.copies) == (0, [], ["written"])
    assert below(stick.scratch) == {"home", "tmp"}
    new = below(stick.program) - before
    assert "NN Studio settings/settings.ini" in new
    assert {name for name in new if not name.startswith("NN Studio settings")} == set()
    settings = stick.program / "NN Studio settings" / "settings.ini"
    assert "theme=dark" in settings.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="becomes another user as Linux does")
def test_a_stick_that_cannot_be_written_disturbs_nobody(stick: Place) -> None:
    before = plain_user()
    if before is None:
        pytest.skip("root may write everywhere, and setpriv is not here to be somebody else")
    stick.forbid()
    home, temporary = stick.folder("home"), stick.folder("tmp")

    seen = outcome(stick.start(before, HOME=str(home), TMPDIR=str(temporary)))

    assert (seen.code, seen.warnings, seen.words) == (0, [], "")
    assert seen.copies == ["written"]  # in the temporary folder: an unhappy end must lose nothing
    assert below(home) == set()
    assert not any(path.is_file() for path in temporary.rglob("*"))
