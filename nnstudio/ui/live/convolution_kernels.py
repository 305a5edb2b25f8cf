"""Kernels, enlarged: every weight a cell with its number, and what the kernel gave below."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.nn.columns import Array
from nnstudio.ui.fonts import monospace
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import decimal

GAP = 10
NUMBERED = 7
"""Kernels up to this size bear their numbers; the cells of larger ones are too small for that."""
SMALL_CELL = 9


@dataclass(frozen=True, eq=False)
class Kernel:
    """One channel of a filter: weights (size, size) and words about what it gave."""

    weights: Array
    words: str


class KernelPictures(QWidget):
    """As many kernels side by side as there is room for, the first ones first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colours = theme.sign_colours()
        self._kernels: tuple[Kernel, ...] = ()
        self._size = 3
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels at hand; those without room are not painted."""
        return self._kernels

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._colours = theme.sign_colours()
        self.update()

    def set_size(self, size: int) -> None:
        """Leave room for kernels of this size, so that nothing moves when one is shown."""
        self._size = size
        self.updateGeometry()

    def show_kernels(self, kernels: tuple[Kernel, ...]) -> None:
        """Show other kernels."""
        self._kernels = kernels
        self.update()

    def sizeHint(self) -> QSize:
        cell = self._cell(self._size)
        words = QFontMetrics(self._small()).height()
        return QSize(self._size * cell.width(), self._size * cell.height() + words + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        start = 0
        reach = max((float(np.abs(one.weights).max()) for one in self._kernels), default=1.0) or 1.0
        for kernel in self._kernels:
            cell = self._cell(len(kernel.weights))
            wide = QFontMetrics(self._small()).horizontalAdvance(kernel.words)
            width = max(cell.width() * len(kernel.weights), wide)
            if start and start + width > self.width():
                break
            left = self.width() - start - width if self.isRightToLeft() else start
            self._draw(painter, kernel, QRect(left, 0, width, self.height()), cell, reach)
            start += width + GAP

    def _draw(
        self, painter: QPainter, kernel: Kernel, place: QRect, cell: QSize, reach: float
    ) -> None:
        size = len(kernel.weights)
        painter.setFont(monospace(7.0))
        for row in range(size):
            for column in range(size):
                weight = float(kernel.weights[row, column])
                shade = 127.5 + 127.5 * weight / reach if np.isfinite(weight) else 127.5
                colour = QColor.fromRgb(int(self._colours[int(np.clip(shade, 0, 255))]))
                x, y = place.x() + column * cell.width(), 1 + row * cell.height()
                box = QRect(x, y, cell.width() - 1, cell.height() - 1)
                painter.fillRect(box, colour)
                if size <= NUMBERED:
                    painter.setPen(_readable_on(colour))
                    told = decimal(weight, self.locale(), 2)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, told)
        painter.setFont(self._small())
        painter.setPen(self._theme.colour("muted"))
        below = QRect(place.x(), 2 + size * cell.height(), place.width(), place.height())
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, side, kernel.words)

    def _cell(self, size: int) -> QSize:
        if size > NUMBERED:
            return QSize(SMALL_CELL, SMALL_CELL)
        metrics = QFontMetrics(monospace(7.0))
        return QSize(metrics.horizontalAdvance("−0.00") + 5, metrics.height() + 3)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font


def _readable_on(colour: QColor) -> QColor:
    """Black or white, whichever is easier to read on a colour."""
    return QColor(Qt.GlobalColor.black if colour.lightnessF() > 0.45 else Qt.GlobalColor.white)
