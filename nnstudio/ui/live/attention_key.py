"""The key of the maps of attention: which colour is which score."""

from math import sqrt

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.live.attention_heads import attention_colours
from nnstudio.ui.theme import Theme

BAR = 7
NAMED = ((0.0, 0), (0.1, 1), (0.25, 2), (0.5, 1), (1.0, 0))
"""Scores that are named, with their decimals."""


class AttentionKey(QWidget):
    """A bar of the colours from 0 to 1, by the root of the score."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colours of the scores, from 0 to 1"))
        self.setToolTip(
            self.tr("The fuller the colour, the larger the score. Small scores are spread out.")
        )
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        colours = attention_colours(theme)
        form = QImage.Format.Format_RGB32
        self._scale = QImage(colours.data, colours.size, 1, 4 * colours.size, form).copy()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, BAR + 4 + QFontMetrics(self._small()).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # The maps are not mirrored where people read from right to left, so their key is not.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        bar = QRectF(0.5, 0.5, self.width() - 1, BAR)
        painter.drawImage(bar, self._scale)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRect(bar)
        painter.setFont(self._small())
        painter.setPen(self._theme.colour("muted"))
        metrics = QFontMetrics(self._small())
        for score, decimals in NAMED:
            text = f"{score:.{decimals}f}".replace(".", QLocale().decimalPoint())
            width = metrics.horizontalAdvance(text) + 2
            x = bar.x() + sqrt(score) * bar.width() - width / 2
            x = min(max(x, 0.0), self.width() - width)
            box = QRectF(x, BAR + 3, width, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(7.5)
        return font
