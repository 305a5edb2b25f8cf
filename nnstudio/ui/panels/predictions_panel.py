"""Predictions: what the network answers to single samples, and how often it is right."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from nnstudio.app.curves import PredictionRows
from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.project.material import Material
from nnstudio.project.session import Predictions
from nnstudio.ui.panels.chosen_mark import ChosenMark
from nnstudio.ui.panels.prediction_cells import PredictionCells, row_sheet
from nnstudio.ui.panels.predictions_model import PredictionsModel
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import ReadOut
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.numbers import percent

PROBE = "predictions"
MOST = 100
MARK_WIDTH = 44
SHARE_WIDTH = 76
BETWEEN = 22
COLUMN_WIDTH = 84
"""Pixels that a column needs at the least, to be read."""
PAUSE = 200
"""Milliseconds between two new tables: digits that change faster cannot be read."""

LOW = 190
"""Pixels of height below which every row of the table counts."""


class PredictionsPanel(Card):
    """A truth table, or up to a hundred samples with target and answer.

    Choosing a row chooses its sample for every view.
    """

    def __init__(
        self,
        document: Document,
        run: RunController,
        choice: SampleChoice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._selecting = False
        self._document, self._run, self._choice = document, run, choice
        self._mark = ChosenMark(document, choice, self)
        self.title.setText(self.tr("Predictions"))
        self.setAccessibleName(self.tr("Predictions"))
        self.train_accuracy = ReadOut(self.tr("Training right"), "100.0\u202f%", theme, points=12)
        self.train_accuracy.setToolTip(
            self.tr("Accuracy: the share of training samples that get the right answer.")
        )
        self.validation_accuracy = ReadOut(
            self.tr("Validation right"), "100.0\u202f%", theme, points=12
        )
        self.validation_accuracy.setToolTip(
            self.tr("The same share over samples that the network never learns from.")
        )
        self.rows = QLabel()
        self.rows.setProperty("role", "muted")
        self.header.addWidget(self.rows)
        self.accuracy = QWidget()
        line = QHBoxLayout(self.accuracy)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(BETWEEN)
        line.addWidget(self.train_accuracy)
        line.addWidget(self.validation_accuracy)
        self.unit = QLabel(self.tr("of all positions"))
        self.unit.setProperty("role", "muted")
        self.unit.setToolTip(
            self.tr("There is an answer at every position of a sample, and each one counts.")
        )
        self.unit.setContentsMargins(0, 0, 0, 3)
        self.unit.setMinimumWidth(1)  # in a narrow panel it goes, and the table keeps its width
        line.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        self.model = PredictionsModel(theme)
        self.table = QTableView()
        self.cells = PredictionCells(self.model, theme, self.table)
        self._prepare_table()
        self.table.setStyleSheet(row_sheet(theme))
        self.empty = QLabel(
            self.tr(
                "No answers yet: this network does not fit the data. The canvas says what to mend."
            )
        )
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self.accuracy)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PAUSE)
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        run.snapshot_settled.connect(self._follow)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self._mark.moved.connect(self._select)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.model.set_theme(theme)
        self.cells.set_theme(theme)
        self.table.setStyleSheet(row_sheet(theme))
        self._select()
        self.train_accuracy.set_theme(theme)
        self.validation_accuracy.set_theme(theme)

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        material = self._document.material
        fits = self._document.shapes.fits
        if not fits:
            self.model.clear()
        self.table.setVisible(fits)
        self.empty.setVisible(not fits)
        self.rows.setVisible(fits)
        self.accuracy.setVisible(bool(material.classes) and fits)
        self.validation_accuracy.setVisible(bool(material.validation.size))
        self._show_unit()
        count = int(material.validation.size or material.train.size)
        if material.dataset.truth_table:
            words = self.tr("all {count} rows").format(count=count)
        else:
            words = self.tr("{shown} validation samples of {count}")
            if not material.validation.size:
                words = self.tr("{shown} training samples of {count}")
            words = words.format(shown=min(count, MOST), count=grouped(count))
        self.rows.setText(words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run.want(PROBE, PredictionRows(MOST))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run.want(PROBE, None)
        self._pace.stop()

    def _prepare_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Predictions, one sample a row"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.setItemDelegate(self.cells)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(34)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if not self.isVisible():
            return
        if snapshot.phase is not Phase.RUNNING:
            self._pace.stop()
            self._show_latest()
        elif not self._pace.isActive():
            # Numbers that change faster cannot be read, and the table is slow to paint.
            self._pace.start()
            self._show_latest()

    @Slot()
    def _show_latest(self) -> None:
        snapshot = self._run.latest
        if snapshot is None:
            return
        locale = self.locale()
        self.train_accuracy.set_text(percent(snapshot.losses.train_accuracy, locale))
        self.validation_accuracy.set_text(percent(snapshot.losses.validation_accuracy, locale))
        found = snapshot.results.get(PROBE)
        material = self._document.material
        dataset = material.dataset
        if not isinstance(found, Predictions) or not found.inputs.size:
            return
        if not self._document.shapes.fits or not _belong(found, material):
            return  # It was found in other data; what belongs to these is on its way.
        if self.model.show(dataset, found):
            header = self.table.horizontalHeader()
            for at in range(self.model.columnCount()):
                width = self._fixed_width(at)
                modes = QHeaderView.ResizeMode
                header.setSectionResizeMode(at, modes.Fixed if width else modes.Stretch)
                if width:
                    self.table.setColumnWidth(at, width)
            self._leave_room()
        self._select()

    def _fixed_width(self, column: int) -> int:
        if self.model.kind(column) == "share":
            return SHARE_WIDTH
        return MARK_WIDTH if self.model.is_mark(column) else 0

    @property
    def _share(self) -> NDArray[np.intp]:
        """Which samples the rows are, as indices into the data set."""
        material = self._document.material
        return material.validation if material.validation.size else material.train

    @Slot()
    def _choose(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        share = self._share
        if rows and not self._selecting and rows[0].row() < share.size:
            self._choice.choose(int(share[rows[0].row()]))

    @Slot()
    def _select(self) -> None:
        """Mark the chosen sample, if it has a row."""
        places = np.flatnonzero(self._share == self._mark.index)
        chosen = self.table.selectionModel()
        row = int(places[0]) if places.size else self.model.rowCount()
        if [index.row() for index in chosen.selectedRows()] == [row]:
            return
        self._selecting = True
        if row < self.model.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            index = self.model.index(row, 0)
            chosen.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        else:
            chosen.clearSelection()
        self._selecting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for number in (self.train_accuracy, self.validation_accuracy):
            number.put_beside(self.height() < LOW)
        self._show_unit()
        self._leave_room()

    def _show_unit(self) -> None:
        """Say of what the shares are, where it fits beside them."""
        material, edges = self._document.material, self.body.contentsMargins()
        shares = (self.train_accuracy, self.validation_accuracy)
        shown = shares if material.validation.size else shares[:1]
        needed = sum(part.sizeHint().width() + BETWEEN for part in shown)
        room = self.width() - edges.left() - edges.right() - needed
        fits = self.unit.sizeHint().width() <= room
        self.unit.setVisible(material.dataset.per_position and fits)

    def _leave_room(self) -> None:
        """In a narrow panel the last inputs give way to what the network makes of them."""
        columns = range(self.model.columnCount())
        marks = sum(self.model.is_mark(at) for at in columns)
        answers = sum(not self.model.is_input(at) for at in columns) - marks
        room = (self.table.viewport().width() - marks * MARK_WIDTH) // COLUMN_WIDTH
        for at in columns:
            hidden = self.model.is_input(at) and at >= max(room - answers, 1)
            self.table.setColumnHidden(at, hidden)


def _belong(found: Predictions, material: Material) -> bool:
    """Whether answers can be about this data."""
    dataset = material.dataset
    return (
        found.inputs.shape[1] == dataset.features.shape[1]
        and found.outputs.shape[-1] in material.fitting_outputs()
        and (found.outputs.ndim == 3) == dataset.per_position
        and bool(found.target_class.size) == bool(dataset.class_names)
    )
