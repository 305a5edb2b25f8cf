"""A row of pills, the chosen one filled: which part of the step is read, which table is shown."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from nnstudio.ui.theme import Theme

POINTS = 8.75
SIDE, HEIGHT = 8, 8


class Pill(QAbstractButton):
    """A word that can be chosen."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._small())
        width = metrics.horizontalAdvance(self.text()) + 2 * SIDE
        return QSize(max(width, 26), metrics.height() + HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(22, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, frame = self._theme, QRectF(self.rect()).adjusted(1, 1, -1, -1)
        radius = frame.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(frame, radius, radius)
        elif self.underMouse() and self.isEnabled():
            painter.setBrush(theme.colour("grid"))
            painter.drawRoundedRect(frame, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text"), 1.2))
            painter.drawRoundedRect(frame, radius, radius)
        ink = "on_accent" if self.isChecked() else "text" if self.underMouse() else "muted"
        painter.setPen(theme.colour(ink))
        if not self.isEnabled() and not self.isChecked():
            painter.setOpacity(0.45)
        painter.setFont(self._small())
        words = QFontMetrics(self._small()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - 6
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(POINTS)
        return font


class Pills(QWidget):
    """Signal: `chosen(str)`, the key that a person chose. `buttons` by their keys."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, Pill] = {}
        self._theme = theme
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)

    def add(self, key: str, title: str, tip: str) -> None:
        """One more choice."""
        pill = Pill(title, self._theme)
        pill.setToolTip(tip)
        pill.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(pill)
        self._row.addWidget(pill, pill.sizeHint().width())
        self.buttons[key] = pill

    def show_chosen(self, key: str) -> None:
        """Fill a pill, without telling anyone."""
        self.buttons[key].setChecked(True)
        for other, pill in self.buttons.items():
            # Tab stops at the chosen one; arrow keys go on from there.
            policies = Qt.FocusPolicy
            policy = policies.StrongFocus if other == key else policies.ClickFocus
            if pill.focusPolicy() is not policy:
                pill.setFocusPolicy(policy)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for pill in self.buttons.values():
            pill.set_theme(theme)
