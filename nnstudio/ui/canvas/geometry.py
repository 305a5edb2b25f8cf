"""Where everything on the canvas stands: columns, tiles, wires. Pure geometry, no widgets.

The input column stands at x = 0 and the layers to its right; every column is centred on y = 0.
Units are pixels at 100 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from nnstudio.project.layers import DenseSpec, LayerSpec

INPUT = ""
"""Stands for the input column where a layer's id is meant; no layer has an empty id."""
TILE = 52.0
RADIUS = 9.0
CARD_WIDTH = 40.0
CARD_HEIGHT = 112.0
CARD_FRAME_WIDTH = 92.0
COLUMN_STEP = 176.0
LEAST_PITCH = 60.0
CARD_STEP = 128.0
FRAME_WIDTH = 104.0
EMPTY_WIDTH = 420.0
"""How far a network without layers reaches: room for the first one, and for an invitation."""
NARROWEST_SPREAD, WIDEST_SPREAD = 0.75, 1.7
MOST_TILES, FEWEST_TILES = 12, 7
"""Columns with more neurons fold: at the latest from 12 on, and earlier in a low view."""
LEGIBLE = 0.58
"""The zoom below which it is better to fold than to shrink."""
TITLE_HEIGHT, CHIP_HEIGHT, BUTTON = 22.0, 21.0, 23.0
CURVE_POINTS = 33


@dataclass(frozen=True)
class Tile:
    """One neuron, or one input, that is shown."""

    index: int
    rect: QRectF


@dataclass(frozen=True)
class Column:
    """A layer, or the inputs (`place` −1), with the parts that one can touch.

    A layer without neurons of its own is a card: it has no tiles and wires pass under it.
    """

    layer_id: str
    place: int
    x: float
    units: int
    tiles: tuple[Tile, ...]
    body: QRectF
    frame: QRectF
    title: QRectF
    chip: QRectF
    ellipsis: QRectF | None = None
    minus: QRectF | None = None
    plus: QRectF | None = None
    edge: QRectF | None = None

    @property
    def is_card(self) -> bool:
        """Whether it has no neurons of its own."""
        return not self.tiles

    def tile(self, index: int) -> Tile | None:
        """The tile of this neuron, if it is shown."""
        for tile in self.tiles:
            if tile.index == index:
                return tile
        return None


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
class Layout:
    """Columns from left to right (inputs first), the bundles of wires between them, the whole."""

    columns: tuple[Column, ...]
    bundles: tuple[Bundle, ...]
    bounds: QRectF

    def column(self, layer_id: str) -> Column | None:
        """The column of a layer, or of the inputs."""
        for column in self.columns:
            if column.layer_id == layer_id:
                return column
        return None

    def bundle(self, layer_id: str) -> Bundle | None:
        """The wires that lead to a layer."""
        for bundle in self.bundles:
            if bundle.layer_id == layer_id:
                return bundle
        return None

    def gap_at(self, x: float, without: Sequence[str] = ()) -> int:
        """The index that a layer dropped at x would get, not counting the layers `without`."""
        return sum(
            column.x < x
            for column in self.columns
            if column.place >= 0 and column.layer_id not in without
        )


def shown_indices(units: int, most: int = MOST_TILES) -> list[int]:
    """Which neurons of a layer are shown: all, or the first and the last of a folded one."""
    if units <= most:
        return list(range(units))
    first, last = _fold(most)
    return [*range(first), *range(units - last, units)]


def _fold(most: int) -> tuple[int, int]:
    """How many neurons of a folded layer are shown at the beginning and at the end."""
    last = 2 if most > 6 else 1
    return most - 3 - last, last


def most_tiles(layers: Sequence[LayerSpec], inputs: int, width: float, height: float) -> int:
    """How many neurons of a layer can be shown legibly in a view this large, before it folds."""
    narrowest = lay_out(layers, inputs, NARROWEST_SPREAD).bounds.width()
    zoom = min(width / narrowest, LEGIBLE)
    rows = (height / zoom - 2.0 * TITLE_HEIGHT - CHIP_HEIGHT - BUTTON) / LEAST_PITCH
    return min(max(int(rows), FEWEST_TILES), MOST_TILES)


def spread_for(
    layers: Sequence[LayerSpec], inputs: int, aspect: float, most: int = MOST_TILES
) -> float:
    """How far to draw the columns apart, so that a tall network uses a wide canvas."""
    bounds = lay_out(layers, inputs, most=most).bounds
    steps = bounds.width() - FRAME_WIDTH
    if steps <= 0.0 or not layers:
        return 1.0
    wanted = aspect * bounds.height() - FRAME_WIDTH
    return min(max(round(wanted / steps, 2), NARROWEST_SPREAD), WIDEST_SPREAD)


def lay_out(
    layers: Sequence[LayerSpec], inputs: int, spread: float = 1.0, most: int = MOST_TILES
) -> Layout:
    """The layout of a network with so many inputs.

    The columns are drawn apart by the factor `spread`; layers of more than `most` neurons fold.
    """
    units = [layer.units for layer in layers if isinstance(layer, DenseSpec)]
    rows = max(_rows(count, most) for count in [inputs, *units])
    pitch = min(84.0, max(LEAST_PITCH, 420.0 / rows))
    columns = [_neurons(INPUT, -1, 0.0, inputs, pitch, most)]
    x = 0.0
    for place, layer in enumerate(layers):
        if isinstance(layer, DenseSpec):
            x += spread * (COLUMN_STEP if not columns[-1].is_card else CARD_STEP)
            columns.append(_neurons(layer.id, place, x, layer.units, pitch, most))
        else:
            x += spread * CARD_STEP
            columns.append(_card(layer.id, place, x))
    bounds = QRectF()
    for column in columns:
        bounds = bounds.united(column.frame)
    if not layers:
        bounds.setRight(EMPTY_WIDTH)
    return Layout(tuple(columns), tuple(_bundles(columns)), bounds)


def _rows(units: int, most: int) -> int:
    """How many rows a column takes; the ellipsis of a folded one takes one too."""
    return units if units <= most else sum(_fold(most)) + 1


def _neurons(layer_id: str, place: int, x: float, units: int, pitch: float, most: int) -> Column:
    rows = _rows(units, most)
    first = _fold(most)[0] if units > most else units
    top = -0.5 * (rows - 1) * pitch - 0.5 * TILE
    tiles = []
    for order, index in enumerate(shown_indices(units, most)):
        row = order if order < first else order + 1
        tiles.append(Tile(index, QRectF(x - 0.5 * TILE, top + row * pitch, TILE, TILE)))
    ellipsis = None
    if units > most:
        ellipsis = QRectF(x - 0.5 * TILE, top + first * pitch, TILE, TILE)
    body = QRectF(x - 0.5 * TILE, top, TILE, (rows - 1) * pitch + TILE)
    minus = plus = edge = None
    foot = body.bottom()
    if place >= 0:
        edge = QRectF(x - 0.5 * TILE, foot + 2.0, TILE, 12.0)
        minus = QRectF(x - BUTTON - 3.0, foot + 17.0, BUTTON, BUTTON)
        plus = QRectF(x + 3.0, foot + 17.0, BUTTON, BUTTON)
        foot = plus.bottom()
    return _column(layer_id, place, x, units, tuple(tiles), body, foot, ellipsis, minus, plus, edge)


def _card(layer_id: str, place: int, x: float) -> Column:
    body = QRectF(x - 0.5 * CARD_WIDTH, -0.5 * CARD_HEIGHT, CARD_WIDTH, CARD_HEIGHT)
    return _column(layer_id, place, x, 0, (), body, body.bottom())


def _column(
    layer_id: str,
    place: int,
    x: float,
    units: int,
    tiles: tuple[Tile, ...],
    body: QRectF,
    foot: float,
    ellipsis: QRectF | None = None,
    minus: QRectF | None = None,
    plus: QRectF | None = None,
    edge: QRectF | None = None,
) -> Column:
    width = COLUMN_STEP - 44.0 if tiles else CARD_FRAME_WIDTH - 8.0
    chip = QRectF(x - 42.0, body.top() - CHIP_HEIGHT - 9.0, 84.0, CHIP_HEIGHT)
    title = QRectF(x - 0.5 * width, chip.top() - TITLE_HEIGHT - 2.0, width, TITLE_HEIGHT)
    wide = FRAME_WIDTH if tiles else CARD_FRAME_WIDTH
    frame = QRectF(x - 0.5 * wide, title.top() - 8.0, wide, foot + 10.0 - title.top() + 8.0)
    return Column(
        layer_id, place, x, units, tiles, body, frame, title, chip, ellipsis, minus, plus, edge
    )


def _bundles(columns: Sequence[Column]) -> list[Bundle]:
    bundles = []
    source = columns[0]
    for column in columns[1:]:
        if column.is_card:
            continue
        bundles.append(
            Bundle(
                layer_id=column.layer_id,
                source_id=source.layer_id,
                x0=source.x + 0.5 * TILE,
                x1=column.x - 0.5 * TILE,
                sources=np.array([tile.index for tile in source.tiles], np.intp),
                targets=np.array([tile.index for tile in column.tiles], np.intp),
                y0=np.array([tile.rect.center().y() for tile in source.tiles]),
                y1=np.array([tile.rect.center().y() for tile in column.tiles]),
            )
        )
        source = column
    return bundles


def distance(one: QPointF, other: QPointF) -> float:
    """How far two points are apart."""
    return hypot(one.x() - other.x(), one.y() - other.y())
