"""Everything that is left out, named: folded to a count, unfolded to a list one can copy."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QListView, QToolButton, QVBoxLayout, QWidget

from nnstudio.app.locale import grouped
from nnstudio.data.table import RowProblem
from nnstudio.ui.csv_import.words import plain_hint

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_SHORT = 3


class _Sentences(QAbstractListModel):
    """Sentences, made only when they are looked at: there may be 200,000."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[str | RowProblem] = ()

    def show_entries(self, entries: Sequence[str | RowProblem]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self._entries[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_hint(str(self._entries[index.row()]))
        return None


class SentenceView(QListView):
    """The list itself; Ctrl+C copies what is selected, as lines of text."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
            if rows:
                QGuiApplication.clipboard().setText("\n".join(str(row.data()) for row in rows))
            return
        super().keyPressEvent(event)


class ProblemList(QWidget):
    """Sentences about the file and about every row and cell that is not used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notes: tuple[str, ...] = ()
        self._refused: tuple[RowProblem, ...] = ()
        self._touched = False
        self._sentences = _Sentences()
        self._sentences.setParent(self)
        self.fold = QToolButton()
        self.fold.setProperty("kind", "link")
        self.fold.setCheckable(True)
        self.fold.setToolTip(self.tr("Show or hide what is left out, and why."))
        self.fold.clicked.connect(self._turn)
        self.copy = QToolButton()
        self.copy.setText(self.tr("Copy all"))
        self.copy.setToolTip(self.tr("Copy the whole list as text."))
        self.copy.setAccessibleName(self.copy.text())
        self.copy.setProperty("kind", "link")
        self.copy.clicked.connect(self._copy)
        self.view = SentenceView()
        self.view.setModel(self._sentences)
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.view.setFrameShape(QListView.Shape.NoFrame)
        self.view.setAccessibleName(self.tr("What is left out, and why"))
        top = QHBoxLayout()
        top.addWidget(self.fold)
        top.addStretch(1)
        top.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.view)
        self.forget()

    @property
    def sentences(self) -> list[str]:
        """Everything in the list."""
        return [*self._notes, *map(str, self._refused)]

    def forget(self) -> None:
        """Another file: nothing to show yet, and folded as its length wants it."""
        self._touched = False
        self.show_entries((), ())

    def show_entries(self, notes: tuple[str, ...], refused: tuple[RowProblem, ...]) -> None:
        """Show sentences about columns, then every row and cell that is not used."""
        self._notes, self._refused = notes, refused
        entries: list[str | RowProblem] = [*notes, *refused]
        self._sentences.show_entries(entries)
        self.setVisible(bool(entries))
        if not self._touched:
            self.fold.setChecked(0 < len(entries) <= _SHORT)
        self._show()

    def _turn(self) -> None:
        self._touched = True
        self._show()

    def _show(self) -> None:
        unfolded = self.fold.isChecked()
        self.view.setVisible(unfolded)
        self.copy.setVisible(unfolded)
        rows = min(self._sentences.rowCount(), 5)
        self.view.setFixedHeight(max(rows, 1) * (self.fontMetrics().height() + 3) + 12)
        self.fold.setText(("▾ " if unfolded else "▸ ") + self._count())
        self.fold.setAccessibleName(self._count())

    def _count(self) -> str:
        parts = []
        count = len(self._notes)
        if count:
            parts.append(
                self.tr("1 note about the columns")
                if count == 1
                else self.tr("{count} notes about the columns").format(count=grouped(count))
            )
        count = len(self._refused)
        if count:
            parts.append(
                self.tr("1 row or cell that cannot be used")
                if count == 1
                else self.tr("{count} rows or cells that cannot be used").format(
                    count=grouped(count)
                )
            )
        return (
            self.tr("{first}, {second}").format(first=parts[0], second=parts[1])
            if (len(parts) == 2)
            else "".join(parts)
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.sentences))
