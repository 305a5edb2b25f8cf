"""Three small histograms of a layer side by side: weights, activations, gradients."""

from math import log1p

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.app.histograms import BINS, Distribution, LayerHistograms
from nnstudio.ui.analysis.histogram_words import COLUMNS, Column, HistogramWords
from nnstudio.ui.panels.ticks import tick_text
from nnstudio.ui.theme import Theme

GAP = 10
PLOT = 40
SMALL = 7.5


def plot_places(width: int) -> list[tuple[int, int]]:
    """(left, width) of the plots in a strip so wide."""
    each = max((width - GAP * (len(COLUMNS) - 1)) // len(COLUMNS), 20)
    return [(place * (each + GAP), each) for place in range(len(COLUMNS))]


class HistogramStrip(QWidget):
    """The histograms of one layer; Left and Right go from one to the next.

    Signal: `told(str)`, the words of the one that is pointed at, empty when none is.
    """

    told = Signal(str)

    def __init__(self, words: HistogramWords, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._theme = words, theme
        self._title = ""
        self._found: LayerHistograms | None = None
        self._logarithmic = False
        self._pointed: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._small = QFont(self.font())
        self._small.setPointSizeF(SMALL)

    @property
    def pointed(self) -> Column | None:
        """The histogram that is pointed at."""
        return None if self._pointed is None else COLUMNS[self._pointed]

    @property
    def found(self) -> LayerHistograms | None:
        """What is shown."""
        return self._found

    def sentence(self, column: Column) -> str:
        """A histogram in words; empty before there is one."""
        if self._found is None:
            return ""
        return self._words.sentence(self._title, column, getattr(self._found, column))

    def show_layer(self, title: str, found: LayerHistograms | None) -> None:
        """Show what was found of a layer."""
        if title != self._title:
            self._title = title
            self.setAccessibleName(self._words.of_layer(title))
        self._found = found
        if self._pointed is not None:
            self._tell()
        self.update()

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Count on a logarithmic scale, on which rare values show too."""
        self._logarithmic = logarithmic
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, PLOT + QFontMetrics(self._small).height() + 5)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, self.sizeHint().height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().x()
        self._point(
            next(
                (
                    at
                    for at, (left, width) in enumerate(plot_places(self.width()))
                    if left <= place < left + width + GAP
                ),
                None,
            )
        )

    def leaveEvent(self, event: QEvent) -> None:
        self._point(0 if self.hasFocus() else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._pointed is None:
            self._point(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._point(min(max((self._pointed or 0) + step, 0), len(COLUMNS) - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # Numbers grow from left to right, however people read.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self._small)
        for at, (left, width) in enumerate(plot_places(self.width())):
            frame = QRect(left, 1, width, PLOT)
            inner = "window" if self._theme.name == "light" else "grid"
            painter.fillRect(frame, self._theme.colour(inner))
            if self._found is not None:
                self._paint(painter, frame, getattr(self._found, COLUMNS[at]))
            if at == self._pointed:
                painter.setPen(QPen(self._theme.colour("accent"), 1))
                painter.drawRect(frame.adjusted(0, 0, -1, -1))

    def _paint(self, painter: QPainter, frame: QRect, found: Distribution | None) -> None:
        if found is None:
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "—")
            return
        zero = frame.left() - found.start / (found.end - found.start) * frame.width()
        painter.setPen(QPen(self._theme.colour("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(zero, frame.top()), QPointF(zero, frame.bottom()))
        self._paint_bars(painter, QRectF(frame.adjusted(0, 3, 0, 0)), found, zero)
        painter.setPen(self._theme.colour("muted"))
        below = QRect(frame.left(), frame.bottom() + 2, frame.width(), self.height() - PLOT - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, _number(found.start))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, _number(found.end))
        middle = QFontMetrics(self._small).horizontalAdvance("0")
        if found.start < 0 < found.end and frame.width() > 12 * middle:
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "0")

    def _paint_bars(
        self, painter: QPainter, frame: QRectF, found: Distribution, zero: float
    ) -> None:
        counts = [int(count) for count in found.counts]
        heights = [log1p(count) if self._logarithmic else float(count) for count in counts]
        most = max(heights) or 1.0
        negative, positive = self._theme.colour("negative"), self._theme.colour("positive")
        for place, height in enumerate(heights):
            if not height:
                continue
            left = frame.left() + place * frame.width() / BINS
            right = frame.left() + (place + 1) * frame.width() / BINS
            # A value that is there at all shows, at least as a line.
            tall = max(height / most * frame.height(), 1.0)
            bar = QRectF(left, frame.bottom() - tall, max(right - left - 0.3, 0.8), tall)
            painter.fillRect(bar, negative if (left + right) / 2 < zero else positive)

    def _point(self, at: int | None) -> None:
        if at != self._pointed:
            self._pointed = at
            self._tell()
            self.update()

    def _tell(self) -> None:
        words = self.sentence(COLUMNS[self._pointed]) if self._pointed is not None else ""
        self.setAccessibleDescription(words)
        about = self._words.about(COLUMNS[self._pointed]) if self._pointed is not None else ""
        self.setToolTip(about)
        self.told.emit(words)


def _number(value: float) -> str:
    """An end of the range, as short as it can be said."""
    return tick_text(value).replace("e−0", "e−").replace("e+0", "e")
