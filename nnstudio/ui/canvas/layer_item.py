"""A column of the canvas: title, activation, neurons with their decision maps, handles."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui.canvas.geometry import RADIUS, Column
from nnstudio.ui.canvas.look import FrameState, Look
from nnstudio.ui.canvas.pictures import Pictures
from nnstudio.ui.canvas.spots import Part
from nnstudio.ui.canvas.tiles import TilePainter

LABEL = 72.0
"""Room for the name of an input, or of a class."""


class LayerItem(QGraphicsItem):
    """Paints one column. What it says and shows is set by the scene.

    texts: `title`, `chip`; `labels` of tiles that have no picture, by index.
    state: `selected`, `hovered` part, `marked` neuron, `floating` (a hand holds it), `warned` (it
    does not fit).
    """

    def __init__(self, column: Column, look: Look) -> None:
        super().__init__()
        self.look = look
        self.title = ""
        self.chip = ""
        self.labels: Sequence[str] = ()
        self.pictures: Pictures = {}
        self.selected = False
        self.marked: int | None = None
        self.hovered: Part | None = None
        self.hovered_row = -1
        self.floating = False
        self.warned = False
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(1.0)
        self.set_column(column)

    def set_column(self, column: Column) -> None:
        """Stand somewhere else, or have other neurons."""
        self.prepareGeometryChange()
        self.column = column
        self._rect = column.frame.united(column.title).adjusted(-LABEL, -4, LABEL, 4)
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
        if self.column.is_card:
            self._paint_card(painter)
        else:
            self._paint_tiles(painter)
        if self.column.edge is not None:
            self._paint_handles(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        look, frame = self.look, self.column.frame
        if self.column.is_card:
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
        painter.setFont(look.title_font)
        painter.setPen(look.text)
        self.look.draw_text(painter, column.title, self.title)
        chip = self.chip_rect()
        painter.setFont(look.chip_font)
        painter.setPen(look.hover_outline if self.hovered is Part.CHIP else look.hairline)
        painter.setBrush(look.raised)
        painter.drawRoundedRect(chip, 0.5 * chip.height(), 0.5 * chip.height())
        painter.setPen(look.text if self.hovered is Part.CHIP else look.muted)
        self.look.draw_text(painter, chip, self.chip)

    def chip_rect(self) -> QRectF:
        """The pill, as wide as its words."""
        chip = self.column.chip
        width = self.look.width_of(self.chip, self.look.chip_font) + 24.0
        width = min(max(width, 48.0), self.column.title.width())
        return QRectF(chip.center().x() - 0.5 * width, chip.top(), width, chip.height())

    def _paint_card(self, painter: QPainter) -> None:
        """Some values pass, some are left out."""
        look, body = self.look, self.column.body
        hollow = look.hover_outline
        for row in range(5):
            centre = QPointF(body.center().x(), body.top() + body.height() * (row + 0.9) / 5.8)
            if row in (1, 4):
                painter.setPen(hollow)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.muted)
            painter.drawEllipse(centre, 4.0, 4.0)

    def _paint_tiles(self, painter: QPainter) -> None:
        look = self.look
        pictures = self.pictures
        bare = []
        with TilePainter(painter, look.frames, self._ground()) as tiles:
            for tile in self.column.tiles:
                own = pictures.get(tile.index)
                if own is None:
                    bare.append(tile)
                else:
                    tiles.paint(tile.rect.topLeft(), own.image)
        if bare:
            painter.setPen(look.hairline)
            painter.setBrush(look.blank_tile)
            for tile in bare:
                painter.drawRoundedRect(tile.rect, RADIUS, RADIUS)
            painter.setFont(look.chip_font)
            painter.setPen(look.muted)
            for tile in bare if self.column.place >= 0 else ():
                self.look.draw_text(painter, tile.rect, str(tile.index + 1))
        if self.column.ellipsis is not None:
            self._paint_fold(painter, self.column.ellipsis)
        self._paint_labels(painter)
        self._paint_marks(painter)

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

    def _paint_handles(self, painter: QPainter) -> None:
        look, column = self.look, self.column
        edge, minus, plus = column.edge, column.minus, column.plus
        if edge is None or minus is None or plus is None:
            return
        if self.hovered is not None or self.selected:
            wide = 30.0 if self.hovered is Part.EDGE else 22.0
            grip = QRectF(edge.center().x() - 0.5 * wide, edge.center().y() - 2.0, wide, 4.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.text if self.hovered is Part.EDGE else look.muted)
            painter.drawRoundedRect(grip, 2.0, 2.0)
        for rect, part in ((minus, Part.MINUS), (plus, Part.PLUS)):
            painter.setPen(look.hover_outline if self.hovered is part else look.hairline)
            painter.setBrush(look.raised)
            painter.drawEllipse(rect)
            painter.setPen(look.sign)
            centre = rect.center()
            painter.drawLine(centre - QPointF(4.5, 0.0), centre + QPointF(4.5, 0.0))
            if part is Part.PLUS:
                painter.drawLine(centre - QPointF(0.0, 4.5), centre + QPointF(0.0, 4.5))
