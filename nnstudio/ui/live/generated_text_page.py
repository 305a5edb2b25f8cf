"""The page that a growing text stands on: to read, to select and to copy."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from nnstudio.ui.widgets.readable_text import ReadableText

LOWEST = 92
MOVING = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


class WrittenText(ReadableText):
    """A text that nobody types into."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setMinimumHeight(LOWEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Low: it takes what room there is, and what stands below stays in sight."""
        return QSize(200, LOWEST)

    def append(self, text: str, colour: QColor) -> None:
        """More text at the end, which scrolls into view; what is selected stays selected."""
        form = QTextCharFormat()
        form.setForeground(colour)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, form)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def event(self, event: QEvent) -> bool:
        # Else the keys that move the cursor would drive the run.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if event.key() in MOVING and plain == Qt.KeyboardModifier.NoModifier:
                event.accept()
                return True
        return super().event(event)
