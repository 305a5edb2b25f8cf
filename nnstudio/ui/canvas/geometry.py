"""Where everything on the canvas stands: columns, tiles, wires. Pure geometry, no widgets.

The input column stands at x = 0 and the layers to its right; every column is centred on y = 0.
Units are pixels at 100 %.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from nnstudio.project.flow import Flow
from nnstudio.project.layers import LayerSpec
from nnstudio.ui.canvas.column import INPUT, RADIUS, TILE, Column, Tile
from nnstudio.ui.canvas.column_frames import BUTTON, CHIP_HEIGHT, FRAME_WIDTH, TITLE_HEIGHT
from nnstudio.ui.canvas.column_shapes import (
    FEWEST_TILES,
    LEAST_PITCH,
    MOST_PITCH,
    MOST_TILES,
    SAMPLE_PITCH,
    input_column,
    layer_column,
    rows_of,
    shown_indices,
    tiles_of,
)
from nnstudio.ui.canvas.links import Band, Bundle, Threads, links_between

__all__ = [
    "FEWEST_TILES",
    "INPUT",
    "MOST_TILES",
    "RADIUS",
    "TILE",
    "Band",
    "Bundle",
    "Column",
    "Layout",
    "Threads",
    "Tile",
    "lay_out",
    "most_tiles",
    "shown_indices",
    "spread_for",
]
COLUMN_STEP, CARD_STEP = 176.0, 128.0
"""From a column of tiles to the next one, and to or from a card, where none is wider than usual."""
LEAST_GAP = 16.0
"""Between a card and what stands beside it, however narrow the view."""
EMPTY_WIDTH = 420.0
"""How far a network without layers reaches: room for the first one, and for an invitation."""
NARROWEST_SPREAD, WIDEST_SPREAD = 0.75, 1.7
LEGIBLE = 0.58
"""The zoom below which it is better to fold than to shrink."""

Given = int | Sequence[Flow]
"""How many values enter the network; or what enters every layer and leaves the last, as far as
the layers fit together."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Columns from left to right (inputs first), what leads from one to the next, the whole."""

    columns: tuple[Column, ...]
    bundles: tuple[Bundle, ...]
    threads: tuple[Threads, ...]
    bands: tuple[Band, ...]
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


def most_tiles(layers: Sequence[LayerSpec], given: Given, width: float, height: float) -> int:
    """How many neurons of a layer can be shown legibly in a view this large, before it folds."""
    narrowest = lay_out(layers, given, NARROWEST_SPREAD).bounds.width()
    zoom = min(width / narrowest, LEGIBLE)
    rows = (height / zoom - 2.0 * TITLE_HEIGHT - CHIP_HEIGHT - BUTTON) / LEAST_PITCH
    return min(max(int(rows), FEWEST_TILES), MOST_TILES)


def spread_for(
    layers: Sequence[LayerSpec],
    given: Given,
    aspect: float,
    most: int = MOST_TILES,
    opened: Collection[str] = (),
) -> float:
    """How far to draw the columns apart, so that a tall network uses a wide canvas."""
    bounds = lay_out(layers, given, 1.0, most, opened).bounds
    stretched = lay_out(layers, given, 2.0, most, opened).bounds.width() - bounds.width()
    if stretched <= 0.0 or not layers:
        return 1.0
    missing = aspect * bounds.height() - bounds.width()
    return min(max(round(1.0 + missing / stretched, 2), NARROWEST_SPREAD), WIDEST_SPREAD)


def lay_out(
    layers: Sequence[LayerSpec],
    given: Given,
    spread: float = 1.0,
    most: int = MOST_TILES,
    opened: Collection[str] = (),
) -> Layout:
    """The layout of a network that reads this.

    The columns are drawn apart by the factor `spread`; layers of more than `most` neurons fold,
    but not an output whose tiles show the answer for a sample, unless it is far too wide.
    The transformer blocks with the ids `opened` show their parts.
    """
    flows = [Flow((given,))] if isinstance(given, int) else list(given)
    flow_at = dict(enumerate(flows)).get
    by_sample = flows[0].kind != "values"
    counts = [tiles_of(layer, flow_at(place)) for place, layer in enumerate(layers)]
    folds = [most] * len(layers)
    answer = flow_at(len(layers))
    if by_sample and answer is not None and answer.kind == "values" and counts[-1] <= MOST_TILES:
        folds[-1] = MOST_TILES
    inputs = 1 if by_sample else flows[0].size
    rows = max(map(rows_of, (inputs, *counts), (most, *folds)))
    widest = SAMPLE_PITCH if by_sample else MOST_PITCH
    pitch = min(widest, max(LEAST_PITCH, 420.0 / max(rows, 1)))
    columns = [input_column(flows[0], pitch, most)]
    x = 0.0
    for place, layer in enumerate(layers):
        column = layer_column(
            layer,
            place,
            flow_at(place),
            flow_at(place + 1),
            pitch,
            folds[place],
            layer.id in opened,
        )
        x += _step(columns[-1], column, spread)
        columns.append(column.moved(x))
    bounds = QRectF()
    for column in columns:
        bounds = bounds.united(column.frame)
    if not layers:
        bounds.setRight(EMPTY_WIDTH)
    broken = len(flows) - 1 if not isinstance(given, int) and len(flows) <= len(layers) else None
    links = links_between(columns, layers, broken)
    return Layout(
        tuple(columns), tuple(links.bundles), tuple(links.threads), tuple(links.bands), bounds
    )


def _step(left: Column, right: Column, spread: float) -> float:
    """From the middle of a column to that of the next; only what is not frame is spread."""
    wired = bool(right.tiles) and bool(left.shown)
    step = spread * (COLUMN_STEP if wired else CARD_STEP)
    for column in (left, right):
        step += max(0.5 * (column.frame.width() - FRAME_WIDTH), 0.0)
    closest = 0.5 * (left.frame.width() + right.frame.width()) + LEAST_GAP
    return step if left.tiles and right.tiles else max(step, closest)
