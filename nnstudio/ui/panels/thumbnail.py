"""A thumbnail of a data set: its own points, pictures or curve, and a button to choose it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.data.dataset import Dataset
from nnstudio.ui.theme import Theme

MOST_POINTS = 130
PICTURE = 51
"""Side of the picture, in device-independent pixels."""


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


def picture_of(dataset: Dataset, theme: Theme, size: int, ratio: float) -> QPixmap:
    """What a data set looks like, `size` device-independent pixels wide and high."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if dataset.image_shape is not None:
        _draw_image(painter, dataset, theme, size)
    elif dataset.kind == "regression" and dataset.features.shape[1] == 1:
        _draw_curve(painter, dataset, theme, size)
    else:
        _draw_points(painter, dataset, theme, size)
    painter.end()
    return pixmap


def _draw_image(painter: QPainter, dataset: Dataset, theme: Theme, size: int) -> None:
    height, width = dataset.image_shape or (1, 1)
    row = dataset.features[min(7, dataset.samples - 1)].reshape(height, width)
    reach = float(row.max()) or 1.0
    colour = theme.colour("text")
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    for y in range(height):
        for x in range(width):
            colour.setAlphaF(float(np.clip(row[y, x] / reach, 0.0, 1.0)))
            image.setPixelColor(x, y, colour)
    side = size - 12
    painter.drawImage(QRectF(6, 6, side, side), image)


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
