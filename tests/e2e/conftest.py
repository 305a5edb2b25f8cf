"""A studio for each journey, closed when it ends."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.e2e.studio import Studio


@pytest.fixture
def open_studio(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Opens studios, as many as a journey needs."""
    opened: list[Studio] = []

    def open_one(example: str | None = None) -> Studio:
        opened.append(Studio(qtbot, tmp_path, example))
        return opened[-1]

    yield open_one
    for studio in opened:
        studio.leave()


@pytest.fixture
def studio(open_studio: Callable[..., Studio]) -> Studio:
    """The window as it opens: on XOR."""
    return open_studio()
