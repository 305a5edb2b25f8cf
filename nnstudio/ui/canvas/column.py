"""A column of the canvas: the inputs, or one layer, with the parts that one can touch."""

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

INPUT = ""
"""Stands for the input column where a layer's id is meant; no layer has an empty id."""
TILE = 52.0
RADIUS = 9.0
KERNEL = 26.0
"""Side of the small picture of a filter's weights, beside its tile."""

Face = Literal["neurons", "filters", "maps", "picture", "strip", "symbols", "card", "block"]
"""neurons: tiles of single values. filters: tiles with feature maps, a kernel beside each. maps:
pooled feature maps. picture, strip, symbols: a whole sample that enters. card: one box with a
drawing or a live picture. block: a transformer block that is open."""
Role = Literal["norm", "attention", "add", "feed-forward"]


@dataclass(frozen=True)
class Tile:
    """One neuron, one filter or one input that is shown; or a place for a picture."""

    index: int
    rect: QRectF


@dataclass(frozen=True)
class BlockPart:
    """One step within a transformer block."""

    role: Role
    rect: QRectF


@dataclass(frozen=True)
class Column:
    """A layer, or the inputs (`place` −1).

    tiles: neurons or filters, each with weights of its own. slots: places for pictures that are
    only looked at, as pooled maps and the heads of an attention. A layer without tiles is a card.
    kernels: one beside each tile of a convolution. ellipsis: where it is folded. shape: room for
    the words that tell what it hands on. disclosure: opens and closes a transformer block, whose
    `parts` are there when it is open. inlet, outlet: the heights between which a band of values
    goes in and comes out.
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
    face: Face = "neurons"
    slots: tuple[Tile, ...] = ()
    kernels: tuple[Tile, ...] = ()
    shape: QRectF | None = None
    disclosure: QRectF | None = None
    parts: tuple[BlockPart, ...] = ()
    inlet: tuple[float, float] = (0.0, 0.0)
    outlet: tuple[float, float] = (0.0, 0.0)

    @property
    def is_card(self) -> bool:
        """Whether it has no neurons of its own."""
        return not self.tiles

    @property
    def shown(self) -> tuple[Tile, ...]:
        """The tiles, or for pooled maps their slots: what wires can begin or end at."""
        return self.slots if self.face == "maps" else self.tiles

    @property
    def wire_end(self) -> float:
        """The x at which wires that lead here end."""
        return self.x - 0.5 * TILE - (KERNEL + 4.0 if self.kernels else 0.0)

    def tile(self, index: int) -> Tile | None:
        """The tile of this neuron, if it is shown."""
        for tile in self.tiles:
            if tile.index == index:
                return tile
        return None

    def moved(self, by: float) -> "Column":
        """The same column, so far to the right."""
        step = QPointF(by, 0.0)

        def shifted(rect: QRectF | None) -> QRectF | None:
            return None if rect is None else rect.translated(step)

        def all_shifted(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
            return tuple(Tile(tile.index, tile.rect.translated(step)) for tile in tiles)

        return replace(
            self,
            x=self.x + by,
            tiles=all_shifted(self.tiles),
            body=self.body.translated(step),
            frame=self.frame.translated(step),
            title=self.title.translated(step),
            chip=self.chip.translated(step),
            ellipsis=shifted(self.ellipsis),
            minus=shifted(self.minus),
            plus=shifted(self.plus),
            edge=shifted(self.edge),
            slots=all_shifted(self.slots),
            kernels=all_shifted(self.kernels),
            shape=shifted(self.shape),
            disclosure=shifted(self.disclosure),
            parts=tuple(BlockPart(part.role, part.rect.translated(step)) for part in self.parts),
        )
