"""A text of many lines to read, to select and to copy."""

from PySide6.QtCore import Qt, QTimerEvent
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


class ReadableText(QPlainTextEdit):
    """Read-only. A press on what is selected begins a new selection and never drags the old one.

    Qt would drag it; and where the drag left the text before Qt noticed, its timer for scrolling
    would begin the same drag again, ten times a second and with no button held, for as long as the
    text lives. Each takes the keys and the release of the mouse: no click would reach anything.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cursor = self.textCursor()
        if event.button() is LEFT and event.modifiers() != SHIFT and cursor.hasSelection():
            cursor.clearSelection()
            self.setTextCursor(cursor)
        super().mousePressEvent(event)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Scroll on while a selection is drawn beyond the edge, and only while a button is held."""
        if QGuiApplication.mouseButtons() & LEFT:
            super().timerEvent(event)
