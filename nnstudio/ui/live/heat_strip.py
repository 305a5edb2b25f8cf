"""Numbers over time as a strip of colours: features × time."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.ui.colour_scales import Pixels, blend
from nnstudio.ui.live.heat_strip_axis import TimeAxis, TimeStrip
from nnstudio.ui.panels.ticks import tick_text
from nnstudio.ui.theme import Theme

ROOM = 52
"""Pixels over which the rows are spread by default, so long as each has one at least."""
MOST = 128
"""Pixels that a strip is high at the most; of more rows not every one can be seen."""
TALLEST_ROW = 10
KEY = 3
"""Pixels of the scale beside the strip."""


class HeatStrip(TimeStrip):
    """Rows of numbers, one column a step, negative in one colour and positive in another.

    The scale goes from −reach to reach; with `shares` from 0 to 1. Without a `reach` it is the
    next round number above all values, and falls only when they have become far smaller, so that
    colours do not flicker while a network learns. The rows share `room` pixels.
    """

    def __init__(
        self,
        name: str,
        explanation: str,
        theme: Theme,
        *,
        shares: bool = False,
        reach: float | None = None,
        room: int = ROOM,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, explanation, theme, parent)
        self._shares = shares
        self._room = room
        self._fixed = 1.0 if shares else reach
        self.reach = self._fixed or 1.0
        self.values: NDArray[np.floating] = np.zeros((0, 0))
        self._picture: NDArray[np.uint32] | None = None
        self._key: Pixels
        self._take_colours()

    @property
    def rows(self) -> int:
        return len(self.values)

    def show_values(self, values: NDArray[np.floating]) -> None:
        """Show these numbers (rows, time); they are not copied."""
        if values.shape != self.values.shape:
            self.updateGeometry()
        self.values = values
        self.steps = values.shape[1]
        if self._fixed is None:
            finite = values[np.isfinite(values)]
            self.reach = settled(self.reach, float(np.abs(finite).max()) if finite.size else 0.0)
        self._picture = None
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._take_colours()

    def sizeHint(self) -> QSize:
        return QSize(160, self.top() + 1 + self.strip_height() + 3)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def strip_height(self) -> int:
        """How many pixels the rows take together."""
        if not self.rows:
            return self._room
        return min(self.rows * min(max(self._room // self.rows, 1), TALLEST_ROW), MOST)

    def row_at(self, y: float) -> int | None:
        inside = int(np.floor(y)) - self.top() - 1
        if not self.rows or not 0 <= inside < self.strip_height():
            return None
        return inside * self.rows // self.strip_height()

    def row_place(self, row: int) -> tuple[int, int]:
        """Where a row begins, and how high it is."""
        height, first = self.strip_height(), self.top() + 1
        begin, end = (-(-edge * height // self.rows) for edge in (row, row + 1))
        return first + begin, max(end - begin, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # Time goes from left to right, however people read.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        axis, first, height = self.axis, self.top() + 1, self.strip_height()
        broken = self.values.size > 0 and not np.isfinite(self.values).all()
        self.draw_name(painter, self.tr("hatched: no number") if broken else "")
        area = QRect(axis.left, first, axis.width, height)
        if not self.values.size:
            painter.fillRect(area, self._theme.colour("grid"))
            return
        if self._picture is None or self._picture.shape != (height, axis.width):
            self._picture = self._painted(axis, height)
        picture = self._picture
        painter.drawImage(axis.left, first, _image(picture))
        if broken:
            self._hatch(painter, axis)
        self._draw_scale(painter, axis, first, height)
        self.draw_cross(painter, first, height)
        row = self.cross[1]
        if row is not None and row < self.rows:
            begin, tall = self.row_place(row)
            painter.setPen(QPen(self._cross_colour(), 1))
            painter.drawLine(axis.left, begin - 1, axis.left + axis.width - 1, begin - 1)
            painter.drawLine(axis.left, begin + tall, axis.left + axis.width - 1, begin + tall)

    def _painted(self, axis: TimeAxis, height: int) -> NDArray[np.uint32]:
        """Every pixel of the strip: nearest neighbours, so that a cell has one colour."""
        with np.errstate(all="ignore"):
            places = np.nan_to_num(self.values / self.reach * 127.5 + 127.5, nan=127.5)
        colours = self._colours[np.clip(places, 0.0, 255.0).astype(np.uint8)]
        edges = np.array([axis.edge(step) for step in range(self.steps + 1)])
        starts = [self.row_place(row)[0] for row in range(self.rows)]
        rows = np.searchsorted(starts, np.arange(height) + self.top() + 1, side="right") - 1
        columns = np.searchsorted(edges, np.arange(axis.width) + axis.left, side="right") - 1
        return np.ascontiguousarray(colours[rows[:, np.newaxis], columns])

    def _hatch(self, painter: QPainter, axis: TimeAxis) -> None:
        """Strike out what is no number; colours cannot tell it."""
        brush = QBrush(self._theme.colour("warning"), Qt.BrushStyle.BDiagPattern)
        for step in np.flatnonzero(~np.isfinite(self.values).all(axis=0)).tolist():
            begin, width = axis.column(step)
            painter.fillRect(begin, self.top() + 1, width, self.strip_height(), brush)

    def _draw_scale(self, painter: QPainter, axis: TimeAxis, first: int, height: int) -> None:
        """What the colours mean: a narrow scale, with its ends named."""
        ends = ("1", "0") if self._shares else (f"+{_text(self.reach)}", f"−{_text(self.reach)}")
        tall = self.top() - 1
        low = max(first + height - tall / 2 + 2, first + tall * 1.4)
        self.draw_at_side(painter, first + tall / 2 - 2, ends[0])
        self.draw_at_side(painter, low, ends[1])
        key = QRect(axis.left - KEY - 1, first, KEY, height)
        painter.drawImage(key, _image(self._key))

    def _take_colours(self) -> None:
        theme = self._theme
        self._colours = theme.sign_colours()
        if self._shares:
            half = blend([theme.middle, theme.positive])
            self._key = np.ascontiguousarray(half[::-1, np.newaxis])
            # The same colour means the same number as in a strip of signs.
            self._colours = np.concatenate([np.repeat(half[:1], 128), half[1::2]])
        else:
            self._key = np.ascontiguousarray(self._colours[::-1, np.newaxis])
        self._picture = None


def settled(before: float, largest: float) -> float:
    """The reach of a scale for values up to `largest`, as it was `before` if that still serves."""
    if largest <= before and largest > before / 5:
        return before
    if not largest > 1e-30:
        return 1.0
    power = 10.0 ** np.floor(np.log10(largest))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= largest))


def _text(value: float) -> str:
    return tick_text(float(f"{value:.3g}"))


def _image(pixels: NDArray[np.uint32]) -> QImage:
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
