"""The table of predictions: its rows stay, only the answers in them change."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QImage, QPixmap

from nnstudio.data.dataset import Dataset
from nnstudio.project.session import Predictions
from nnstudio.ui.fonts import monospace
from nnstudio.ui.icons import icon_pixmap
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import decimal, percent, probability

MOST_INPUT_COLUMNS = 4
PICTURE = 24
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True)
class _Column:
    kind: str
    title: str
    place: int = 0


class PredictionsModel(QAbstractTableModel):
    """Columns: inputs, target, answer, and how right it is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self._found: Predictions | None = None
        self._columns: list[_Column] = []
        self._pictures: dict[int, QPixmap] = {}
        self._font = monospace(9.0)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.beginResetModel()
        self._theme = theme
        self._right = icon_pixmap("check", theme, "good", 14, 2.0)
        self._wrong = icon_pixmap("cross", theme, "warning", 14, 2.0)
        self._pictures = {}
        self.endResetModel()

    def show(self, dataset: Dataset, found: Predictions) -> bool:
        """Show what was found. Returns whether the columns are other ones than before."""
        outputs = found.outputs.shape[1]
        columns = self._wanted_columns(dataset, outputs)
        same_rows = (
            self._found is not None
            and dataset is self._dataset
            and np.array_equal(self._found.inputs, found.inputs)
        )
        if same_rows and columns == self._columns:
            self._found = found
            first = next(
                at for at, column in enumerate(columns) if column.kind in ("answer", "output")
            )
            last = self.index(found.inputs.shape[0] - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, first), last)
            return False
        other = columns != self._columns
        self.beginResetModel()
        self._dataset, self._found, self._columns = dataset, found, columns
        self._pictures = {}
        self.endResetModel()
        return other

    def is_mark(self, column: int) -> bool:
        """Whether a column holds a sign or a picture and no number."""
        return self._columns[column].kind in ("mark", "picture")

    def is_input(self, column: int) -> bool:
        """Whether this column shows one of the inputs."""
        return self._columns[column].kind == "input"

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if self._found is None else int(self._found.inputs.shape[0])

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role == Role.DisplayRole:
            if orientation is Qt.Orientation.Horizontal:
                return self._columns[section].title if section < len(self._columns) else ""
            return str(section + 1)
        if role == Role.TextAlignmentRole:
            return self._side(section)
        if role == Role.ToolTipRole and orientation is Qt.Orientation.Horizontal:
            return self._tip(self._columns[section].kind)
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self._found is None or not index.isValid():
            return None
        row, column = index.row(), self._columns[index.column()]
        if role == Role.DisplayRole:
            return self._text(row, column)
        if role == Role.FontRole:
            return self._font
        if role == Role.TextAlignmentRole:
            return self._side(index.column())
        if role == Role.DecorationRole:
            return self._decoration(row, column)
        if role == Role.ForegroundRole and column.kind in ("input", "number"):
            return QBrush(self._theme.colour("muted"))
        if role in (Role.AccessibleTextRole, Role.ToolTipRole) and column.kind == "mark":
            return self.tr("right") if self._is_right(row) else self.tr("wrong")
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        middle, right = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
        return (middle if self.is_mark(column) else right) | Qt.AlignmentFlag.AlignVCenter

    def _wanted_columns(self, dataset: Dataset, outputs: int) -> list[_Column]:
        names = dataset.feature_names
        if dataset.image_shape is not None:
            columns = [_Column("picture", "")]
        elif len(names) > MOST_INPUT_COLUMNS:
            columns = [_Column("number", self.tr("sample"))]
        else:
            columns = [_Column("input", name, at) for at, name in enumerate(names)]
        if not dataset.class_names:
            for at, name in enumerate(dataset.target_names):
                columns += [
                    _Column("target value", name, at),
                    _Column("answer", self.tr("output"), at),
                    _Column("error", self.tr("error"), at),
                ]
            return columns
        columns.append(_Column("target", self.tr("target")))
        if outputs == 1:
            columns.append(_Column("output", self.tr("output")))
        else:
            columns.append(_Column("answer class", self.tr("answer")))
            columns.append(_Column("output", self.tr("sure")))
        columns.append(_Column("mark", "✓"))
        return columns

    def _text(self, row: int, column: _Column) -> str | None:
        found, dataset = self._found, self._dataset
        if found is None or dataset is None:
            return None
        locale = QLocale()
        match column.kind:
            case "input":
                value = float(found.inputs[row, column.place])
                return decimal(value, locale, 0 if dataset.truth_table else 3)
            case "number":
                return str(row + 1)
            case "target value":
                return decimal(float(found.targets[row, column.place]), locale, 3)
            case "answer":
                return decimal(float(found.outputs[row, column.place]), locale, 3)
            case "error":
                at = column.place
                return decimal(float(found.outputs[row, at] - found.targets[row, at]), locale, 3)
            case "target":
                return dataset.class_names[int(found.target_class[row])]
            case "answer class":
                return dataset.class_names[int(found.answered_class[row])]
            case "output" if found.outputs.shape[1] == 1:
                return probability(float(found.outputs[row, 0]), locale)
            case "output":
                surest = float(found.outputs[row].max())
                shares = found.outputs.min() >= 0.0 and found.outputs.max() <= 1.0
                return percent(surest, locale) if shares else decimal(surest, locale, 3)
        return None

    def _decoration(self, row: int, column: _Column) -> QPixmap | None:
        if column.kind == "mark":
            return self._right if self._is_right(row) else self._wrong
        if column.kind == "picture":
            if row not in self._pictures:
                self._pictures[row] = self._picture(row)
            return self._pictures[row]
        return None

    def _picture(self, row: int) -> QPixmap:
        assert self._found is not None
        assert self._dataset is not None
        height, width = self._dataset.image_shape or (1, 1)
        values = self._found.inputs[row].reshape(height, width)
        reach = float(values.max()) or 1.0
        grey = (255 * np.clip(values / reach, 0, 1)).astype(np.uint8)
        if self._theme.name == "light":
            grey = 255 - grey
        grey = np.ascontiguousarray(grey)
        image = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8)
        return QPixmap.fromImage(image.scaled(PICTURE, PICTURE))

    def _is_right(self, row: int) -> bool:
        found = self._found
        assert found is not None
        return bool(found.target_class[row] == found.answered_class[row])

    def _tip(self, kind: str) -> str | None:
        return {
            "target": self.tr("The class that the data says."),
            "target value": self.tr("The value that the data says."),
            "answer": self.tr("The value that the network says."),
            "answer class": self.tr("The class with the largest output."),
            "output": self.tr("What the output neuron says: above ½ it means the second class.")
            if self._found is not None and self._found.outputs.shape[1] == 1
            else self.tr("The share of probability that this class gets."),
            "error": self.tr("Output minus target."),
            "mark": self.tr("Whether the answer is right."),
        }.get(kind)
