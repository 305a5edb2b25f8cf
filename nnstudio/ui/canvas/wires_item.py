"""All wires of one bundle, painted by one item from arrays."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui.canvas.geometry import Bundle
from nnstudio.ui.canvas.look import THICKEST, Look, levels

DASH = [5.0, 3.0]
SEAMED = 2.4
"""From this width on a negative wire has a seam, so that its sign is not told by colour alone."""


class WiresItem(QGraphicsItem):
    """The wires that lead to one layer; `marked` and `hovered` are (row, column) or None."""

    def __init__(self, bundle: Bundle, look: Look) -> None:
        super().__init__()
        self.look = look
        self.marked: tuple[int, int] | None = None
        self.hovered: tuple[int, int] | None = None
        self._weights: NDArray[np.floating] | None = None
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.set_bundle(bundle)

    def set_bundle(self, bundle: Bundle) -> None:
        """Lay the wires anew."""
        self.prepareGeometryChange()
        self.bundle = bundle
        middle = 0.5 * (bundle.x0 + bundle.x1)
        self._paths = [
            _curve(bundle.x0, float(y0), middle, bundle.x1, float(y1))
            for y1 in bundle.y1
            for y0 in bundle.y0
        ]
        self._rect = bundle.rect().adjusted(-1, -THICKEST, 1, THICKEST)
        self._measure()

    def set_weights(self, weights: NDArray[np.floating] | None) -> None:
        """[W | b] (units, inputs + 1) as the run has it; None or too small: draw what fits."""
        self._weights = weights
        self._measure()
        self.update()

    def weight(self, row: int, column: int) -> float | None:
        """The weight of a wire, if the run knows it; column −1 is the bias."""
        weights = self._weights
        if weights is None or row >= weights.shape[0] or column >= weights.shape[1] - 1:
            return None
        return float(weights[row, column])

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        look = self.look
        painter.setBrush(Qt.BrushStyle.NoBrush)
        positive, negative = look.wires(self.bundle.count)
        paths, steps = self._paths, self._levels
        draw, use = painter.drawPath, painter.setPen
        for wire in self._order:
            level = steps[wire]
            if level > 0:
                use(positive[level])
            elif level < 0:
                pen = negative[-level]
                use(pen)
                if pen.widthF() >= SEAMED:
                    draw(paths[wire])
                    use(look.seam)
            else:
                use(look.unknown_wire)
            draw(paths[wire])
        for place in (self.marked, self.hovered):
            if place is not None:
                self._paint_raised(painter, place)

    def _paint_raised(self, painter: QPainter, place: tuple[int, int]) -> None:
        """One wire with a halo; a negative one is dashed, so that colour does not stand alone."""
        wire = self._wire(place)
        if wire is None:
            return
        level = self._levels[wire]
        positive, negative = self.look.wires(1)
        pens = negative if level < 0 else positive
        pen = QPen(pens[-1] if level else self.look.unknown_wire)
        pen.setWidthF(max(pens[abs(level)].widthF(), 1.6))
        halo = QPen(self.look.halo)
        halo.setWidthF(pen.widthF() + 5.0)
        painter.setPen(halo)
        painter.drawPath(self._paths[wire])
        if level < 0:
            under = QPen(self.look.panel, pen.widthF())
            painter.setPen(under)
            painter.drawPath(self._paths[wire])
            pen.setDashPattern([length / max(pen.widthF() / 2.5, 1.0) for length in DASH])
        painter.setPen(pen)
        painter.drawPath(self._paths[wire])

    def _wire(self, place: tuple[int, int]) -> int | None:
        rows = np.nonzero(self.bundle.targets == place[0])[0]
        columns = np.nonzero(self.bundle.sources == place[1])[0]
        if not rows.size or not columns.size:
            return None
        return int(rows[0]) * self.bundle.sources.size + int(columns[0])

    def _measure(self) -> None:
        """Levels 1 … n with the sign of the weight, 0 where it is not known; thin ones first."""
        bundle = self.bundle
        shown = np.full((bundle.targets.size, bundle.sources.size), np.nan)
        weights = self._weights
        if weights is not None:
            rows = bundle.targets < weights.shape[0]
            columns = bundle.sources < weights.shape[1] - 1
            shown[np.ix_(rows, columns)] = weights[
                np.ix_(bundle.targets[rows], bundle.sources[columns])
            ]
        flat = shown.ravel()
        strength = levels(flat)
        signed = np.where(flat < 0, -1, 1) * np.clip(strength, 1, None)
        signed[strength < 0] = 0
        self._levels: list[int] = signed.tolist()
        self._order: list[int] = np.argsort(strength, kind="stable").tolist()


def _curve(x0: float, y0: float, middle: float, x1: float, y1: float) -> QPainterPath:
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(QPointF(middle, y0), QPointF(middle, y1), QPointF(x1, y1))
    return path
