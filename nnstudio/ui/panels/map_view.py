"""The picture of a decision map: the pixels of the moment under points that are painted once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.app.decision_maps import Extent, Maps, extent_of
from nnstudio.project.material import Material
from nnstudio.ui.panels.map_axes import MapAxes
from nnstudio.ui.panels.points import draw_points, placed
from nnstudio.ui.theme import Theme

CORNER = 6.0
VEIL = 0.2
MARGIN_TOP = 4
POINTS = 8.0
MARGIN_RIGHT = 6
REACH = 9.0
"""Pixels from a point within which a click means it."""
RING = 7.0


@dataclass(frozen=True)
class _Overlay:
    """What the pixmap above the map was painted for."""

    material: Material
    axes: tuple[int, int]
    extent: Extent
    validation: bool
    theme: Theme
    size: QSize
    ratio: float


class MapView(QWidget):
    """A square map with data points, axis numbers and the names of its two features.

    A paint event draws one image and one pixmap, and a ring around the chosen sample. Everything
    else is painted when it changes. Signal: `picked(int)` with the sample that was clicked.
    """

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._material: Material | None = None
        self._axes = (0, 1)
        self._validation = True
        self._chosen: int | None = None
        self._maps: Maps | None = None
        self._image: QImage | None = None
        self._overlay: QPixmap | None = None
        self._overlay_of: _Overlay | None = None
        self._beside: MapAxes | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setMinimumSize(110, 110)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.notice = ""

    @property
    def extent(self) -> Extent | None:
        """The part of the plane that is shown."""
        if self._maps is not None:
            return self._maps.extent
        if self._material is not None:
            return extent_of(self._material, self._axes)
        return None

    def sizeHint(self) -> QSize:
        return QSize(340, 350)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._overlay_of = None
        self.update()

    def show_data(self, material: Material, axes: tuple[int, int], validation: bool) -> None:
        """Show the points of this data along two features."""
        if self._chosen is not None and self._chosen >= material.dataset.samples:
            self._chosen = None
        if material is not self._material or axes != self._axes:
            # The picture that is at hand belongs to other data; the next one is on its way.
            self._maps = self._image = None
        self._material, self._axes, self._validation = material, axes, validation
        self._limit_height()
        self.update()

    def show_maps(self, maps: Maps | None, notice: str = "") -> None:
        """Show the map of a moment; `notice` stands over it."""
        extent = self.extent
        self._maps = maps
        self._image = None
        if maps is not None:
            # The image borrows the memory of the array, which self._maps keeps alive.
            height, width = maps.output.shape
            self._image = QImage(
                maps.output.data, width, height, 4 * width, QImage.Format.Format_RGB32
            )
        self.notice = notice
        # The numbers along the axes lie beside the map, and change with its extent alone.
        if self.extent == extent:
            self.update(self.map_rect())
        else:
            self._limit_height()
            self.update()

    def show_chosen(self, index: int | None) -> None:
        """Draw a ring around a sample, or around none."""
        self._chosen = index
        self.update(self.map_rect())

    def place(self, index: int) -> QPointF | None:
        """Where a sample lies in the widget; None where it lies outside of the map."""
        extent = self.extent
        if self._material is None or extent is None or index >= self._material.dataset.samples:
            return None
        point = QPointF(*self._places(self._material, extent, np.array([index]))[0])
        return point if QRectF(self.map_rect()).contains(point) else None

    def sample_at(self, place: QPointF) -> int | None:
        """The sample nearest to a place, among those that are shown, if it is near enough."""
        extent = self.extent
        if (
            self._material is None
            or extent is None
            or not self.map_rect().contains(place.toPoint())
        ):
            return None
        shown = self._material.train
        if self._validation:
            shown = np.concatenate([shown, self._material.validation])
        away = self._places(self._material, extent, shown) - np.array([place.x(), place.y()])
        distances = np.hypot(away[:, 0], away[:, 1])
        nearest = int(np.nanargmin(distances))
        return int(shown[nearest]) if distances[nearest] <= REACH else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.sample_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self.picked.emit(index)
        else:
            super().mousePressEvent(event)

    def map_rect(self) -> QRect:
        """Where the map lies in the widget."""
        left, below = self._margins()
        side = min(self.width() - left - MARGIN_RIGHT, self.height() - below - MARGIN_TOP)
        side = max(side, 40)
        x = left + (self.width() - left - MARGIN_RIGHT - side) // 2
        return QRect(x, MARGIN_TOP, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._overlay_of = None
        self._limit_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._refresh_overlay()
        painter = QPainter(self)
        target = self.map_rect()
        if not target.contains(event.rect()):
            painter.fillRect(event.rect(), self._theme.colour("panel"))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._image)
        else:
            painter.fillRect(target, self._theme.colour("middle"))
        if self._overlay is not None:
            painter.drawPixmap(0, 0, self._overlay)
        if self._chosen is not None:
            self._paint_ring(painter, self._chosen)
        if self.notice:
            self._paint_notice(painter, target)

    def _paint_ring(self, painter: QPainter, index: int) -> None:
        middle = self.place(index)
        if middle is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in (("panel", 4.5), ("text", 2.0)):
            painter.setPen(QPen(self._theme.colour(colour), width))
            painter.drawEllipse(middle, RING, RING)

    def _places(
        self, material: Material, extent: Extent, samples: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Where these samples lie in the widget, (samples, 2)."""
        frame = QRectF(self.map_rect())
        places = placed(material, self._axes, extent, frame.width(), frame.height(), samples)
        return places + np.array([frame.x(), frame.y()])

    def _axes_beside(self) -> MapAxes | None:
        """What is written on the left and below; None without data."""
        material, extent = self._material, self.extent
        if material is None or extent is None:
            return None
        names = material.dataset.feature_names
        across, up = self._axes
        font = QFont(self.font())
        font.setPointSizeF(POINTS)
        beside = MapAxes(names[across], names[up] if len(names) > 1 else "", extent, font)
        # Every paint asks how much room it takes: what has been measured is kept.
        if beside != self._beside:
            self._beside = beside
        return self._beside

    def _margins(self) -> tuple[int, int]:
        """Room for the axes on the left and below."""
        axes = self._axes_beside()
        return (axes.left, axes.below) if axes is not None else (0, 0)

    def _limit_height(self) -> None:
        """No higher than a square needs, so that the key stands right below it."""
        left, below = self._margins()
        self.setMaximumHeight(max(self.width() - left - MARGIN_RIGHT, 150) + below + MARGIN_TOP)

    def _paint_notice(self, painter: QPainter, target: QRect) -> None:
        box = target.adjusted(16, 16, -16, -16)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = painter.boundingRect(box, flags, self.notice).adjusted(-10, -7, 10, 7)
        painter.setPen(self._theme.colour("warning"))
        painter.setBrush(self._theme.colour("panel"))
        painter.drawRoundedRect(words, CORNER, CORNER)
        painter.drawText(box, flags, self.notice)

    def _refresh_overlay(self) -> None:
        beside = self._axes_beside()
        if self._material is None or beside is None:
            return
        wanted = _Overlay(
            self._material,
            self._axes,
            beside.extent,
            self._validation,
            self._theme,
            self.size(),
            self.devicePixelRatioF(),
        )
        if wanted == self._overlay_of:
            return
        self._overlay_of = wanted
        self._overlay = QPixmap(
            round(self.width() * wanted.ratio), round(self.height() * wanted.ratio)
        )
        self._overlay.setDevicePixelRatio(wanted.ratio)
        self._overlay.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._overlay)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        beside.draw(painter, self.map_rect(), self._theme.colour("muted"))
        self._draw_points(painter, self._material, beside.extent)
        self._draw_corners(painter)
        painter.end()

    def _draw_corners(self, painter: QPainter) -> None:
        """The card's colour over the corners: rounder than clipping, and painted only once."""
        painter.setClipping(False)
        frame = QRectF(self.map_rect())
        corners = QPainterPath()
        corners.addRect(frame.adjusted(-1, -1, 1, 1))
        inside = QPainterPath()
        inside.addRoundedRect(frame, CORNER, CORNER)
        painter.fillPath(corners - inside, self._theme.colour("panel"))

    def _draw_points(self, painter: QPainter, material: Material, extent: Extent) -> None:
        frame = QRectF(self.map_rect())
        painter.setClipRect(frame)
        # A veil over the map, so that points stand out from the answer of their own colour.
        veil = self._theme.colour("panel")
        veil.setAlphaF(VEIL)
        painter.fillRect(frame, veil)
        places = placed(material, self._axes, extent, frame.width(), frame.height())
        places = places + np.array([frame.x(), frame.y()])
        draw_points(painter, material, self._theme, places, self._validation)
