"""The parts of the import window that only show: file, preview, columns, buttons."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.data.csv_preview import Preview
from nnstudio.ui.csv_import import words
from nnstudio.ui.csv_import.column_list import ColumnList
from nnstudio.ui.csv_import.preview_table import PreviewTable
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import caption


class FileRow(QWidget):
    """Which file is shown. Attribute: `other`, the button for another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setProperty("role", "title")
        # However long the name of a file is, it does not widen the window.
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.other = QToolButton()
        self.other.setText(self.tr("Choose another file…"))
        self.other.setToolTip(self.tr("Look at another file instead of this one."))
        self.other.setAccessibleName(self.other.text())
        self.other.setProperty("kind", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._name, 1)
        row.addWidget(self.other)

    def show_path(self, path: Path) -> None:
        """Name the file; its place is told on request."""
        self._name.setText(path.name)
        self._name.setToolTip(words.plain_hint(str(path)))


class _CaptionedCard(QFrame):
    """A card with a caption on top; `inside` is where its content goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(1, 8, 1, 1)
        self.inside.setSpacing(6)
        self.caption = caption("")
        self.caption.setContentsMargins(11, 0, 11, 0)
        self.inside.addWidget(self.caption)


class PreviewCard(_CaptionedCard):
    """The first rows; above them, if the file cannot be read as it is meant, the reason."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption.setText(self.tr("First rows, with their lines in the file").upper())
        self.table = PreviewTable(theme)
        self.unreadable = QLabel()
        self.unreadable.setTextFormat(Qt.TextFormat.PlainText)
        self.unreadable.setProperty("role", "warning")
        self.unreadable.setWordWrap(True)
        self.unreadable.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.unreadable.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.unreadable.setContentsMargins(12, 8, 12, 8)
        self.unreadable.hide()
        self.inside.addWidget(self.unreadable)
        self.inside.addWidget(self.table, 1)

    def show_preview(self, preview: Preview, problem: str) -> None:
        """Show the first rows, or why there are none."""
        self.unreadable.setText(problem)
        self.unreadable.setVisible(bool(problem))
        self.table.show_preview(preview)


class ColumnCard(_CaptionedCard):
    """Every column with its role."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption.setText(self.tr("What becomes of each column").upper())
        self.list = ColumnList(theme)
        self.caption.setBuddy(self.list)
        self.inside.addWidget(self.list, 1)


class ButtonRow(QWidget):
    """Cancel and Import, and beside them in words how things stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = QLabel()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setWordWrap(True)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Close this window; the project stays as it is."))
        self.cancel.setAutoDefault(False)
        self.bring_in = QPushButton(self.tr("Import"))
        self.bring_in.setProperty("kind", "primary")
        self.bring_in.setToolTip(
            self.tr("Learn from this table instead of the present data. It can be undone.")
        )
        self.bring_in.setDefault(True)
        for button in (self.cancel, self.bring_in):
            button.setAccessibleName(button.text())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._state, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.bring_in)

    @property
    def said(self) -> str:
        """What stands beside the buttons."""
        return self._state.text()

    def say(self, text: str, role: str) -> None:
        """Put words beside the buttons; role is that of the style sheet."""
        self._state.setText(text)
        if self._state.property("role") != role:
            self._state.setProperty("role", role)
            self._state.style().unpolish(self._state)
            self._state.style().polish(self._state)
