"""What lies under a point of the canvas: a value that gestures, hints and menus go by."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

from nnstudio.ui.canvas.geometry import INPUT, Column, Layout

WIRE_REACH = 6.0
"""Pixels from a wire at which it is still meant."""


class Part(Enum):
    """The parts of the picture that can be touched."""

    GROUND = "ground"
    INPUT = "input"
    TITLE = "title"
    CHIP = "chip"
    BODY = "body"
    NEURON = "neuron"
    FOLD = "fold"
    MINUS = "minus"
    PLUS = "plus"
    EDGE = "edge"
    WIRE = "wire"


@dataclass(frozen=True)
class Spot:
    """A part of a layer: for a neuron its `row`, for a wire `row` (to) and `column` (from).

    With `part` INPUT, `row` is the input; −1 for a sample that enters as a whole. With BODY it is
    the picture under the pointer, of a card that has some, such as the maps of its heads.
    """

    part: Part = Part.GROUND
    layer_id: str = INPUT
    row: int = -1
    column: int = -1


GROUND = Spot()


def spot_at(layout: Layout, point: QPointF, zoom: float = 1.0) -> Spot:
    """What lies at a point of the scene; wires are met from a few screen pixels away."""
    for column in layout.columns:
        if column.frame.contains(point) or column.title.contains(point):
            found = _in_column(column, point)
            if found is not None:
                return found
    for bundle in layout.bundles:
        met = bundle.nearest(point, WIRE_REACH / zoom)
        if met is not None:
            return Spot(Part.WIRE, bundle.layer_id, *met)
    for column in layout.columns:
        if column.place >= 0 and column.frame.contains(point):
            return Spot(Part.BODY, column.layer_id)
    return GROUND


def on_disclosure(layout: Layout, layer_id: str, point: QPointF) -> bool:
    """Whether a point is on what opens and closes this transformer block."""
    column = layout.column(layer_id)
    rect = column.disclosure if column is not None else None
    return rect is not None and rect.contains(point)


def _in_column(column: Column, point: QPointF) -> Spot | None:
    own = column.layer_id
    for tile in column.tiles:
        if tile.rect.contains(point):
            return Spot(Part.NEURON if column.place >= 0 else Part.INPUT, own, tile.index)
    if column.place < 0:
        whole = column.is_card and column.body.contains(point)
        return Spot(Part.INPUT, own) if whole else None
    parts: list[tuple[Part, QRectF | None]] = [
        (Part.MINUS, column.minus),
        (Part.PLUS, column.plus),
        (Part.EDGE, column.edge),
        (Part.CHIP, column.chip),
        (Part.TITLE, column.title),
        (Part.FOLD, column.ellipsis),
    ]
    if column.is_card:
        parts.append((Part.BODY, column.frame))
    for slot in column.slots:
        if slot.rect.contains(point):
            return Spot(Part.BODY, own, slot.index)
    for part, rect in parts:
        if rect is not None and rect.contains(point):
            return Spot(part, own)
    return None
