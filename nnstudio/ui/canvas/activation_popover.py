"""The popover that an activation's chip opens: every activation with its curve and a sentence."""

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.ui.canvas.words import Words
from nnstudio.ui.theme import Theme

PLOT = QSize(46, 34)
REACH = 3.0


class ActivationRow(QAbstractButton):
    """One activation: its curve, its name, a sentence."""

    def __init__(self, name: str, words: Words, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._theme = theme
        self._about = words.about_activation(name)
        self._curve = _curve(name)
        self.setText(words.activation(name))
        self.setCheckable(True)
        # Not exclusive by itself: then an arrow key would choose, and not only walk on.
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self._about)
        self.setToolTip(self._about)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = max(metrics.horizontalAdvance(self._about), metrics.horizontalAdvance(self.text()))
        return QSize(PLOT.width() + wide + 34, max(PLOT.height(), 2 * metrics.height()) + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(theme.colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("grid"))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 7.0, 7.0)
        painter.translate(8.0, (self.height() - PLOT.height()) / 2)
        painter.setPen(QPen(theme.colour("line"), 1.0))
        painter.drawLine(0, PLOT.height() // 2, PLOT.width(), PLOT.height() // 2)
        painter.drawLine(PLOT.width() // 2, 0, PLOT.width() // 2, PLOT.height())
        painter.setPen(QPen(theme.colour("accent"), 1.8))
        painter.drawPolyline(self._curve)
        painter.resetTransform()
        left = PLOT.width() + 20
        metrics = self.fontMetrics()
        top = (self.height() - 2 * metrics.height()) // 2 + metrics.ascent()
        painter.setPen(theme.colour("text"))
        font = self.font()
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.drawText(left, top, ("✓ " if self.isChecked() else "") + self.text())
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        painter.drawText(left, top + metrics.height(), self._about)


class ActivationPopover(QFrame):
    """Signals: `chosen(str)`. It closes by Escape, by a choice or by a click elsewhere."""

    chosen = Signal(str)

    def __init__(self, current: str, words: Words, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Choose the activation"))
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(1)
        self.rows = [ActivationRow(name, words, theme, self) for name in ACTIVATIONS]
        for row in self.rows:
            row.setChecked(row.name == current)
            row.clicked.connect(lambda _=False, name=row.name: self._choose(name))
            column.addWidget(row)
        self.setPalette(theme.palette())

    def open_at(self, at: QPointF) -> None:
        """Appear with its upper middle at a global point, on the screen."""
        self.adjustSize()
        corner = at.toPoint()
        corner.setX(corner.x() - self.width() // 2)
        area = self.screen().availableGeometry()
        corner.setX(
            min(max(corner.x(), area.left()), max(area.right() - self.width(), area.left()))
        )
        if corner.y() + self.height() > area.bottom():
            corner.setY(max(area.bottom() - self.height(), area.top()))
        self.move(corner)
        self.show()
        current = next((row for row in self.rows if row.isChecked()), self.rows[0])
        current.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        focused = [i for i, row in enumerate(self.rows) if row.hasFocus()]
        if event.key() in steps:
            place = (focused[0] if focused else 0) + steps[Qt.Key(event.key())]
            self.rows[place % len(self.rows)].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused:
            self._choose(self.rows[focused[0]].name)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour("line"))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _choose(self, name: str) -> None:
        self.chosen.emit(name)
        self.close()


def _curve(name: str) -> QPolygonF:
    """f over −3 … 3 in the plot's pixels; softmax for two neurons, one of which gets z, one 0."""
    z = np.linspace(-REACH, REACH, 41)
    Z = np.vstack([z, np.zeros_like(z)])
    A = np.empty_like(Z)
    ACTIVATIONS[name]().forward(Z, A)
    reach = 1.3 if float(np.abs(A).max()) <= 1.0 else REACH
    xs = (z + REACH) / (2 * REACH) * PLOT.width()
    ys = (1.0 - A[0] / reach) * PLOT.height() / 2
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
