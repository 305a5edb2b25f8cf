"""What leads from one column to the next: wires, threads between maps, bands of values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnstudio.project.layers import (
    BatchNormSpec,
    DenseSpec,
    DropoutSpec,
    LayerNormSpec,
    LayerSpec,
)
from nnstudio.ui.canvas.column import TILE, Column

CURVE_POINTS = 33
PASSING = (DropoutSpec, LayerNormSpec, BatchNormSpec)
"""Cards that hand every value on in its own place: wires pass under them."""


@dataclass(frozen=True, eq=False)
class Bundle:
    """All wires that lead to one layer of neurons. Every wire is a cubic curve from x0 to x1.

    sources, targets: indices of the neurons shown. y0 (sources,), y1 (targets,): where they end.
    """

    layer_id: str
    source_id: str
    x0: float
    x1: float
    sources: NDArray[np.intp]
    targets: NDArray[np.intp]
    y0: NDArray[np.float64]
    y1: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many wires are shown."""
        return self.sources.size * self.targets.size

    def rect(self) -> QRectF:
        """What the wires cover, without their width."""
        top = float(min(self.y0.min(), self.y1.min()))
        bottom = float(max(self.y0.max(), self.y1.max()))
        return QRectF(self.x0, top, self.x1 - self.x0, bottom - top)

    def nearest(self, point: QPointF, reach: float) -> tuple[int, int] | None:
        """(target neuron, source neuron) of the wire nearest to a point, within `reach`."""
        width = self.x1 - self.x0
        across = (point.x() - self.x0) / width if width > 0 else -1.0
        if not 0.0 <= across <= 1.0 or not self.count:
            return None
        t = float(np.interp(across, _ACROSS, _T))
        rise = self.y1[:, np.newaxis] - self.y0[np.newaxis, :]
        y = self.y0[np.newaxis, :] + rise * (3.0 * t * t - 2.0 * t**3)
        slope = rise * (6.0 * t * (1.0 - t)) / (width * (1.5 - 3.0 * t + 3.0 * t * t))
        distance = np.abs(y - point.y()) / np.sqrt(1.0 + slope * slope)
        row, column = divmod(int(distance.argmin()), self.sources.size)
        if distance[row, column] > reach:
            return None
        return int(self.targets[row]), int(self.sources[column])

    def middle(self, target: int, source: int) -> QPointF | None:
        """The middle of a wire, if it is shown."""
        rows, columns = np.nonzero(self.targets == target)[0], np.nonzero(self.sources == source)[0]
        if not rows.size or not columns.size:
            return None
        y = 0.5 * float(self.y1[rows[0]] + self.y0[columns[0]])
        return QPointF(0.5 * (self.x0 + self.x1), y)


_T = np.linspace(0.0, 1.0, CURVE_POINTS)
_ACROSS = 1.5 * _T * (1.0 - _T) + _T**3
"""x of a curve whose handles lie half way, at t: the same for all wires of a bundle."""


@dataclass(frozen=True, eq=False)
class Threads:
    """Lines between the maps of two columns: one for each kernel, or from each map to its pooled
    one. They stand for many weights or for none, so there is nothing to drag.

    layer_id: the layer they lead to. sources, targets: indices of the maps that are shown;
    `pairs`: (target row, source column) of each path among them.
    """

    layer_id: str
    sources: NDArray[np.intp]
    targets: NDArray[np.intp]
    pairs: tuple[tuple[int, int], ...]
    paths: tuple[QPainterPath, ...]
    rect: QRectF
    weighted: bool
    """Whether there is a kernel behind each of them, whose size they tell."""


@dataclass(frozen=True, eq=False)
class Band:
    """Many values on their way, without a wire for each."""

    source_id: str
    layer_id: str
    path: QPainterPath


@dataclass(eq=False)
class Links:
    """All that leads anywhere."""

    bundles: list[Bundle] = field(default_factory=list)
    threads: list[Threads] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)


def links_between(
    columns: Sequence[Column], layers: Sequence[LayerSpec], broken: int | None
) -> Links:
    """What leads from each column to the next; nothing to the layer `broken`, which does not fit.

    `columns` are those of the inputs and of the layers.
    """
    links = Links()
    joined: set[int] = set()
    for place in range(len(layers)):
        source = _source(columns, layers, place)
        if source is None:
            continue
        target = columns[place + 1]
        if isinstance(layers[place], DenseSpec):
            links.bundles.append(_bundle(columns[source], target))
        elif place == broken:
            continue
        else:
            links.threads.append(_threads(columns[source], target))
        joined.update(range(source, place + 1))
    for place in range(len(layers)):
        if place not in joined and place != broken:
            links.bands.append(_band(columns[place], columns[place + 1]))
    return links


def _source(columns: Sequence[Column], layers: Sequence[LayerSpec], place: int) -> int | None:
    """The column from whose tiles wires lead to this layer's tiles, if there is one."""
    target = columns[place + 1]
    if not target.shown:
        return None
    source = place
    while source and isinstance(layers[source - 1], PASSING):
        source -= 1
    found = columns[source]
    if isinstance(layers[place], DenseSpec):
        return source if found.face == "neurons" else None
    return source if found.face in ("filters", "maps", "picture") else None


def _bundle(source: Column, target: Column) -> Bundle:
    return Bundle(
        layer_id=target.layer_id,
        source_id=source.layer_id,
        x0=source.x + 0.5 * TILE,
        x1=target.x - 0.5 * TILE,
        sources=np.array([tile.index for tile in source.tiles], np.intp),
        targets=np.array([tile.index for tile in target.tiles], np.intp),
        y0=np.array([tile.rect.center().y() for tile in source.tiles]),
        y1=np.array([tile.rect.center().y() for tile in target.tiles]),
    )


def _threads(source: Column, target: Column) -> Threads:
    starts = source.slots if source.face == "picture" else source.shown
    ends = target.shown
    weighted = target.face == "filters"
    pairs, paths = [], []
    for row, end in enumerate(ends):
        for column, start in enumerate(starts):
            if not weighted and start.index != end.index:
                continue
            pairs.append((row, column))
            x0, x1 = start.rect.right(), target.wire_end
            paths.append(_curve(x0, start.rect.center().y(), x1, end.rect.center().y()))
    rect = QRectF()
    for path in paths:
        rect = rect.united(path.controlPointRect())
    return Threads(
        layer_id=target.layer_id,
        sources=np.array([tile.index for tile in starts], np.intp),
        targets=np.array([tile.index for tile in ends], np.intp),
        pairs=tuple(pairs),
        paths=tuple(paths),
        rect=rect.adjusted(-2.0, -3.0, 2.0, 3.0),
        weighted=weighted,
    )


def _band(source: Column, target: Column) -> Band:
    x0 = source.frame.right() if source.face in ("card", "block") else source.body.right() + 6.0
    x1 = target.frame.left() if target.is_card else target.wire_end - 6.0
    middle = 0.5 * (x0 + x1)
    (top0, bottom0), (top1, bottom1) = source.outlet, target.inlet
    path = QPainterPath(QPointF(x0, top0))
    path.cubicTo(QPointF(middle, top0), QPointF(middle, top1), QPointF(x1, top1))
    path.lineTo(x1, bottom1)
    path.cubicTo(QPointF(middle, bottom1), QPointF(middle, bottom0), QPointF(x0, bottom0))
    path.closeSubpath()
    return Band(source.layer_id, target.layer_id, path)


def _curve(x0: float, y0: float, x1: float, y1: float) -> QPainterPath:
    middle = 0.5 * (x0 + x1)
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(QPointF(middle, y0), QPointF(middle, y1), QPointF(x1, y1))
    return path
