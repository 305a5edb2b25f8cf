"""All numbers of a layer as tables: weights, what goes through it, and what comes back."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.inspection import Inspected, Matrices
from nnstudio.app.locale import grouped
from nnstudio.explain.expressions import Place, Role
from nnstudio.explain.subject import Subject
from nnstudio.ui.fonts import monospace
from nnstudio.ui.inspector.matrix_model import MatrixModel
from nnstudio.ui.inspector.pills import Pills
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.margins import margins

CELL_WIDTH, CELL_HEIGHT = 66, 21
NAMES = ("W", "b", "X", "Z", "A", "δ", "∂C/∂W")
OF_SAMPLES = ("X", "Z", "A", "δ")
ROLES: dict[str, Role] = {
    "W": "weight",
    "b": "weight",
    "∂C/∂W": "gradient",
    "Z": "sum",
    "A": "output",
    "δ": "delta",
}
MOST_HEADS = 4000
SHEET = """
QHeaderView {{ background: {panel}; }}
QHeaderView::section {{ padding: 1px 6px; }}
QTableView::item {{ padding: 0 3px; }}
"""


class MatricesPage(QWidget):
    """Signals: `wanted(Place)` and `pointed(Place | None)` for a cell of the layer;
    `sample_wanted(int)` where a column is another sample. Attributes: `tabs`, `table`, `model`.
    """

    wanted = Signal(object)
    pointed = Signal(object)
    sample_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Inspected | None = None
        self._name = "W"
        self._showing = False
        self.tabs = Pills(theme)
        for name, tip in (
            ("W", self.tr("The weights: a row for each neuron, a column for each input.")),
            ("b", self.tr("The biases, one for each neuron.")),
            ("X", self.tr("What the layer reads: a column for each sample of the batch.")),
            ("Z", self.tr("The weighted sums, before the activation.")),
            ("A", self.tr("The activations: what the layer hands on.")),
            ("δ", self.tr("∂C/∂Z of each sample: what is sent back.")),
            ("∂C/∂W", self.tr("The gradient over the batch, the bias in the last column.")),
        ):
            self.tabs.add(name, name, tip)
        self.tabs.chosen.connect(self._choose_table)
        self.shape = ElidedLabel()
        self.shape.setProperty("role", "muted")
        self.model = MatrixModel(theme, self)
        self.table = QTableView()
        self._prepare_table()
        self.table.setStyleSheet(SHEET.format(panel=theme.panel))
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        line.addWidget(self.tabs)
        line.addWidget(self.shape, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(2, 0, 0, 0))
        column.setSpacing(3)
        column.addLayout(line)
        column.addWidget(self.table, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.tabs.set_theme(theme)
        self.model.set_theme(theme)
        self.table.setStyleSheet(SHEET.format(panel=theme.panel))

    def show_found(self, found: Inspected) -> None:
        """Show the tables of this moment, with the selected cell marked."""
        self._found = found
        if found.matrices is None:
            return
        for name, tab in self.tabs.buttons.items():
            tab.setVisible(name in found.matrices.tables)
        if self._name not in found.matrices.tables:
            self._name = next(name for name in NAMES if name in found.matrices.tables)
        self._show_table(found.matrices)

    def _prepare_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setFont(monospace(8.5))
        table.setAccessibleName(self.tr("Numbers of the layer"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setMouseTracking(True)
        table.entered.connect(self._point)
        for header, size in (
            (table.horizontalHeader(), CELL_WIDTH),
            (table.verticalHeader(), CELL_HEIGHT),
        ):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)
            header.setHighlightSections(False)
        table.verticalHeader().setMinimumWidth(30)
        table.selectionModel().currentChanged.connect(self._choose_cell)

    @Slot(str)
    def _choose_table(self, name: str) -> None:
        self._name = name
        if self._found is not None and self._found.matrices is not None:
            self._show_table(self._found.matrices)

    def _show_table(self, matrices: Matrices) -> None:
        values = matrices.tables[self._name]
        self.tabs.show_chosen(self._name)
        self._showing = True
        self.model.show_values(values, self._heads(matrices, values.shape[1]))
        self._mark_subject(matrices)
        self._showing = False
        rows, columns = matrices.rows[self._name], values.shape[1]
        words = self.tr("{rows} × {columns}")
        if self._name in OF_SAMPLES:
            words = self.tr("{rows} × {columns} · a column is a sample of the batch")
        if rows > values.shape[0]:
            words = self.tr("{rows} × {columns}, of which the first {shown} rows")
        self.shape.setText(
            words.format(
                rows=grouped(rows),
                columns=grouped(columns),
                shown=grouped(values.shape[0]),
            )
        )

    def _heads(self, matrices: Matrices, columns: int) -> tuple[str, ...]:
        if self._name in OF_SAMPLES:
            return tuple(grouped(int(sample) + 1) for sample in matrices.samples[:MOST_HEADS])
        if self._name == "b" or (self._name == "∂C/∂W" and "b" in matrices.tables):
            return (*(str(at + 1) for at in range(min(columns - 1, MOST_HEADS))), "b")
        return ()

    def _mark_subject(self, matrices: Matrices) -> None:
        """Select the cell that stands for what is selected on the canvas."""
        assert self._found is not None
        cell = self._cell_of(self._found.inspection.subject, matrices)
        selection = self.table.selectionModel()
        if cell is None or not self.model.hasIndex(*cell):
            selection.clearCurrentIndex()
            selection.clearSelection()
            return
        index = self.model.index(*cell)
        if index != self.table.currentIndex():
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _cell_of(self, subject: Subject, matrices: Matrices) -> tuple[int, int] | None:
        if self._name in ("W", "∂C/∂W", "b"):
            if subject.weight is None:
                return None
            row, column = subject.weight
            if self._name == "b":
                weights = matrices.tables["W"].shape[1]
                return (row, 0) if column == weights else None
            return row, column
        if not subject.value or self._found is None:
            return None
        columns = [
            at
            for at, sample in enumerate(matrices.samples)
            if sample == self._found.inspection.sample
        ]
        return (subject.value[0], columns[0]) if columns and self._name != "X" else None

    @Slot(QModelIndex)
    def _point(self, index: QModelIndex) -> None:
        self.pointed.emit(self._place(index))

    @Slot(QModelIndex, QModelIndex)
    def _choose_cell(self, index: QModelIndex) -> None:
        if self._showing or not index.isValid() or self._found is None:
            return
        matrices = self._found.matrices
        if matrices is not None and self._name in OF_SAMPLES:
            self.sample_wanted.emit(int(matrices.samples[index.column()]))
        place = self._place(index)
        if place is not None:
            self.wanted.emit(place)

    def _place(self, index: QModelIndex) -> Place | None:
        """Where the number of a cell stands in the network."""
        found, role = self._found, ROLES.get(self._name)
        if found is None or found.matrices is None or role is None or not index.isValid():
            return None
        subject = found.inspection.subject
        row, column = index.row(), index.column()
        if self._name == "b":
            column = found.matrices.tables["W"].shape[1]
        if role in ("weight", "gradient"):
            return Place(role, subject.layer_id, (row, column), block=subject.block)
        position = (subject.value or (0,))[1:]
        return Place(role, subject.layer_id, (row, *position), block=subject.block)
