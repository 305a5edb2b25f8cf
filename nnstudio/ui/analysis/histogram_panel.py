"""Histograms by layer, and the units that have gone dead or flat by name."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Change, Document
from nnstudio.app.histograms import Histograms, LayerHistograms, Look
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.project.layers import LayerSpec
from nnstudio.ui.analysis.histogram_strip import HistogramStrip, plot_places
from nnstudio.ui.analysis.histogram_words import COLUMNS, HistogramWords
from nnstudio.ui.analysis.unit_links import UnitLinks
from nnstudio.ui.canvas.words import Words
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.reading_lines import ReadingLines
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea

PROBE = "histograms"
PACE = 0.2
"""Seconds between two looks while a run goes on: nobody reads thirty numbers any faster."""


class HistogramPanel(Card):
    """A row for each layer. Wants its probe only while it can be seen.

    Signal: `unit_wanted(str, object)`, the id of a layer (or of a part of a block, as
    explain.inside names it) and the index of a unit that was clicked.
    """

    unit_wanted = Signal(str, object)

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document, self._run, self._theme = document, run, theme
        self._words, self._names = HistogramWords(self), Words(self)
        self._looking = False
        self._shown: Look | None = None
        self.title.setText(self.tr("Histograms"))
        self.setAccessibleName(self.tr("Histograms by layer"))
        self.log = QCheckBox(self.tr("log"))
        self.log.setAccessibleName(self.tr("log counts"))
        self.log.setToolTip(
            self.tr("Count on a logarithmic scale, so that a few values far out show as well.")
        )
        self.header.addWidget(self.log)
        self.captions = _Captions(self._words, theme)
        self.notice = QLabel()
        self.notice.setProperty("role", "muted")
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setWordWrap(True)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.summary = ElidedLabel()
        self.summary.setProperty("role", "muted")
        self.summary.setAccessibleName(self.tr("What was found"))
        self.reading = ReadingLines()
        self.rows: dict[str, LayerRow] = {}
        self._lay_out()
        self.log.toggled.connect(self._count_anew)
        document.changed.connect(self._follow_document)
        document.replaced.connect(self.refresh)
        run.phase_changed.connect(self._ask)
        run.snapshot_shown.connect(self._follow)
        run.probe_failed.connect(self._tell_failure)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.captions.set_theme(theme)
        for row in self.rows.values():
            row.strip.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(380, 400)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._looking = True
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looking = False
        self._run.want(PROBE, None)

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        project = self._document.project
        wanted = {layer.id: layer for layer in project.layers}
        if list(wanted) != list(self.rows):
            self._make_rows(list(wanted.values()))
        for place, layer in enumerate(project.layers):
            self.rows[layer.id].take(layer, self._names.title(project, place))
        misfits = self._document.shapes.misfits
        if misfits:
            self._clear(misfits[0].text)
        elif self._shown is None:
            self._clear(self.tr("The histograms are on their way."))

    def _lay_out(self) -> None:
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.area = SteadyScrollArea(self._content)
        self.captions.follow(self.area)
        self.body.setSpacing(5)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.captions)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.notice, 1)
        self.body.addWidget(self.reading)

    def _make_rows(self, layers: list[LayerSpec]) -> None:
        kept = self.rows
        self.rows = {}
        for row in kept.values():
            self._column.removeWidget(row)
        for place, layer in enumerate(layers):
            row = kept.pop(layer.id) if layer.id in kept else self._new_row()
            self.rows[layer.id] = row
            self._column.insertWidget(place, row)
        for row in kept.values():
            row.hide()
            row.deleteLater()

    def _new_row(self) -> "LayerRow":
        row = LayerRow(self._words, self._theme)
        row.strip.set_logarithmic(self.log.isChecked())
        row.strip.told.connect(self._read_out)
        row.links.unit_wanted.connect(self.unit_wanted)
        return row

    @Slot()
    def _ask(self) -> None:
        """Want the probe while this can be seen: a run that stands still is looked at each time."""
        if self._looking:
            running = self._run.phase is Phase.RUNNING
            self._run.want(PROBE, Histograms(PACE if running else 0.0))

    @Slot(object)
    def _follow_document(self, change: Change) -> None:
        if change.data or change.layers:
            self.refresh()

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        look = snapshot.results.get(PROBE)
        if not self._looking or not isinstance(look, Look) or look is self._shown:
            return
        if set(look.layers) != set(self.rows) or not self._document.shapes.fits:
            return  # of a network that is gone already
        self._shown = look
        self._show(look)

    def _show(self, look: Look) -> None:
        self._set_notice("")
        for layer in self._document.project.layers:
            self.rows[layer.id].show_found(look.layers[layer.id], look.samples)
        ailing = [unit for found in look.layers.values() for unit in found.ailing]
        dead = sum(unit.condition == "dead" for unit in ailing)
        self.summary.setText(self._words.summary(look.samples, dead, len(ailing) - dead))

    def _clear(self, words: str) -> None:
        self._shown = None
        self._set_notice(words)
        self.summary.setText("")
        self._read_out("")

    def _set_notice(self, words: str) -> None:
        self.notice.setText(words)
        self.notice.setVisible(bool(words))
        for part in (self.captions, self.area, self.summary, self.reading):
            part.setVisible(not words)

    @Slot(bool)
    def _count_anew(self, logarithmic: bool) -> None:
        for row in self.rows.values():
            row.strip.set_logarithmic(logarithmic)

    @Slot(str)
    def _read_out(self, words: str) -> None:
        idle = self.tr("Point at a histogram to read its numbers.")
        self.reading.setText(words or idle)

    @Slot(str, str)
    def _tell_failure(self, name: str, details: str) -> None:
        if name == PROBE:
            self._clear(self.tr("The histograms could not be made; the training goes on."))


class LayerRow(QWidget):
    """A layer's title, its histograms, and its units that ail."""

    def __init__(self, words: HistogramWords, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel()
        self.strip = HistogramStrip(words, theme)
        self.links = UnitLinks(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.name, self.strip, self.links):
            column.addWidget(part)
        self._layer: LayerSpec

    def take(self, layer: LayerSpec, title: str) -> None:
        """Be the row of this layer."""
        self._layer = layer
        self.name.setText(title)
        self.strip.show_layer(title, self.strip.found)

    def show_found(self, found: LayerHistograms, samples: int) -> None:
        """Show what was found of the layer."""
        self.strip.show_layer(self.name.text(), found)
        self.links.show_units(self._layer, found.ailing, samples)


class _Captions(QWidget):
    """The names of the columns, each above its histograms."""

    def __init__(self, words: HistogramWords, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = [words.column(column) for column in COLUMNS]
        self._theme = theme
        self._beside: QScrollArea | None = None
        self._small = QFont(self.font())
        self._small.setPointSizeF(7.5)
        self.setToolTip("\n".join(f"{words.column(c)}: {words.about(c)}" for c in COLUMNS))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def follow(self, scroll: QScrollArea) -> None:
        """Stand above what this area shows, as wide as that."""
        self._beside = scroll

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, QFontMetrics(self._small).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._small)
        painter.setPen(self._theme.colour("muted"))
        width = self._beside.viewport().width() if self._beside is not None else self.width()
        metrics = QFontMetrics(self._small)
        for name, (left, room) in zip(self._names, plot_places(width), strict=True):
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(left, 0, room, self.height()), Qt.AlignmentFlag.AlignLeft, text)
