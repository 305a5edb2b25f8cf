"""One head of attention as a map: who looks at whom, and how much."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from nnstudio.ui.colour_scales import Pixels
from nnstudio.ui.live.attention_drawing import Cell, MapDrawing, Pointed
from nnstudio.ui.theme import Theme

ARROWS: dict[int, Cell] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
PINNING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


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
        self._pixels: Pixels = np.zeros((0, 0), np.uint32)
        self._causal = False
        self._at: Pointed | None = None
        self._still = QPixmap()
        self._still_of: tuple[MapDrawing, float, bool] | None = None
        self._key_cell: Cell = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Attention of head {number}").format(number=head + 1))

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme; the map itself comes with `show_scores`."""
        self._theme = theme
        self.update()

    def show_scores(self, tokens: tuple[str, ...], pixels: Pixels, causal: bool) -> None:
        """Scores of one sample as RGB32 pixels (queries, keys)."""
        self._tokens, self._pixels = tokens, pixels
        self._causal = causal
        self.update()

    def point(self, at: Pointed | None) -> None:
        """Mark what a person points at, on this map or on another head's."""
        if at != self._at:
            self._at = at
            self.update()

    def cell_box(self, query: int, key: int) -> QRectF:
        """Where a cell lies in the widget."""
        return self.drawing().cell_box(query, key)

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
        if (
            isinstance(event, QHelpEvent)
            and self.drawing().cell_at(QPointF(event.pos())) is not None
        ):
            return True  # a tip would lie over the cells that are being read
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.drawing().cell_at(event.position())
        if cell is None:
            self.left.emit()
        else:
            self.pointed.emit(*cell)

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.drawing().cell_at(event.position())
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
        drawing, count = self.drawing(), len(self._tokens)
        if count:
            image = QImage(self._pixels.data, count, count, 4 * count, QImage.Format.Format_RGB32)
            painter.drawImage(drawing.frame, image)
        painter.drawPixmap(0, 0, self._still_picture(drawing))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._at is not None and max(self._at.query, self._at.key) < count:
            drawing.paint_pointing(painter, self._at, self._at.head == self.head)

    def drawing(self) -> MapDrawing:
        """How the map is laid out now."""
        title = self.tr("Head {number}").format(number=self.head + 1)
        return MapDrawing(title, self._tokens, self._causal, self._theme, self.font(), self.size())

    def _still_picture(self, drawing: MapDrawing) -> QPixmap:
        """What stays while scores move: drawn once, for words and hatching take their time."""
        ratio = self.devicePixelRatioF()
        wanted = (drawing, ratio, self.hasFocus())
        if wanted != self._still_of:
            self._still_of = wanted
            self._still = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            self._still.setDevicePixelRatio(ratio)
            self._still.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._still)
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            drawing.paint_still(painter, self.hasFocus())
            painter.end()
        return self._still

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
