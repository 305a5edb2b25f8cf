"""Small words over the canvas and under it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

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
