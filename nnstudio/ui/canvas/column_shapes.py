"""How the column of each kind of layer is built, around x = 0. `geometry` puts them in a row."""

from dataclasses import replace

from PySide6.QtCore import QRectF

from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    AttentionSpec,
    AvgPool2DSpec,
    Conv2DSpec,
    DenseSpec,
    EmbeddingSpec,
    FlattenSpec,
    GlobalAveragePoolSpec,
    LayerSpec,
    MaxPool2DSpec,
    MeanOverTimeSpec,
    PositionsSpec,
    RecurrentSpec,
    TransformerBlockSpec,
)
from nnstudio.ui.canvas.attention_columns import attention_column, block_column
from nnstudio.ui.canvas.column import INPUT, KERNEL, TILE, Column, Face, Tile
from nnstudio.ui.canvas.column_frames import (
    CARD_FRAME_WIDTH,
    FRAME_WIDTH,
    LIVE_SIDE,
    MAPS_FRAME_WIDTH,
    TILES_TITLE_WIDTH,
    TITLE_WIDTH,
    bare,
    card,
    centred,
    framed,
)

CARD_WIDTH, CARD_HEIGHT = 40.0, 112.0
ROW_WIDTH, ROW_HEIGHT = 18.0, 180.0
"""The picture of a list of values that has no tiles: one thin row from top to bottom."""
MOST_TILES, FEWEST_TILES = 12, 7
"""Columns with more neurons fold: at the latest from 12 on, and earlier in a low view."""
LEAST_PITCH, SAMPLE_PITCH, MOST_PITCH = 60.0, 66.0, 84.0
"""From tile to tile at the least; at the most where they show one sample, or a decision."""
PICTURE_SIDE = 112.0
SYMBOL, MOST_SYMBOLS, SYMBOLS_A_ROW = 26.0, 12, 6
"""Up to so many symbols stand in one column; a longer text is read in rows."""
LOOP = 24.0
"""Room above the state of a recurrent layer for its loop."""


def shown_indices(units: int, most: int = MOST_TILES) -> list[int]:
    """Which neurons of a layer are shown: all, or the first and the last of a folded one."""
    if units <= most:
        return list(range(units))
    first, last = fold(most)
    return [*range(first), *range(units - last, units)]


def fold(most: int) -> tuple[int, int]:
    """How many neurons of a folded layer are shown at the beginning and at the end."""
    last = 2 if most > 6 else 1
    return most - 3 - last, last


def rows_of(units: int, most: int) -> int:
    """How many rows a column takes; the ellipsis of a folded one takes one too."""
    return units if units <= most else sum(fold(most)) + 1


def tiles_of(layer: LayerSpec, given: Flow | None) -> int:
    """How many tiles a layer would show if it did not fold; 0 for a card."""
    if isinstance(layer, DenseSpec):
        return layer.units
    if isinstance(layer, Conv2DSpec):
        return layer.filters
    if isinstance(layer, MaxPool2DSpec | AvgPool2DSpec) and given is not None:
        return given.features
    return 0


def input_column(flow: Flow, pitch: float, most: int) -> Column:
    """What enters the network: single values, or a whole sample."""
    if flow.kind == "values":
        return _tiles(INPUT, -1, flow.size, pitch, most)
    if flow.kind == "image":
        height, width = flow.shape[1:]
        scale = PICTURE_SIDE / max(height, width)
        slot = centred(width * scale, height * scale)
        return card(INPUT, -1, slot, (Tile(0, slot),), face="picture", shaped=True)
    if flow.kind == "sequence":
        slot = centred(LIVE_SIDE, min(max(22.0 * flow.features, 34.0), 140.0))
        return card(INPUT, -1, slot, (Tile(0, slot),), face="strip", shaped=True)
    cells = _symbols(flow.time)
    body = QRectF(cells[0].rect)
    for one in cells:
        body = body.united(one.rect)
    return card(INPUT, -1, body, cells, face="symbols", shaped=True)


def layer_column(
    layer: LayerSpec,
    place: int,
    given: Flow | None,
    handed_on: Flow | None,
    pitch: float,
    most: int,
    opened: bool,
) -> Column:
    """A layer that reads and hands on these flows, as far as they are known."""
    own = layer.id
    if isinstance(layer, DenseSpec):
        over_time = handed_on is not None and handed_on.kind != "values"
        return _tiles(own, place, layer.units, pitch, most, shaped=over_time)
    if isinstance(layer, Conv2DSpec):
        return _tiles(own, place, layer.filters, pitch, most, "filters", shaped=True)
    count = tiles_of(layer, given)
    if count:
        return _maps(own, place, count, pitch, most)
    shaped = handed_on is not None and (given is None or handed_on.shape != given.shape)
    if isinstance(layer, RecurrentSpec):
        body = centred(LIVE_SIDE, LIVE_SIDE + LOOP)
        slot = body.adjusted(0.0, LOOP, 0.0, 0.0)
        return card(own, place, body, (Tile(0, slot),), handles=True, shaped=shaped)
    if isinstance(layer, EmbeddingSpec | PositionsSpec):
        handles = isinstance(layer, EmbeddingSpec)
        body = centred(0.8 * LIVE_SIDE, LIVE_SIDE)
        return card(own, place, body, (Tile(0, body),), handles=handles, shaped=shaped)
    if isinstance(layer, AttentionSpec):
        return attention_column(layer, place, shaped)
    if isinstance(layer, TransformerBlockSpec):
        return block_column(layer, place, opened)
    body = centred(CARD_WIDTH, CARD_HEIGHT)
    slots: tuple[Tile, ...] = ()
    if isinstance(layer, FlattenSpec | GlobalAveragePoolSpec | MeanOverTimeSpec):
        body = centred(CARD_WIDTH, ROW_HEIGHT)
        slots = (Tile(0, centred(ROW_WIDTH, ROW_HEIGHT)),)
    return card(own, place, body, slots, width=CARD_FRAME_WIDTH, shaped=shaped)


def _tiles(
    layer_id: str,
    place: int,
    units: int,
    pitch: float,
    most: int,
    face: Face = "neurons",
    shaped: bool = False,
) -> Column:
    tiles, ellipsis, body = _stack(units, pitch, most)
    kernels: tuple[Tile, ...] = ()
    if face == "filters":
        kernels = tuple(
            Tile(
                tile.index,
                QRectF(
                    tile.rect.left() - KERNEL - 4.0,
                    tile.rect.center().y() - 0.5 * KERNEL,
                    KERNEL,
                    KERNEL,
                ),
            )
            for tile in tiles
        )
    column = Column(
        layer_id=layer_id,
        place=place,
        x=0.0,
        units=units,
        tiles=tiles,
        body=body,
        frame=QRectF(),
        title=QRectF(),
        chip=QRectF(),
        ellipsis=ellipsis,
        face=face,
        kernels=kernels,
        inlet=(body.top(), body.bottom()),
        outlet=(body.top(), body.bottom()),
    )
    width = MAPS_FRAME_WIDTH if kernels else FRAME_WIDTH
    return framed(column, width, TILES_TITLE_WIDTH, place >= 0, shaped)


def _maps(layer_id: str, place: int, count: int, pitch: float, most: int) -> Column:
    slots, ellipsis, body = _stack(count, pitch, most)
    column = bare(layer_id, place, body, slots, "maps")
    column = replace(column, units=count, ellipsis=ellipsis)
    return framed(column, CARD_FRAME_WIDTH, TITLE_WIDTH, False, True)


def _stack(units: int, pitch: float, most: int) -> tuple[tuple[Tile, ...], QRectF | None, QRectF]:
    """Tiles one under the other, where some are left out, and what they cover."""
    rows = rows_of(units, most)
    first = fold(most)[0] if units > most else units
    top = -0.5 * (rows - 1) * pitch - 0.5 * TILE
    tiles = []
    for order, index in enumerate(shown_indices(units, most)):
        row = order if order < first else order + 1
        tiles.append(Tile(index, QRectF(-0.5 * TILE, top + row * pitch, TILE, TILE)))
    ellipsis = None
    if units > most:
        ellipsis = QRectF(-0.5 * TILE, top + first * pitch, TILE, TILE)
    return tuple(tiles), ellipsis, QRectF(-0.5 * TILE, top, TILE, (rows - 1) * pitch + TILE)


def _symbols(time: int) -> tuple[Tile, ...]:
    """Places for the symbols of a text: one under the other, or in rows as one reads."""
    if time <= MOST_SYMBOLS:
        top = -0.5 * time * SYMBOL
        return tuple(
            Tile(i, QRectF(-0.5 * SYMBOL, top + i * SYMBOL, SYMBOL, SYMBOL)) for i in range(time)
        )
    side = LIVE_SIDE / SYMBOLS_A_ROW
    height = -(-time // SYMBOLS_A_ROW) * side
    return tuple(
        Tile(
            i,
            QRectF(
                -0.5 * LIVE_SIDE + (i % SYMBOLS_A_ROW) * side,
                -0.5 * height + (i // SYMBOLS_A_ROW) * side,
                side,
                side,
            ),
        )
        for i in range(time)
    )
