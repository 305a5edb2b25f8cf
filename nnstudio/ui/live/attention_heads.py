"""The heads of one layer side by side, and the one cell that a person points at."""

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.nn.columns import Array
from nnstudio.ui.colour_scales import blend
from nnstudio.ui.live.attention_drawing import Pointed
from nnstudio.ui.live.attention_map import HeadMap
from nnstudio.ui.theme import Theme

GAP = 10
NARROWEST, WIDEST = 140, 300
"""Pixels for a map; a single head does not fill a wide panel."""


def attention_colours(theme: Theme) -> np.ndarray:
    """(256,) RGB32 colours from no score to all of it; a score s has the place √s.

    By the root, the even look of many small scores can be told from nothing at all.
    """
    return blend([theme.panel, theme.accent])


def pixels_of(scores: Array, colours: np.ndarray) -> np.ndarray:
    """Scores as RGB32 pixels of the same shape; what is not a number looks like 0."""
    shares = np.nan_to_num(scores, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0)
    return np.ascontiguousarray(colours[(np.sqrt(shares) * 255.0).astype(np.uint8)])


class HeadMaps(QWidget):
    """A map for each head. Signals: `changed()` when another cell, or none, is pointed at;
    `stepped(QPoint)` after an arrow key, where the cell is that should be in sight.

    Attributes: `maps`; `at`, the cell that is pointed at.
    """

    changed = Signal()
    stepped = Signal(QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colours = attention_colours(theme)
        self._tokens: tuple[str, ...] = ()
        self._scores: Array = np.zeros((0, 0, 0))
        self._causal = False
        self._room = WIDEST
        self.maps: list[HeadMap] = []
        self.at: Pointed | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def score(self) -> float:
        """The score that is pointed at; 0 when there is none."""
        return 0.0 if self.at is None else self._score(self.at)

    @property
    def is_hidden(self) -> bool:
        """Whether the mask keeps the query from looking at the key that is pointed at."""
        return self.at is not None and self._causal and self.at.key > self.at.query

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._colours = attention_colours(theme)
        for head in self.maps:
            head.set_theme(theme)
        self._paint_scores()

    def show_scores(self, tokens: tuple[str, ...], scores: Array, causal: bool) -> None:
        """Scores (heads, queries, keys) between these tokens."""
        same_look = tokens == self._tokens and len(scores) == len(self.maps)
        self._tokens, self._scores, self._causal = tokens, scores, causal
        while len(self.maps) > len(scores):
            self.maps.pop().deleteLater()
        while len(self.maps) < len(scores):
            self._add_map()
        if self.at is not None and (
            self.at.head >= len(scores) or max(self.at.query, self.at.key) >= len(tokens)
        ):
            self._show(None)
        self._paint_scores()
        if not same_look:
            self._place()

    def set_room(self, height: int) -> None:
        """How high a map may be, so that one can be seen as a whole."""
        self._room = height
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, self._place_of_each(max(self.width(), NARROWEST))[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def let_go(self) -> None:
        """Point at nothing any more."""
        self._show(None)

    def _add_map(self) -> None:
        head = len(self.maps)
        added = HeadMap(head, self._theme, self)
        added.setToolTip(
            self.tr(
                "Each row is a position that reads, each column one that is read; a row adds up "
                "to 1. Click holds a cell, Esc lets go; the arrow keys step."
            )
        )
        added.pointed.connect(self._point)
        added.left.connect(self._leave)
        added.pinned.connect(self._pin)
        added.let_go.connect(self.let_go)
        added.stepped.connect(self._reveal)
        added.point(self.at)
        added.show()
        self.maps.append(added)

    def _paint_scores(self) -> None:
        pixels = pixels_of(self._scores, self._colours)
        for head, painted in zip(self.maps, pixels, strict=True):
            head.show_scores(self._tokens, painted, self._causal)

    def _place(self) -> None:
        boxes, height = self._place_of_each(self.width())
        for head, box in zip(self.maps, boxes, strict=True):
            head.setGeometry(box)
        if height != self.height():
            self.setFixedHeight(height)

    def _place_of_each(self, width: int) -> tuple[list[QRect], int]:
        """Where each map goes, and how high all are together."""
        count = len(self.maps)
        if not count:
            return [], 0
        fitting = max(1, (width + GAP) // (NARROWEST + GAP))
        rows = -(-count // fitting)
        columns = -(-count // rows)
        side = min((width + GAP) // columns - GAP, WIDEST, max(self._room, NARROWEST))
        height = self.maps[0].drawing().height_for(side)
        boxes = []
        for place in range(count):
            row, column = divmod(place, columns)
            x = column * (side + GAP)
            x = width - x - side if self.isRightToLeft() else x
            boxes.append(QRect(x, row * (height + GAP), side, height))
        return boxes, rows * (height + GAP) - GAP

    def _head(self) -> int:
        sender = self.sender()
        return sender.head if isinstance(sender, HeadMap) else 0

    @Slot(int, int)
    def _point(self, query: int, key: int) -> None:
        if self.at is None or not self.at.held:
            self._show(Pointed(self._head(), query, key))

    @Slot()
    def _leave(self) -> None:
        if self.at is not None and not self.at.held and self.at.head == self._head():
            self._show(None)

    @Slot(int, int)
    def _pin(self, query: int, key: int) -> None:
        self._show(Pointed(self._head(), query, key, held=True))

    @Slot(int, int)
    def _reveal(self, query: int, key: int) -> None:
        head = self.maps[self._head()]
        self.stepped.emit(head.pos() + head.cell_box(query, key).center().toPoint())

    def _show(self, at: Pointed | None) -> None:
        if at != self.at:
            self.at = at
            for head in self.maps:
                head.point(at)
            self.changed.emit()

    def _score(self, at: Pointed) -> float:
        return float(self._scores[at.head, at.query, at.key])
