"""What does not fit, said where it is, with a button that mends it."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.project.misfits import Misfit
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.theme import Theme

WIDTH = 250
MOST_WIDTH = 340


class MisfitBubble(QFrame):
    """The words of a misfit and its mend. Attributes: `misfit`, `mend_button` (or None)."""

    def __init__(self, misfit: Misfit, commands: Commands, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane = parent
        self.misfit = misfit
        self._commands = commands
        self.mend_button: QPushButton | None = None
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(9)
        self._labels = []
        if misfit.layer_id is None:
            title = QLabel(self.tr("Drag a layer here"))
            title.setProperty("role", "title")
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._labels.append(title)
        words = QLabel(misfit.text)
        words.setWordWrap(True)
        self._labels.append(words)
        for label in self._labels:
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        if misfit.mend is not None:
            self.mend_button = QPushButton(misfit.mend.text)
            self.mend_button.setProperty("kind", "primary")
            self.mend_button.setAccessibleName(misfit.mend.text)
            self.mend_button.setToolTip(
                self.tr("{mend}: mend it this way; it can be undone").format(mend=misfit.mend.text)
            )
            self.mend_button.clicked.connect(self._mend)
            column.addWidget(self.mend_button)
        self.setAccessibleName(self.tr("What does not fit"))
        self.setAccessibleDescription(misfit.text)
        self.set_theme(theme)

    def sizeHint(self) -> QSize:
        margins = self._column.contentsMargins()
        width = WIDTH
        if self.mend_button is not None:
            needed = self._button_width() + margins.left() + margins.right()
            width = min(max(needed, WIDTH), MOST_WIDTH)
        return QSize(width, self._column.totalHeightForWidth(width))

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._fill, self._line = theme.colour("raised"), theme.colour("warning")
        if self.misfit.layer_id is None:  # an invitation, not a warning
            self._line = theme.colour("line")
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour("text"))
        for label in self._labels:
            label.setPalette(palette)
        self.update()

    def place(self, beside: QRect) -> None:
        """Stand under a rectangle of the parent, or above or beside it where there is no room."""
        size = self.sizeHint()
        self._fit_button(size.width())
        space = self._pane.rect().adjusted(6, 6, -6, -6)
        x = beside.center().x() - size.width() // 2
        y = beside.bottom() + 8
        if y + size.height() > space.bottom():
            x = beside.left() - size.width() - 10
            if x < space.left():
                x = beside.right() + 10
            y = beside.center().y() - size.height() // 2
        x = min(max(x, space.left()), max(space.right() - size.width(), space.left()))
        y = min(max(y, space.top()), max(space.bottom() - size.height(), space.top()))
        self.setGeometry(x, y, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._line)
        painter.setBrush(self._fill)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 9.0, 9.0)

    def _button_width(self) -> int:
        """Pixels that the button needs to tell all of its mend."""
        button, mend = self.mend_button, self.misfit.mend
        if button is None or mend is None:
            return 0
        button.ensurePolished()
        button.setText(mend.text)
        return button.sizeHint().width()

    def _fit_button(self, width: int) -> None:
        """A layer with a long title makes a long mend: the tooltip has all of it."""
        button, mend = self.mend_button, self.misfit.mend
        if button is None or mend is None:
            return
        margins = self._column.contentsMargins()
        over = self._button_width() + margins.left() + margins.right() - width
        if over > 0:
            metrics = button.fontMetrics()
            room = metrics.horizontalAdvance(mend.text) - over
            button.setText(metrics.elidedText(mend.text, Qt.TextElideMode.ElideMiddle, room))

    def _mend(self) -> None:
        mend = self.misfit.mend
        if mend is not None:
            self._commands.apply_project(mend.project, mend.text)
