"""Painting neurons fast: a map is copied as it is, and a prepared frame rounds its corners.

A textured rounded rectangle costs Qt twenty times as much as a plain copy of an image.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from nnstudio.ui.canvas.geometry import RADIUS, TILE

PAD = 2


class TileFrames:
    """The frames, for each size and ground: corners of the ground's colour, and a hairline."""

    def __init__(self, line: QColor) -> None:
        self._line = line
        self._made: dict[tuple[int, float, int], QPixmap] = {}

    def frame(self, size: int, ratio: float, ground: QColor) -> QPixmap:
        """The frame of a tile of `size` logical pixels on a screen of this pixel ratio."""
        key = (size, ratio, ground.rgb())
        found = self._made.get(key)
        if found is None:
            if len(self._made) > 40:
                self._made.clear()
            found = self._made[key] = self._make(size, ratio, ground)
        return found

    def _make(self, size: int, ratio: float, ground: QColor) -> QPixmap:
        whole = size + 2 * PAD
        pixmap = QPixmap(round(whole * ratio), round(whole * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        radius = RADIUS * size / TILE
        inner = QRectF(PAD, PAD, size, size)
        rounded, square = QPainterPath(), QPainterPath()
        rounded.addRoundedRect(inner, radius, radius)
        square.addRect(inner)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(square.subtracted(rounded), ground)
        painter.setPen(QPen(self._line, 1.0))
        painter.drawPath(rounded)
        painter.end()
        return pixmap


class TilePainter:
    """Paints the tiles of one column in whole pixels of the screen."""

    def __init__(self, painter: QPainter, frames: TileFrames, ground: QColor) -> None:
        self._painter = painter
        self._transform = painter.worldTransform()
        self._size = max(round(TILE * self._transform.m11()), 2)
        ratio = painter.device().devicePixelRatioF()
        self._frame = frames.frame(self._size, ratio, ground)
        self._smooth = bool(painter.renderHints() & QPainter.RenderHint.SmoothPixmapTransform)

    def __enter__(self) -> "TilePainter":
        self._painter.resetTransform()
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        return self

    def __exit__(self, *_: object) -> None:
        self._painter.setWorldTransform(self._transform)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)

    def paint(self, corner: QPointF, picture: QImage) -> None:
        """A map with its upper left corner at a point of the scene."""
        at = self._transform.map(corner).toPoint()
        self._painter.drawImage(QRect(at.x(), at.y(), self._size, self._size), picture)
        self._painter.drawPixmap(at.x() - PAD, at.y() - PAD, self._frame)
