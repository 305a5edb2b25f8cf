"""Which data set: a family of sets at a time, each set a thumbnail."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from nnstudio.data.builtin import BUILT_IN
from nnstudio.data.dataset import Dataset
from nnstudio.ui.panels.data_words import short_title
from nnstudio.ui.panels.thumbnail import Thumbnail, sample_for
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.word_tabs import WordTabs

COLUMNS = 4
TABLE = "table"
TABLES = "tables"
_FAMILY = {
    "classes": "points",
    "regression": "points",
    "truth table": TABLES,
    "file": TABLES,
}


class SetChooser(QWidget):
    """Signal: `chosen(str)` with the key of a built-in set, or TABLE for the imported one.

    `table_data` gives the imported table when its thumbnail is painted.
    """

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, table_data: Callable[[], Dataset], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._table_data = theme, table_data
        self._present = ""
        self.family = ""
        self.thumbnails: dict[str, Thumbnail] = {}
        self.group = QButtonGroup(self)
        self._painter = QTimer(self)
        self._painter.setSingleShot(True)
        self._painter.setInterval(0)
        self._painter.timeout.connect(self._draw_next)
        self.tabs = WordTabs(theme)
        self._add_families()
        self.tabs.chosen.connect(self.show_family)
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(4)
        self.grid.setVerticalSpacing(2)
        for column in range(COLUMNS):
            self.grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.tabs)
        layout.addLayout(self.grid)
        for entry in BUILT_IN.values():
            tip = f"{entry.title}: {entry.description}"
            self._add(entry.key, short_title(entry), tip)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.tabs.set_theme(theme)
        for thumbnail in self.thumbnails.values():
            thumbnail.set_theme(theme)
        self._painter.start()

    def show_chosen(self, key: str) -> None:
        """Outline a set; its family comes into view when the set is another one than before."""
        if key in self.thumbnails:
            self.thumbnails[key].setChecked(True)
        if key != self._present:
            self._present = key
            self.show_family(self._family_of(key))
            return
        self._let_tab_stop_once()

    @Slot(str)
    def show_family(self, family: str) -> None:
        """Show the sets of this family."""
        self.tabs.show_chosen(family)
        self.family = family
        while self.grid.count():
            self.grid.takeAt(0)
        place = 0
        for key, thumbnail in self.thumbnails.items():
            here = self._family_of(key) == family
            if here:
                self.grid.addWidget(thumbnail, place // COLUMNS, place % COLUMNS)
                place += 1
            thumbnail.setVisible(here)
        self._let_tab_stop_once()
        self.updateGeometry()
        self._painter.start()

    def add_table(self, title: str, tip: str) -> None:
        """A thumbnail for an imported table."""
        self._add(TABLE, title, tip)
        if self.family == TABLES:
            self.show_family(TABLES)

    def drop_table(self) -> None:
        """The imported table is gone."""
        old = self.thumbnails.pop(TABLE, None)
        if self._present == TABLE:
            self._present = ""
        if old is not None:
            self.group.removeButton(old)
            self.grid.removeWidget(old)
            old.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._next() is not None:
            # The thumbnails follow, one at a time, after the first paint.
            self._painter.start()

    def _add_families(self) -> None:
        self.tabs.add(
            "points",
            self.tr("Points"),
            self.tr("Points of a plane or a curve, to be told apart or to be followed."),
        )
        self.tabs.add(
            TABLES,
            self.tr("Tables"),
            self.tr("Truth tables, measurements, and tables of your own: a sample a row."),
        )
        self.tabs.add(
            "images",
            self.tr("Images"),
            self.tr("Pictures, in which it matters what lies beside what: for convolutions."),
        )
        self.tabs.add(
            "sequences",
            self.tr("Sequences"),
            self.tr("Values one after the other, one answer at the end: for recurrent layers."),
        )
        self.tabs.add(
            "tokens",
            self.tr("Tokens"),
            self.tr("Symbols in a row with an answer at every position: for attention."),
        )

    def _family_of(self, key: str) -> str:
        if key not in BUILT_IN:
            return TABLES
        family = BUILT_IN[key].family
        return _FAMILY.get(family, family)

    def _add(self, key: str, title: str, tip: str) -> None:
        thumbnail = Thumbnail(key, title, self._theme, self)
        thumbnail.setToolTip(tip)
        thumbnail.clicked.connect(lambda: self.chosen.emit(key))
        thumbnail.hide()
        self.group.addButton(thumbnail)
        self.thumbnails[key] = thumbnail

    def _let_tab_stop_once(self) -> None:
        """Tab stops at the chosen set, or at the first in view; arrow keys go on from there."""
        seen = [one for key, one in self.thumbnails.items() if self._family_of(key) == self.family]
        stop = next((one for one in seen if one.isChecked()), seen[0] if seen else None)
        for thumbnail in self.thumbnails.values():
            policies = Qt.FocusPolicy
            thumbnail.setFocusPolicy(
                policies.StrongFocus if thumbnail is stop else policies.ClickFocus
            )

    def _next(self) -> str | None:
        """The first set in view that has no picture yet."""
        for key, thumbnail in self.thumbnails.items():
            if not thumbnail.drawn and self._family_of(key) == self.family:
                return key
        return None

    @Slot()
    def _draw_next(self) -> None:
        key = self._next()
        if key is None or not self.isVisible():
            return
        dataset = self._table_data() if key == TABLE else sample_for(key)
        self.thumbnails[key].draw(dataset)
        self._painter.start()
