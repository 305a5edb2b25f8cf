"""A column of the canvas: title, pill, tiles or card with their pictures, handles."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.project.layers import LayerSpec, TransformerBlockSpec
from nnstudio.ui.canvas.captions import Captions
from nnstudio.ui.canvas.card_art import paint_block, paint_card, paint_disclosure
from nnstudio.ui.canvas.column import RADIUS, TILE, BlockPart, Column, Tile
from nnstudio.ui.canvas.column_shapes import MOST_SYMBOLS
from nnstudio.ui.canvas.handles import paint_handles
from nnstudio.ui.canvas.look import FrameState, Look
from nnstudio.ui.canvas.pictures import Pictures
from nnstudio.ui.canvas.spots import Part
from nnstudio.ui.canvas.tiles import TilePainter

LEGIBLE_TILE = 34.0
"""Tiles that are smaller than this on the screen show their number only under the pointer."""
LEAST_TILE = 20.0
"""In slow motion the numbers are what it is about: they are shown on tiles down to this size."""
ANSWER = 22.0
"""Room under the output for what it says at each position."""
LABEL = 72.0
"""Room for the name of an input, or of a class."""


class LayerItem(QGraphicsItem):
    """Paints one column. What it says and shows is set by the scene.

    texts: `title`, `chip`, `shape_words`; `labels` beside the tiles, by index; `symbols` of a text
    that enters; `answer`, what the output says; `readings`, the values of neurons, by index.
    pictures: `pictures` on tiles and slots, `kernels` beside the tiles, by index.
    state: `selected`, `hovered` part, `marked` neuron, `floating` (a hand holds it), `warned` (it
    does not fit), `lit` (slow motion is at it), `staged` (it shows a stage of slow motion).
    """

    def __init__(self, column: Column, look: Look, captions: Captions) -> None:
        super().__init__()
        self.look = look
        self.captions = captions
        self.layer: LayerSpec | None = None
        self.title = ""
        self.chip = ""
        self.shape_words = ""
        self.symbols: Sequence[str] = ()
        self.answer = ""
        self.readings: Mapping[int, float] = {}
        self.kernels: Pictures = {}
        self.labels: Sequence[str] = ()
        self.pictures: Pictures = {}
        self.selected = False
        self.marked: int | None = None
        self.hovered: Part | None = None
        self.hovered_row = -1
        self.floating = False
        self.warned = False
        self.lit = False
        self.staged = False
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(1.0)
        self.set_column(column)

    def set_column(self, column: Column) -> None:
        """Stand somewhere else, or have other neurons."""
        self.prepareGeometryChange()
        self.column = column
        self._rect = column.frame.united(column.title).adjusted(-LABEL, -4, LABEL, ANSWER)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        self._paint_frame(painter)
        self._paint_words(painter)
        column = self.column
        if column.face in ("neurons", "filters"):
            self._paint_tiles(painter)
        elif column.face == "symbols":
            self._paint_symbols(painter)
        else:
            self._paint_card(painter)
        paint_handles(painter, self.look, column, self.hovered, self.selected)

    def _paint_frame(self, painter: QPainter) -> None:
        look, frame = self.look, self.column.frame
        if self.column.face in ("card", "block"):
            painter.setPen(look.hairline)
            painter.setBrush(look.card_fill)
            painter.drawRoundedRect(frame, 12.0, 12.0)
        state = self._state()
        if state is None:
            return
        pen, fill = look.frame_of(state)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRoundedRect(frame, 12.0, 12.0)
        if self.warned and self.selected:
            painter.setPen(look.outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(3, 3, -3, -3), 10.0, 10.0)

    def _state(self) -> FrameState | None:
        """Which frame to paint around the column, if any."""
        if self.floating:
            return "floating"
        if self.warned:
            return "warned"
        if self.lit:
            return "lit"
        if self.selected:
            return "selected" if self.marked is None else "within"
        if self.hovered is not None and self.column.place >= 0:
            return "hovered"
        return None

    def _ground(self) -> QColor:
        """The colour that shows around the tiles."""
        state = self._state()
        return self.look.panel if state is None else self.look.ground_of(state)

    def _paint_words(self, painter: QPainter) -> None:
        look, column = self.look, self.column
        wide = look.width_of(self.title, look.title_font) > column.title.width()
        painter.setFont(look.tight_title_font if wide else look.title_font)
        painter.setPen(look.text)
        self.look.draw_text(painter, column.title, self.title)
        painter.setFont(look.chip_font)
        if self.chip:
            chip = self.chip_rect()
            painter.setPen(look.hover_outline if self.hovered is Part.CHIP else look.hairline)
            painter.setBrush(look.raised)
            painter.drawRoundedRect(chip, 0.5 * chip.height(), 0.5 * chip.height())
            painter.setPen(look.text if self.hovered is Part.CHIP else look.muted)
            self.look.draw_text(painter, chip, self.chip)
        if column.shape is not None and self.shape_words:
            painter.setPen(look.muted)
            self.look.draw_text(painter, column.shape, self.shape_words)
        if self.answer:
            below = QRectF(column.x - LABEL, column.frame.bottom(), 2.0 * LABEL, ANSWER)
            painter.setFont(look.title_font)
            painter.setPen(look.text)
            self.look.draw_text(painter, below, self.answer)

    def chip_rect(self) -> QRectF:
        """The pill, as wide as its words."""
        chip = self.column.chip
        width = self.look.width_of(self.chip, self.look.chip_font) + 24.0
        boxed = self.column.face in ("card", "block")
        most = self.column.frame.width() - 10.0 if boxed else self.column.title.width()
        width = min(max(width, 48.0), most)
        return QRectF(chip.center().x() - 0.5 * width, chip.top(), width, chip.height())

    def _paint_card(self, painter: QPainter) -> None:
        column, layer = self.column, self.layer
        if layer is not None and column.parts:
            self._paint_block(painter, layer)
        elif layer is not None:
            paint_card(painter, self.look, layer, column)
        self._paint_pictures(painter, column.slots, self.pictures)
        if column.ellipsis is not None:
            self._paint_fold(painter, column.ellipsis)
        if column.disclosure is not None:
            hovered = self.hovered is not None
            opened = bool(column.parts)
            paint_disclosure(painter, self.look, column.disclosure, opened, hovered)
        if column.face == "strip":
            self._paint_channels(painter, column.slots[0].rect)

    def _paint_block(self, painter: QPainter, layer: LayerSpec) -> None:
        hidden = layer.hidden if isinstance(layer, TransformerBlockSpec) else 0

        def name(part: BlockPart) -> str:
            return self.captions.part(part.role, hidden)

        paint_block(painter, self.look, self.column, name)

    def _paint_symbols(self, painter: QPainter) -> None:
        """The text that enters, a symbol in each cell."""
        look, slots = self.look, self.column.slots
        painter.setPen(look.hairline)
        painter.setBrush(look.raised)
        if len(slots) > MOST_SYMBOLS:  # a text in rows needs no box for each letter
            painter.drawRoundedRect(self.column.body.adjusted(-5.0, -5.0, 5.0, 5.0), 8.0, 8.0)
        else:
            for slot in slots:
                painter.drawRoundedRect(slot.rect.adjusted(1.0, 1.0, -1.0, -1.0), 5.0, 5.0)
        painter.setPen(look.text)
        painter.setFont(look.title_font)
        for slot in slots:
            if slot.index < len(self.symbols):
                look.draw_text(painter, slot.rect, self.symbols[slot.index])

    def _paint_channels(self, painter: QPainter, strip: QRectF) -> None:
        """The names of what is measured, if there are few."""
        painter.setFont(self.look.chip_font)
        painter.setPen(self.look.muted)
        row = strip.height() / max(len(self.labels), 1)
        for place, text in enumerate(self.labels):
            rect = QRectF(strip.left() - LABEL - 8.0, strip.top() + place * row, LABEL, row)
            self.look.draw_text(
                painter, rect, text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )

    def _paint_tiles(self, painter: QPainter) -> None:
        bare = self._paint_pictures(painter, self.column.tiles, self.pictures)
        if bare and self.column.place >= 0:
            painter.setFont(self.look.chip_font)
            painter.setPen(self.look.muted)
            for tile in bare:
                self.look.draw_text(painter, tile.rect, str(tile.index + 1))
        if self.column.kernels:
            self._paint_pictures(painter, self.column.kernels, self.kernels)
        if self.readings:
            self._paint_readings(painter)
        if self.column.ellipsis is not None:
            self._paint_fold(painter, self.column.ellipsis)
        self._paint_labels(painter)
        self._paint_marks(painter)

    def _paint_pictures(
        self, painter: QPainter, places: Sequence[Tile], pictures: Pictures
    ) -> list[Tile]:
        """Pictures on their places; returns the places that have none and are left blank."""
        look = self.look
        bare = []
        with TilePainter(painter, look.frames, self._ground()) as tiles:
            for place in places:
                own = pictures.get(place.index)
                if own is None:
                    bare.append(place)
                else:
                    tiles.paint(place.rect, own.image)
        if bare:
            painter.setPen(look.hairline)
            painter.setBrush(look.blank_tile)
            for place in bare:
                radius = RADIUS * min(place.rect.width(), place.rect.height(), TILE) / TILE
                painter.drawRoundedRect(place.rect, radius, radius)
        return bare

    def _paint_readings(self, painter: QPainter) -> None:
        """Each value beside its bar: below zero's line where it is positive, else above."""
        zoom = painter.worldTransform().m11()
        shown, font, beside = list(self.column.tiles), self.look.chip_font, 0.0
        if self.staged and TILE * zoom >= LEAST_TILE:
            font, beside = self.look.legible_font(zoom), 12.0
        elif TILE * zoom < LEGIBLE_TILE:
            shown = [tile for tile in shown if tile.index == self.hovered_row]
        painter.setFont(font)
        painter.setPen(self.look.text)
        for tile in shown:
            value = self.readings.get(tile.index)
            if value is None:
                continue
            top = tile.rect.center().y() if value >= 0.0 else tile.rect.top()
            half = QRectF(tile.rect.left() - beside, top, TILE + 2.0 * beside, 0.5 * TILE)
            self.look.draw_text(painter, half, self.captions.reading(value))

    def _paint_labels(self, painter: QPainter) -> None:
        if not self.labels:
            return
        painter.setFont(self.look.chip_font)
        painter.setPen(self.look.muted)
        inputs = self.column.place < 0
        side = Qt.AlignmentFlag.AlignRight if inputs else Qt.AlignmentFlag.AlignLeft
        for tile in self.column.tiles:
            if tile.index < len(self.labels):
                left = tile.rect.left() - LABEL - 8.0 if inputs else tile.rect.right() + 8.0
                rect = QRectF(left, tile.rect.top(), LABEL, tile.rect.height())
                text = self.labels[tile.index]
                self.look.draw_text(painter, rect, text, side | Qt.AlignmentFlag.AlignVCenter)

    def _paint_fold(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.muted)
        for row in (-1, 0, 1):
            painter.drawEllipse(
                QPointF(rect.center().x() - 12.0, rect.center().y() + 7 * row), 2, 2
            )
        painter.setFont(self.look.tile_font)
        painter.setPen(self.look.text)
        beside = QRectF(rect.center().x() - 6.0, rect.top(), 60.0, rect.height())
        self.look.draw_text(
            painter,
            beside,
            str(self.column.units),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        )

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tile in self.column.tiles:
            if tile.index == self.marked:
                painter.setPen(self.look.outline)
            elif tile.index == self.hovered_row:
                painter.setPen(self.look.hover_outline)
            else:
                continue
            painter.drawRoundedRect(tile.rect, RADIUS, RADIUS)
