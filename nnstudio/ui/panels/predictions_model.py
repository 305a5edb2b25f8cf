"""The table of predictions: its rows stay, only the answers in them change."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QBrush, QPainter, QPixmap

from nnstudio.data.dataset import Dataset
from nnstudio.project.session import Predictions
from nnstudio.ui.fonts import monospace
from nnstudio.ui.icons import icon_pixmap
from nnstudio.ui.panels.sample_art import SampleArt
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import decimal, percent, probability

MOST_INPUT_COLUMNS = 4
PICTURE = 24
PAINTED = ("sample", "tokens in", "tokens wanted", "tokens out")
"""Columns that are painted and not written; their text is for those who do not see them."""
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True)
class _Column:
    kind: str
    title: str
    place: int = 0


class PredictionsModel(QAbstractTableModel):
    """Columns: inputs, target, answer, and how right it is.

    `art` paints the samples of the data set that is shown.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self._found: Predictions | None = None
        self.art: SampleArt | None = None
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
        outputs = found.outputs.shape[-1]
        columns = self._wanted_columns(dataset, outputs)
        same_rows = (
            self._found is not None
            and dataset is self._dataset
            and np.array_equal(self._found.inputs, found.inputs)
        )
        if same_rows and columns == self._columns:
            self._found = found
            answers = ("answer", "answer class", "output", "tokens out")
            first = next(at for at, column in enumerate(columns) if column.kind in answers)
            last = self.index(found.inputs.shape[0] - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, first), last)
            return False
        other = columns != self._columns
        self.beginResetModel()
        if dataset is not self._dataset:
            self.art = SampleArt(dataset)
        self._dataset, self._found, self._columns = dataset, found, columns
        self._pictures = {}
        self.endResetModel()
        return other

    def clear(self) -> None:
        """Show nothing: there are no answers to this data."""
        if self._found is None:
            return
        self.beginResetModel()
        self._dataset, self._found, self._columns = None, None, []
        self._pictures = {}
        self.endResetModel()

    def kind(self, column: int) -> str:
        """What a column shows."""
        return self._columns[column].kind

    def is_painted(self, column: int) -> bool:
        """Whether a column shows a strip, a wave or symbols, and no plain text."""
        return self._columns[column].kind in PAINTED

    def sample(self, row: int) -> NDArray[np.float64]:
        """The raw features (features,) of a row."""
        assert self._found is not None
        features: NDArray[np.float64] = self._found.inputs[row]
        return features

    def symbols(self, row: int, kind: str) -> tuple[list[str], list[bool] | None]:
        """The symbols of a painted column, and which are wrong; None where none can be."""
        assert self._found is not None
        assert self.art is not None
        found = self._found
        if kind == "tokens in":
            return self.art.symbols(found.inputs[row]), None
        if kind == "tokens wanted":
            return self.art.symbols(found.target_class[row]), None
        answers = found.answered_class[row]
        return self.art.symbols(answers), (answers != found.target_class[row]).tolist()

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
        if role == Role.AccessibleTextRole and column.kind == "tokens out":
            return self._text_of_answers(row)
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
        middle = Qt.AlignmentFlag.AlignHCenter
        # Ones under ones and tens under tens, also in a mirrored table.
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        if column < len(self._columns) and self.is_painted(column):
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
            return left | Qt.AlignmentFlag.AlignVCenter
        return (middle if self.is_mark(column) else right) | Qt.AlignmentFlag.AlignVCenter

    def _wanted_columns(self, dataset: Dataset, outputs: int) -> list[_Column]:
        names = dataset.feature_names
        if dataset.per_position:
            return self._columns_of_positions(dataset)
        if dataset.image_shape is not None:
            columns = [_Column("picture", "")]
        elif dataset.time:
            columns = [_Column("sample", self.tr("sequence"))]
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

    def _columns_of_positions(self, dataset: Dataset) -> list[_Column]:
        """What goes in and what comes out, side by side; a text is its own target, one ahead."""
        if dataset.starts is not None:
            return [
                _Column("tokens in", self.tr("text")),
                _Column("tokens out", self.tr("guessed next")),
                _Column("share", self.tr("right")),
            ]
        return [
            _Column("tokens in", self.tr("input")),
            _Column("tokens wanted", self.tr("target")),
            _Column("tokens out", self.tr("answer")),
            _Column("share", self.tr("right")),
        ]

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
            case "sample":
                return self.art.words(found.inputs[row]) if self.art is not None else None
            case "tokens in" | "tokens wanted" | "tokens out":
                return "".join(self.symbols(row, column.kind)[0])
            case "share":
                right = found.answered_class[row] == found.target_class[row]
                return self.tr("{right} of {all}").format(right=int(right.sum()), all=right.size)
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
            case "output" if found.outputs.shape[-1] == 1:
                return probability(float(found.outputs[row, 0]), locale)
            case "output":
                surest = float(found.outputs[row].max())
                shares = found.outputs.min() >= 0.0 and found.outputs.max() <= 1.0
                return percent(surest, locale) if shares else decimal(surest, locale, 3)
        return None

    def _text_of_answers(self, row: int) -> str:
        symbols, wrong = self.symbols(row, "tokens out")
        places = [str(at + 1) for at, is_wrong in enumerate(wrong or []) if is_wrong]
        if not places:
            return self.tr("{symbols}, all right").format(symbols="".join(symbols))
        return self.tr("{symbols}, wrong at {places}").format(
            symbols="".join(symbols), places=", ".join(places)
        )

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
        picture = QPixmap(2 * PICTURE, 2 * PICTURE)
        picture.setDevicePixelRatio(2.0)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        if self.art is not None:
            box = QRectF(0, 0, PICTURE, PICTURE)
            self.art.paint(painter, box, self._found.inputs[row], self._theme)
        painter.end()
        return picture

    def _is_right(self, row: int) -> bool:
        found = self._found
        assert found is not None
        return bool(found.target_class[row] == found.answered_class[row])

    def _tip(self, kind: str) -> str | None:
        return {
            "sample": self.tr("What goes into the network, from the first step to the last."),
            "tokens in": self.tr("The symbols that go into the network."),
            "tokens wanted": self.tr("What the data says at each position."),
            "tokens out": self.tr(
                "The symbol with the largest output at each position; wrong ones are underlined."
            ),
            "share": self.tr("How many positions of the sample are right."),
            "target": self.tr("The class that the data says."),
            "target value": self.tr("The value that the data says."),
            "answer": self.tr("The value that the network says."),
            "answer class": self.tr("The class with the largest output."),
            "output": self.tr("What the output neuron says: above ½ it means the second class.")
            if self._found is not None and self._found.outputs.shape[-1] == 1
            else self.tr("The share of probability that this class gets."),
            "error": self.tr("Output minus target."),
            "mark": self.tr("Whether the answer is right."),
        }.get(kind)
