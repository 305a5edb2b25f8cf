"""Keys and ways in the direction of reading, which is from right to left in a mirrored window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def ahead(widget: QWidget) -> Qt.Key:
    """The arrow key that leads on: to the next, or to more."""
    return Qt.Key.Key_Left if widget.isRightToLeft() else Qt.Key.Key_Right


def back(widget: QWidget) -> Qt.Key:
    """The arrow key that leads back: to the one before, or to less."""
    return Qt.Key.Key_Right if widget.isRightToLeft() else Qt.Key.Key_Left


def onward(widget: QWidget, pixels: int) -> int:
    """So many pixels towards more."""
    return -pixels if widget.isRightToLeft() else pixels
