"""The chosen sequence over time: symbols as letters, measured numbers as bars."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnstudio.data.dataset import Dataset
from nnstudio.ui.live.heat_strip_axis import SMALL, TimeStrip
from nnstudio.ui.panels.ticks import tick_text
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import decimal

MOST_CHANNELS = 16
"""So many measured channels get bars of their own; more could not be told apart."""
TIGHTEST = 0.75
"""How much smaller than usual letters may be, so that there are letters at all."""
GAP = 7
"""Pixels between two rows of bars."""
INVISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥"}


def seen(symbol: str) -> str:
    """A symbol as it can be seen: a space is no empty place."""
    return INVISIBLE.get(symbol, symbol)


class SymbolStrip(TimeStrip):
    """A symbol a step: as letters where they have room, else as one row for each symbol.

    `wrong` steps are struck through from below: answers that are not the target's.
    """

    def __init__(
        self, name: str, explanation: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, explanation, theme, parent)
        self._symbols: tuple[str, ...] = ()
        self._codes: list[int] = []
        self._wrong: set[int] = set()

    def show_symbols(
        self, symbols: Sequence[str], codes: NDArray[np.intp], wrong: Sequence[int] = ()
    ) -> None:
        """Show these places in the list of symbols, one a step."""
        self._symbols, self._codes = tuple(symbols), codes.tolist()
        self._wrong = set(wrong)
        if len(codes) != self.steps:
            self.steps = len(codes)
        self.updateGeometry()
        self.update()

    def symbol(self, step: int) -> str:
        """What stands at a step, so that it can be seen."""
        return seen(self._symbols[self._codes[step]])

    @property
    def as_letters(self) -> bool:
        """Whether there is room for letters."""
        return not self.steps or self.axis.width / self.steps >= TIGHTEST * self._widest()

    def sizeHint(self) -> QSize:
        return QSize(160, self.top() + self._height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.draw_name(painter)
        top, height, letters = self.top() + 1, self._height(), self.as_letters
        painter.setFont(self._letter_font())
        rows = len(self._symbols)
        for step, code in enumerate(self._codes):
            begin, width = self.axis.column(step)
            gap = 1 if width > 3 else 0
            colour = QColor(self._theme.classes[code % len(self._theme.classes)])
            wrong = step in self._wrong
            if letters:
                box = QRectF(begin, top, width - gap, height)
                faint = QColor(colour)
                faint.setAlphaF(0.30 if self._theme.name == "dark" else 0.22)
                painter.fillRect(box, faint)
                painter.setPen(self._theme.colour("warning" if wrong else "text"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.symbol(step))
            else:
                at, tall = code * height / rows, max(height / rows, 1.0)
                painter.fillRect(QRectF(begin, top + at, width, tall), colour)
            if wrong:
                painter.fillRect(
                    QRectF(begin, top + height, width - gap, 2), self._theme.colour("warning")
                )
        if not letters and rows <= 5:
            for code, symbol in enumerate(self._symbols):
                self.draw_at_side(painter, top + (code + 0.5) * height / rows, seen(symbol))
        self.draw_cross(painter, top, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Letters give way to rows, which are of another height.
        if self.height() != self.sizeHint().height():
            self.updateGeometry()

    def _widest(self) -> int:
        metrics = QFontMetrics(self.small_font())
        return max((metrics.horizontalAdvance(seen(own)) for own in self._symbols), default=1)

    def _letter_font(self) -> QFont:
        """The font of the letters: a little smaller where the widest would not fit."""
        font = self.small_font()
        room = self.axis.width / max(self.steps, 1)
        font.setPointSizeF(SMALL * min(max(room / self._widest(), TIGHTEST), 1.0))
        return font

    def _height(self) -> int:
        line = QFontMetrics(self.small_font()).height()
        if self.as_letters:
            return line + 4
        if len(self._symbols) <= 5:
            return (line - 2) * len(self._symbols)
        return min(max(2 * len(self._symbols), 30), 60)


class MeasuredStrip(TimeStrip):
    """Measured numbers, a row of bars for each channel: up is positive, down is negative."""

    def __init__(
        self, name: str, explanation: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, explanation, theme, parent)
        self._names: tuple[str, ...] = ()
        self._values: NDArray[np.float64] = np.zeros((0, 0))
        self._ends: list[tuple[float, float]] = []

    @property
    def rows(self) -> int:
        return len(self._values)

    def show_measured(
        self, names: Sequence[str], values: NDArray[np.float64], ends: list[tuple[float, float]]
    ) -> None:
        """Show values (channels, time); `ends` are the smallest and largest of each in the data."""
        self._names, self._values = tuple(names), values
        self._ends = [(min(low, 0.0), max(high, 0.0, low + 1e-300)) for low, high in ends]
        self.steps = values.shape[1]
        self.updateGeometry()
        self.update()

    def value(self, step: int, row: int) -> tuple[str, float]:
        """The name of a channel and its value at a step."""
        return self._names[row], float(self._values[row, step])

    def sizeHint(self) -> QSize:
        return QSize(160, self.top() + max(self.rows, 1) * (self._row_height() + GAP) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def row_at(self, y: float) -> int | None:
        row = int((y - self.top()) // (self._row_height() + GAP))
        return row if 0 <= row < self.rows else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.draw_name(painter, " · ".join(self._names) if self.rows > 1 else "")
        height = self._row_height()
        for row, (low, high) in enumerate(self._ends):
            top = self.top() + 1 + row * (height + GAP)
            self._paint_row(painter, row, top, height)
            self.draw_at_side(painter, top + 4, tick_text(float(f"{high:.2g}")))
            self.draw_at_side(painter, top + height - 3, tick_text(float(f"{low:.2g}")))
        total = self.rows * (height + GAP) - GAP
        self.draw_cross(painter, self.top() + 1, total)

    def _paint_row(self, painter: QPainter, row: int, top: int, height: int) -> None:
        low, high = self._ends[row]
        scale = height / (high - low)
        zero = top + high * scale
        axis = self.axis
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(axis.left, round(zero), axis.left + axis.width - 1, round(zero))
        for step, value in enumerate(self._values[row].tolist()):
            begin, width = axis.column(step)
            gap = 1 if width > 3 else 0
            tip = top + (high - min(max(value, low), high)) * scale
            colour = self._theme.colour("positive" if value >= 0 else "negative")
            bar = QRectF(begin, min(tip, zero), width - gap, abs(tip - zero))
            painter.fillRect(bar, colour)

    def _row_height(self) -> int:
        return 26 if self.rows <= 2 else 18


def ends_of(dataset: Dataset) -> list[tuple[float, float]]:
    """The smallest and largest value of each channel in all samples."""
    steps = dataset.features.reshape(-1, len(dataset.channels))
    return list(zip(steps.min(axis=0).tolist(), steps.max(axis=0).tolist(), strict=True))


def measured(value: float) -> str:
    """A measured number in words."""
    return decimal(value, QLocale())
