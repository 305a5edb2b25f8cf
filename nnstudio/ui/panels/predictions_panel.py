"""Predictions: what the network answers to single samples, and how often it is right."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QHideEvent, QIcon, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnstudio.app.curves import PredictionRows
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.project.session import Predictions
from nnstudio.ui.panels.predictions_model import PredictionsModel
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import ReadOut
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.numbers import grouped, percent

PROBE = "predictions"
MOST = 100
LEFT_TO_RIGHT = "\u200e"
MARK_WIDTH = 44
COLUMN_WIDTH = 84
"""Pixels that a column needs at the least, to be read."""
PAUSE = 200
"""Milliseconds between two new tables: digits that change faster cannot be read."""


class CentredMarks(QStyledItemDelegate):
    """Signs and pictures stand in the middle of their cell, a minus always before its number."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if option.text.startswith("−"):
            option.text = LEFT_TO_RIGHT + option.text
        if option.features & QStyleOptionViewItem.ViewItemFeature.HasDecoration:
            # Painted by ourselves: a style puts it at the start of the cell.
            option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = QIcon()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        pixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(pixmap, QPixmap):
            size = pixmap.deviceIndependentSize()
            middle = QRectF(option.rect).center()
            painter.drawPixmap(
                QPointF(middle.x() - size.width() / 2, middle.y() - size.height() / 2), pixmap
            )


class PredictionsPanel(Card):
    """A truth table, or up to a hundred samples with target and answer."""

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document, self._run = document, run
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
        line.setSpacing(22)
        line.addWidget(self.train_accuracy)
        line.addWidget(self.validation_accuracy)
        line.addStretch(1)
        self.model = PredictionsModel(theme)
        self.table = QTableView()
        self._prepare_table()
        self.body.addWidget(self.accuracy)
        self.body.addWidget(self.table, 1)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PAUSE)
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        run.snapshot_settled.connect(self._follow)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.model.set_theme(theme)
        self.train_accuracy.set_theme(theme)
        self.validation_accuracy.set_theme(theme)

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        material = self._document.material
        self.accuracy.setVisible(bool(material.classes))
        self.validation_accuracy.setVisible(bool(material.validation.size))
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
        table.setItemDelegate(CentredMarks(table))
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
        dataset = self._document.material.dataset
        if not isinstance(found, Predictions) or not found.inputs.size:
            return
        if found.inputs.shape[1] != dataset.features.shape[1]:
            return  # It was found in other data; what belongs to these is on its way.
        if self.model.show(dataset, found):
            header = self.table.horizontalHeader()
            for at in range(self.model.columnCount()):
                narrow = self.model.is_mark(at)
                modes = QHeaderView.ResizeMode
                header.setSectionResizeMode(at, modes.Fixed if narrow else modes.Stretch)
                if narrow:
                    self.table.setColumnWidth(at, MARK_WIDTH)
            self._leave_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_room()

    def _leave_room(self) -> None:
        """In a narrow panel the last inputs give way to what the network makes of them."""
        columns = range(self.model.columnCount())
        marks = sum(self.model.is_mark(at) for at in columns)
        answers = sum(not self.model.is_input(at) for at in columns) - marks
        room = (self.table.viewport().width() - marks * MARK_WIDTH) // COLUMN_WIDTH
        for at in columns:
            hidden = self.model.is_input(at) and at >= max(room - answers, 1)
            self.table.setColumnHidden(at, hidden)
