"""What became of the selected weight, or of all weights of the selected neuron, over the run."""

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Snapshot
from nnstudio.project.layers import Conv2DSpec, DenseSpec
from nnstudio.ui.canvas.selection import Selection
from nnstudio.ui.canvas.spots import GROUND, Part, Spot
from nnstudio.ui.theme import Theme
from nnstudio.ui.timeline.history_lines import HistoryLines, lines_of
from nnstudio.ui.timeline.history_plot import HistoryPlot
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.numbers import short

PAUSE = 300
"""Milliseconds between two pictures while the run goes on."""
SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class WeightHistoryPanel(Card):
    """Follows the selection of the canvas. Attributes: `plot`, `pages`, `empty`, `reading`."""

    def __init__(
        self,
        document: Document,
        run: RunController,
        selection: Selection,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document, self._run, self._selection = document, run, selection
        self.title.setText(self.tr("Weights over the run"))
        self.setAccessibleName(self.tr("Weights over the run"))
        self.reading = ElidedLabel()
        self.reading.setProperty("role", "muted")
        self.reading.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.header.addWidget(self.reading, 1000)
        self.empty = QLabel()
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.plot = HistoryPlot(theme)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.plot)
        self.body.addWidget(self.pages, 1)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PAUSE)
        self._pace.timeout.connect(self.refresh)
        self._known: tuple[object, ...] = ()
        selection.changed.connect(self.refresh)
        run.phase_changed.connect(self.refresh)
        run.snapshot_settled.connect(self._follow)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.plot.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(360, 290)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is selected now, as far as the run has come."""
        if not self.isVisible():
            return
        spot, view, latest = self._selection.part, self._run.timeline.view, self._run.latest
        moments = view.current.moments if view is not None else ()
        key = (spot, len(moments), moments[-1].number if moments else 0, moments[:1])
        if key != self._known or self.plot.lines is None:
            self._known = key
            meant = spot if self._layer(spot) is not None else GROUND
            found = lines_of(moments, meant, getattr(self._layer(spot), "bias", True))
            self.plot.show_lines(found, [_name(found, line) for line in range(len(found.columns))])
            self.plot.setAccessibleName(self._about(spot))
        lines = self.plot.lines
        past = latest is not None and latest.at_past
        self.plot.show_moment(float(latest.step) if past and latest is not None else None)
        if lines is None or lines.empty or lines.steps[-1] == 0:
            self.empty.setText(self._why_empty(spot))
            self.reading.setText("")
            self.pages.setCurrentWidget(self.empty)
            return
        self.reading.setText(self._read(spot, lines))
        self.pages.setCurrentWidget(self.plot)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if not self.isVisible():
            return
        if snapshot.at_past:
            self.refresh()
        elif not self._pace.isActive():
            self._pace.start()

    def _layer(self, spot: Spot) -> DenseSpec | Conv2DSpec | None:
        """The layer of what is selected, if its rows of [W | b] are its neurons."""
        for layer in self._document.project.layers:
            if layer.id == spot.layer_id and isinstance(layer, DenseSpec | Conv2DSpec):
                return layer
        return None

    def _about(self, spot: Spot) -> str:
        titles = {layer.id: layer.title for layer in self._document.project.layers}
        layer = titles.get(spot.layer_id) or spot.layer_id
        if spot.part is Part.WIRE:
            return self.tr("The weight from input {column} to neuron {row} of {layer}").format(
                column=grouped(spot.column + 1), row=grouped(spot.row + 1), layer=layer
            )
        return self.tr("All weights of neuron {row} of {layer}").format(
            row=grouped(spot.row + 1), layer=layer
        )

    def _read(self, spot: Spot, lines: HistoryLines) -> str:
        """The number of a wire at the moment shown; how many lines there are of a neuron."""
        if spot.part is Part.NEURON:
            if lines.left_out:
                return self.tr("the {count} largest of {all} weights").format(
                    count=len(lines.columns) - (lines.bias is not None),
                    all=grouped(lines.left_out + len(lines.columns) - (lines.bias is not None)),
                )
            if lines.bias is None:
                return self.tr("{count} weights").format(count=len(lines.columns))
            return self.tr("{count} weights, b dashed").format(count=len(lines.columns) - 1)
        latest = self._run.latest
        weights = latest.weights.get(spot.layer_id) if latest is not None else None
        if latest is None or weights is None:
            return ""
        if spot.row >= weights.shape[0] or spot.column >= weights.shape[1]:
            return ""
        value = short(float(weights[spot.row, spot.column]), self.locale())
        return self.tr("{value} at step {step}").format(value=value, step=grouped(latest.step))

    def _why_empty(self, spot: Spot) -> str:
        if spot.part not in (Part.WIRE, Part.NEURON):
            return self.tr("Select a wire or a neuron, and its weights appear here over the run.")
        lines = self.plot.lines
        if self._layer(spot) is None:
            return self.tr(
                "Lines are drawn for wires and neurons of dense layers, and for filters."
            )
        if lines is not None and not lines.empty:
            return self.tr("Press play, and the weights appear here over the run.")
        return self.tr("What is selected has no weights of its own.")


def _name(lines: HistoryLines, line: int) -> str:
    """What the inspector calls it: w₁, w₂, …, b."""
    return "b" if line == lines.bias else "w" + str(lines.columns[line] + 1).translate(SMALL)
