"""What all columns have in common: a title and a pill above, handles and a shape below, a frame."""

from dataclasses import replace

from PySide6.QtCore import QRectF

from nnstudio.ui.canvas.column import TILE, Column, Face, Tile

LIVE_SIDE = 104.0
"""Side of a live picture on a card."""
CARD_FRAME_WIDTH, FRAME_WIDTH, MAPS_FRAME_WIDTH = 92.0, 104.0, 124.0
TITLE_WIDTH, TILES_TITLE_WIDTH = 114.0, 132.0
TITLE_HEIGHT, CHIP_HEIGHT, BUTTON, SHAPE_HEIGHT = 22.0, 21.0, 23.0, 18.0


def centred(width: float, height: float) -> QRectF:
    """A rectangle around the origin."""
    return QRectF(-0.5 * width, -0.5 * height, width, height)


def card(
    layer_id: str,
    place: int,
    body: QRectF,
    slots: tuple[Tile, ...],
    width: float = 0.0,
    face: Face = "card",
    handles: bool = False,
    shaped: bool = False,
) -> Column:
    """A column without tiles: one box, with slots for pictures."""
    width = width or max(body.width() + 24.0, CARD_FRAME_WIDTH)
    column = bare(layer_id, place, body, slots, face)
    return framed(column, width, max(TITLE_WIDTH, width), handles, shaped)


def bare(layer_id: str, place: int, body: QRectF, slots: tuple[Tile, ...], face: Face) -> Column:
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


def framed(column: Column, width: float, title_width: float, handles: bool, shaped: bool) -> Column:
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
