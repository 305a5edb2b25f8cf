"""The fit curve: for regression with one input, the network's answer over the data."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from nnstudio.app.curves import Curve, FitCurve
from nnstudio.app.decision_maps import extent_of
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Snapshot
from nnstudio.project.material import Material
from nnstudio.ui.panels.ticks import room_for_ticks, tick_text, ticks
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card

PROBE = "fit"
FAR = 1e6
"""Pixels beyond which a curve is not followed."""


class FitCurveView(QWidget):
    """Points and axes in a pixmap, the curve of the moment above them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._material: Material | None = None
        self._validation = True
        self._curve: Curve | None = None
        self._ground: QPixmap | None = None
        self._bounds = (-1.0, 1.0, -1.0, 1.0)
        self.notice = ""
        self.setMinimumSize(150, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(340, 330)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._ground = None
        self.update()

    def show_data(self, material: Material, validation: bool) -> None:
        """Show the points of this data."""
        if material is not self._material:
            self._curve = None
            self.notice = ""
            self._bounds = _bounds(material)
        self._material, self._validation = material, validation
        self._ground = None
        self.update()

    def show_nothing(self, notice: str) -> None:
        """Show words instead of a curve."""
        self._material, self._curve, self._ground = None, None, None
        self.notice = notice
        self.update()

    def show_curve(self, curve: Curve | None, notice: str) -> None:
        """Show the answer of a moment; `notice` stands over it."""
        self._curve, self.notice = curve, notice
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ground = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground is None and self._material is not None:
            self._draw_ground(self._material)
        painter = QPainter(self)
        # At a scale of 1.5, whole pixels of the ground can end half a pixel short of the edge.
        painter.fillRect(self.rect(), self._theme.colour("panel"))
        if self._ground is None:
            painter.setPen(self._theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(20, 20, -20, -20), flags, self.notice)
            return
        painter.drawPixmap(0, 0, self._ground)
        frame = self._frame()
        if self._curve is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(frame)
            painter.setPen(QPen(self._theme.colour("accent"), 2.0))
            for run in self._runs(self._curve):
                painter.drawPolyline(run)
            painter.setClipping(False)
        if self.notice:
            painter.setPen(self._theme.colour("warning"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(20, 20, -20, -20), flags, self.notice)

    def _runs(self, curve: Curve) -> list[QPolygonF]:
        """The curve in pixels, in pieces between what is no number."""
        with np.errstate(all="ignore"):
            x, y = self._placed(curve.x, curve.y)
        y = np.clip(y, -FAR, FAR)
        good = np.isfinite(y)
        runs: list[QPolygonF] = []
        for piece in np.split(np.arange(len(y)), np.flatnonzero(np.diff(good)) + 1):
            if good[piece[0]] and piece.size > 1:
                runs.append(QPolygonF([QPointF(x[at], y[at]) for at in piece.tolist()]))
        return runs

    def _placed(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        left, right, bottom, top = self._bounds
        frame = self._frame()
        return (
            frame.x() + (x - left) / (right - left) * frame.width(),
            frame.y() + (top - y) / (top - bottom) * frame.height(),
        )

    def _frame(self) -> QRectF:
        metrics = QFontMetrics(self._small())
        left = room_for_ticks(*self._bounds[2:], "−0.00", metrics) + 8
        below = 2 * metrics.height() + 4
        return QRectF(left, 6, max(self.width() - left - 8, 10), max(self.height() - below - 8, 10))

    def _draw_ground(self, material: Material) -> None:
        ratio = self.devicePixelRatioF()
        self._ground = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        self._ground.setDevicePixelRatio(ratio)
        self._ground.fill(self._theme.colour("panel"))
        painter = QPainter(self._ground)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_axes(painter, material)
        self._draw_points(painter, material)
        painter.end()

    def _draw_axes(self, painter: QPainter, material: Material) -> None:
        left, right, bottom, top = self._bounds
        frame = self._frame()
        metrics = QFontMetrics(self._small())
        height = metrics.height()
        painter.setFont(self._small())
        for value in ticks(bottom, top):
            y = frame.y() + (top - value) / (top - bottom) * frame.height()
            painter.setPen(QPen(self._theme.colour("grid"), 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(self._theme.colour("muted"))
            box = QRectF(0, y - height / 2, frame.x() - 6, height)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, tick_text(value))
        painter.setPen(self._theme.colour("muted"))
        for value in ticks(left, right):
            x = frame.x() + (value - left) / (right - left) * frame.width()
            box = QRectF(x - 40, frame.bottom() + 3, 80, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tick_text(value))
        below = QRectF(frame.x(), frame.bottom() + 3 + height, frame.width(), height)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, material.dataset.feature_names[0])

    def _draw_points(self, painter: QPainter, material: Material) -> None:
        dataset = material.dataset
        x, y = self._placed(dataset.features[:, 0], dataset.targets[:, 0])
        colour = QColor(self._theme.colour("muted"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for at in material.train.tolist():
            painter.drawEllipse(QPointF(x[at], y[at]), 2.4, 2.4)
        if not self._validation:
            return
        painter.setBrush(self._theme.colour("panel"))
        painter.setPen(QPen(self._theme.colour("negative"), 1.3))
        for at in material.validation.tolist():
            painter.drawEllipse(QPointF(x[at], y[at]), 2.6, 2.6)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font


class FitCurvePanel(Card):
    """Shows its own probe, which it wants only while it can be seen."""

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document, self._run = document, run
        self.title.setText(self.tr("Fit curve"))
        self.setAccessibleName(self.tr("Fit curve"))
        self.validation = QCheckBox(self.tr("validation points"))
        self.validation.setChecked(True)
        self.validation.setToolTip(
            self.tr("Show the samples kept aside for validation, too: hollow marks.")
        )
        self.header.addWidget(self.validation)
        self.view = FitCurveView(theme)
        self.view.setAccessibleName(self.tr("The network’s answer as a curve over the data"))
        self.body.addWidget(self.view, 1)
        self.validation.toggled.connect(self.refresh)
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        run.snapshot_settled.connect(self._follow)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.view.set_theme(theme)

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        material = self._document.material
        if not self._fits:
            self.validation.hide()
            self.view.show_nothing(
                self.tr("A curve needs one input, and one value to predict from it.")
            )
            return
        self.validation.setVisible(bool(material.validation.size))
        self.view.show_data(material, self.validation.isChecked())
        if self.isVisible():
            self._run.want(PROBE, FitCurve())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run.want(PROBE, FitCurve() if self._fits else None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run.want(PROBE, None)

    @property
    def _fits(self) -> bool:
        """Whether a curve can say anything about this data."""
        material = self._document.material
        one = material.flow.kind == "values" and material.dataset.features.shape[1] == 1
        return one and not material.classes

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        curve = snapshot.results.get(PROBE)
        if not isinstance(curve, Curve) or not self.isVisible() or not self._fits:
            return
        finite = bool(np.isfinite(curve.y).all())
        notice = "" if finite else self.tr("The network’s answer is not a number here.")
        self.view.show_curve(curve, notice)


def _bounds(material: Material) -> tuple[float, float, float, float]:
    extent = extent_of(material, (0, 0))
    low, high = (
        float(material.dataset.targets[:, 0].min()),
        float(material.dataset.targets[:, 0].max()),
    )
    margin = 0.2 * (high - low) or 1.0
    return extent.left, extent.right, low - margin, high + margin
