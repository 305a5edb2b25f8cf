"""A checkout for each test that wants one."""

from pathlib import Path

import pytest

from tests.start.checkouts import Checkout, new_checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A fresh checkout, its path with a space and letters beyond ASCII as schools have them."""
    return new_checkout(tmp_path / "école 学校")
