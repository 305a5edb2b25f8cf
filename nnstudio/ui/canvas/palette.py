"""The palette: one pill for each kind of layer, to drag onto the canvas or to press."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QWidget

from nnstudio.project.layers import PALETTE, DenseSpec, LayerSpec
from nnstudio.ui.theme import Theme


class PalettePill(QAbstractButton):
    """A kind of layer. Signals: `held(QPoint)` and `let_go(QPoint)` with a global position while
    it is dragged, `given_up()` when the drag is cancelled, `wanted()` for a press of Enter or
    a double-click, `tapped(str)` with what to do instead for a mere click."""

    held = Signal(QPoint)
    let_go = Signal(QPoint)
    given_up = Signal()
    wanted = Signal()
    tapped = Signal(str)

    def __init__(self, make: Callable[[], LayerSpec], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.make = make
        self._theme = theme
        self._pressed_at: QPoint | None = None
        self._dragging = False
        sample = make()
        if isinstance(sample, DenseSpec):
            self.setText(self.tr("Dense"))
            about = self.tr(
                "Dense: every neuron reads all values of the layer before it, each with a weight."
            )
        else:
            self.setText(sample.kind_title)
            about = self.tr(
                "Dropout: leaves out a random share of the values at each training step, so that "
                "the network does not rely on any single one."
            )
        self._sign = _squares if isinstance(sample, DenseSpec) else _ring
        self._how = self.tr("Drag it to a gap between layers, or double-click or press Enter.")
        self.setToolTip(f"{about}\n{self._how}")
        self.setAccessibleName(self.tr("Insert {kind}").format(kind=self.text()))
        self.setAccessibleDescription(about)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # The mouse never clicks it, since presses begin drags; screen readers and Space do.
        self.clicked.connect(self.wanted)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 48, metrics.height() + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().toRectF().adjusted(1, 1, -1, -1)
        active = self.hasFocus() or self._dragging
        painter.setPen(
            theme.colour("accent" if active else "muted" if self.underMouse() else "line")
        )
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setPen(theme.colour("text"))
        self._sign(painter, QPointF(rect.left() + 18, rect.center().y()))
        painter.setPen(theme.colour("text"))
        words = rect.adjusted(30, 0, -10, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        way = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self.held.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_pressed, was_dragging = self._pressed_at is not None, self._dragging
        self._stop()
        if was_dragging:
            self.let_go.emit(event.globalPosition().toPoint())
        elif was_pressed:
            self.tapped.emit(self._how)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._dragging:
            self._stop()
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def _stop(self) -> None:
        self._pressed_at, self._dragging = None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()


class PaletteStrip(QWidget):
    """All pills in a row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pills = [PalettePill(make, theme, self) for make in PALETTE]
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 6)
        row.setSpacing(8)
        for pill in self.pills:
            row.addWidget(pill)
        row.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        for pill in self.pills:
            pill.set_theme(theme)


def _squares(painter: QPainter, centre: QPointF) -> None:
    """A column of neurons, all of them there."""
    for row in (-1, 0, 1):
        for side in (-1, 1):
            painter.drawRect(int(centre.x() + 4 * side) - 2, int(centre.y() + 5 * row) - 1, 3, 3)


def _ring(painter: QPainter, centre: QPointF) -> None:
    """A neuron that is left out."""
    pen = painter.pen()
    pen.setStyle(Qt.PenStyle.DotLine)
    pen.setWidthF(1.6)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, 5.5, 5.5)
