"""The first rows of the file as they are written, with what is wrong in them."""

from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from nnstudio.data.csv_preview import Preview
from nnstudio.data.table import RowProblem
from nnstudio.ui.csv_import import words
from nnstudio.ui.csv_import.choice import Role
from nnstudio.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_LONGEST_CELL = 200


class PreviewModel(QAbstractTableModel):
    """Rows of a Preview as text. The header of a column tells its name, kind and role."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._preview = Preview((), (), (), ())
        self._width = 0
        self._roles: dict[str, Role] = {}
        self._problems: dict[tuple[int, str], str] = {}
        self._left_out: dict[int, str] = {}

    @property
    def preview(self) -> Preview:
        """What is shown."""
        return self._preview

    def show_preview(self, preview: Preview) -> None:
        """Show other rows; roles and problems come later, with the whole table."""
        self.beginResetModel()
        self._preview = preview
        self._width = _usual_width(preview)
        self._roles = {}
        self._problems = {}
        self._left_out = {}
        self.endResetModel()

    def show_roles(self, roles: dict[str, Role]) -> None:
        """Show what becomes of each column, by its name."""
        self._roles = roles
        self._repaint()

    def show_problems(self, problems: tuple[RowProblem, ...]) -> None:
        """Mark the rows and cells that cannot be used; a row goes with a cell that is needed."""
        shown = set(self._preview.lines)
        self._left_out = {
            problem.line: problem.reason
            for problem in problems
            if problem.line in shown and self._roles.get(problem.column) != "out"
        }
        self._problems = {
            (problem.line, problem.column): problem.reason
            for problem in problems
            if problem.line in shown
        }
        self._repaint()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._repaint()

    def name(self, column: int) -> str:
        """The name of a column; empty where a row is longer than the table."""
        return self._preview.names[column] if column < self._width else ""

    def kind(self, column: int) -> str:
        """The kind of a column in words."""
        if column >= self._width:
            return self.tr("too many")
        return words.kind_name(self._preview.kinds[column])

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, which stand on the right."""
        return column < self._width and self._preview.kinds[column] == "number"

    def role(self, column: int) -> Role | None:
        """The role of a column; None as long as the table is not read, or has no such column."""
        return self._roles.get(self.name(column))

    def problem(self, row: int, column: int = -1) -> str:
        """Why a row, or the cell of one, cannot be used; empty if it can."""
        line = self._preview.lines[row]
        found = self._problems.get((line, ""), "")
        if not found and len(self._preview.rows[row]) != self._width:
            found = self.tr("{count} cells instead of {width}").format(
                count=len(self._preview.rows[row]), width=self._width
            )
        if not found and column >= 0:
            found = self._problems.get((line, self.name(column)), "")
        return found

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._preview.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._preview.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cells = self._preview.rows[index.row()]
        written = index.column() < len(cells)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            hint = self._hint(index.row(), index.column())
            return words.plain_hint(hint) if hint else None
        if role == Qt.ItemDataRole.ForegroundRole:
            if self.problem(index.row(), index.column()):
                return self._theme.colour("warning")
            out = self.role(index.column()) == "out" or index.column() >= self._width
            return self._theme.colour("muted" if out or not written else "text")
        if role == Qt.ItemDataRole.FontRole and self.problem(index.row(), index.column()):
            font = QFont()
            font.setItalic(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = self.is_number(index.column())
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._line(section, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(section)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            found = self.role(section)
            parts = [self.name(section), self.kind(section)]
            if found is not None:
                parts.append(words.role_meaning(found))
            said = " · ".join(part for part in parts if part)
            return words.plain_hint(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def _text(self, row: int, column: int) -> str:
        cells = self._preview.rows[row]
        if column < len(cells) and (cells[column] or not self.problem(row, column)):
            return cells[column][:_LONGEST_CELL]
        return "" if column >= self._width else self.tr("missing")

    def _line(self, section: int, role: int) -> Any:
        problem = self.problem(section) or self._left_out.get(self._preview.lines[section], "")
        if role == Qt.ItemDataRole.DisplayRole:
            mark = "⚠ " if problem else ""
            return f"{mark}{self._preview.lines[section]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            said = self.tr("Line {line} of the file").format(line=self._preview.lines[section])
            return words.plain_hint(f"{said}: {problem}" if problem else said)
        if role == Qt.ItemDataRole.ForegroundRole and problem:
            return self._theme.colour("warning")
        return None

    def _hint(self, row: int, column: int) -> str | None:
        problem = self.problem(row, column)
        if problem:
            return self.tr("Line {line}: {reason}").format(
                line=self._preview.lines[row], reason=problem
            )
        cells = self._preview.rows[row]
        return cells[column][:1000] if column < len(cells) and len(cells[column]) > 20 else None

    def _repaint(self) -> None:
        if not self.rowCount() or not self.columnCount():
            return
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)


def _usual_width(preview: Preview) -> int:
    """The number of cells of most rows."""
    if not preview.rows:
        return len(preview.names)
    return Counter(len(row) for row in preview.rows).most_common(1)[0][0]
