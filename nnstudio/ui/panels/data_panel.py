"""The data panel: which data, how much of it, how noisy, how it is split, fed in and scaled."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.data.builtin import BUILT_IN
from nnstudio.data.dataset import Dataset
from nnstudio.project.specs import MAX_SEED, BuiltInSource, TableSource
from nnstudio.project.tables import dataset_of
from nnstudio.ui.panels.data_edits import DataEdits
from nnstudio.ui.panels.data_settings import DataSettings
from nnstudio.ui.panels.feeding import Feeding
from nnstudio.ui.panels.sample_preview import SamplePreview
from nnstudio.ui.panels.set_chooser import TABLE, SetChooser
from nnstudio.ui.panels.thumbnail import Thumbnail
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.margins import margins
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea


class DataPanel(Card):
    """Signal: `import_requested()` when a person wants to import a CSV file.

    Its parts, from top to bottom: `sets`, `preview`, `settings`, `feeding`.
    """

    import_requested = Signal()

    def __init__(
        self,
        document: Document,
        run: RunController,
        choice: SampleChoice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document = document
        self._edits = DataEdits(document, self)
        self._table: TableSource | None = None
        self._head()
        self.sets = SetChooser(theme, self._table_data)
        self.preview = SamplePreview(document, choice, theme)
        self.settings = DataSettings(self._edits)
        self.counts = QLabel()
        self.counts.setProperty("role", "muted")
        self.counts.setWordWrap(True)
        self.feeding = Feeding(self._edits)
        self.new_sample = QPushButton()
        self.new_sample.setToolTip(
            self.tr("Draw other samples, or another split, from a new seed of chance.")
        )
        self.new_sample.clicked.connect(self._draw_sample)
        self._lay_out()
        self.sets.chosen.connect(self._choose)
        document.changed.connect(self.refresh)
        document.replaced.connect(self._forget)
        document.refused.connect(self.refresh)
        self.refresh()

    @property
    def thumbnails(self) -> dict[str, Thumbnail]:
        """The thumbnail of every set, by its key."""
        return self.sets.thumbnails

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.sets.set_theme(theme)
        self.preview.set_theme(theme)

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        material = self._document.material
        dataset, source = material.dataset, self._document.project.data.source
        if isinstance(source, TableSource):
            self._keep_table(source)
        self.sets.show_chosen(source.key if isinstance(source, BuiltInSource) else TABLE)
        self.preview.refresh()
        self.settings.show_data(material)
        self.feeding.show_data(material)
        entry = BUILT_IN.get(source.key) if isinstance(source, BuiltInSource) else None
        makes_samples = entry is not None and entry.has_samples
        self.new_sample.setVisible(not dataset.truth_table)
        self.new_sample.setText(self.tr("New sample") if makes_samples else self.tr("New split"))
        self._count()

    def _head(self) -> None:
        self.title.setText(self.tr("Data"))
        self.setAccessibleName(self.tr("Data"))
        self.import_link = QToolButton()
        self.import_link.setProperty("kind", "link")
        self.import_link.setText(self.tr("Import CSV…"))
        self.import_link.setAccessibleName(self.tr("Import CSV…"))
        self.import_link.setToolTip(self.tr("Learn from a table of your own, from a CSV file."))
        self.import_link.clicked.connect(self.import_requested)
        self.header.addWidget(self.import_link)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(margins(0, 0, 2, 0))
        column.setSpacing(6)
        column.addWidget(self.sets)
        column.addSpacing(2)
        for part in (
            self.preview,
            self.feeding.reading_part,
            self.settings,
            self.counts,
            self.feeding,
        ):
            column.addWidget(part)
        column.addSpacing(2)
        column.addWidget(self.new_sample)
        column.addStretch(1)
        self.scrolled = SteadyScrollArea(content)
        self.scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        # The room beside the content is kept, so that it ends below “Import CSV…” either way.
        self.scrolled.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.scrolled.verticalScrollBar()
        bar.rangeChanged.connect(lambda low, high: bar.setVisible(high > low))
        self.body.setContentsMargins(margins(14, 11, 6, 8))
        self.body.addWidget(self.scrolled, 1)

    def _count(self) -> None:
        material = self._document.material
        if material.dataset.truth_table:
            text = self.tr("{train} rows, all of them to learn from")
        elif material.validation.size:
            text = self.tr("{train} training · {validation} validation")
        else:
            text = self.tr("{train} training samples, none for validation")
        self.counts.setText(
            text.format(
                train=grouped(int(material.train.size)),
                validation=grouped(int(material.validation.size)),
            )
        )

    @Slot(str)
    def _choose(self, key: str) -> None:
        source = self._document.project.data.source
        present = source.key if isinstance(source, BuiltInSource) else TABLE
        if key == present:
            return
        if key == TABLE and self._table is not None:
            self._edits.choose_table(self._table, self.tr("Choose the imported table"))
        else:
            title = BUILT_IN[key].title
            self._edits.choose(key, self.tr("Choose the data “{title}”").format(title=title))
        self.refresh()

    def _draw_sample(self) -> None:
        seed = self._document.project.data.seed
        self._edits.change(self.tr("Draw a new sample"), seed=0 if seed == MAX_SEED else seed + 1)

    def _keep_table(self, source: TableSource) -> None:
        """The imported table gets a thumbnail of its own, and keeps it for this document."""
        if source == self._table:
            return
        self._drop_table()
        self._table = source
        tip = self.tr("{title}: the table that was imported.").format(title=source.title)
        self.sets.add_table(source.title, tip)

    def _drop_table(self) -> None:
        self._table = None
        self.sets.drop_table()

    def _table_data(self) -> Dataset:
        if self._document.project.data.source is self._table or self._table is None:
            return self._document.material.dataset
        return dataset_of(self._table)

    @Slot()
    def _forget(self) -> None:
        self._drop_table()
        self.refresh()
