"""The columns of attention and of transformer blocks, with a place for the map of each head."""

from dataclasses import replace

from PySide6.QtCore import QRectF

from nnstudio.project.layers import AttentionSpec, TransformerBlockSpec
from nnstudio.ui.canvas.column import BlockPart, Column, Role, Tile
from nnstudio.ui.canvas.column_frames import LIVE_SIDE, card, centred

MOST_HEADS = 4
"""Of more heads only the first are shown."""
DISCLOSURE = 20.0
BLOCK_CARD_WIDTH = 140.0
BLOCK_WIDTH, PART_WIDTH, BLOCK_ENTRY, PART_GAP = 172.0, 130.0, 26.0, 13.0
SPINE = 15.0
"""The way through an open block stands right of its middle; the ways past its parts stand left."""
HEIGHTS: dict[Role, float] = {"norm": 22.0, "attention": 88.0, "add": 18.0, "feed-forward": 62.0}
TWO_ROWS = 148.0
"""The height of an attention of more than two heads."""


def attention_column(layer: AttentionSpec, place: int, shaped: bool) -> Column:
    """The maps of the heads."""
    body = centred(*_heads_size(layer.heads))
    slots = _heads(body, layer.heads, _across(layer.heads))
    return card(layer.id, place, body, slots, handles=True, shaped=shaped)


def block_column(layer: TransformerBlockSpec, place: int, opened: bool) -> Column:
    """A transformer block: closed, with the maps of its heads; open, with all its parts."""
    heads = layer.heads
    if not opened:
        width, height = _heads_size(heads)
        body = centred(max(width, LIVE_SIDE), height + DISCLOSURE + 6.0)
        area = body.adjusted(0.0, 0.0, 0.0, -DISCLOSURE - 6.0)
        slots = _heads(area, heads, _across(heads))
        column = card(layer.id, place, body, slots, width=BLOCK_CARD_WIDTH, handles=True)
    else:
        parts, body = _block_parts(layer)
        (attention,) = (part.rect for part in parts if part.role == "attention")
        area = attention.adjusted(6.0, 22.0, -6.0, -6.0)
        slots = _heads(area, heads, min(heads, 2))
        column = card(layer.id, place, body, slots, face="block", handles=True)
        column = replace(
            column,
            parts=parts,
            inlet=(body.top() + 4.0, body.top() + 16.0),
            outlet=(body.bottom() - DISCLOSURE - 22.0, body.bottom() - DISCLOSURE - 10.0),
        )
    side = column.body.width()
    disclosure = QRectF(-0.5 * side, body.bottom() - DISCLOSURE, side, DISCLOSURE)
    return replace(column, disclosure=disclosure)


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


def _block_parts(layer: TransformerBlockSpec) -> tuple[tuple[BlockPart, ...], QRectF]:
    """The parts in their order from top to bottom, and what the open block covers."""
    roles: tuple[Role, ...]
    if layer.norm == "before":
        roles = ("norm", "attention", "add", "norm", "feed-forward", "add")
    else:
        roles = ("attention", "add", "norm", "feed-forward", "add", "norm")
    heights = HEIGHTS | ({"attention": TWO_ROWS} if layer.heads > 2 else {})
    height = sum(heights[role] for role in roles) + PART_GAP * (len(roles) - 1)
    body = centred(BLOCK_WIDTH, 2.0 * BLOCK_ENTRY + height + DISCLOSURE)
    y = body.top() + BLOCK_ENTRY
    parts = []
    for role in roles:
        width = heights[role] if role == "add" else PART_WIDTH
        parts.append(BlockPart(role, QRectF(SPINE - 0.5 * width, y, width, heights[role])))
        y += heights[role] + PART_GAP
    return tuple(parts), body
