"""A thumbnail of a data set: its own points, pictures or curve, and a button to choose it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.data.builtin import BUILT_IN, make
from nnstudio.data.dataset import Dataset
from nnstudio.ui.fonts import monospace
from nnstudio.ui.panels.sample_art import SampleArt, look_of, paint_symbols
from nnstudio.ui.theme import Theme

MOST_POINTS = 130
PICTURE = 51
"""Side of the picture, in device-independent pixels."""
FEW = 12
"""Samples that are made for the picture of pictures, sequences and tokens."""
STEPS = {"tokens": 4, "sequences": 5}
STEPS_OF = {"sine-continuation": 20, "adding": 9, "next-character": 14}
"""How long the sequences in a picture are; none shorter than the set allows."""


class Thumbnail(QAbstractButton):
    """A checkable picture with its name below. It shows a plain card until it has a picture."""

    def __init__(self, key: str, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._theme = theme
        self._pixmap: QPixmap | None = None
        self.setCheckable(True)
        self.setText(title)
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def drawn(self) -> bool:
        """Whether the picture has been painted."""
        return self._pixmap is not None

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme; the picture has to be drawn anew."""
        self._theme = theme
        self._pixmap = None
        self.update()

    def draw(self, dataset: Dataset) -> None:
        """Paint the picture."""
        self._pixmap = picture_of(dataset, self._theme, PICTURE - 2, self.devicePixelRatioF())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(PICTURE + 4, PICTURE + 5 + QFontMetrics(self._small()).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        frame = QRectF((self.width() - PICTURE) / 2, 2, PICTURE, PICTURE)
        chosen = self.isChecked()
        line = theme.accent if chosen else theme.muted if self.underMouse() else theme.line
        painter.setPen(QPen(QColor(line), 2 if chosen else 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._pixmap is not None:
            painter.drawPixmap(QPointF(frame.x() + 1, frame.y() + 1), self._pixmap)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(3, 3, -3, -3), 4, 4)
        painter.setFont(self._small())
        painter.setPen(theme.colour("text" if chosen else "muted"))
        below = QRectF(0, PICTURE + 3, self.width(), self.height() - PICTURE - 3)
        name = QFontMetrics(self._small()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font


def sample_for(key: str) -> Dataset:
    """A small draw of a built-in set, enough for its picture."""
    entry = BUILT_IN[key]
    small = entry.family in ("images", "sequences", "tokens")
    length = 0
    if entry.length_range is not None:
        length = max(entry.length_range[0], STEPS_OF.get(key, STEPS.get(entry.family, 5)))
    samples = FEW if small else min(entry.default_samples, 200)
    return make(key, samples, entry.default_noise, 0, entry.default_classes, length=length)


def picture_of(dataset: Dataset, theme: Theme, size: int, ratio: float) -> QPixmap:
    """What a data set looks like, `size` device-independent pixels wide and high."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    look = look_of(dataset)
    if look == "image":
        art = SampleArt(dataset)
        shown = dataset.features[min(7, dataset.samples - 1)]
        art.paint(painter, QRectF(6, 6, size - 12, size - 12), shown, theme)
    elif look == "tokens":
        _draw_tokens(painter, dataset, theme, size)
    elif look == "text":
        _draw_text(painter, dataset, theme, size)
    elif look != "separate":
        _draw_sequences(painter, dataset, theme, size)
    elif dataset.kind == "regression" and dataset.features.shape[1] == 1:
        _draw_curve(painter, dataset, theme, size)
    else:
        _draw_points(painter, dataset, theme, size)
    painter.end()
    return pixmap


def _draw_sequences(painter: QPainter, dataset: Dataset, theme: Theme, size: int) -> None:
    """Three samples below each other; of waves and bars one, with more room."""
    art = SampleArt(dataset)
    rows = 3 if art.look in ("symbols", "bits") else 2
    height = (size - 12 - 3 * (rows - 1)) / rows
    for place in range(rows):
        box = QRectF(5, 6 + place * (height + 3), size - 10, height)
        art.paint(painter, box, dataset.features[place], theme)
        if art.look == "wave":
            art.paint_following(painter, box, float(dataset.targets[place, 0]), theme)


def _draw_tokens(painter: QPainter, dataset: Dataset, theme: Theme, size: int) -> None:
    """What goes in above what comes out."""
    art = SampleArt(dataset)
    # The sample whose symbols are most out of order tells copy, reverse and sort apart.
    falls = (np.diff(dataset.features, axis=1) < 0).sum(axis=1)
    kinds = np.array([len(set(row)) for row in dataset.features.tolist()])
    shown = int(np.argmax(kinds * 10 + (falls == 2)))
    inner = QRectF(4, 5, size - 8, (size - 10) / 2 - 3)
    paint_symbols(
        painter, inner, art.symbols(dataset.features[shown]), theme, muted=True, font=monospace(8)
    )
    middle = size / 2
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawLine(QPointF(7, middle), QPointF(size - 7, middle))
    below = inner.translated(0, (size - 10) / 2 + 3)
    paint_symbols(painter, below, art.symbols(dataset.targets[shown]), theme, font=monospace(8))


def _draw_text(painter: QPainter, dataset: Dataset, theme: Theme, size: int) -> None:
    """Three short lines, and after them what is to be guessed."""
    art = SampleArt(dataset)
    font = monospace(7.5)
    cell = QFontMetrics(font).horizontalAdvance("W")
    letters = [*art.symbols(dataset.features[0]), *art.symbols(dataset.targets[0, -1:])]
    across = (size - 10) // cell
    height = (size - 10) / 3
    painter.setFont(font)
    for place, letter in enumerate(letters[-3 * across :]):
        frame = QRectF(5 + place % across * cell, 5 + place // across * height, cell, height)
        if place == min(len(letters), 3 * across) - 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(frame, 2, 2)
            painter.setPen(theme.colour("on_accent"))
        else:
            painter.setPen(theme.colour("muted"))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, letter)


def _draw_curve(painter: QPainter, dataset: Dataset, theme: Theme, size: int) -> None:
    order = np.argsort(dataset.features[:, 0])[:: max(1, dataset.samples // 90)]
    x = _placed(dataset.features[order, 0], 5, size - 5)
    y = _placed(-dataset.targets[order, 0], 10, size - 10)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("positive"))
    for point in zip(x, y, strict=True):
        painter.drawEllipse(QPointF(*point), 1.2, 1.2)


def _draw_points(painter: QPainter, dataset: Dataset, theme: Theme, size: int) -> None:
    # A fixed draw: every n-th sample would often be of one class only.
    shown = np.random.default_rng(0).permutation(dataset.samples)[:MOST_POINTS]
    features, targets = dataset.features[shown], dataset.targets[shown]
    second = min(1, features.shape[1] - 1)
    x = _placed(features[:, 0], 6, size - 6)
    y = _placed(-features[:, second], 6, size - 6)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = 2.6 if dataset.samples <= 8 else 1.5
    for place, target in zip(zip(x, y, strict=True), targets, strict=True):
        painter.setBrush(_colour(dataset, target, theme))
        painter.drawEllipse(QPointF(*place), radius, radius)


def _colour(dataset: Dataset, target: np.ndarray, theme: Theme) -> QColor:
    if dataset.class_names:
        return QColor(theme.classes[int(target) % len(theme.classes)])
    reach = float(np.abs(dataset.targets).max()) or 1.0
    value = float(target[0]) / reach
    return QColor.fromRgb(int(theme.sign_colours()[int(127.5 * value + 127.5)]))


def _placed(values: np.ndarray, low: float, high: float) -> list[float]:
    smallest, largest = float(values.min()), float(values.max())
    spread = largest - smallest
    if not spread:
        return [(low + high) / 2] * len(values)
    return list(low + (values - smallest) / spread * (high - low))
