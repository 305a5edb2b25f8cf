"""The stages of a step as a row of marks: where one is, and a click to go elsewhere."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.app.step_stages import StageKind
from nnstudio.ui.theme import Theme

WIDEST, NARROWEST, HEIGHT = 22, 10, 20
SMALL, LARGE = 3.6, 5.6


class StageDots(QWidget):
    """Arrows to the right on the way forward, to the left on the way back, else dots.

    Signal: `chosen(int)`. What is done is filled; the stage where one is, is larger.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kinds: Sequence[StageKind] = ()
        self._names: Sequence[str] = ()
        self._index = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_stages(self, kinds: Sequence[StageKind], names: Sequence[str], index: int) -> None:
        """These stages, and where one is."""
        if len(kinds) != len(self._kinds):
            self.updateGeometry()
        self._kinds, self._names, self._index = kinds, names, index
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDEST * max(len(self._kinds), 1), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST * max(len(self._kinds), 1), HEIGHT)

    def centre(self, index: int) -> QPointF:
        """Where the mark of a stage stands."""
        return QPointF((index + 0.5) * self._room(), 0.5 * self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, kind in enumerate(self._kinds):
            here, done = index == self._index, index < self._index
            colour = theme.colour("accent" if here or done else "muted")
            painter.setPen(QPen(colour, 1.2))
            painter.setBrush(colour if here or done else Qt.BrushStyle.NoBrush)
            self._paint_mark(painter, kind, self.centre(index), LARGE if here else SMALL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().x())
        if index is not None:
            self.chosen.emit(index)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self._at(event.pos().x())
            if index is not None:
                QToolTip.showText(event.globalPos(), self._names[index], self)
            return True
        return super().event(event)

    def _paint_mark(self, painter: QPainter, kind: str, at: QPointF, size: float) -> None:
        if kind in ("forward", "backward"):
            tip = size if kind == "forward" else -size
            corners = [QPointF(-0.8 * tip, -size), QPointF(tip, 0.0), QPointF(-0.8 * tip, size)]
            painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
        else:
            painter.drawEllipse(at, size, size)

    def _room(self) -> float:
        return min(self.width() / max(len(self._kinds), 1), float(WIDEST))

    def _at(self, x: float) -> int | None:
        index = int(x // self._room())
        return index if 0 <= index < len(self._kinds) else None
