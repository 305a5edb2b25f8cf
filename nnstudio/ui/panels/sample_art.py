"""How a sample of a data set looks: a picture, a strip of steps, a wave, a row of symbols."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from nnstudio.data.dataset import Dataset
from nnstudio.ui.fonts import monospace
from nnstudio.ui.theme import Theme

Look = Literal["separate", "image", "symbols", "bits", "marked", "wave", "tokens", "text"]
Row = NDArray[np.float64]
WIDEST_CELL = 18.0
END_OF_LINE = "↵"
ELLIPSIS = "…"


class SampleArt:
    """Paints the samples of one data set.

    look: "separate" for rows of separate values, which have no picture. "image"; "symbols" and
    "bits", a symbol at each step; "marked", values of which some are marked; "wave"; "tokens" and
    "text", where a sample has a target at each position.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.look: Look = look_of(dataset)
        seen = dataset.features if self.look != "separate" else np.zeros(1)
        self._low, self._high = float(seen.min()), float(seen.max())

    def paint(self, painter: QPainter, box: QRectF, row: Row, theme: Theme) -> None:
        """The sample itself, without its target. `row` is (features,)."""
        if self.look == "image":
            self._paint_image(painter, box, row, theme)
        elif self.look in ("tokens", "text"):
            paint_symbols(painter, box, self.symbols(row), theme, tight=self.look == "text")
        elif self.look == "bits":
            self._paint_cells(painter, box, row.astype(int), ("0", "1"), theme)
        elif self.look == "symbols":
            numbers = self._steps(row).argmax(axis=1)
            self._paint_cells(painter, box, numbers, self.dataset.channels, theme)
        elif self.look == "marked":
            self._paint_marked(painter, box, self._steps(row), theme)
        elif self.look == "wave":
            self._paint_wave(painter, box, self._steps(row), theme)

    def paint_following(self, painter: QPainter, box: QRectF, value: float, theme: Theme) -> None:
        """The value that follows a wave, as a hollow point right of it."""
        y = self._height(np.array([value]), box.adjusted(0, 3, 0, -3))[0]
        painter.setPen(QPen(theme.colour("accent"), 1.6))
        painter.setBrush(theme.colour("panel"))
        painter.drawEllipse(QPointF(box.right() - 3, y), 2.6, 2.6)

    def symbols(self, numbers: NDArray[np.generic]) -> list[str]:
        """Tokens as the symbols they stand for; in a text, spaces as spaces."""
        known = self.dataset.symbols or self.dataset.class_names
        found = [known[int(number)] for number in np.asarray(numbers).tolist()]
        if self.look == "text":
            return [" " if symbol == "␣" else symbol for symbol in found]
        return found

    def words(self, row: Row) -> str:
        """The sample as a line of text, for those who do not see it; "" where there is none."""
        if self.look in ("tokens", "text"):
            return "".join(self.symbols(row))
        if self.look == "symbols":
            return "".join(self.dataset.channels[at] for at in self._steps(row).argmax(axis=1))
        if self.look == "bits":
            return "".join(str(int(bit)) for bit in row)
        return ""

    def image(self, row: Row, theme: Theme) -> QImage:
        """A picture pixel for pixel: ink in the colour of text, paper transparent."""
        height, width = self.dataset.image_shape or (1, 1)
        reach = (self._high - min(self._low, 0.0)) or 1.0
        ink = np.clip((row - min(self._low, 0.0)) / reach, 0.0, 1.0).reshape(height, width)
        alpha = (255 * ink).round().astype(np.uint32)
        pixels = (alpha << 24) | np.uint32(theme.colour("text").rgb() & 0xFFFFFF)
        pixels = np.ascontiguousarray(pixels, dtype=np.uint32)
        borrowed = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
        return borrowed.copy()  # the array goes, the picture stays

    def _paint_image(self, painter: QPainter, box: QRectF, row: Row, theme: Theme) -> None:
        height, width = self.dataset.image_shape or (1, 1)
        scale = min(box.width() / width, box.height() / height)
        frame = QRectF(0, 0, scale * width, scale * height)
        frame.moveCenter(box.center())
        painter.fillRect(frame, theme.colour("middle"))
        painter.drawImage(frame, self.image(row, theme))

    def _steps(self, row: Row) -> Row:
        return row.reshape(-1, len(self.dataset.channels))

    def _paint_cells(
        self,
        painter: QPainter,
        box: QRectF,
        numbers: NDArray[np.integer],
        names: Sequence[str],
        theme: Theme,
    ) -> None:
        """A cell a step: with its symbol where there is room, else as high as its place."""
        width = min(WIDEST_CELL, box.width() / max(len(numbers), 1))
        font = monospace(max(min(8.5, 0.62 * box.height()), 5.0))
        metrics = QFontMetricsF(font)
        written = width >= max(metrics.horizontalAdvance(name) for name in names) + 0.5
        gap = 1.0 if width > 3 else 0.0
        painter.setFont(font)
        for place, number in enumerate(numbers.tolist()):
            cell = QRectF(box.x() + place * width, box.y(), width - gap, box.height())
            colour = self._symbol_colour(number, names, theme)
            if written:
                colour.setAlphaF(0.34 if colour.alphaF() else 0.0)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRoundedRect(cell, 2, 2)
                painter.setPen(theme.colour("text"))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, names[number])
            else:
                cell.setTop(cell.bottom() - cell.height() * (number + 1) / len(names))
                painter.fillRect(cell, colour if colour.alphaF() else theme.colour("line"))

    def _symbol_colour(self, number: int, names: Sequence[str], theme: Theme) -> QColor:
        if self.look == "bits":
            return theme.colour("positive") if number else QColor(0, 0, 0, 0)
        if names[number] == "·":
            return QColor(0, 0, 0, 0)
        return QColor(theme.classes[number % len(theme.classes)])

    def _paint_marked(self, painter: QPainter, box: QRectF, steps: Row, theme: Theme) -> None:
        width = min(WIDEST_CELL, box.width() / max(len(steps), 1))
        gap = 1.0 if width > 3 else 0.0
        reach = self._high or 1.0
        room = box.height() - 5
        for place, (value, marker) in enumerate(steps.tolist()):
            x = box.x() + place * width
            height = max(room * value / reach, 1.0)
            bar = QRectF(x, box.bottom() - height, width - gap, height)
            colour = theme.colour("accent" if marker else "muted")
            colour.setAlphaF(1.0 if marker else 0.4)
            painter.fillRect(bar, colour)
            if marker:
                middle = x + (width - gap) / 2
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("accent"))
                painter.drawPolygon(
                    QPolygonF(
                        [
                            QPointF(middle - 2.6, box.y()),
                            QPointF(middle + 2.6, box.y()),
                            QPointF(middle, box.y() + 4),
                        ]
                    )
                )

    def _paint_wave(self, painter: QPainter, box: QRectF, steps: Row, theme: Theme) -> None:
        inside = box.adjusted(0, 3, -8, -3)
        painter.setPen(QPen(theme.colour("line"), 1))
        zero = self._height(np.zeros(1), inside)[0]
        painter.drawLine(QPointF(box.left(), zero), QPointF(box.right(), zero))
        x = np.linspace(inside.left(), inside.right(), len(steps))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for channel in range(steps.shape[1]):
            colour = (
                theme.colour("positive") if not channel else QColor(theme.classes[channel % 10])
            )
            painter.setPen(QPen(colour, 1.5))
            y = self._height(steps[:, channel], inside)
            painter.drawPolyline(QPolygonF([QPointF(*at) for at in zip(x, y, strict=True)]))

    def _height(self, values: Row, box: QRectF) -> Row:
        spread = (self._high - self._low) or 1.0
        return box.bottom() - np.clip((values - self._low) / spread, 0.0, 1.0) * box.height()


def look_of(dataset: Dataset) -> Look:
    """How the samples of a data set are shown."""
    if dataset.image_shape is not None:
        return "image"
    if dataset.symbols:
        return "text" if dataset.starts is not None else "tokens"
    if not dataset.channels:
        return "separate"
    if dataset.one_hot:
        return "symbols"
    steps = dataset.features.reshape(dataset.samples, dataset.time, -1)
    last = steps[:, :, -1]
    two_valued = bool(((last == 0) | (last == 1)).all())
    if two_valued and len(dataset.channels) == 1:
        return "bits"
    return "marked" if two_valued and len(dataset.channels) == 2 else "wave"


def paint_symbols(
    painter: QPainter,
    box: QRectF,
    symbols: Sequence[str],
    theme: Theme,
    *,
    wrong: Sequence[bool] | None = None,
    tight: bool = False,
    muted: bool = False,
    font: QFont | None = None,
) -> None:
    """Symbols side by side, those at wrong positions in another colour and underlined.

    What does not fit gives way to an ellipsis. `tight` sets them as close as a text.
    """
    font = font or monospace(8.5)
    metrics = QFontMetricsF(font)
    advance = metrics.horizontalAdvance("W")
    cell = advance if tight else min(WIDEST_CELL, box.width() / max(len(symbols), 1))
    cell = max(cell, advance)
    shown = len(symbols)
    if shown * cell > box.width() + 0.5:
        shown = max(int((box.width() - advance) / cell), 0)
    painter.setFont(font)
    usual = theme.colour("muted" if muted else "text")
    for place in range(shown):
        frame = QRectF(box.x() + place * cell, box.y(), cell, box.height())
        is_wrong = wrong is not None and wrong[place]
        painter.setPen(theme.colour("warning") if is_wrong else usual)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, symbols[place])
        if is_wrong:
            line = frame.center().y() + metrics.height() / 2 - 1
            painter.fillRect(QRectF(frame.x() + 0.5, line, cell - 1, 1.5), theme.colour("warning"))
    if shown < len(symbols):
        painter.setPen(theme.colour("muted"))
        frame = QRectF(box.x() + shown * cell, box.y(), advance, box.height())
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, ELLIPSIS)
