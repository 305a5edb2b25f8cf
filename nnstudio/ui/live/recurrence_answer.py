"""What the network answers to the chosen sample, beside what the data says: classes as bars."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.project.material import Material
from nnstudio.ui.live.recurrence_sequence import seen
from nnstudio.ui.panels.points import class_colour
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import decimal, percent

MOST = 4
"""Bars; of more classes the likeliest are shown, and the target."""


@dataclass(frozen=True)
class Share:
    """One bar: a class, how likely the network thinks it is, and whether it is the target."""

    code: int
    name: str
    share: float
    right: bool


class AnswerBars(QWidget):
    """A bar for each class, or for the likeliest; for regression the values, target and answer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.bars: list[Share] = []
        self.values: list[tuple[str, float, float | None]] = []
        self.setAccessibleName(self.tr("Answer"))
        self.setToolTip(
            self.tr("What the network answers to this sequence. A tick marks the right class.")
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_answer(
        self, material: Material, answer: NDArray[np.float64] | None, target: NDArray | None
    ) -> None:
        """Show an answer (outputs,); None while there is none yet."""
        before = len(self.bars), len(self.values)
        self.bars, self.values = [], []
        names = material.dataset.class_names
        if names:
            shares = shares_of(answer, len(names))
            right = int(target[0]) if target is not None else None
            self.bars = _likeliest(names, shares, right)
        else:
            for place, name in enumerate(material.dataset.target_names):
                value = float(answer[place]) if answer is not None else np.nan
                known = float(target[place]) if target is not None else None
                self.values.append((name, value, known))
        if before != (len(self.bars), len(self.values)):
            self.updateGeometry()
        self.setAccessibleDescription("; ".join(self.lines()))
        self.update()

    def lines(self) -> list[str]:
        """What is shown, in words."""
        locale = QLocale()
        told = []
        for bar in self.bars:
            words = f"{bar.name}: {percent(bar.share, locale)}"
            told.append(self.tr("{share}, the target").format(share=words) if bar.right else words)
        for name, value, known in self.values:
            words = f"{name}: {decimal(value, locale)}"
            if known is not None:
                words = self.tr("{answer}, target {target}").format(
                    answer=words, target=decimal(known, locale)
                )
            told.append(words)
        return told

    def sizeHint(self) -> QSize:
        return QSize(160, max(len(self.bars) + len(self.values), 1) * self._line() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the strips over time
        if self.values:
            self._paint_values(painter)
        else:
            self._paint_bars(painter)

    def _paint_bars(self, painter: QPainter) -> None:
        metrics, line = QFontMetrics(self._small()), self._line()
        widest = max((metrics.horizontalAdvance(bar.name) for bar in self.bars), default=0)
        names = min(widest, self.width() // 3)
        number = metrics.horizontalAdvance("100.0\u202f%") + 4
        tick = 17
        left, room = names + 8, self.width() - names - 8 - number - tick
        best = max(self.bars, key=lambda bar: bar.share, default=None)
        for place, bar in enumerate(self.bars):
            y = place * line
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setPen(self._theme.colour("text"))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, y, names, line), Qt.AlignmentFlag.AlignRight | middle, name)
            rail = QRectF(left, y + line / 2 - 3.5, room, 7)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("grid"))
            painter.drawRoundedRect(rail, 3, 3)
            share = bar.share if np.isfinite(bar.share) else 0.0
            if share * room >= 1.0:
                rail.setWidth(share * room)
                painter.setBrush(class_colour(self._theme, bar.code))
                painter.drawRoundedRect(rail, 3, 3)
            painter.setPen(self._theme.colour("text" if bar is best else "muted"))
            box = QRectF(left + room, y, number, line)
            words = percent(bar.share, QLocale())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, words)
            if bar.right:
                self._tick(painter, QPointF(self.width() - 9, y + line / 2))

    def _paint_values(self, painter: QPainter) -> None:
        line = self._line()
        for place, words in enumerate(self.lines()):
            painter.setPen(self._theme.colour("text"))
            box = QRectF(0, place * line, self.width(), line)
            shown = QFontMetrics(self._small()).elidedText(
                words, Qt.TextElideMode.ElideRight, self.width()
            )
            lead = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, lead, shown)

    def _tick(self, painter: QPainter, at: QPointF) -> None:
        pen = QPen(self._theme.colour("good"), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        low = at + QPointF(-1, 3)
        painter.drawLine(at + QPointF(-4, 0), low)
        painter.drawLine(low, at + QPointF(5, -4))

    def _line(self) -> int:
        return QFontMetrics(self._small()).height() + 2

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font


def shares_of(answer: NDArray[np.float64] | None, classes: int) -> NDArray[np.float64]:
    """Outputs (outputs,) as one share a class; a single output is that of the second class."""
    if answer is None:
        return np.full(classes, np.nan)
    if answer.shape[-1] == 1:
        return np.array([1.0 - answer[0], answer[0]])
    return answer


def _likeliest(
    names: tuple[str, ...], shares: NDArray[np.float64], right: int | None
) -> list[Share]:
    """The bars to show: all classes in their order, or of many the likeliest first."""
    shown = list(range(len(names)))
    if len(names) > MOST:
        shown = np.argsort(-np.nan_to_num(shares), kind="stable")[:MOST].tolist()
        if right is not None and right not in shown:
            shown[-1] = right
    return [Share(code, seen(names[code]), float(shares[code]), code == right) for code in shown]
