"""A line of plain words under the run bar: what went wrong, and what one can do. Never modal."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from nnstudio.ui.widgets.margins import margins

SHOWN_FOR = 12_000
"""Milliseconds after which a notice without an action goes away by itself."""


class Notice(QFrame):
    """Shows one message at a time; the next one takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setAccessibleName(self.tr("Notice"))
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setProperty("role", "warning")
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.setVisible(False)
        self._close = QToolButton()
        self._close.setText("×")
        self._close.setToolTip(self.tr("Close this notice"))
        self._close.setAccessibleName(self.tr("Close this notice"))
        self._close.clicked.connect(self.dismiss)
        self._do: Callable[[], None] | None = None
        self._action.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(14, 6, 8, 6))
        row.addWidget(self._label, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """The message that is shown; empty when there is none."""
        return self._label.text() if not self.isHidden() else ""

    def tell(self, text: str, action: str = "", do: Callable[[], None] | None = None) -> None:
        """Show a message, perhaps with a button that does something about it."""
        self._label.setText(text)
        self._do = do
        self._action.setText(action)
        self._action.setVisible(do is not None)
        self.show()
        if do is None:
            self._timer.start(SHOWN_FOR)
        else:
            self._timer.stop()

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.hide()

    def _act(self) -> None:
        do = self._do
        self.dismiss()
        if do is not None:
            do()
