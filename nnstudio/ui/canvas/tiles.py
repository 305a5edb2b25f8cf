"""Painting neurons fast: a map is copied as it is, and a prepared frame rounds its corners.

A textured rounded rectangle costs Qt twenty times as much as a plain copy of an image.
"""

from math import floor

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from nnstudio.ui.canvas.geometry import RADIUS, TILE

PAD = 4
"""Pixels of the screen that the hairline may reach beyond the tile."""


class TileFrames:
    """The frames, for each size and ground: corners of the ground's colour, and a hairline."""

    def __init__(self, line: QColor) -> None:
        self._line = line
        self._made: dict[tuple[int, int, int, float, int], QPixmap] = {}

    def frame(self, size: QSize, radius: float, ratio: float, ground: QColor) -> QPixmap:
        """The frame of a tile of `size` on a screen of this pixel ratio, in its own pixels."""
        key = (size.width(), size.height(), round(10 * radius), ratio, ground.rgb())
        found = self._made.get(key)
        if found is None:
            if len(self._made) > 60:
                self._made.clear()
            found = self._made[key] = self._make(size, radius, ratio, ground)
        return found

    def _make(self, size: QSize, radius: float, ratio: float, ground: QColor) -> QPixmap:
        pixmap = QPixmap(size.width() + 2 * PAD, size.height() + 2 * PAD)
        pixmap.fill(Qt.GlobalColor.transparent)
        inner = QRectF(PAD, PAD, size.width(), size.height())
        rounded, square = QPainterPath(), QPainterPath()
        rounded.addRoundedRect(inner, radius, radius)
        square.addRect(inner)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(square.subtracted(rounded), ground)
        painter.setPen(QPen(self._line, ratio))
        painter.drawPath(rounded)
        painter.end()
        return pixmap


class TilePainter:
    """Paints the pictures of one column in whole pixels of the screen, whatever its scale."""

    def __init__(self, painter: QPainter, frames: TileFrames, ground: QColor) -> None:
        self._painter = painter
        self._frames, self._ground = frames, ground
        self._transform = painter.worldTransform()
        self._to_screen = painter.deviceTransform()
        self._zoom = self._to_screen.m11()
        self._ratio = painter.device().devicePixelRatioF()
        self._smooth = bool(painter.renderHints() & QPainter.RenderHint.SmoothPixmapTransform)
        self._size = QSize()
        self._frame = QPixmap()

    def __enter__(self) -> "TilePainter":
        self._painter.resetTransform()
        # What is left now leads from the widget's units to the screen's pixels: paint in those.
        self._painter.setWorldTransform(self._painter.deviceTransform().inverted()[0])
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        return self

    def __exit__(self, *_: object) -> None:
        self._painter.setWorldTransform(self._transform)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)

    def paint(self, rect: QRectF, picture: QImage) -> None:
        """A picture within a rectangle of the scene."""
        zoom = self._zoom
        size = QSize(max(round(rect.width() * zoom), 2), max(round(rect.height() * zoom), 2))
        middle = self._to_screen.map(rect.center())
        at = QPoint(
            floor(middle.x() - 0.5 * size.width() + 0.5),
            floor(middle.y() - 0.5 * size.height() + 0.5),
        )
        if size != self._size:
            radius = zoom * RADIUS * min(rect.width(), rect.height(), TILE) / TILE
            self._size = size
            self._frame = self._frames.frame(size, radius, self._ratio, self._ground)
        self._painter.drawImage(QRect(at, size), picture)
        self._painter.drawPixmap(at.x() - PAD, at.y() - PAD, self._frame)
