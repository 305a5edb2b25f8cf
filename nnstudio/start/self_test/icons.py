"""Every icon is drawn from its SVG file, in both themes."""

from pathlib import Path

from PySide6.QtGui import QImage

from nnstudio.data.resources import resource
from nnstudio.start.self_test.checks import Finding
from nnstudio.ui.application import make_application
from nnstudio.ui.icons import icon_pixmap
from nnstudio.ui.theme import DARK, LIGHT

SIDE = 40
LEAST = 8
"""Painted pixels, of 1,600, of which the sparest icon has many more."""


def check() -> Finding:
    """Draw each icon and see that something was painted, and not everything."""
    application = make_application()
    names = _names(resource("icons"))
    for name in names:
        for theme in (LIGHT, DARK):
            image = icon_pixmap(name, theme, "text", SIDE).toImage()
            painted = ink(image)
            if not LEAST <= painted < SIDE * SIDE:
                return Finding(False, f"{name}.svg shows {painted} of {SIDE * SIDE} pixels")
    del application
    return Finding(bool(names), f"{len(names)} icons drawn in two themes")


def _names(folder: Path) -> list[str]:
    paths = [path.relative_to(folder).with_suffix("") for path in folder.rglob("*.svg")]
    return sorted(path.as_posix() for path in paths)


def ink(image: QImage) -> int:
    """Return how many pixels of a picture are not transparent."""
    # It needs a name: the bits of a picture without one are gone before they are read.
    same = image.convertToFormat(QImage.Format.Format_ARGB32)
    return sum(alpha > 0 for alpha in bytes(same.constBits())[3::4])
