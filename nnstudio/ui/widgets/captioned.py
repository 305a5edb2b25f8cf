"""A control under a small caption, and a number under one that is read at a glance."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QVBoxLayout, QWidget

from nnstudio.ui.fonts import monospace
from nnstudio.ui.theme import Theme

GAP = 8


def caption(text: str, buddy: QWidget | None = None) -> QLabel:
    """A small caption in capitals."""
    label = QLabel(text.upper())
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "caption")
    if buddy is not None:
        label.setBuddy(buddy)
    return label


class Captioned(QWidget):
    """A control with its caption above; `caption` is hidden where a form names the control."""

    def __init__(self, text: str, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self.name = text
        self.caption = caption(text, control)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.caption)
        layout.addWidget(control)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)


class ReadOut(QWidget):
    """A number under a caption, always as wide as its widest text, so that nothing jumps.

    Painted, not laid out: at sixty numbers a second a label would have the window lay itself out
    anew each time.
    """

    def __init__(
        self,
        text: str,
        widest: str,
        theme: Theme,
        *,
        points: float = 11.0,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caption = text.upper()
        self._name = text
        self._widest = widest
        self._points, self._bold = points, bold
        self._theme = theme
        self._text = "—"
        self._beside = False
        self._make_fonts()
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another number."""
        if text != self._text:
            self._text = text
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._make_fonts()
        self.update()

    def put_beside(self, beside: bool) -> None:
        """The number beside its caption, where height is dear; else under it."""
        if beside != self._beside:
            self._beside = beside
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        above, below = QFontMetrics(self._small), QFontMetrics(self._large)
        caption, number = (
            above.horizontalAdvance(self._caption),
            below.horizontalAdvance(self._widest),
        )
        if self._beside:
            return QSize(caption + GAP + number + 2, below.height())
        return QSize(max(caption, number) + 2, above.height() + 4 + below.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetrics(self._small)
        above, below = self.rect(), self.rect()
        if self._beside:
            above.setWidth(metrics.horizontalAdvance(self._caption))
            below.setLeft(above.right() + GAP)
            if self.isRightToLeft():
                above.moveRight(self.width() - 1)
                below.moveLeft(0)
        else:
            above.setHeight(metrics.height())
            below.setTop(above.bottom() + 1)
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._small)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(above, side, self._caption)
        painter.setFont(self._large)
        painter.setPen(self._theme.colour("text"))
        side = QStyle.visualAlignment(self.layoutDirection(), side)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a minus before its number
        painter.drawText(below, side, self._text)

    def _make_fonts(self) -> None:
        self._small = QFont(self.font())
        self._small.setPointSizeF(7.5)
        self._small.setWeight(QFont.Weight.DemiBold)
        self._large = monospace(self._points)
        self._large.setBold(self._bold)
