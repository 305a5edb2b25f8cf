"""Documents that leave nothing behind for Python's collector to take down in the wrong order."""

from collections.abc import Callable, Iterator

import pytest

from tests.ui.conftest import Studio


@pytest.fixture
def open_studio(open_studio: Callable[[str], Studio]) -> Iterator[Callable[[str], Studio]]:
    """Opens an example; in the end its undo stack is emptied.

    A stack that dies together with its commands can find them freed before it.
    """
    opened: list[Studio] = []

    def open_example(example: str) -> Studio:
        opened.append(open_studio(example))
        return opened[-1]

    yield open_example
    for studio in opened:
        studio.document.undo_stack.clear()
