"""A small editor in place: for a weight, a bias, a rate, a number of neurons, a title."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnstudio.ui.canvas.labels import FloatingLabel
from nnstudio.ui.theme import Theme

Commit = Callable[[str], str]
"""Takes what was typed; returns words on what is wrong with it, or nothing when it is done."""


class InlineEditor(QLineEdit):
    """Lies over the canvas until Enter (done), Escape (as before) or a click elsewhere (done,
    if it can be). What cannot be understood is told in words, and the text stays to be mended.

    Signals: `closed(bool)`, whether the keyboard should go back to the canvas; `refused(str)` when
    it was left with something that cannot be.
    """

    closed = Signal(bool)
    refused = Signal(str)

    def __init__(self, text: str, name: str, commit: Commit, theme: Theme, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._pane = parent
        self._commit = commit
        self._first = text
        self._open = True
        self.complaint = FloatingLabel(theme, parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.selectAll()
        self.returnPressed.connect(self._done)
        self.textEdited.connect(self.complaint.hide)

    def open_at(self, centre: QPoint, width: int) -> None:
        """Appear around a point of the parent, inside it."""
        self.resize(width, self.sizeHint().height())
        self.stand_at(centre)
        self.show()
        self.raise_()
        self.setFocus()

    def stand_at(self, centre: QPoint) -> None:
        """Go where what is edited has gone."""
        width = self.width()
        space = self._pane.size()
        x = min(max(centre.x() - width // 2, 2), max(space.width() - width - 2, 2))
        y = min(max(centre.y() - self.height() // 2, 2), max(space.height() - self.height() - 2, 2))
        self.move(x, y)

    def close_editor(self, focus: bool = False) -> None:
        """Go away without a change."""
        if self._open:
            self._open = False
            self.complaint.hide()
            self.hide()
            self.closed.emit(focus)
            self.complaint.deleteLater()
            self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_editor(focus=True)
            return
        super().keyPressEvent(event)
        # What the editor has no use for must not reach the canvas under it.
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._open and event.reason() is not Qt.FocusReason.PopupFocusReason:
            if self.text() != self._first:
                wrong = self._commit(self.text())
                if wrong:
                    self.refused.emit(wrong)
            self.close_editor()

    def _done(self) -> None:
        wrong = self._commit(self.text()) if self.text() != self._first else ""
        if not self._open:
            return
        if wrong:
            self.complaint.tell(wrong, self.geometry().bottomLeft(), QPoint(0, 6))
            self.selectAll()
        else:
            self.close_editor(focus=True)
