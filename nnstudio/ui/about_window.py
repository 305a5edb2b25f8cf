"""About: what this program is, what it is made of, and under which licences. Not modal."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio import __version__
from nnstudio.app.licences import Component, components
from nnstudio.ui.fonts import monospace
from nnstudio.ui.widgets.readable_text import ReadableText

MARK = 72
TABLE, HEIGHT = 390, 640
TEXT_COLUMNS = 76
"""Characters of the widest usual line of a licence."""


class AboutWindow(QDialog):
    """The mark and the version on top, the components at the left, the chosen one's text beside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About NN Studio"))
        self.setModal(False)
        self.components = components()
        self.text = self._text()
        self.table = self._table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 22)
        layout.setSpacing(16)
        layout.addLayout(self._head())
        layout.addWidget(self._body(), 1)
        usual = self.text.fontMetrics().horizontalAdvance("0") * TEXT_COLUMNS
        size = QSize(usual + TABLE + 200, HEIGHT)
        self.resize(size.boundedTo(self.screen().availableSize()))
        self.setTabOrder(self.table, self.text)
        self.table.selectRow(0)
        self.table.setFocus()

    def _head(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(
            QGuiApplication.windowIcon().pixmap(QSize(MARK, MARK), self.devicePixelRatioF())
        )
        name = QLabel(self.tr("NN Studio {version}").format(version=__version__))
        font = name.font()
        font.setPointSizeF(16)
        font.setBold(True)
        name.setFont(font)
        sentence = QLabel(
            self.tr(
                "Build a neural network by hand, watch it learn, and read the arithmetic. "
                "Free software under the MIT licence, made of the parts below. "
                "It never uses a network."
            )
        )
        sentence.setProperty("role", "muted")
        sentence.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        words.addWidget(name)
        words.addWidget(sentence)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(mark)
        head.addLayout(words, 1)
        return head

    def _body(self) -> QWidget:
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(12)
        body.addWidget(_card(self.table))
        body.addWidget(_card(self.text))
        body.setStretchFactor(1, 1)
        return body

    def _table(self) -> QTableWidget:
        table = QTableWidget(len(self.components), 3)
        table.setHorizontalHeaderLabels([self.tr("Part"), self.tr("Version"), self.tr("Licence")])
        table.setAccessibleName(self.tr("What NN Studio is made of"))
        table.verticalHeader().hide()
        table.setStyleSheet("QTableView { outline: none; } QTableView::item { padding-left: 5px; }")
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        for row, component in enumerate(self.components):
            for column, words in enumerate((component.name, component.version, component.licence)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                table.setItem(row, column, item)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate((164, 92, 110)):
            table.setColumnWidth(column, width)
        table.setMinimumWidth(TABLE)
        table.currentCellChanged.connect(self._show)
        return table

    def _text(self) -> ReadableText:
        text = ReadableText()
        text.setFrameShape(QFrame.Shape.NoFrame)
        text.setFont(monospace(8.5))
        text.setAccessibleName(self.tr("Licence"))
        text.setTabChangesFocus(True)
        text.document().setDocumentMargin(12)
        text.setMinimumSize(280, 200)
        return text

    @Slot(int)
    def _show(self, row: int) -> None:
        self.text.setPlainText(self._words(self.components[row]))

    def _words(self, component: Component) -> str:
        return component.text or self.tr(
            "The text of this licence ({licence}) was not installed with {name}."
        ).format(licence=component.licence, name=component.name)


def _card(inner: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.addWidget(inner)
    return card
