"""The data panel: which data, how much of it, how noisy, how it is split, fed in and scaled."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.data.builtin import BUILT_IN, make
from nnstudio.data.inputs import available_inputs, default_inputs
from nnstudio.project.specs import MAX_SEED, BuiltInSource, TableSource
from nnstudio.project.tables import dataset_of
from nnstudio.ui.panels.data_edits import DataEdits
from nnstudio.ui.panels.data_words import short_title
from nnstudio.ui.panels.input_chips import InputChips
from nnstudio.ui.panels.thumbnail import Thumbnail
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.choice_box import ChoiceBox
from nnstudio.ui.widgets.numbers import grouped, percent
from nnstudio.ui.widgets.slider_row import SliderRow, nearest

COLUMNS = 4
TABLE = "table"
SAMPLES = [
    *range(10, 100, 10),
    *range(100, 500, 20),
    *range(500, 1000, 50),
    *range(1000, 3001, 100),
]
MOST_VALIDATION = 90


class DataPanel(Card):
    """Signal: `import_requested()` when a person wants to import a CSV file."""

    import_requested = Signal()

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document, self._theme = document, theme
        self._edits = DataEdits(document, self)
        self._table: TableSource | None = None
        self._painter = QTimer(self)
        self._painter.setSingleShot(True)
        self._painter.setInterval(0)
        self._painter.timeout.connect(self._draw_next)
        self.thumbnails: dict[str, Thumbnail] = {}
        self._head()
        self._sets()
        self._sliders()
        self._feeding()
        self._lay_out()
        document.changed.connect(self.refresh)
        document.replaced.connect(self._forget)
        document.refused.connect(self.refresh)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for thumbnail in self.thumbnails.values():
            thumbnail.set_theme(theme)
        self._painter.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not all(thumbnail.drawn for thumbnail in self.thumbnails.values()):
            # The thumbnails follow, one at a time, after the first paint.
            self._painter.start()

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        data = self._document.project.data
        material = self._document.material
        dataset, source = material.dataset, data.source
        if isinstance(source, TableSource):
            self._keep_table(source)
        key = source.key if isinstance(source, BuiltInSource) else TABLE
        if key in self.thumbnails:
            self.thumbnails[key].setChecked(True)
        entry = BUILT_IN.get(source.key) if isinstance(source, BuiltInSource) else None
        self.samples.setVisible(entry is not None and entry.has_samples)
        self.noise.setVisible(entry is not None and entry.has_noise)
        self.classes.setVisible(entry is not None and bool(entry.class_options))
        self.validation.setVisible(not dataset.truth_table)
        self.new_sample.setVisible(not dataset.truth_table)
        if isinstance(source, BuiltInSource):
            self.samples.show_value(nearest(SAMPLES, source.samples), grouped(source.samples))
            noise = percent(source.noise, self.locale())
            self.noise.show_value(round(100 * source.noise), noise)
            self.classes.show_value(source.classes - 2, str(source.classes))
        share = percent(data.validation, self.locale())
        self.validation.show_value(round(100 * data.validation), share)
        makes_samples = entry is not None and entry.has_samples
        self.new_sample.setText(self.tr("New sample") if makes_samples else self.tr("New split"))
        self.inputs.show_inputs(available_inputs(dataset), material.input_keys)
        self.scaling.show_key(data.scaling)
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

    def _sets(self) -> None:
        self.group = QButtonGroup(self)
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(4)
        self.grid.setVerticalSpacing(2)
        for entry in BUILT_IN.values():
            self._add_thumbnail(
                entry.key, short_title(entry), f"{entry.title}: {entry.description}"
            )

    def _add_thumbnail(self, key: str, title: str, tip: str) -> None:
        thumbnail = Thumbnail(key, title, self._theme)
        thumbnail.setToolTip(tip)
        thumbnail.clicked.connect(lambda _=False, key=key: self._choose(key))
        self.group.addButton(thumbnail)
        place = len(self.thumbnails)
        self.grid.addWidget(thumbnail, place // COLUMNS, place % COLUMNS)
        self.thumbnails[key] = thumbnail

    def _sliders(self) -> None:
        self.samples = SliderRow(self.tr("Samples"), len(SAMPLES) - 1)
        self.samples.setToolTip(self.tr("Samples: how many points are made to learn from."))
        self.noise = SliderRow(self.tr("Noise"), 100)
        self.noise.setToolTip(self.tr("Noise: how far chance moves each point from its place."))
        self.classes = SliderRow(self.tr("Classes"), 4)
        self.classes.setToolTip(self.tr("Classes: how many kinds of points there are."))
        self.validation = SliderRow(self.tr("Validation share"), MOST_VALIDATION)
        self.validation.setToolTip(
            self.tr("Validation: samples kept aside, to see whether the network only memorises.")
        )
        self.samples.moved.connect(
            lambda at: self._edits.change_source(
                self.tr("Change the number of samples"), "samples", samples=SAMPLES[at]
            )
        )
        self.noise.moved.connect(
            lambda at: self._edits.change_source(
                self.tr("Change the noise"), "noise", noise=at / 100
            )
        )
        self.classes.moved.connect(
            lambda at: self._edits.change_source(
                self.tr("Change the number of classes"), "classes", classes=at + 2
            )
        )
        self.validation.moved.connect(
            lambda at: self._edits.change(
                self.tr("Change the validation share"), "validation", validation=at / 100
            )
        )
        for row in (self.samples, self.noise, self.classes, self.validation):
            row.gesture_ended.connect(self._edits.end_merge)

    def _feeding(self) -> None:
        self.counts = QLabel()
        self.counts.setProperty("role", "muted")
        self.counts.setWordWrap(True)
        self.inputs = InputChips()
        self.inputs.chosen.connect(self._choose_inputs)
        self.scaling = ChoiceBox()
        self.scaling.setAccessibleName(self.tr("Scaling"))
        self.scaling.setToolTip(
            self.tr("Scaling: brings every input to the same size, measured on the training share.")
        )
        self.scaling.add("none", self.tr("None"))
        self.scaling.add("min-max", self.tr("Min–max (0 to 1)"))
        self.scaling.add("standard", self.tr("Standardise (z-score)"))
        self.scaling.chosen.connect(
            lambda key: self._edits.change(self.tr("Change the scaling"), scaling=key)
        )
        self.new_sample = QPushButton()
        self.new_sample.setToolTip(
            self.tr("Draw other points, or another split, from a new seed of chance.")
        )
        self.new_sample.clicked.connect(self._draw_sample)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        column.addLayout(self.grid)
        column.addSpacing(2)
        for row in (self.samples, self.noise, self.classes, self.validation):
            column.addWidget(row)
        column.addWidget(self.counts)
        column.addWidget(self._heading(self.tr("Inputs")))
        column.addWidget(self.inputs)
        column.addWidget(self._heading(self.tr("Scaling")))
        column.addWidget(self.scaling)
        column.addSpacing(2)
        column.addWidget(self.new_sample)
        column.addStretch(1)
        self.scrolled = QScrollArea()
        # What is reached by Tab scrolls into view; the area itself would be a stop without a use.
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self.scrolled.setWidget(content)
        self.body.setContentsMargins(14, 11, 6, 8)
        self.body.addWidget(self.scrolled, 1)

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        return label

    def _count(self) -> None:
        material = self._document.material
        dataset = material.dataset
        if dataset.truth_table:
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

    def _choose_inputs(self, keys: tuple[str, ...]) -> None:
        usual = default_inputs(self._document.material.dataset)
        self._edits.change(self.tr("Choose the inputs"), inputs=() if keys == usual else keys)

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
        self._add_thumbnail(TABLE, source.title, tip)
        self.thumbnails[TABLE].draw(self._document.material.dataset)

    def _drop_table(self) -> None:
        old = self.thumbnails.pop(TABLE, None)
        self._table = None
        if old is not None:
            self.group.removeButton(old)
            self.grid.removeWidget(old)
            old.deleteLater()

    @Slot()
    def _forget(self) -> None:
        self._drop_table()
        self.refresh()

    @Slot()
    def _draw_next(self) -> None:
        for key, thumbnail in self.thumbnails.items():
            if thumbnail.drawn:
                continue
            if key == TABLE:
                self._draw_table(thumbnail)
            else:
                entry = BUILT_IN[key]
                samples = min(entry.default_samples, 200)
                thumbnail.draw(make(key, samples, entry.default_noise, 0, entry.default_classes))
            self._painter.start()
            return

    def _draw_table(self, thumbnail: Thumbnail) -> None:
        source = self._document.project.data.source
        if source is self._table:
            thumbnail.draw(self._document.material.dataset)
        elif self._table is not None:
            thumbnail.draw(dataset_of(self._table))
