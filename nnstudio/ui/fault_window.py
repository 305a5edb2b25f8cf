"""The window for what should not have happened: plain words, details to copy, and nothing lost."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.ui.fonts import monospace
from nnstudio.ui.widgets.readable_text import ReadableText

MOST_DETAILS = 200_000
"""Characters."""


class FaultWindow(QDialog):
    """Tells of a fault in the program, or of several. Signal: `save_asked()`. Not modal."""

    save_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("fault")
        self.setModal(False)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.resize(620, 420)
        heading = QLabel(self.tr("Something in NN Studio went wrong"))
        heading.setProperty("role", "title")
        self._words = QLabel(
            self.tr(
                "This is a fault in the program, not yours. The project is still open, and you "
                "can go on."
            )
        )
        self._copy = QLabel(self.tr("A copy of the project is being put aside…"))
        self._copy.setTextFormat(Qt.TextFormat.PlainText)
        self._copy.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._words, self._copy):
            label.setWordWrap(True)
        caption = QLabel(self.tr("Details, for whoever mends it"))
        caption.setProperty("role", "muted")
        self._details = ReadableText()
        self._details.setFont(monospace(8.5))
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setAccessibleName(caption.text())
        copy = QPushButton(self.tr("Copy the details"))
        copy.clicked.connect(self._copy_details)
        self._save = QPushButton(self.tr("Save as…"))
        self._save.clicked.connect(self.save_asked)
        go_on = QPushButton(self.tr("Go on"))
        go_on.setProperty("kind", "primary")
        go_on.setDefault(True)
        go_on.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(self._save)
        buttons.addWidget(go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (heading, self._words, self._copy, caption):
            column.addWidget(widget)
        column.addWidget(self._details, 1)
        column.addLayout(buttons)

    @property
    def details(self) -> str:
        """All that is known of the faults, for whoever mends them."""
        return self._details.toPlainText()

    @property
    def said(self) -> str:
        """What became of the project, in words."""
        return self._copy.text()

    def add(self, details: str) -> None:
        """Another fault."""
        text = f"{self.details}\n\n{details}" if self.details else details
        self._details.setPlainText(text[-MOST_DETAILS:])

    def tell_of_the_copy(self, path: str, problem: str) -> None:
        """Where the project was put aside, or why it could not be."""
        if path:
            words = self.tr("A copy of the project as it is now was put aside: {path}")
            self._copy.setText(words.format(path=path))
        else:
            words = self.tr(
                "A copy of the project could not be put aside: {reason}. Please save it yourself."
            )
            self._copy.setText(words.format(reason=problem.rstrip(".")))

    def tell_that_nothing_is_open(self) -> None:
        """The fault came before the project was there."""
        self._words.setText(
            self.tr(
                "This is a fault in the program, not yours. NN Studio could not be opened; "
                "starting it again may help."
            )
        )
        self._copy.hide()
        self._save.hide()

    def _copy_details(self) -> None:
        QApplication.clipboard().setText(self.details)
