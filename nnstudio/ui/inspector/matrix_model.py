"""A table of numbers as a model: large ones cost nothing until they are seen."""

from math import isfinite

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from nnstudio.nn.columns import Array
from nnstudio.ui.inspector.figures import SHORT, shown
from nnstudio.ui.inspector.inks import Inks, mixed
from nnstudio.ui.theme import Theme

STRONGEST = 0.55
"""How much of a sign's colour the largest number of a table has behind it."""
SHADES = 12
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class MatrixModel(QAbstractTableModel):
    """(rows, columns), shaded by sign and size; `heads` names the columns."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values: Array = np.zeros((0, 0))
        self._heads: tuple[str, ...] = ()
        self._largest = 0.0
        self._shades: list[QColor] = []
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        panel = Inks.of(theme).panel
        steps = range(-SHADES, SHADES + 1)
        ends = theme.colour("negative"), theme.colour("positive")
        self._shades = [
            mixed(panel, ends[step > 0], STRONGEST * abs(step) / SHADES) for step in steps
        ]
        self._tell_all()

    def show_values(self, values: Array, heads: tuple[str, ...]) -> None:
        """Show these; the same shape keeps selection and scroll bars where they are."""
        with np.errstate(all="ignore"):
            size = np.abs(values[np.isfinite(values)])
        self._largest = float(size.max()) if size.size else 0.0
        if values.shape != self._values.shape or heads != self._heads:
            self.beginResetModel()
            self._values, self._heads = values, heads
            self.endResetModel()
        else:
            self._values = values
            self._tell_all()

    def value(self, row: int, column: int) -> float:
        """One of the numbers."""
        return float(self._values[row, column])

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else int(self._values.shape[0])

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else int(self._values.shape[1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            return shown(self.value(index.row(), index.column()), SHORT)
        if role == roles.ToolTipRole:
            return shown(self.value(index.row(), index.column()), 18)
        if role == roles.BackgroundRole:
            return self._shade(self.value(index.row(), index.column()))
        if role == roles.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal and section < len(self._heads):
            return self._heads[section]
        return str(section + 1)

    def _shade(self, value: float) -> QColor | None:
        if not isfinite(value) or self._largest == 0.0:
            return None
        return self._shades[SHADES + round(SHADES * value / self._largest)]

    def _tell_all(self) -> None:
        rows, columns = self._values.shape
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
