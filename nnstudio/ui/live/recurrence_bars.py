"""The size of the gradient at every step, as bars on a scale of powers of ten."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.ui.live.heat_strip_axis import TimeStrip
from nnstudio.ui.panels.ticks import ticks
from nnstudio.ui.theme import Theme

PLOT = 78
FEWEST, MOST = 3, 16
"""Powers of ten that the scale spans."""
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_text(power: int) -> str:
    """A power of ten: 10⁻³, and 1 for the power of 0."""
    return "1" if power == 0 else f"10{str(power).translate(SUPERSCRIPT)}"


class GradientBars(TimeStrip):
    """‖∂C/∂h_t‖, a bar a step, and where truncation cuts the gradient off."""

    def __init__(
        self, name: str, explanation: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, explanation, theme, parent)
        self.sizes: NDArray[np.floating] = np.zeros(0)
        self.powers = (-FEWEST, 0)
        self._truncate = 0
        self.notice = ""

    @property
    def cuts(self) -> list[int]:
        """The steps from which no gradient goes on to the one before."""
        if not self._truncate:
            return []
        return list(range(self.steps - self._truncate, 0, -self._truncate))

    def show_sizes(self, sizes: NDArray[np.floating], truncate: int) -> None:
        """Show these sizes (time,), cut every `truncate` steps back from the end; 0: never."""
        self.sizes, self._truncate = sizes, truncate
        self.steps, self.notice = len(sizes), ""
        good = sizes[np.isfinite(sizes) & (sizes > 0)]
        if good.size:
            self.powers = _spanned(self.powers, float(good.min()), float(good.max()))
        self.update()

    def show_notice(self, notice: str, steps: int) -> None:
        """Say why there are no bars."""
        self.sizes, self._truncate = np.zeros(0), 0
        self.steps, self.notice = steps, notice
        self.update()

    def sizeHint(self) -> QSize:
        line = QFontMetrics(self.small_font()).height()
        return QSize(160, self.top() + 3 + PLOT + 3 + line + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def row_at(self, y: float) -> int | None:
        return 0 if self.top() <= y else None

    def height_of(self, size: float) -> int:
        """How high the bar for a size is, in pixels; 0 for none or one below the scale."""
        low, high = self.powers
        if not size > 0:
            return 0
        share = (float(np.log10(size)) - low) / (high - low) if np.isfinite(size) else 1.0
        return round(min(max(share, 0.0), 1.0) * PLOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.draw_name(painter, self.tr("powers of ten"))
        top = self.top() + 3
        self._draw_axes(painter, top)
        if self.notice:
            painter.setPen(self._theme.colour("muted"))
            axis = self.axis
            box = QRect(axis.left + 6, top, axis.width - 12, PLOT)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box, flags, self.notice)
        self._draw_bars(painter, top)
        self._draw_cuts(painter, top)
        self.draw_cross(painter, top, PLOT)

    def _draw_bars(self, painter: QPainter, top: int) -> None:
        bottom = top + PLOT
        accent, faint = self._theme.colour("accent"), self._theme.colour("line")
        broken = QBrush(self._theme.colour("warning"), Qt.BrushStyle.BDiagPattern)
        for step, size in enumerate(self.sizes.tolist()):
            begin, width = self.axis.column(step)
            width -= 1 if width > 3 else 0
            if not np.isfinite(size):
                painter.fillRect(begin, top, width, PLOT, broken)
            elif height := self.height_of(size):
                painter.fillRect(begin, bottom - height, width, height, accent)
            else:
                painter.fillRect(begin, bottom - 1, width, 1, faint)

    def _draw_axes(self, painter: QPainter, top: int) -> None:
        low, high = self.powers
        axis, bottom = self.axis, top + PLOT
        line = QFontMetrics(self.small_font()).height()
        apart = next(own for own in (1, 2, 3, 4, 5, 6, 8) if (high - low) / own * line <= PLOT)
        for power in range(high, low - 1, -apart):
            y = bottom - round((power - low) / (high - low) * PLOT)
            painter.setPen(QPen(self._theme.colour("grid"), 1))
            painter.drawLine(axis.left, y, axis.left + axis.width - 1, y)
            self.draw_at_side(painter, y + 1, power_text(power))
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(axis.left, bottom, axis.left + axis.width - 1, bottom)
        self._draw_steps(painter, bottom + 3, line)

    def _draw_steps(self, painter: QPainter, y: int, line: int) -> None:
        """The numbers of some steps, the first among them."""
        axis = self.axis
        painter.setFont(self.small_font())
        painter.setPen(self._theme.colour("muted"))
        shown = {1, *(int(own) for own in ticks(1, self.steps, 6) if own == int(own) and own > 2)}
        for number in sorted(shown if self.steps else ()):
            begin, width = axis.column(number - 1)
            box = QRect(begin + width // 2 - 20, y, 40, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))

    def _draw_cuts(self, painter: QPainter, top: int) -> None:
        pen = QPen(self._theme.colour("warning"), 1, Qt.PenStyle.DashLine)
        for step in self.cuts:
            edge = self.axis.edge(step) - 1
            painter.setPen(pen)
            painter.drawLine(edge, top, edge, top + PLOT)


def _spanned(before: tuple[int, int], smallest: float, largest: float) -> tuple[int, int]:
    """The powers of ten around these sizes, as they were `before` if those still serve.

    A scale that moves with every frame cannot be read.
    """
    high = int(np.ceil(np.log10(largest)))
    low = max(min(int(np.floor(np.log10(smallest))), high - FEWEST), high - MOST)
    old_low, old_high = before
    serves = old_low <= low and high <= old_high and (high - low) * 2 > old_high - old_low
    return before if serves else (low, high)
