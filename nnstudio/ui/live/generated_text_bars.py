"""What may come next, as bars: the likeliest symbols, and all others together."""

import numpy as np
from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.app.next_token import Shares
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import percent

SHOWN = 10
HEIGHT = 64
"""Pixels for a bar at its longest."""
SCALES = (0.25, 0.5, 1.0)
"""Shares that the longest possible bar can stand for."""


class ShareBars(QWidget):
    """A bar for each of the likeliest symbols; an outline shows its share at temperature 1."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: list[tuple[str, float, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The next character"))

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """What each bar stands for, its share, and its share at temperature 1."""
        return self._bars

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_shares(self, symbols: tuple[str, ...], shares: Shares, own: Shares) -> None:
        """Shares (symbols,) at the temperature chosen, and those at temperature 1."""
        order = np.argsort(-own, kind="stable")
        first, rest = order[:SHOWN], order[SHOWN:]
        self._bars = [(symbols[int(at)], float(shares[at]), float(own[at])) for at in first]
        if rest.size:
            name = self.tr("rest")
            self._bars.append((name, float(shares[rest].sum()), float(own[rest].sum())))
        locale = QLocale()
        self.setAccessibleDescription(
            ", ".join(f"{name} {percent(share, locale, 0)}" for name, share, _ in self._bars)
        )
        self.update()

    def show_nothing(self) -> None:
        """There is no answer."""
        self._bars = []
        self.setAccessibleDescription("")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT + self._line(9.5) + self._line(7.5) + 5)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos().x()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, floor = self._theme, HEIGHT + 2.0
        names, numbers = self._line(9.5), self._line(7.5)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(0, round(floor), self.width(), round(floor))
        if not self._bars:
            return
        top = max(max(share, own) for _, share, own in self._bars)
        scale = HEIGHT / next((edge for edge in SCALES if top <= edge), 1.0)
        cell = self.width() / (SHOWN + 1)
        for place, (name, share, own) in enumerate(self._bars):
            left = place * cell + 2
            rest = place == SHOWN
            bar = QRectF(left, floor - share * scale, cell - 4, share * scale)
            colour = theme.colour("muted" if rest else "accent")
            painter.fillRect(bar, colour)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if abs(own - share) > 0.001:
                painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DotLine))
                painter.drawRect(QRectF(left, floor - own * scale, cell - 4, own * scale))
            painter.setFont(self._font(7.5 if rest else 9.5))
            painter.setPen(theme.colour("muted" if rest else "text"))
            below = QRectF(left - 4, floor + 1, cell + 4, names)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
            painter.setFont(self._font(7.5))
            painter.setPen(theme.colour("muted"))
            below = QRectF(left - 4, floor + 1 + names, cell + 4, numbers)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _whole(share))

    def _tip(self, x: int) -> str:
        place = int(x / (self.width() / (SHOWN + 1)))
        if not 0 <= place < len(self._bars):
            return ""
        name, share, own = self._bars[place]
        locale = QLocale()
        return self.tr("{name}: {share}; at temperature 1: {own}").format(
            name=name, share=percent(share, locale), own=percent(own, locale)
        )

    def _line(self, points: float) -> int:
        return QFontMetrics(self._font(points)).height()

    def _font(self, points: float) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(points)
        return font


def _whole(share: float) -> str:
    """Whole per cents, as there is room for no more."""
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"
