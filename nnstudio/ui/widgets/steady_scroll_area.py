"""A place that content scrolls in when it needs more height than there is."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

DEEPEST = 8
"""Sizes that the content may be given within one change; two or three are usual."""


class SteadyScrollArea(QScrollArea):
    """Takes no part in Tab, since what is reached by it scrolls into view, and has no frame.

    A scroll bar makes content narrower, and content that is higher or lower then may need no bar
    with one, and one without. Qt gives it one size after the other, each within the one before,
    until there is no stack left and the program ends. Here it keeps one of them.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._depth = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Resize or watched is not self.widget():
            return super().eventFilter(watched, event)
        if self._depth == DEEPEST:
            return False
        self._depth += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._depth -= 1
