"""The runs that were left: pale lines with their names behind the one that goes on."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont

from nnstudio.project.timeline import RunPath
from nnstudio.ui.theme import Theme

if TYPE_CHECKING:
    from nnstudio.ui.panels.loss_plot import LossPlot

Values = NDArray[np.float64]
POINTS = 240
"""A curve is thinned to about so many points: a wide smooth line costs by its points."""
PALE = 0.5


class OtherRuns:
    """Draws into a plot. Attribute: `names`, what stands at the ends of the lines."""

    def __init__(self, plot: "LossPlot", theme: Theme) -> None:
        self._plot, self._theme = plot, theme
        self._curves: list[pg.PlotCurveItem] = []
        self._labels: list[pg.TextItem] = []
        self._runs: list[RunPath] = []
        self.names: list[str] = []

    @property
    def last_epoch(self) -> float:
        """How far these runs went."""
        ends = [float(run.curve[0, -1]) for run in self._runs if run.curve.size]
        return max(ends, default=0.0)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        colour = theme.colour("muted")
        colour.setAlphaF(PALE)
        for curve in self._curves:
            curve.setPen(pg.mkPen(colour, width=1.2))
        for label in self._labels:
            label.setColor(theme.colour("muted"))

    def show_runs(self, runs: Sequence[RunPath], name: Callable[[RunPath], str]) -> bool:
        """Show these; whether they are others than before."""
        if [_key(run) for run in runs] == [_key(run) for run in self._runs]:
            return False
        self._runs = list(runs)
        self.names = [name(run) for run in runs]
        self._make_room(len(runs))
        for label, text in zip(self._labels, self.names, strict=False):
            label.setText(text)
        self.set_theme(self._theme)
        return True

    def draw(self, heights: Callable[[Values], Values]) -> None:
        """Draw the lines; `heights` says where losses stand on the axis."""
        for run, curve, label in zip(self._runs, self._curves, self._labels, strict=False):
            epochs, losses = run.curve[0], heights(run.curve[1])
            curve.setData(*thinned(epochs, losses))
            finite = np.flatnonzero(np.isfinite(losses))
            label.setVisible(bool(finite.size))
            if finite.size:
                label.setPos(float(epochs[finite[-1]]), float(losses[finite[-1]]))

    def _make_room(self, count: int) -> None:
        while len(self._curves) < count:
            curve = pg.PlotCurveItem(antialias=True, connect="finite")
            # Above the names of the curves of the run that goes on, and above each other.
            label = pg.TextItem("", anchor=QPointF(1.0, 1.9 + 0.8 * len(self._labels)))
            font = QFont(self._plot.font())
            font.setPointSizeF(7.5)
            label.setFont(font)
            for item in (curve, label):
                item.setZValue(-5)
                self._plot.addItem(item, ignoreBounds=True)
            self._curves.append(curve)
            self._labels.append(label)
        for place, (curve, label) in enumerate(zip(self._curves, self._labels, strict=True)):
            curve.setVisible(place < count)
            label.setVisible(place < count)


def thinned(x: Values, y: Values, points: int = POINTS) -> tuple[Values, Values]:
    """A curve with fewer points: the least and the greatest of each stretch, in their order."""
    if x.size <= points:
        return x, y
    stretch = -(-2 * x.size // points)
    whole = x.size - x.size % stretch
    rows = y[:whole].reshape(-1, stretch)
    missing = np.isnan(rows)
    least = np.where(missing, np.inf, rows).argmin(axis=1)
    greatest = np.where(missing, -np.inf, rows).argmax(axis=1)
    starts = np.arange(0, whole, stretch)
    kept = np.unique(
        np.concatenate([starts + least, starts + greatest, np.arange(whole, x.size), [x.size - 1]])
    )
    return x[kept], y[kept]


def _key(run: RunPath) -> tuple[int, int]:
    return run.number, run.curve.shape[1]
