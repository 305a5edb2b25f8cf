"""Thousands of damaged and hostile files: each is opened and can be used, or is refused in words.

What that means stands in verdicts.py. The files are always the same; `python -m tests.fuzz` makes
others, for hours.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import sound
from tests.fuzz.cases import FAMILIES
from tests.fuzz.verdicts import faults
from tests.fuzz.workers import Worker

SLOW = {"an archive that lies": 250, "settings as large as they can be": 60}
"""Families of which each file takes long."""
FILES = 300


pytestmark = pytest.mark.skipif(os.name != "posix", reason="waits for a program as POSIX does")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(sound.everything()) as found:
        yield found


@pytest.mark.parametrize("family", FAMILIES)
def test_a_damaged_file_is_opened_and_usable_or_refused_in_words(
    family: str, worker: Worker
) -> None:
    @settings(
        max_examples=SLOW.get(family, FILES),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def every(data: st.DataObject) -> None:
        case = data.draw(FAMILIES[family])
        assert not faults(worker.open(case.content, case.kind))

    every()


@pytest.mark.parametrize("name", sound.everything())
def test_the_files_that_are_damaged_here_are_sound_when_they_are_not(
    name: str, worker: Worker
) -> None:
    kind, content = sound.everything()[name]
    report = worker.open(content, kind)
    assert report.outcome == "opened"
    assert not report.words
    assert not faults(report)
