"""Margins that turn round with the window."""

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QGuiApplication


def mirrored() -> bool:
    """Whether the window reads from right to left, as a translation can ask for."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def margins(start: int, top: int, end: int, bottom: int) -> QMargins:
    """Margins from the side where reading starts; Qt turns all of a layout round but these."""
    return QMargins(end, top, start, bottom) if mirrored() else QMargins(start, top, end, bottom)
