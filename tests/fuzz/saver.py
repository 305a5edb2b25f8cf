"""A program that saves one project after the other until it is killed.

`python -m tests.fuzz.saver FILE` waits for lines on its standard input; for each it starts a copy
of itself that saves without end. The copy says on the standard output who it is, and when each of
its saves begins and is done.
"""

import os
import sys
from functools import cache
from pathlib import Path

import msgspec

from nnstudio.nn.run_state import RunState
from nnstudio.project import edits, files
from nnstudio.project.layers import DenseSpec
from nnstudio.project.specs import BuiltInSource, DataSpec, Project
from nnstudio.project.timeline import TimelineView
from tests.project.timelines import Recording

WORDS = 5_000
"""How often the notes say which save they are of."""
PROJECT = Project(
    data=DataSpec(source=BuiltInSource(key="moons", samples=100)),
    layers=(
        DenseSpec(id="a", units=120),
        DenseSpec(id="b", units=120),
        DenseSpec(id="output", units=1, activation="sigmoid"),
    ),
)


@cache
def runs() -> tuple[tuple[RunState, TimelineView], ...]:
    """Two moments of one training: saves with an even number carry the first, the others the
    second, so that a mixture would show."""
    recording = Recording(PROJECT)
    found = []
    for rate in (0.01, 0.02):
        recording.edit(edits.change_training, learning_rate=rate)
        recording.steps(10)
        state = recording.session.state()
        assert state is not None
        found.append((state, recording.view))
    return tuple(found)


def numbered(number: int) -> Project:
    """The project that save number so many writes."""
    return msgspec.structs.replace(PROJECT, notes=f"{number} " * WORDS)


def tell(words: str) -> None:
    """Say a line in one piece: a kill must not tear it."""
    os.write(1, f"{words}\n".encode())


def save_without_end(path: Path, first: int) -> None:
    """Save, and tell, until somebody ends this program."""
    both = runs()
    number = first
    while True:
        run, timeline = both[number % 2]
        tell(f"begin {number}")
        files.save(path, numbered(number), run, timeline)
        tell(f"done {number}")
        number += 1


def main() -> None:
    """Start a copy for every line that comes: it says from which number on to save."""
    path = Path(sys.argv[1])
    runs()  # so that everything is imported before the copies are made
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            tell(f"is {os.getpid()}")
            save_without_end(path, int(line))
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
