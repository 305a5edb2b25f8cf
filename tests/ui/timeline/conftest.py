"""The whole window, since the timeline is about everything in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.e2e.studio import Studio


@pytest.fixture
def studio(qtbot: QtBot, tmp_path: Path) -> Iterator[Studio]:
    """The window on the moons, which are learned in batches."""
    opened = Studio(qtbot, tmp_path, "moons")
    yield opened
    opened.leave()
