"""The network's answer to one sample as bars, one a class."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.fonts import monospace
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import decimal, short

ROW, ROOMY_ROW = 13, 20
"""Height of a bar with its name at the least and at the most."""
ROOMY = 130
"""Width from which percentages have a decimal."""
MARK = "◂"
LEFT_TO_RIGHT, END = "\u2066", "\u2069"
"""What stands between them is a number, in whatever direction one reads."""


class AnswerBars(QWidget):
    """A name, a bar and a number for each class; the target bears a mark, the winner is bold.

    For values to predict there are only names and numbers. Attributes: `names`; `shares`, what is
    shown, or None while there is no answer; `target`, the index of the right class, or None.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.names: tuple[str, ...] = ()
        self.shares: NDArray[np.float64] | None = None
        self.target: int | None = None
        self._classes = True
        self._digits = 1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("The network’s answer"))
        self.setToolTip(
            self.tr(
                "How sure the network is of each class. The mark {mark} shows which one is right."
            ).format(mark=MARK)
        )

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def set_names(self, names: Sequence[str], classes: bool) -> None:
        """The classes, or (not `classes`) the values that are predicted."""
        self.names, self._classes = tuple(names), classes
        self.shares = self.target = None
        self.updateGeometry()
        self.update()

    def show_answer(self, answer: NDArray[np.float64] | None, target: int | None) -> None:
        """Show the network's output (outputs,): one output for two classes is that of the second.

        None, or an output of another size, shows empty bars.
        """
        if answer is not None and self._classes and answer.shape == (1,):
            answer = np.array([1.0 - answer[0], answer[0]])
        fits = answer is not None and answer.shape == (len(self.names),)
        self.shares, self.target = answer if fits else None, target
        self.setAccessibleDescription(self.words())
        self.update()

    @property
    def winner(self) -> int | None:
        """The class that the network answers."""
        if self.shares is None or not self._classes or not np.isfinite(self.shares).all():
            return None
        return int(self.shares.argmax())

    def words(self) -> str:
        """The answer in words."""
        winner = self.winner
        if winner is None or self.shares is None:
            return ""
        words = self.tr("The network answers {name}: {share}.").format(
            name=self.names[winner], share=self._number(float(self.shares[winner]))
        )
        if self.target is None:
            return words
        told = self.tr("{answer} Right is {name}.")
        return told.format(answer=words, name=self.names[self.target])

    def sizeHint(self) -> QSize:
        return QSize(150, max(len(self.names), 1) * (ROW + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(84, max(len(self.names), 1) * ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.names:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small, figures = self._small(), monospace(7.5)
        # In a narrow panel the bars need the room of the decimals.
        self._digits = 1 if self.width() >= ROOMY else 0
        widest = "100.0\u202f%" if self._digits else "100\u202f%"
        number = QFontMetrics(figures).horizontalAdvance(widest) + 8
        mark = QFontMetrics(small).horizontalAdvance(MARK) + 3
        wanted = max(QFontMetrics(self._bold()).horizontalAdvance(name) for name in self.names)
        names = min(wanted + 6, self.width() * 45 // 100)
        height = min(self.height() / len(self.names), float(ROOMY_ROW))
        track = max(self.width() - names - number - mark, 8)
        for index in range(len(self.names)):
            y = round(index * height)
            row = QRect(0, y, self.width(), round((index + 1) * height) - y)
            self._draw_name(painter, index, self._placed(row, 0, names))
            if self._classes:
                self._draw_bar(painter, index, QRectF(self._placed(row, names, track)))
            painter.setFont(figures)
            painter.setPen(self._theme.colour("text" if index == self.winner else "muted"))
            told = "" if self.shares is None else self._number(float(self.shares[index]))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(self._placed(row, names + track, number), side, told)
            if index == self.target:
                painter.setFont(small)
                painter.setPen(self._theme.colour("text"))
                place = self._placed(row, names + track + number, mark)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, MARK)

    def _placed(self, row: QRect, start: int, width: int) -> QRect:
        """A part of a row, from its leading edge."""
        left = self.width() - start - width if self.isRightToLeft() else start
        return QRect(left, row.y(), width, row.height())

    def _draw_name(self, painter: QPainter, index: int, place: QRect) -> None:
        font = self._bold() if index == self.winner else self._small()
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if index == self.winner else "muted"))
        name = QFontMetrics(font).elidedText(
            self.names[index], Qt.TextElideMode.ElideRight, place.width() - 4
        )
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(place, side, name)

    def _draw_bar(self, painter: QPainter, index: int, place: QRectF) -> None:
        height = min(max(place.height() - 5, 4.0), 9.0)
        track = QRectF(place.x(), place.center().y() - height / 2, place.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("grid"))
        painter.drawRoundedRect(track, 2, 2)
        if index == self.target:
            painter.setPen(self._theme.colour("text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-1.5, -1.5, 1.5, 1.5), 3, 3)
            painter.setPen(Qt.PenStyle.NoPen)
        if self.shares is None or not np.isfinite(self.shares[index]):
            return
        width = track.width() * float(np.clip(self.shares[index], 0.0, 1.0))
        left = track.right() - width if self.isRightToLeft() else track.x()
        painter.setBrush(self._theme.colour("accent" if index == self.winner else "muted"))
        if width >= 0.5:
            painter.drawRoundedRect(QRectF(left, track.y(), width, height), 2, 2)

    def _number(self, value: float) -> str:
        if self._classes and 0.0 <= value <= 1.0:
            share = decimal(100.0 * value, self.locale(), self._digits)
            return f"{LEFT_TO_RIGHT}{share}\u202f%{END}"
        return LEFT_TO_RIGHT + short(value, self.locale(), 2) + END

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font

    def _bold(self) -> QFont:
        font = self._small()
        font.setBold(True)
        return font
