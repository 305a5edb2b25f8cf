"""One head of attention as a map: who looks at whom, and how much."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from nnstudio.nn.columns import Array
from nnstudio.ui.colour_scales import Pixels
from nnstudio.ui.theme import Theme

Cell = tuple[int, int]
ARROWS: dict[int, Cell] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
PINNING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
LEAST_LABEL = 8.5
"""Pixels from one label to the next, at the least."""


@dataclass(frozen=True)
class Pointed:
    """A cell that a person points at: the query looks at the key. `held`: it stays so."""

    head: int
    query: int
    key: int
    held: bool = False


class HeadMap(QWidget):
    """Queries at the left, keys at the top; the larger a score, the fuller the colour.

    Signals: `pointed(int, int)`, a query and a key; `left()`; `pinned(int, int)`; `let_go()`;
    `stepped(int, int)` after an arrow key, to the cell that should be in sight.
    """

    pointed = Signal(int, int)
    left = Signal()
    pinned = Signal(int, int)
    let_go = Signal()
    stepped = Signal(int, int)

    def __init__(self, head: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = head
        self._theme = theme
        self._tokens: tuple[str, ...] = ()
        self._scores: Array = np.zeros((0, 0))
        self._pixels: Pixels = np.zeros((0, 0), np.uint32)
        self._causal = False
        self._at: Pointed | None = None
        self._overlay = QPixmap()
        self._overlay_of: tuple[object, ...] = ()
        self._key_cell: Cell = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Attention of head {number}").format(number=head + 1))

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme; the map itself comes with `show_scores`."""
        self._theme = theme
        self.update()

    def show_scores(
        self, tokens: tuple[str, ...], scores: Array, pixels: Pixels, causal: bool
    ) -> None:
        """Scores (queries, keys) of one sample, and the same as RGB32 pixels."""
        self._tokens, self._scores, self._pixels = tokens, scores, pixels
        self._causal = causal
        self.update()

    def point(self, at: Pointed | None) -> None:
        """Mark what a person points at, on this map or on another head's."""
        if at != self._at:
            self._at = at
            self.update()

    def height_for(self, width: int) -> int:
        """The height that makes the map a square at this width."""
        left, top = self._margins()
        return round(width - left + top) + 1

    def cell_box(self, query: int, key: int) -> QRectF:
        """Where a cell lies in the widget."""
        frame, count = self._frame(), max(len(self._tokens), 1)
        side = frame.width() / count
        return QRectF(frame.x() + key * side, frame.y() + query * side, side, side)

    def is_hidden(self, query: int, key: int) -> bool:
        """Whether the mask keeps the query from looking at this key."""
        return self._causal and key > query

    def event(self, event: QEvent) -> bool:
        # Else the arrow keys, Space and Escape would drive the run.
        mine = isinstance(event, QKeyEvent) and (
            event.key() in (*ARROWS, *PINNING) or self._lets_go(event)
        )
        if mine and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QHelpEvent) and self._cell_at(QPointF(event.pos())) is not None:
            return True  # a tip would lie over the cells that are being read
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is None:
            self.left.emit()
        else:
            self.pointed.emit(*cell)

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._key_cell = cell
            self._pin(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._tokens)
        if event.key() in ARROWS and count:
            self._step(ARROWS[event.key()], count)
        elif event.key() in PINNING and count:
            self._pin(self._key_cell)
        elif self._lets_go(event):
            self.let_go.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # A map is not mirrored where people read from right to left.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        frame, count = self._frame(), len(self._tokens)
        if count:
            image = QImage(self._pixels.data, count, count, 4 * count, QImage.Format.Format_RGB32)
            painter.drawImage(frame, image)
        painter.drawPixmap(0, 0, self._drawn_overlay(frame, count))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._at is not None and max(self._at.query, self._at.key) < count:
            self._paint_pointing(painter, frame, self._at)

    def _drawn_overlay(self, frame: QRectF, count: int) -> QPixmap:
        """What stays while scores move: drawn once, for words and hatching take their time."""
        ratio = self.devicePixelRatioF()
        wanted = (self._tokens, self._causal, self._theme, self.size(), ratio, self.hasFocus())
        if wanted != self._overlay_of:
            self._overlay_of = wanted
            self._overlay = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            self._overlay.setDevicePixelRatio(ratio)
            self._overlay.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._overlay)
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_overlay(painter, frame, count)
            painter.end()
        return self._overlay

    def _paint_overlay(self, painter: QPainter, frame: QRectF, count: int) -> None:
        theme = self._theme
        painter.setFont(self._font(8.5, bold=True))
        painter.setPen(theme.colour("text"))
        title = self.tr("Head {number}").format(number=self.head + 1)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(frame.x(), 0, frame.width(), frame.y()), side, title)
        if not count:
            return
        if self._causal:
            self._paint_mask(painter, frame, count)
        ring = theme.colour("accent" if self.hasFocus() else "line")
        painter.setPen(QPen(ring, 1.6 if self.hasFocus() else 1.0))
        painter.drawRect(frame)
        self._paint_labels(painter, frame, count)

    def _paint_mask(self, painter: QPainter, frame: QRectF, count: int) -> None:
        """What lies ahead of a query is greyed and hatched: nothing can be there."""
        path, side = QPainterPath(), frame.width() / count
        for query in range(count - 1):
            x = frame.x() + (query + 1) * side
            path.addRect(QRectF(x, frame.y() + query * side, frame.right() - x, side))
        grey = QColor(self._theme.colour("muted"))
        grey.setAlphaF(0.10)
        painter.fillPath(path, grey)
        hatch = QColor(self._theme.colour("muted"))
        hatch.setAlphaF(0.35)
        painter.save()
        painter.setClipPath(path)
        painter.setPen(QPen(hatch, 0.8))
        start = -frame.height()
        while start < frame.width():
            corner = QPointF(frame.x() + start, frame.bottom())
            painter.drawLine(corner, corner + QPointF(frame.height(), -frame.height()))
            start += 6.0
        painter.restore()

    def _paint_labels(self, painter: QPainter, frame: QRectF, count: int) -> None:
        side = frame.width() / count
        small = self._label_font()
        painter.setFont(small)
        painter.setPen(self._theme.colour("muted"))
        widest = max(QFontMetrics(small).horizontalAdvance(text) for text in self._tokens)
        across = max(1, int(np.ceil(max(LEAST_LABEL, min(widest, 30) + 2) / side)))
        down = max(1, int(np.ceil((QFontMetrics(small).height() - 2) / side)))
        for place in range(0, count, across):
            self._paint_label(painter, self._key_label(frame, side, place, across), place)
        for place in range(0, count, down):
            self._paint_label(painter, self._query_label(frame, side, place), place)

    def _paint_label(self, painter: QPainter, box: QRectF, place: int) -> None:
        text = QFontMetrics(painter.font()).elidedText(
            self._tokens[place], Qt.TextElideMode.ElideRight, max(int(box.width()), 10)
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_pointing(self, painter: QPainter, frame: QRectF, at: Pointed) -> None:
        theme, box = self._theme, self.cell_box(at.query, at.key)
        own = at.head == self.head
        if own:
            row = QRectF(frame.x(), box.y(), frame.width(), box.height())
            painter.setPen(QPen(theme.colour("text"), 1.0))
            painter.drawRect(row)
            painter.drawLine(
                QPointF(box.center().x(), frame.y()), QPointF(box.center().x(), box.y())
            )
            self._paint_end(
                painter, self._query_label(frame, box.width(), at.query), at.query, True
            )
            spot = self._key_label(frame, box.width(), at.key, 1)
            self._paint_end(painter, spot, at.key, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("panel"), 4.0 if own else 3.0))
        painter.drawRect(box)
        painter.setPen(QPen(theme.colour("text"), 2.2 if at.held and own else 1.4))
        painter.drawRect(box)

    def _paint_end(self, painter: QPainter, box: QRectF, place: int, looks: bool) -> None:
        """The token at one end of a look: filled, who looks; framed, who is looked at."""
        theme = self._theme
        painter.setFont(self._font(8.0, bold=True))
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(self._tokens[place], Qt.TextElideMode.ElideRight, 40)
        width = max(metrics.horizontalAdvance(text) + 5, 13)
        pill = QRectF(0, 0, width, metrics.height())
        pill.moveCenter(box.center())
        if pill.right() > self.width() - 1:
            pill.moveRight(self.width() - 1)
        if pill.left() < 0:
            pill.moveLeft(0.5)
        painter.setPen(QPen(theme.colour("accent" if looks else "text"), 1.2))
        painter.setBrush(theme.colour("accent" if looks else "panel"))
        painter.drawRoundedRect(pill, 3, 3)
        painter.setPen(theme.colour("on_accent" if looks else "text"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _query_label(self, frame: QRectF, side: float, place: int) -> QRectF:
        return QRectF(0, frame.y() + place * side - 6, frame.x() - 3, side + 12)

    def _key_label(self, frame: QRectF, side: float, place: int, every: int) -> QRectF:
        height = QFontMetrics(self._label_font()).height()
        spread = max(every * side, 10.0)
        middle = frame.x() + (place + 0.5) * side
        return QRectF(middle - spread / 2, frame.y() - height - 1, spread, height)

    def _frame(self) -> QRectF:
        left, top = self._margins()
        side = max(min(self.width() - left - 1, self.height() - top - 1), 1.0)
        return QRectF(left, top, side, side)

    def _margins(self) -> tuple[float, float]:
        """The room for the labels of the queries, and for the title and the labels of the keys."""
        metrics = QFontMetrics(self._label_font())
        widest = max((metrics.horizontalAdvance(text) for text in self._tokens), default=8)
        title = QFontMetrics(self._font(8.5, bold=True)).height()
        return min(max(widest, 9), 44) + 5.0, title + metrics.height() + 3.0

    def _cell_at(self, at: QPointF) -> Cell | None:
        frame, count = self._frame(), len(self._tokens)
        if not count or not frame.contains(at):
            return None
        place = (at - frame.topLeft()) * (count / frame.width())
        return min(int(place.y()), count - 1), min(int(place.x()), count - 1)

    def _pin(self, cell: Cell) -> None:
        held = self._at is not None and self._at.held and self._at.head == self.head
        if held and self._at is not None and (self._at.query, self._at.key) == cell:
            self.let_go.emit()
        else:
            self.pinned.emit(*cell)

    def _step(self, by: Cell, count: int) -> None:
        """To the next cell: the first arrow key shows where one is."""
        if self._at is not None and self._at.head == self.head:
            query, key = self._at.query + by[0], self._at.key + by[1]
            self._key_cell = (min(max(query, 0), count - 1), min(max(key, 0), count - 1))
        else:
            self._key_cell = (min(self._key_cell[0], count - 1), min(self._key_cell[1], count - 1))
        held = self._at is not None and self._at.held
        (self.pinned if held else self.pointed).emit(*self._key_cell)
        self.stepped.emit(*self._key_cell)

    def _lets_go(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self._at is not None

    def _label_font(self) -> QFont:
        return self._font(7.5 if len(self._tokens) <= 16 else 6.5)

    def _font(self, points: float, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(points)
        font.setBold(bold)
        return font
