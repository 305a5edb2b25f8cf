"""The fonts that come along: without them a bare machine shows boxes instead of letters."""

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from nnstudio.data.resources import resource

FAMILY = "DejaVu Sans"
MONOSPACE = "DejaVu Sans Mono"
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")


def install_fonts(application: QApplication) -> None:
    """Make our fonts known and use them for the whole application."""
    for name in FILES:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    font = QFont(FAMILY)
    font.setPointSizeF(9.5)
    application.setFont(font)


def monospace(points: float = 9.5) -> QFont:
    """The font for numbers, whose digits are all of one width."""
    font = QFont(MONOSPACE)
    font.setPointSizeF(points)
    return font
