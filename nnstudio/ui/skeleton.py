"""What the window shows in its first moment, before its panels exist: their places, empty."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ui.theme import Theme

BAR = 64
DATA = 274
GAP = 10
TIMELINE = 62


class Skeleton(QWidget):
    """Bar and cards where they will be. Signal: `painted()`, once, after the first paint."""

    painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, width, height = self._theme, self.width(), self.height()
        painter.fillRect(self.rect(), theme.colour("window"))
        painter.fillRect(0, 0, width, BAR, theme.colour("panel"))
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("panel"))
        right = picture_width(width - 2 * GAP)
        top, bottom = BAR + GAP, height - TIMELINE - 2 * GAP
        middle = width - 4 * GAP - DATA - right
        for left, wide in ((GAP, DATA), (2 * GAP + DATA, middle), (width - GAP - right, right)):
            card = QRectF(left + 0.5, top + 0.5, wide - 1, bottom - top - 1)
            painter.drawRoundedRect(card, 8, 8)
        along = QRectF(GAP + 0.5, bottom + GAP + 0.5, width - 2 * GAP - 1, TIMELINE - 1)
        painter.drawRoundedRect(along, 8, 8)
        painter.end()
        if not self._told:
            self._told = True
            self.painted.emit()


def picture_width(room: int) -> int:
    """How wide the column at the right begins, of so much room for all columns."""
    return min(max((room - DATA) * 33 // 100, 280), 420)
