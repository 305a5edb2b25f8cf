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
from nnstudio.ui.canvas.column import INPUT, KERNEL, TILE, BlockPart, Column, Face, Role, Tile

CARD_WIDTH, CARD_HEIGHT = 40.0, 112.0
ROW_WIDTH, ROW_HEIGHT = 18.0, 180.0
"""The picture of a list of values that has no tiles: one thin row from top to bottom."""
LIVE_SIDE = 104.0
CARD_FRAME_WIDTH, FRAME_WIDTH, MAPS_FRAME_WIDTH = 92.0, 104.0, 124.0
TITLE_WIDTH, TILES_TITLE_WIDTH = 114.0, 132.0
MOST_TILES, FEWEST_TILES = 12, 7
"""Columns with more neurons fold: at the latest from 12 on, and earlier in a low view."""
TITLE_HEIGHT, CHIP_HEIGHT, BUTTON, SHAPE_HEIGHT = 22.0, 21.0, 23.0, 18.0
LEAST_PITCH, MOST_PITCH = 60.0, 84.0
PICTURE_SIDE = 112.0
SYMBOL, MOST_SYMBOLS, SYMBOLS_A_ROW = 26.0, 12, 6
"""Up to so many symbols stand in one column; a longer text is read in rows."""
LOOP = 24.0
"""Room above the state of a recurrent layer for its loop."""
MOST_HEADS = 4
DISCLOSURE = 20.0


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
        slot = _centred(width * scale, height * scale)
        return _card(INPUT, -1, slot, (Tile(0, slot),), face="picture", shaped=True)
    if flow.kind == "sequence":
        slot = _centred(LIVE_SIDE, min(max(22.0 * flow.features, 34.0), 140.0))
        return _card(INPUT, -1, slot, (Tile(0, slot),), face="strip", shaped=True)
    cells = _symbols(flow.time)
    body = QRectF(cells[0].rect)
    for one in cells:
        body = body.united(one.rect)
    return _card(INPUT, -1, body, cells, face="symbols", shaped=True)


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
        body = _centred(LIVE_SIDE, LIVE_SIDE + LOOP)
        slot = body.adjusted(0.0, LOOP, 0.0, 0.0)
        return _card(own, place, body, (Tile(0, slot),), handles=True, shaped=shaped)
    if isinstance(layer, EmbeddingSpec | PositionsSpec):
        handles = isinstance(layer, EmbeddingSpec)
        body = _centred(0.8 * LIVE_SIDE, LIVE_SIDE)
        return _card(own, place, body, (Tile(0, body),), handles=handles, shaped=shaped)
    if isinstance(layer, AttentionSpec):
        body = _centred(*_heads_size(layer.heads))
        heads = _heads(body, layer.heads, _across(layer.heads))
        return _card(own, place, body, heads, handles=True, shaped=shaped)
    if isinstance(layer, TransformerBlockSpec):
        return _block(layer, place, opened)
    body = _centred(CARD_WIDTH, CARD_HEIGHT)
    slots: tuple[Tile, ...] = ()
    if isinstance(layer, FlattenSpec | GlobalAveragePoolSpec | MeanOverTimeSpec):
        body = _centred(CARD_WIDTH, ROW_HEIGHT)
        slots = (Tile(0, _centred(ROW_WIDTH, ROW_HEIGHT)),)
    return _card(own, place, body, slots, width=CARD_FRAME_WIDTH, shaped=shaped)


def _centred(width: float, height: float) -> QRectF:
    return QRectF(-0.5 * width, -0.5 * height, width, height)


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
    return _framed(column, width, TILES_TITLE_WIDTH, place >= 0, shaped)


def _maps(layer_id: str, place: int, count: int, pitch: float, most: int) -> Column:
    slots, ellipsis, body = _stack(count, pitch, most)
    column = _bare(layer_id, place, body, slots, "maps")
    column = replace(column, units=count, ellipsis=ellipsis)
    return _framed(column, CARD_FRAME_WIDTH, TITLE_WIDTH, False, True)


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


def _card(
    layer_id: str,
    place: int,
    body: QRectF,
    slots: tuple[Tile, ...],
    width: float = 0.0,
    face: Face = "card",
    handles: bool = False,
    shaped: bool = False,
) -> Column:
    width = width or max(body.width() + 24.0, CARD_FRAME_WIDTH)
    column = _bare(layer_id, place, body, slots, face)
    return _framed(column, width, max(TITLE_WIDTH, width), handles, shaped)


def _bare(layer_id: str, place: int, body: QRectF, slots: tuple[Tile, ...], face: Face) -> Column:
    """A card that has no frame yet."""
    ends = (body.top(), body.bottom())
    if face == "card":
        half = 0.25 * body.height()
        ends = (body.center().y() - half, body.center().y() + half)
    nowhere = QRectF()
    return Column(
        layer_id, place, 0.0, 0, (), body, nowhere, nowhere, nowhere,
        face=face, slots=slots, inlet=ends, outlet=ends,
    )  # fmt: skip


def _framed(
    column: Column, width: float, title_width: float, handles: bool, shaped: bool
) -> Column:
    """The column with title and chip above, handles and shape below, and a frame around it all."""
    body = column.body
    foot = body.bottom()
    minus = plus = edge = shape = None
    if handles:
        edge = QRectF(-0.5 * TILE, foot + 2.0, TILE, 12.0)
        minus = QRectF(-BUTTON - 3.0, foot + 17.0, BUTTON, BUTTON)
        plus = QRectF(3.0, foot + 17.0, BUTTON, BUTTON)
        foot = plus.bottom()
    if shaped:
        shape = QRectF(-0.5 * title_width, foot + 6.0, title_width, SHAPE_HEIGHT)
        foot = shape.bottom() - 4.0
    chip = QRectF(-42.0, body.top() - CHIP_HEIGHT - 9.0, 84.0, CHIP_HEIGHT)
    title = QRectF(-0.5 * title_width, chip.top() - TITLE_HEIGHT - 2.0, title_width, TITLE_HEIGHT)
    frame = QRectF(-0.5 * width, title.top() - 8.0, width, foot + 10.0 - title.top() + 8.0)
    return replace(
        column, frame=frame, title=title, chip=chip, minus=minus, plus=plus, edge=edge, shape=shape
    )


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


def _heads_size(heads: int) -> tuple[float, float]:
    """Width and height of the maps of the heads on a card: two stand one under the other."""
    return (80.0, 166.0) if heads == 2 else (LIVE_SIDE, LIVE_SIDE)


def _across(heads: int) -> int:
    return 1 if heads <= 2 else 2


def _heads(area: QRectF, heads: int, across: int) -> tuple[Tile, ...]:
    """Places for the maps of the heads, of many only the first: squares in a grid."""
    shown = min(heads, MOST_HEADS)
    down = -(-shown // across)
    gap = 6.0
    side = min(
        (area.width() - (across - 1) * gap) / across, (area.height() - (down - 1) * gap) / down
    )
    left = area.center().x() - 0.5 * (across * side + (across - 1) * gap)
    top = area.center().y() - 0.5 * (down * side + (down - 1) * gap)
    step = side + gap
    return tuple(
        Tile(i, QRectF(left + (i % across) * step, top + (i // across) * step, side, side))
        for i in range(shown)
    )


def _block(layer: TransformerBlockSpec, place: int, opened: bool) -> Column:
    """A transformer block: closed, with the maps of its heads; open, with all its parts."""
    heads = layer.heads
    if not opened:
        width, height = _heads_size(heads)
        body = _centred(max(width, LIVE_SIDE), height + DISCLOSURE + 6.0)
        area = body.adjusted(0.0, 0.0, 0.0, -DISCLOSURE - 6.0)
        slots = _heads(area, heads, _across(heads))
        column = _card(layer.id, place, body, slots, width=BLOCK_CARD_WIDTH, handles=True)
    else:
        parts, body = _block_parts(layer)
        (attention,) = (part.rect for part in parts if part.role == "attention")
        area = attention.adjusted(6.0, 22.0, -6.0, -6.0)
        slots = _heads(area, heads, min(heads, 2))
        column = _card(layer.id, place, body, slots, face="block", handles=True)
        column = replace(
            column,
            parts=parts,
            inlet=(body.top() + 4.0, body.top() + 16.0),
            outlet=(body.bottom() - DISCLOSURE - 22.0, body.bottom() - DISCLOSURE - 10.0),
        )
    side = column.body.width()
    disclosure = QRectF(-0.5 * side, body.bottom() - DISCLOSURE, side, DISCLOSURE)
    return replace(column, disclosure=disclosure)


BLOCK_CARD_WIDTH = 140.0
BLOCK_WIDTH, PART_WIDTH, BLOCK_ENTRY, PART_GAP = 172.0, 130.0, 26.0, 13.0
SPINE = 15.0
"""The way through an open block stands right of its middle; the ways past its parts stand left."""
_HEIGHTS: dict[Role, float] = {"norm": 22.0, "attention": 88.0, "add": 18.0, "feed-forward": 62.0}
_TWO_ROWS = 148.0
"""The height of an attention of more than two heads."""


def _block_parts(layer: TransformerBlockSpec) -> tuple[tuple[BlockPart, ...], QRectF]:
    """The parts in their order from top to bottom, and what the open block covers."""
    roles: tuple[Role, ...]
    if layer.norm == "before":
        roles = ("norm", "attention", "add", "norm", "feed-forward", "add")
    else:
        roles = ("attention", "add", "norm", "feed-forward", "add", "norm")
    heights = _HEIGHTS | ({"attention": _TWO_ROWS} if layer.heads > 2 else {})
    height = sum(heights[role] for role in roles) + PART_GAP * (len(roles) - 1)
    body = _centred(BLOCK_WIDTH, 2.0 * BLOCK_ENTRY + height + DISCLOSURE)
    y = body.top() + BLOCK_ENTRY
    parts = []
    for role in roles:
        width = heights[role] if role == "add" else PART_WIDTH
        parts.append(BlockPart(role, QRectF(SPINE - 0.5 * width, y, width, heights[role])))
        y += heights[role] + PART_GAP
    return tuple(parts), body
