"""Runs every check in a process of its own, and tells what came of it line by line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from nnstudio.start.self_test.checks import CHECKS
from nnstudio.start.self_test.report import Report
from nnstudio.start.self_test.wreck import how_it_ended

LIMIT = 60.0
"""Seconds for one check: many, for an old computer that reads the program over a network."""
WHOLE = 300.0
"""Seconds for all of them."""
GRACE = 5.0
"""Seconds in which a check that ends itself has to be gone."""


class Outcome(NamedTuple):
    """What came of a check; `details` stand behind a failure, line by line."""

    well: bool
    words: str
    taken: float
    details: tuple[str, ...] = ()


def run(
    report_path: str | None,
    names: Sequence[str] = tuple(CHECKS),
    limit: float = LIMIT,
    whole: float = WHOLE,
) -> int:
    """Run these checks and return the exit code: 0 if all are well, else 1.

    A check has `limit` seconds, all of them together `whole`.
    """
    end = monotonic() + whole
    failed = []
    with Report(report_path) as report:
        for name in names:
            left = min(limit, end - monotonic())
            outcome = _checked(name, left) if left > 0 else _too_late(whole)
            report.tell(name, outcome.well, outcome.words, outcome.taken)
            if not outcome.well:
                report.explain(outcome.details)
                failed.append(name)
        report.end(len(names), failed)
    return 1 if failed else 0


def command(name: str, limit: float) -> list[str]:
    """Return the words that start this program anew for one check."""
    options = ["--self-test-check", name, "--self-test-limit", f"{limit:g}"]
    if getattr(sys, "frozen", False):
        return [sys.executable, *options]
    # This very package, from wherever it is; nothing that happens to lie in the working folder.
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    start = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); "
        "from nnstudio.start.entry import main; sys.exit(main())"
    )
    return [sys.executable, "-P", "-c", start, os.path.dirname(package), *options]


def _checked(name: str, limit: float) -> Outcome:
    began = monotonic()
    try:
        process = subprocess.Popen(
            command(name, limit),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return Outcome(False, f"the program cannot start itself ({error.strerror or error})", 0)
    try:
        out, err = process.communicate(timeout=limit + GRACE)
    except subprocess.TimeoutExpired:
        out, err = _ended(process)
        words = f"hung: it did not end within {limit:g} s"
        return Outcome(False, words, 1000 * (monotonic() - began), _lines(err))
    except BaseException:
        _ended(process)
        raise
    return _understood(out, _lines(err), process.returncode, limit, 1000 * (monotonic() - began))


def _ended(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """End a check and what it started; return what it has said."""
    if os.name == "nt":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    try:
        return process.communicate(timeout=GRACE)
    except subprocess.TimeoutExpired:
        return b"", b""  # Something that cannot be ended holds the pipes; nobody waits for that.


def _understood(
    out: bytes, said: tuple[str, ...], code: int, limit: float, taken: float
) -> Outcome:
    """Return what a check answered, or how it ended instead."""
    for line in reversed(out.splitlines()):
        try:
            found = json.loads(line)
            well, words, own = bool(found["well"]), str(found["words"]), float(found["taken"])
        except (ValueError, KeyError, TypeError):
            continue  # A library that talks.
        if well and code != 0:
            words = f"{words}; then it {how_it_ended(code, said, limit)}"
        return Outcome(well and code == 0, words, own, said)
    return Outcome(False, how_it_ended(code, said, limit), taken, said)


def _too_late(whole: float) -> Outcome:
    return Outcome(False, f"not begun: the self-test had already taken {whole:g} s", 0)


def _lines(text: bytes) -> tuple[str, ...]:
    return tuple(text.decode("utf-8", "replace").splitlines())
