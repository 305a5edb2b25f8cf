"""The samples of a data set, to look through before anything learns from them."""

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.data.dataset import Dataset
from nnstudio.ui.panels.sample_art import SampleArt
from nnstudio.ui.panels.sample_grid import SampleGrid, paint_share
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel


class SamplePreview(QWidget):
    """Pages of samples; a click chooses the one that every view looks at.

    It hides itself for rows of separate values, which the boundary shows as points.
    """

    def __init__(
        self,
        document: Document,
        choice: SampleChoice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._choice, self._theme = document, choice, theme
        self._dataset: Dataset | None = None
        self.grid = SampleGrid(theme)
        self.grid.setAccessibleName(self.tr("Samples of the data set"))
        self.grid.setToolTip(self.tr("Choose the sample that the views look at."))
        self.title = QLabel(self.tr("Samples"))
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.range = QLabel()
        self.range.setProperty("role", "muted")
        self.back = self._arrow("‹", self.tr("The page of samples before"))
        self.forward = self._arrow("›", self.tr("The next page of samples"))
        self.words = ElidedLabel()
        self.words.setProperty("role", "muted")
        self.filled, self.hollow = QLabel(), QLabel()
        self._lay_out()
        self.back.clicked.connect(lambda: self.grid.page(-1))
        self.forward.clicked.connect(lambda: self.grid.page(1))
        self.grid.picked.connect(choice.choose)
        self.grid.paged.connect(self._tell_range)
        choice.changed.connect(self._mark)
        self.set_theme(theme)

    @property
    def art(self) -> SampleArt | None:
        """What paints the samples of the present data."""
        return self._art

    _art: SampleArt | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.grid.set_theme(theme)
        self.filled.setPixmap(self._sign(held_back=False))
        self.hollow.setPixmap(self._sign(held_back=True))

    def refresh(self) -> None:
        """Read the project again."""
        material = self._document.material
        if self._art is None or material.dataset is not self._dataset:
            self._dataset = material.dataset
            self._art = SampleArt(material.dataset)
        self.setVisible(self._art.look != "separate")
        if self._art.look == "separate":
            return
        self.grid.show_data(material, self._art)
        self.legend.setVisible(bool(material.validation.size))
        self._mark()

    def _arrow(self, sign: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setFixedSize(QSize(24, 22))
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.range)
        head.addWidget(self.back)
        head.addWidget(self.forward)
        self.legend = QWidget()
        signs = QHBoxLayout(self.legend)
        signs.setContentsMargins(0, 0, 0, 0)
        signs.setSpacing(4)
        for sign, name in (
            (self.filled, self.tr("training")),
            (self.hollow, self.tr("validation")),
        ):
            label = QLabel(name)
            label.setProperty("role", "muted")
            signs.addWidget(sign)
            signs.addWidget(label)
            signs.addSpacing(8)
        signs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.grid)
        column.addWidget(self.words)
        column.addWidget(self.legend)

    @Slot()
    def _mark(self) -> None:
        if self._art is None or self._art.look == "separate":
            return
        if self._document.material.dataset is not self._dataset:
            return  # the data changed; `refresh` follows
        index = self._choice.index
        self.grid.show_chosen(index)
        self.words.setText(
            self.tr("A sample of your own") if index is None else self.grid.words(index)
        )

    @Slot()
    def _tell_range(self) -> None:
        grid = self.grid
        last = min(grid.first + grid.count, grid.total)
        self.range.setText(
            self.tr("{first}–{last} of {all}").format(
                first=grouped(grid.first + 1), last=grouped(last), all=grouped(grid.total)
            )
        )
        self.back.setEnabled(grid.first > 0)
        self.forward.setEnabled(last < grid.total)

    def _sign(self, held_back: bool) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(9 * ratio), round(9 * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_share(painter, QPointF(4.5, 4.5), held_back, self._theme)
        painter.end()
        return pixmap
