"""A view that zooms around the pointer, pans, and fits the network while nobody has moved it."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from nnstudio.ui.canvas.scene import DOTS, CanvasScene
from nnstudio.ui.canvas.spots import Part
from nnstudio.ui.theme import Theme

SMALLEST, LARGEST = 0.1, 6.0
MOST_FIT = 1.3
MARGIN = 26.0
LABELS = 40.0
"""Room for the names of the inputs and of the classes."""
BUBBLE_ROOM = 130
"""Pixels below the network for what a misfit has to say."""
DOT = 2.2
"""How wide a dot of the ground is."""
NOTCH = 1.0015
"""Zoom for one unit of wheel angle; a notch is 120 of them."""


class ZoomingView(QGraphicsView):
    """Shows the scene on dotted ground.

    Signals: `zoomed()`; `moved()` when the scene has moved under the viewport.
    """

    zoomed = Signal()
    moved = Signal()

    def __init__(self, scene: CanvasScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.canvas = self._scene = scene
        self._free = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        # A network reads from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMinimumSize(300, 150)
        self.set_theme(scene.look.theme)

    @property
    def zoom(self) -> float:
        """The scale; 1.0 is 100 %."""
        return self.transform().m11()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._dots = QPen(theme.colour("grid"), DOT)
        self._dots.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._paper = theme.colour("panel")
        self._ground_key: tuple[float, ...] = ()
        self._ground_pixmap = QPixmap()
        self.viewport().update()

    def fit(self) -> None:
        """Show the whole network, and keep to it when it changes."""
        self._free = False
        size = self.viewport().size()
        if size.width() < 2 or size.height() < 2:
            return
        below = BUBBLE_ROOM if any(m.layer_id for m in self._scene.document.shapes.misfits) else 0
        space = max(size.height() - below, 100)
        left = LABELS if self._scene.names_inputs else 0.0
        right = LABELS if self._scene.names_outputs else 0.0
        self._scene.suit(
            max(size.width() - 2 * MARGIN - left - right, 100.0), max(space - 2 * MARGIN, 100.0)
        )
        area = self._scene.layout.bounds
        wanted = area.adjusted(-MARGIN - left, -MARGIN, MARGIN + right, MARGIN)
        zoom = min(size.width() / wanted.width(), space / wanted.height(), MOST_FIT)
        zoom = max(zoom, SMALLEST)
        self.resetTransform()
        self.scale(zoom, zoom)
        self.centerOn(area.center() + QPointF(0.5 * (right - left), 0.5 * below / zoom))
        self.zoomed.emit()
        self.moved.emit()

    def scene_point(self, at: QPointF) -> QPointF:
        """The point of the scene under a point of the viewport, which a fine screen puts between
        two whole ones."""
        return self.viewportTransform().inverted()[0].map(at)

    def refit(self) -> None:
        """Fit again, unless somebody has zoomed or moved the view to where it is."""
        if not self._free:
            self.fit()

    def shows_all(self) -> bool:
        """Whether the whole network is in sight."""
        shown = self.mapToScene(self.viewport().rect()).boundingRect()
        return shown.contains(self._scene.layout.bounds)

    def pan_to(self, point: QPointF, at: QPoint) -> None:
        """Bring a point of the scene to a place of the viewport."""
        self._pan(QPointF(at - self.mapFromScene(point)))

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom around a point of the viewport, or its middle."""
        at = around or QRectF(self.viewport().rect()).center()
        held = self.scene_point(QPointF(at))
        factor = min(max(factor, SMALLEST / self.zoom), LARGEST / self.zoom)
        self._free = True
        self.scale(factor, factor)
        self._pan(QPointF(at) - self.viewportTransform().map(held))
        self.zoomed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(QPointF(pixels))
        elif event.angleDelta().y():
            self.zoom_by(NOTCH ** event.angleDelta().y(), event.position())
        else:
            self.pan(QPointF(event.angleDelta()) / 2.0)
        event.accept()

    def pan(self, by: QPointF) -> None:
        """Move the network by so many pixels of the viewport."""
        self._free = True
        self._pan(by)

    def _pan(self, by: QPointF) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(by.x()))
        down.setValue(down.value() - round(by.y()))
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def show_selection(self) -> None:
        """Bring what is selected into sight, without moving more than that needs."""
        part = self._scene.selection.part
        layers = self._scene.selection.layers or {part.layer_id}
        area = QRectF()
        for column in self._scene.layout.columns:
            tile = column.tile(part.row) if part.layer_id == column.layer_id else None
            if tile is not None and part.part is not Part.GROUND:
                area = tile.rect
                break
            if column.layer_id in layers:
                area = area.united(column.frame)
        shown = self.mapToScene(self.viewport().rect()).boundingRect()
        if not area.isNull() and not shown.contains(area):
            self.ensureVisible(area, 20, 20)
            self.moved.emit()

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        transform = painter.worldTransform()
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._ground())
        painter.setWorldTransform(transform)
        self._scene.paint_bands(painter)
        painter.setPen(self._scene.look.landing)
        painter.setBrush(self._scene.look.landing_fill)
        for slot in self._scene.landing_slots():
            painter.drawRoundedRect(slot, 12.0, 12.0)

    def _ground(self) -> QPixmap:
        """The dotted ground of the whole viewport, painted anew only when the view has moved."""
        origin = self.mapFromScene(QPointF())
        size, ratio = self.viewport().size(), self.viewport().devicePixelRatioF()
        key = (origin.x() % DOTS, origin.y() % DOTS, size.width(), size.height(), ratio)
        if key != self._ground_key:
            self._ground_key = key
            self._ground_pixmap = QPixmap(size * ratio)
            self._ground_pixmap.setDevicePixelRatio(ratio)
            self._ground_pixmap.fill(self._paper)
            painter = QPainter(self._ground_pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._dots)
            first = QPointF(key[0] - DOTS / 2, key[1] - DOTS / 2)
            painter.drawPoints(
                [
                    first + QPointF(across * DOTS, down * DOTS)
                    for across in range(size.width() // DOTS + 3)
                    for down in range(size.height() // DOTS + 3)
                ]
            )
            painter.end()
        return self._ground_pixmap
