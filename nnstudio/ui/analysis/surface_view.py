"""The picture of a loss surface: heat map, contour lines, the path of the run, where it is now."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.app.loss_surface import LossSurface
from nnstudio.app.loss_surface_trail import Trail
from nnstudio.ui.analysis.surface_marks import (
    Chart,
    paint_axes,
    paint_key,
    paint_path,
    paint_present,
)
from nnstudio.ui.analysis.surface_picture import picture_of, scale_of
from nnstudio.ui.theme import Theme

SMALL = 7.5
LINE_STRENGTH = 85
Node = tuple[int, int]


class SurfaceView(QWidget):
    """Arrow keys move from point to point of the grid. Signal: `pointed(object)`, the point
    (row, column) under the pointer or the keys, or None."""

    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.surface: LossSurface | None = None
        self.trail: Trail | None = None
        self.node: Node | None = None
        self.progress: float | None = None
        self._logarithmic = True
        self._axes, self._start = ("", ""), (0.0, 0.0)
        self._notice = ""
        self._ground: QPixmap | None = None
        self._colours = scale_of(theme)
        self._small = QFont(self.font())
        self._small.setPointSizeF(SMALL)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(140, 110)

    @property
    def notice(self) -> str:
        """The words that stand where there is no surface."""
        return self._notice

    def sizeHint(self) -> QSize:
        return QSize(340, 150)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme, self._colours = theme, scale_of(theme)
        self._draw_anew()

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Tell losses apart by how many times one is the other, not by their difference."""
        self._logarithmic = logarithmic
        self._draw_anew()

    def set_progress(self, share: float | None) -> None:
        """How much is computed; None when nothing is under way."""
        self.progress = share
        self.update()

    def show_notice(self, words: str) -> None:
        """Show words, and no surface."""
        self.surface = self.trail = None
        self._notice = words
        self._point(None)
        self._draw_anew()

    def show_surface(
        self, surface: LossSurface, axes: tuple[str, str], start: tuple[float, float]
    ) -> None:
        """Show a surface, its directions by name, and what stands on the axes at the centre."""
        before = self.surface
        if self.node is not None and before is not None:
            # The same place on a finer grid.
            share = (len(surface.values) - 1) / (len(before.values) - 1)
            self.node = (round(self.node[0] * share), round(self.node[1] * share))
        if before is None or before.task is not surface.task:
            self.trail = None
        self.surface, self._axes, self._start, self._notice = surface, axes, start, ""
        self._draw_anew()
        self.pointed.emit(self.node)

    def show_trail(self, trail: Trail | None) -> None:
        """Show where the run has gone since."""
        self.trail = trail
        self.update()

    def map_rect(self) -> QRect:
        """Where the surface lies in the widget."""
        metrics = QFontMetrics(self._small)
        left, line = metrics.horizontalAdvance("−0.00") + 6, metrics.height()
        return self.rect().adjusted(left, line + 3, -6, -2 * line - 5)

    @property
    def chart(self) -> Chart:
        """Where the surface that is shown lies in the widget."""
        reach = self.surface.task.reach if self.surface is not None else 1.0
        return Chart(self.map_rect(), reach, self._start, self._axes)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._node_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (1, 0),
            Qt.Key.Key_Down: (-1, 0),
            Qt.Key.Key_Home: (0, 0),
        }
        step = keys.get(Qt.Key(event.key()))
        if step is None or self.surface is None:
            super().keyPressEvent(event)
            return
        last = len(self.surface.values) - 1
        if self.node is None or event.key() == Qt.Key.Key_Home:
            self._point((last // 2, last // 2))
        else:
            row, column = (at + by for at, by in zip(self.node, step, strict=True))
            self._point((min(max(row, 0), last), min(max(column, 0), last)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_anew()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # The directions go to the right and up, however people read.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self._small)
        frame = self.map_rect()
        if self.surface is None:
            self._paint_notice(painter)
        else:
            self._paint_surface(painter, self.surface, self.chart)
        if self.progress is not None:
            self._paint_progress(painter, frame)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRect(frame.adjusted(-1, -1, 0, 0))

    # --- painting

    def _paint_notice(self, painter: QPainter) -> None:
        painter.setFont(self.font())
        painter.setPen(self._theme.colour("muted"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(14, 8, -14, -8), flags, self._notice)

    def _paint_surface(self, painter: QPainter, surface: LossSurface, chart: Chart) -> None:
        """At every moment of a run: one picture, the trail, the present point."""
        if self._ground is None:
            self._ground = self._draw_ground(surface, chart)
        painter.drawPixmap(0, 0, self._ground)
        painter.save()
        painter.setClipRect(chart.frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.trail is not None:
            paint_path(painter, chart, self.trail.places, False, self._theme)
        if self.node is not None:
            self._paint_cross(painter, chart, self.node)
        painter.restore()
        now = self.trail.now if self.trail is not None else np.zeros(2)
        paint_present(painter, chart, now, self._theme)

    def _draw_ground(self, surface: LossSurface, chart: Chart) -> QPixmap:
        """All that stays while a run goes on: the map, the path up to its centre, the axes."""
        ratio, frame = self.devicePixelRatioF(), chart.frame
        ground = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        size = (max(round(frame.width() * ratio), 2), max(round(frame.height() * ratio), 2))
        picture = picture_of(surface.values, *size, self._logarithmic, self._theme)
        painter = QPainter(ground)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self._small)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame, picture.image)
        paint_axes(painter, chart, self._theme)
        paint_key(painter, chart, (picture.low, picture.high), self._colours, self._theme)
        painter.setClipRect(frame)
        painter.save()
        painter.translate(frame.topLeft())
        painter.scale(frame.width() / size[0], frame.height() / size[1])
        ink = QColor(self._theme.colour("text"))
        ink.setAlpha(LINE_STRENGTH)
        pen = QPen(ink, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(picture.lines)
        painter.restore()
        way = np.concatenate([surface.path, np.zeros((1, 2))])
        paint_path(painter, chart, way, len(surface.path) > 0, self._theme)
        painter.end()
        return ground

    def _paint_cross(self, painter: QPainter, chart: Chart, node: Node) -> None:
        assert self.surface is not None
        frame, axis = chart.frame, self.surface.axis
        spot = chart.spot(np.array([axis[node[1]], axis[node[0]]]))
        painter.setPen(QPen(self._theme.colour("text"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(frame.left(), spot.y()), QPointF(frame.right(), spot.y()))
        painter.drawLine(QPointF(spot.x(), frame.top()), QPointF(spot.x(), frame.bottom()))

    def _paint_progress(self, painter: QPainter, frame: QRect) -> None:
        groove = QRectF(frame.left(), frame.bottom() - 3, frame.width(), 4)
        painter.fillRect(groove, self._theme.colour("line"))
        groove.setWidth(groove.width() * (self.progress or 0.0))
        painter.fillRect(groove, self._theme.colour("accent"))

    # --- the point under the pointer

    def _node_at(self, point: QPointF) -> Node | None:
        frame = QRectF(self.map_rect())
        if self.surface is None or not frame.contains(point):
            return None
        last = len(self.surface.values) - 1
        right = (point.x() - frame.left()) / frame.width()
        up = (frame.bottom() - point.y()) / frame.height()
        return round(up * last), round(right * last)

    def _point(self, node: Node | None) -> None:
        if node != self.node:
            self.node = node
            self.pointed.emit(node)
            self.update()

    def _draw_anew(self) -> None:
        self._ground = None
        self.update()
