"""Damaged and hostile files for as long as you like.

`python -m tests.fuzz --minutes 60 --seed 7 --keep FOLDER`: every file that is not opened or refused
as it should be is kept there, with its family, its number and what was wrong. What is found by one
seed is found by it again. The closing lines count what came of all files, and name the slowest
and the one that took the most memory.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz import sound
from tests.fuzz.cases import FAMILIES, Case
from tests.fuzz.opener import Report
from tests.fuzz.verdicts import faults
from tests.fuzz.watching import MEGABYTE
from tests.fuzz.workers import Worker

ROUND = 200
"""Files of one family in a row."""


@dataclass
class Tally:
    """What came of the files so far."""

    keep: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    files: int = 0
    faulty: int = 0
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    slowest_use: tuple[float, str] = (0.0, "")
    largest_use: tuple[int, str] = (0, "")

    def note(self, family: str, start: int, case: Case, report: Report) -> None:
        """Count it, and keep the file if something is wrong."""
        self.files += 1
        name = f"{family}, seed {start}, number {self.files}"
        self.outcomes[_outcome(report)] += 1
        self.slowest = max(self.slowest, (report.opening_seconds, name))
        self.largest = max(self.largest, (report.opening_bytes, name))
        self.slowest_use = max(self.slowest_use, (report.using_seconds, name))
        self.largest_use = max(self.largest_use, (report.using_bytes, name))
        found = faults(report)
        if found:
            self.faulty += 1
            self.keep.mkdir(parents=True, exist_ok=True)
            suffix = ".nnstudio" if case.kind == "project" else ".csv"
            stem = self.keep / f"{family.replace(' ', '-')}-{start}-{self.files}"
            stem.with_suffix(suffix).write_bytes(case.content)
            stem.with_suffix(".txt").write_text("\n".join(found), "utf-8", "backslashreplace")
            print(f"{name}: {found[0][-300:]}", flush=True)

    def closing(self) -> str:
        """All in a few lines."""
        counts = "\n".join(f"{count:8,} {what}" for what, count in self.outcomes.most_common())
        return (
            f"{counts}\n"
            f"slowest to open: {self.slowest[0]:.2f} s of work ({self.slowest[1]})\n"
            f"most memory to open: {self.largest[0] / MEGABYTE:.0f} MB ({self.largest[1]})\n"
            f"slowest to use: {self.slowest_use[0]:.2f} s of work ({self.slowest_use[1]})\n"
            f"most memory to use: {self.largest_use[0] / MEGABYTE:.0f} MB ({self.largest_use[1]})\n"
            f"{self.files:,} files, {self.faulty:,} with faults"
        )


def _outcome(report: Report) -> str:
    """The outcome, and with which sentence; what was quoted and counted is left out of it."""
    if report.outcome != "refused":
        return report.outcome + (", with words" if report.words else "")
    words = re.sub(r"“[^”]*”|\(.*?\)|\d[\d,.]*", "…", report.words[0])
    return f"refused: {words[:110]}"


def run_round(worker: Worker, tally: Tally, family: str, start: int) -> None:
    """So many files of a family, made from this seed."""

    @seed(start)
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=FAMILIES[family])
    def one(case: Case) -> None:
        tally.note(family, start, case, worker.open(case.content, case.kind))

    one()


def main() -> int:
    """Round after round until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-kept"))
    parser.add_argument("--family", action="append", choices=sorted(FAMILIES))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    tally = Tally(options.keep)
    end = time.monotonic() + 60 * options.minutes
    start = options.seed
    with Worker(sound.everything()) as worker:
        while time.monotonic() < end:
            for family in options.family or FAMILIES:
                run_round(worker, tally, family, start)
                if time.monotonic() > end:
                    break
            start += 1
    print(tally.closing())
    return 1 if tally.faulty else 0


if __name__ == "__main__":
    sys.exit(main())
