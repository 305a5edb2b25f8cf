"""Kill −9 at random moments of saving: `python -m tests.fuzz.kills --times 1000 --seed 7`.

After each kill the file has to hold the last save that was told of or the one then under way,
whole: the project, its run and its timeline belong together.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nnstudio.project import files
from nnstudio.project.errors import ProjectError
from nnstudio.project.leftovers import LEAST_AGE
from tests.fuzz.saver import WORDS, numbered, runs

LONGEST = 1.3
"""Up to so many times the length of a save goes by between its beginning and the kill."""


@dataclass(frozen=True)
class Kill:
    """What a kill left: how the file stands, and whether a half-written one lies beside it."""

    outcome: str
    litter: bool


class Saver:
    """A program that saves, to be killed as often as one likes; `with` ends it."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self._path = path
        self._chance = chance
        self._next = 1
        self._found = 0
        self._lengths = [0.02]
        run, timeline = runs()[0]
        files.save(path, numbered(0), run, timeline)

    def __enter__(self) -> "Saver":
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.saver", str(self._path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        into, out = self._pipes()
        into.close()
        self._program.wait()
        out.close()

    def kill(self) -> Kill:
        """Let it save some times, kill it at a random moment, and look at what is there."""
        into, out = self._pipes()
        parts = set(self._parts())
        print(self._next, file=into, flush=True)
        process = int(self._read(out, "is"))
        begun = int(self._read(out, "begin"))
        done = self._found
        for _ in range(self._chance.randrange(3)):
            start = time.perf_counter()
            done = int(self._read(out, "done"))
            self._lengths = [*self._lengths[-20:], time.perf_counter() - start]
            begun = int(self._read(out, "begin"))
        self._wait(parts)
        os.kill(process, signal.SIGKILL)
        for line in iter(out.readline, "gone\n"):
            word, number = line.split()
            begun, done = (int(number), done) if word == "begin" else (begun, int(number))
        self._next = begun + 1
        return Kill(self._look(begun, done), set(self._parts()) != parts)

    def _wait(self, parts: set[Path]) -> None:
        """A random part of a save; half of the time counted from the moment that its file is there,
        which is but a small part of the whole."""
        length = sorted(self._lengths)[len(self._lengths) // 2]
        if self._chance.random() < 0.5:
            end = time.perf_counter() + 2 * length
            while set(self._parts()) == parts and time.perf_counter() < end:
                pass
            length /= 5
        time.sleep(self._chance.random() * LONGEST * length)

    def _look(self, begun: int, done: int) -> str:
        """How the file stands, in words; “broken: …” if it is not as it should be."""
        try:
            saved = files.load(self._path)
        except ProjectError as problem:
            return f"broken: {problem}"
        words = saved.project.notes.split()
        number = self._found = int(words[0])
        run, timeline = runs()[number % 2]
        if saved.project != numbered(number) or len(words) != WORDS or saved.left_out:
            return "broken: another project"
        if saved.run is None or saved.run.parameters.tobytes() != run.parameters.tobytes():
            return "broken: the run of another project"
        kept = saved.timeline
        if kept is None or len(kept.current.moments) != len(timeline.current.moments):
            return "broken: the timeline of another project"
        if number == done:
            return "the old file" if done < begun else "the new file, and told of"
        return "the new file, not told of" if number == begun else f"broken: save {number}"

    def _parts(self) -> list[Path]:
        return list(self._path.parent.glob(".nnstudio-*.part"))

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        return self._program.stdin, self._program.stdout

    @staticmethod
    def _read(out: IO[str], word: str) -> str:
        said, number = out.readline().split()
        assert said == word, f"{said} instead of {word}"
        return number


def make_old(folder: Path) -> int:
    """Make the half-written files look as if the kills were a while ago; how many there are."""
    parts = list(folder.glob(".nnstudio-*.part"))
    then = time.time() - 2 * LEAST_AGE
    for part in parts:
        os.utime(part, (then, then))
    return len(parts)


def main() -> int:
    """Kill as often as asked for, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    outcomes: Counter[str] = Counter()
    litter = 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.nnstudio"
        with Saver(path, random.Random(options.seed)) as saver:
            for number in range(1, options.times + 1):
                kill = saver.kill()
                outcomes[kill.outcome] += 1
                litter += kill.litter
                if number % 100 == 0:
                    print(f"{number} kills: {dict(outcomes)}", flush=True)
        left = make_old(path.parent)
        files.save(path, numbered(0), None)
        cleared = list(path.parent.iterdir()) == [path]
    broken = sum(count for outcome, count in outcomes.items() if outcome.startswith("broken"))
    for outcome, count in outcomes.most_common():
        print(f"{count:6} {outcome}")
    print(
        f"{options.times} kills, {broken} broken files; {litter} kills left a half-written file, "
        f"{left} were there at the end, the next save {'cleared them' if cleared else 'left some'}."
    )
    return 1 if broken or not cleared else 0


if __name__ == "__main__":
    sys.exit(main())
