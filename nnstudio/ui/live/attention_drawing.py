"""How a head's map is laid out and drawn: frame, labels, mask, and what is pointed at."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from nnstudio.ui.theme import Theme

Cell = tuple[int, int]
LEAST_LABEL = 8.5
"""Pixels from one label to the next, at the least."""


@dataclass(frozen=True)
class Pointed:
    """A cell that a person points at: the query looks at the key. `held`: it stays so."""

    head: int
    query: int
    key: int
    held: bool = False


@dataclass(frozen=True)
class MapDrawing:
    """A map between these tokens, at this size. Equal drawings look the same."""

    title: str
    tokens: tuple[str, ...]
    causal: bool
    theme: Theme
    base: QFont
    size: QSize

    @cached_property
    def frame(self) -> QRectF:
        """The square of the cells."""
        left, top = self._margins()
        side = max(min(self.size.width() - left - 1, self.size.height() - top - 1), 1.0)
        return QRectF(left, top, side, side)

    def height_for(self, width: int) -> int:
        """The height that makes the map a square at this width."""
        left, top = self._margins()
        return round(width - left + top) + 1

    def cell_box(self, query: int, key: int) -> QRectF:
        """Where a cell lies in the widget."""
        frame, count = self.frame, max(len(self.tokens), 1)
        side = frame.width() / count
        return QRectF(frame.x() + key * side, frame.y() + query * side, side, side)

    def cell_at(self, at: QPointF) -> Cell | None:
        """The query and the key of the cell at a place, if there is one."""
        frame, count = self.frame, len(self.tokens)
        if not count or not frame.contains(at):
            return None
        place = (at - frame.topLeft()) * (count / frame.width())
        return min(int(place.y()), count - 1), min(int(place.x()), count - 1)

    def paint_still(self, painter: QPainter, focus: bool) -> None:
        """Everything that stays while the scores move."""
        theme, frame, count = self.theme, self.frame, len(self.tokens)
        painter.setFont(self._font(8.5, bold=True))
        painter.setPen(theme.colour("text"))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(frame.x(), 0, frame.width(), frame.y()), side, self.title)
        if not count:
            return
        if self.causal:
            self._paint_mask(painter, frame, count)
        ring = theme.colour("accent" if focus else "line")
        painter.setPen(QPen(ring, 1.6 if focus else 1.0))
        painter.drawRect(frame)
        self._paint_labels(painter, frame, count)

    def paint_pointing(self, painter: QPainter, at: Pointed, own: bool) -> None:
        """The cell that is pointed at; `own`: on this map, so with its row and its tokens."""
        theme, frame, box = self.theme, self.frame, self.cell_box(at.query, at.key)
        painter.setBrush(Qt.BrushStyle.NoBrush)
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

    def _paint_mask(self, painter: QPainter, frame: QRectF, count: int) -> None:
        """What lies ahead of a query is greyed and hatched: nothing can be there."""
        path, side = QPainterPath(), frame.width() / count
        for query in range(count - 1):
            x = frame.x() + (query + 1) * side
            path.addRect(QRectF(x, frame.y() + query * side, frame.right() - x, side))
        grey = QColor(self.theme.colour("muted"))
        grey.setAlphaF(0.10)
        painter.fillPath(path, grey)
        hatch = QColor(self.theme.colour("muted"))
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
        painter.setPen(self.theme.colour("muted"))
        widest = max(QFontMetrics(small).horizontalAdvance(text) for text in self.tokens)
        across = max(1, int(np.ceil(max(LEAST_LABEL, min(widest, 30) + 2) / side)))
        down = max(1, int(np.ceil((QFontMetrics(small).height() - 2) / side)))
        for place in range(0, count, across):
            self._paint_label(painter, self._key_label(frame, side, place, across), place)
        for place in range(0, count, down):
            self._paint_label(painter, self._query_label(frame, side, place), place)

    def _paint_label(self, painter: QPainter, box: QRectF, place: int) -> None:
        text = QFontMetrics(painter.font()).elidedText(
            self.tokens[place], Qt.TextElideMode.ElideRight, max(int(box.width()), 10)
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_end(self, painter: QPainter, box: QRectF, place: int, looks: bool) -> None:
        """The token at one end of a look: filled, who looks; framed, who is looked at."""
        theme = self.theme
        painter.setFont(self._font(8.0, bold=True))
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(self.tokens[place], Qt.TextElideMode.ElideRight, 40)
        width = max(metrics.horizontalAdvance(text) + 5, 13)
        pill = QRectF(0, 0, width, metrics.height())
        pill.moveCenter(box.center())
        if pill.right() > self.size.width() - 1:
            pill.moveRight(self.size.width() - 1)
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

    def _margins(self) -> tuple[float, float]:
        """The room for the labels of the queries, and for the title and the labels of the keys."""
        metrics = QFontMetrics(self._label_font())
        widest = max((metrics.horizontalAdvance(text) for text in self.tokens), default=8)
        title = QFontMetrics(self._font(8.5, bold=True)).height()
        return min(max(widest, 9), 44) + 5.0, title + metrics.height() + 3.0

    def _label_font(self) -> QFont:
        return self._font(7.5 if len(self.tokens) <= 16 else 6.5)

    def _font(self, points: float, bold: bool = False) -> QFont:
        font = QFont(self.base)
        font.setPointSizeF(points)
        font.setBold(bold)
        return font
