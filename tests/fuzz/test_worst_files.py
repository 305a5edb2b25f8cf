"""The worst files that somebody thought of, each measured: seconds of work and bytes."""

import os
import sys
from collections.abc import Iterator

import pytest

from tests.fuzz import sound, worst
from tests.fuzz.verdicts import faults
from tests.fuzz.watching import MEGABYTE
from tests.fuzz.workers import Worker

pytestmark = pytest.mark.skipif(os.name != "posix", reason="waits for a program as POSIX does")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(sound.everything()) as found:
        yield found


def judge(worker: Worker, content: bytes, kind: str) -> None:
    """Open it, print what it took, and hold it against what must be."""
    report = worker.open(content, kind)
    print(
        f"{report.outcome}, opening {report.opening_seconds:.2f} s of work, "
        f"{report.opening_bytes / MEGABYTE:.0f} MB; using {report.using_seconds:.2f} s, "
        f"{report.using_bytes / MEGABYTE:.0f} MB; {report.words[:1]}",
        file=sys.stderr,
    )
    assert not faults(report)


@pytest.mark.parametrize("name", worst.LEGAL)
def test_a_project_at_the_edge_of_the_bounds_opens_in_time_and_can_be_used(
    name: str, worker: Worker
) -> None:
    judge(worker, worst.with_run(worst.LEGAL[name]), "project")


@pytest.mark.parametrize("name", worst.PROJECTS)
def test_a_project_that_is_too_much_is_refused_in_time(name: str, worker: Worker) -> None:
    judge(worker, worst.archive(worst.PROJECTS[name]()), "project")


@pytest.mark.parametrize("name", worst.TIMELINES)
def test_a_timeline_that_is_too_much_is_left_out_in_time(name: str, worker: Worker) -> None:
    judge(worker, worst.TIMELINES[name](), "project")


@pytest.mark.parametrize("name", worst.TABLES)
def test_a_table_that_is_too_much_is_refused_in_time(name: str, worker: Worker) -> None:
    judge(worker, worst.TABLES[name](), "table")
