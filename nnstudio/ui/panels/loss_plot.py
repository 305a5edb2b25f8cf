"""The plot of the losses. It brings pyqtgraph along, so it is imported late."""

from collections.abc import Callable, Sequence
from math import ceil, floor, log2

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.app.locale import grouped
from nnstudio.app.snapshot import LossCurve
from nnstudio.project.timeline import RunPath
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.panels.other_runs import OtherRuns, thinned
from nnstudio.ui.panels.ticks import tick_text, ticks
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import short

Values = NDArray[np.float64]
SMALLEST, LARGEST = 1e-300, 1e30
"""Losses are drawn between these; the numbers that are read out are the true ones."""


BEYOND = 8
"""Pixels: half a number, which may stand beyond the end of its axis."""


class CalmAxis(pg.AxisItem):
    """A few round numbers, and on a logarithmic scale powers of ten."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.powers = False
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=False)

    def boundingRect(self) -> QRectF:
        # With a grid, pyqtgraph keeps no such room, and leaves out a number that would need it.
        return super().boundingRect().adjusted(0, -BEYOND, 0, BEYOND)

    def tickValues(self, minVal, maxVal, size):  # type: ignore[no-untyped-def]
        most = max(2, min(6, int(size / 42)))
        values = ticks(minVal, maxVal, most)
        if self.powers:
            values = sorted({round(value) for value in values})
        return [(1.0, [float(value) for value in values])]

    def tickStrings(self, values, scale, spacing):  # type: ignore[no-untyped-def]
        if not self.powers:
            return [tick_text(value) for value in values]
        return [_power(round(value)) for value in values]


class LossPlot(pg.PlotWidget):
    """Training loss as a solid line, validation loss as a dashed one.

    Runs that were left stay as pale lines with their names. Signals: `reading(str)`, the numbers
    under the mouse in words, empty when it is elsewhere; `epoch_chosen(float)`, a click there.
    """

    reading = Signal(str)
    epoch_chosen = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._axes = {"left": CalmAxis("left"), "bottom": CalmAxis("bottom")}
        self._curve: LossCurve | None = None
        super().__init__(parent, axisItems=self._axes)
        self._theme = theme
        self._logarithmic = False
        self._following = True
        self._place = QRectF()
        self._heights_shown = (0.0, 0.0)
        plot = self.getPlotItem()
        # Time runs from left to right in every language.
        plot.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        plot.hideButtons()
        plot.setContentsMargins(0, 4, 12, 0)
        plot.setMenuEnabled(False)
        self.setAccessibleName(self.tr("Plot of the loss"))
        self.setToolTip(
            self.tr(
                "Click to go back to that epoch. Drag and turn the wheel to look closer; "
                "double-click to see all of it again."
            )
        )
        self._view = plot.getViewBox()
        self._view.disableAutoRange()
        self._view.setDefaultPadding(0)
        self._view.setLimits(
            xMin=-1e12, xMax=1e13, minXRange=1e-3, maxXRange=1e13,
            yMin=-1e33, yMax=1e33, minYRange=1e-15, maxYRange=1e33,
        )  # fmt: skip
        self._view.sigRangeChangedManually.connect(self._stop_following)
        self._view.sigRangeChanged.connect(self._place_moment_name)
        self.train = pg.PlotCurveItem(antialias=True, connect="finite")
        self.validation = pg.PlotCurveItem(antialias=True, connect="finite")
        self._names = (pg.TextItem(self.tr("train")), pg.TextItem(self.tr("validation")))
        self._cursor = pg.InfiniteLine(angle=90)
        self._cursor.hide()
        self.moment = pg.InfiniteLine(angle=90)
        self.moment_name = pg.TextItem()
        self.moment_name.hide()
        self.moment.hide()
        self.others = OtherRuns(self, theme)
        marks = (self._cursor, self.moment, self.moment_name)
        for item in (self.validation, self.train, *self._names, *marks):
            self.addItem(item, ignoreBounds=True)
        self.scene().sigMouseMoved.connect(self._read)
        self.scene().sigMouseClicked.connect(self._click)
        self._clicked = 0.0
        self._click_timer = QTimer(self)
        self._click_timer.setSingleShot(True)
        self._click_timer.timeout.connect(self._choose)
        self.set_theme(theme)

    @property
    def has_something(self) -> bool:
        """Whether there is a loss to show."""
        return self._curve is not None and self._curve.epochs.size > 0

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.setBackground(theme.panel)
        self.train.setPen(_pen(theme.colour("positive")))
        self.validation.setPen(_pen(theme.colour("negative"), dashed=True))
        inks = Inks.of(theme)  # a line is seen, its name has to be read
        self._names[0].setColor(inks.positive)
        self._names[1].setColor(inks.negative)
        self._cursor.setPen(pg.mkPen(theme.muted, width=1))
        self.moment.setPen(pg.mkPen(theme.accent, width=1.8))
        self.moment_name.setColor(theme.colour("accent"))
        self.others.set_theme(theme)
        font = QFont(self.font())
        font.setPointSizeF(8)
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(theme.grid, width=1))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickFont(font)
        self._axes["left"].setGrid(255)
        for name in (*self._names, self.moment_name):
            name.setFont(font)
            ground = theme.colour("panel")
            ground.setAlphaF(0.75)
            name.fill = pg.mkBrush(ground)

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Show losses, or their powers of ten."""
        self._logarithmic = logarithmic
        self._axes["left"].powers = logarithmic
        self._axes["left"].picture = None
        self._follow_again()
        self._draw()

    def show_curve(self, curve: LossCurve) -> None:
        """Show the losses so far."""
        before, self._curve = self._curve, curve
        if before is None or not _same(before, curve):
            self._draw()

    def show_others(self, runs: Sequence[RunPath], name: Callable[[RunPath], str]) -> None:
        """Show the runs that were left; `name` says what one is called."""
        if self.others.show_runs(runs, name):
            self._draw()

    def show_moment(self, epoch: float | None) -> None:
        """Mark the moment of the past that is looked at."""
        for item in (self.moment, self.moment_name):
            item.setVisible(epoch is not None)
        if epoch is not None:
            self.moment.setPos(float(epoch))
            self.moment_name.setText(self.tr("epoch {epoch}").format(epoch=grouped(int(epoch))))
            self._place_moment_name()

    def _place_moment_name(self) -> None:
        """On top of its line, on the side where there is room."""
        if not self.moment.isVisible():
            return
        (left, right), (_, top) = self._view.viewRange()
        epoch = self.moment.value()
        self.moment_name.setAnchor(QPointF(0.0 if epoch < (left + right) / 2 else 1.0, 0.0))
        self.moment_name.setPos(epoch, top)

    def mouseDoubleClickEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        self._click_timer.stop()
        self._follow_again()
        self._draw()
        event.accept()

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._draw()

    def leaveEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().leaveEvent(event)
        self._cursor.hide()
        self.reading.emit("")

    def _draw(self) -> None:
        curve = self._curve
        if curve is None:
            return
        train = self._heights(curve.train)
        validation = self._heights(curve.validation)
        self.train.setData(*thinned(curve.epochs, train))
        self.validation.setData(*thinned(curve.epochs, validation))
        self.others.draw(self._heights)
        if self._following:
            self._fit(curve.epochs, train, validation, self.others.last_epoch)
        self._place_names(curve.epochs, train, validation)

    def _heights(self, losses: Values) -> Values:
        """Where losses stand on the axis; what has no place there is a gap."""
        with np.errstate(all="ignore"):
            clipped = np.where(np.isnan(losses), np.nan, np.clip(losses, -LARGEST, LARGEST))
            if not self._logarithmic:
                return clipped
            return np.where(clipped > 0, np.log10(np.maximum(clipped, SMALLEST)), np.nan)

    def _fit(self, epochs: Values, train: Values, validation: Values, least: float) -> None:
        both = np.concatenate([train, validation])
        both = both[np.isfinite(both)]
        low, high = (float(both.min()), float(both.max())) if both.size else (0.0, 1.0)
        if not self._logarithmic:
            low = min(low, 0.0)
        spread = (high - low) or max(abs(high), 1e-6)
        last = max(float(epochs[-1]) if epochs.size else 1.0, least)
        wanted = (low - 0.04 * spread, high + 0.15 * spread)
        if not self._encloses(wanted):
            self._heights_shown = wanted
        bottom, top = self._heights_shown
        place = QRectF(QPointF(0.0, bottom), QPointF(_roomy(max(last, 1.0)), top))
        if place != self._place:
            self._place = place
            self._view.setRange(place, padding=0, disableAutoRange=False)

    def _encloses(self, wanted: tuple[float, float]) -> bool:
        """Whether the heights shown still do, and do not waste a quarter of the plot: axes that
        move at every step are hard to read, and slow."""
        bottom, top = self._heights_shown
        used = (wanted[1] - wanted[0]) / (top - bottom) if top > bottom else 0.0
        return bottom <= wanted[0] and wanted[1] <= top and used > 0.75

    def _stop_following(self) -> None:
        self._following = False

    def _follow_again(self) -> None:
        self._following = True
        self._place = QRectF()
        self._heights_shown = (0.0, 0.0)

    def _place_names(self, epochs: Values, train: Values, validation: Values) -> None:
        """Each name at the end of its line, the upper one above and the lower one below."""
        ends = [_last(epochs, train), _last(epochs, validation)]
        for name, end in zip(self._names, ends, strict=True):
            name.setVisible(end is not None)
        above = ends[1] is None or (ends[0] is not None and ends[0][1] > ends[1][1])
        beside = ends[0] is not None and ends[1] is not None
        for name, end, high in zip(self._names, ends, (above, not above), strict=True):
            if end is not None:
                self._put(name, end, high, beside)
                name.setPos(*end)

    def _put(self, name: pg.TextItem, end: tuple[float, float], high: bool, beside: bool) -> None:
        """Above or below the end of its line, or, where an edge of the plot is near, on the other
        side, beside the other name."""
        box = name.boundingRect()
        bottom, top = self._view.viewRange()[1]
        room = (top - end[1] if high else end[1] - bottom) / (top - bottom) * self._view.height()
        fits = room > 1.2 * box.height()
        aside = 0.0
        if beside and not fits:
            others = max(one.boundingRect().width() for one in self._names if one is not name)
            aside = others / box.width()
        name.setAnchor(QPointF(1.0 + aside, 1.15 if high == fits else -0.15))

    def _click(self, event) -> None:  # type: ignore[no-untyped-def]
        inside = self._view.sceneBoundingRect().contains(event.scenePos())
        if event.button() is not Qt.MouseButton.LeftButton or event.double() or not inside:
            return
        self._clicked = float(self._view.mapSceneToView(event.scenePos()).x())
        # Who looks closer may be about to double-click, which means another thing.
        self._click_timer.start(0 if self._following else QApplication.doubleClickInterval())

    def _choose(self) -> None:
        self.epoch_chosen.emit(self._clicked)

    def _read(self, place: QPointF) -> None:
        curve = self._curve
        inside = self._view.sceneBoundingRect().contains(place)
        if curve is None or not curve.epochs.size or not inside:
            self._cursor.hide()
            self.reading.emit("")
            return
        x = self._view.mapSceneToView(place).x()
        at = int(np.abs(curve.epochs - x).argmin())
        self._cursor.setPos(float(curve.epochs[at]))
        self._cursor.show()
        locale = self.locale()
        words = self.tr("epoch {epoch} · train {train}").format(
            epoch=grouped(int(curve.epochs[at])), train=short(float(curve.train[at]), locale)
        )
        if not np.isnan(curve.validation[at]):
            words += self.tr(" · validation {loss}").format(
                loss=short(float(curve.validation[at]), locale)
            )
        self.reading.emit(words)


def _roomy(last: float) -> float:
    """A little beyond the last epoch: it grows in eighths, so that the axis seldom moves."""
    grain = 2.0 ** floor(log2(last)) / 8.0
    return ceil(1.01 * last / grain) * grain


def _same(one: LossCurve, other: LossCurve) -> bool:
    """Whether two curves of one run are alike; a curve only ever grows or starts anew."""
    return all(
        np.array_equal(first, second, equal_nan=True)
        for first, second in (
            (one.epochs, other.epochs),
            (one.train, other.train),
            (one.validation, other.validation),
        )
    )


def _last(x: Values, y: Values) -> tuple[float, float] | None:
    finite = np.flatnonzero(np.isfinite(y))
    return None if not finite.size else (float(x[finite[-1]]), float(y[finite[-1]]))


def _pen(colour: QColor, dashed: bool = False) -> QPen:
    pen = pg.mkPen(colour, width=1.8)
    if dashed:
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4.0, 2.5])
    return pen


def _power(power: int) -> str:
    digits = str(power).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    return f"10{digits}"
