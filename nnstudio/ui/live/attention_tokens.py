"""The chosen sample as tokens, one under the other: what goes in, what comes out, what is right."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.live.attention_words import Reading
from nnstudio.ui.theme import Theme

WIDEST, NARROWEST = 24.0, 9.0
"""Pixels for a token; where they would be narrower, they go on in another line."""
GAP = 6


class TokenStrip(QWidget):
    """Rows of tokens. A wrong answer has another colour and a line under it; what a map is pointed
    at is marked in the first row: filled, the one that looks; framed, the one that is looked at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reading = Reading(())
        self._pair: tuple[int, int] | None = None
        self._plain, self._bold = QFont(), QFont()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_reading(self, reading: Reading) -> None:
        """Show this sample."""
        if reading != self._reading:
            self._reading = reading
            self.setAccessibleName(
                ". ".join(f"{name}: {' '.join(tokens)}" for name, tokens in self.rows())
            )
            self._take_room()
            self.update()

    def point(self, pair: tuple[int, int] | None) -> None:
        """Mark the position that looks and the one that is looked at, or none."""
        if pair != self._pair:
            self._pair = pair
            self.update()

    def rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """The rows with their names."""
        reading = self._reading
        rows = [
            (self.tr("in"), reading.tokens),
            (self.tr("answer"), reading.answers),
            (self.tr("right"), reading.rights),
        ]
        return [(name, tokens) for name, tokens in rows if tokens]

    def sizeHint(self) -> QSize:
        return QSize(200, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._reading.tokens:
            return
        painter = QPainter(self)
        # A text of tokens runs as the data has it, whatever the window's direction.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, cell, a_line = self._measures()
        height, rows = self._row_height(), self.rows()
        points = 9.0 if cell > 13 else 7.5
        self._plain, self._bold = self._font(points), self._font(points, bold=True)
        small, metrics = self._font(7.5), QFontMetrics(self._plain)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for first in range(0, len(self._reading.tokens), a_line):
            top = first // a_line * (len(rows) * height + GAP)
            for place, (name, tokens) in enumerate(rows):
                y = top + place * height
                painter.setFont(small)
                painter.setPen(self._theme.colour("muted"))
                painter.drawText(QRectF(0, y, left, height), side, name)
                painter.setFont(self._plain)
                painter.setPen(self._theme.colour("text" if place < 2 else "muted"))
                for at in range(first, min(first + a_line, len(tokens))):
                    box = QRectF(left + (at - first) * cell, y, cell, height)
                    text = tokens[at]
                    if len(text) > 1:
                        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(cell) + 1)
                    if self._is_marked(place, at):
                        self._paint_marked(painter, box, place, at, text)
                    else:
                        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _is_marked(self, row: int, at: int) -> bool:
        pointed = row == 0 and self._pair is not None and at in self._pair
        return pointed or (row == 1 and self._reading.wrong[at])

    def _paint_marked(self, painter: QPainter, box: QRectF, row: int, at: int, text: str) -> None:
        """A wrong answer, or a position that is pointed at."""
        theme, mark = self._theme, box.adjusted(0.5, 1, -0.5, -1)
        ink = theme.colour("text" if row == 0 else "warning")
        painter.save()
        if row == 1:
            line = box.adjusted(1.0, 0, -1.0, -1.0)
            painter.setPen(QPen(ink, 1.6))
            painter.drawLine(line.bottomLeft(), line.bottomRight())
        elif self._pair is not None and at == self._pair[0]:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(mark, 3, 3)
            ink = theme.colour("on_accent")
        if row == 0 and self._pair is not None and at == self._pair[1]:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text"), 1.3))
            painter.drawRoundedRect(mark, 3, 3)
        painter.setFont(self._bold if row == 1 else self._plain)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _measures(self) -> tuple[float, float, int]:
        """Where tokens begin, how wide one is, and how many stand in a line."""
        count = max(len(self._reading.tokens), 1)
        metrics = QFontMetrics(self._font(7.5))
        left = max((metrics.horizontalAdvance(name) for name, _ in self.rows()), default=0) + 8.0
        room = max(self.width() - left, NARROWEST)
        wide = QFontMetrics(self._font(7.5))
        texts = {text for _, tokens in self.rows() for text in tokens}
        least = max((wide.horizontalAdvance(text) + 1.0 for text in texts), default=0.0)
        least = min(max(least, NARROWEST), 40.0)
        lines = -(-count // max(int(room // least), 1))
        a_line = -(-count // lines)
        return left, min(room / a_line, max(WIDEST, least)), a_line

    def _height(self) -> int:
        *_, a_line = self._measures()
        lines = -(-max(len(self._reading.tokens), 1) // a_line)
        return lines * (max(len(self.rows()), 1) * self._row_height() + GAP) - GAP

    def _take_room(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())

    def _row_height(self) -> int:
        return QFontMetrics(self._font(9.0)).height() + 3

    def _font(self, points: float, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(points)
        font.setBold(bold)
        return font
