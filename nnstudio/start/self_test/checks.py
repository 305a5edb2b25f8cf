"""The checks by name, in the order in which they run."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, cast

PACKAGE = "nnstudio.start.self_test"
CHECKS = {
    "platform": f"{PACKAGE}.surroundings:check",
    "files": f"{PACKAGE}.shipped_files:check",
    "resources": f"{PACKAGE}.resources:check",
    "arithmetic": f"{PACKAGE}.arithmetic:check",
    "learning": f"{PACKAGE}.learning:check",
    "saving": f"{PACKAGE}.saving:check",
    "signals": f"{PACKAGE}.signals:check",
    "glyphs": f"{PACKAGE}.glyphs:check",
    "icons": f"{PACKAGE}.icons:check",
    "window": "nnstudio.ui.self_portrait:check",
}
"""Where each check is: what it needs is imported by itself alone."""
SEEN = frozenset({"glyphs", "icons", "window"})
"""The checks that paint, and need a screen or its stand-in."""


class Finding(NamedTuple):
    """What a check found, in words."""

    well: bool
    words: str


def find(name: str) -> Callable[[], tuple[bool, str]]:
    """Return the check of this name. Raises KeyError if there is none."""
    module, _, function = CHECKS[name].partition(":")
    return cast("Callable[[], tuple[bool, str]]", getattr(import_module(module), function))
