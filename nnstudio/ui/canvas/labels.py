"""Small words over the canvas and under it."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnstudio.ui.theme import Theme

BESIDE = QPoint(14, 16)


class FloatingLabel(QLabel):
    """Words beside the pointer, or under an editor. The pointer goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(9, 5, 9, 5)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._fill, self._line = theme.colour("raised"), theme.colour("line")
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour("text"))
        self.setPalette(palette)
        self.update()

    def tell(self, words: str, at: QPoint, beside: QPoint = BESIDE) -> None:
        """Show words near a point of the parent, all of them inside it."""
        self.setText(words)
        self.adjustSize()
        space = self._pane.size()
        spot = at + beside
        if spot.x() + self.width() > space.width():
            spot.setX(max(at.x() - beside.x() - self.width(), 0))
        if spot.y() + self.height() > space.height():
            spot.setY(max(at.y() - beside.y() - self.height(), 0))
        self.move(spot)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._line)
        painter.setBrush(self._fill)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        painter.end()
        super().paintEvent(event)


class ElidedLabel(QLabel):
    """A line of words that gives way when there is no room, and then tells all in its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.ink: QColor | None = None

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        tip = self.text() if shown != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter.setPen(self.ink or self.palette().color(QPalette.ColorRole.WindowText))
        # Leading in either reading direction.
        where = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), where, shown)
