"""The families of data sets: a quiet row of words, the chosen one underlined."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from nnstudio.ui.theme import Theme


class FamilyTab(QAbstractButton):
    """A word that can be chosen."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._small())
        return QSize(metrics.horizontalAdvance(self.text()) + 5, metrics.height() + 9)

    def minimumSizeHint(self) -> QSize:
        return QSize(18, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, theme = self.isChecked(), self._theme
        painter.setFont(self._small())
        painter.setPen(theme.colour("text" if chosen or self.underMouse() else "muted"))
        words = QFontMetrics(self._small()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect().adjusted(0, 0, 0, -5), Qt.AlignmentFlag.AlignCenter, words)
        below = QRectF(1, self.height() - 3, self.width() - 2, 2)
        if chosen:
            painter.fillRect(below, theme.colour("accent"))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -5.5), 3, 3)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font


class FamilyTabs(QWidget):
    """Signal: `chosen(str)` with the key of the family that a person wants to see."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs: dict[str, FamilyTab] = {}
        self._theme = theme
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)

    def add(self, key: str, title: str, tip: str) -> None:
        """One more family."""
        tab = FamilyTab(title, self._theme)
        tab.setToolTip(tip)
        tab.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(tab)
        self._row.addWidget(tab, tab.sizeHint().width())
        self.tabs[key] = tab

    def show_chosen(self, key: str) -> None:
        """Underline a family, without telling anyone."""
        self.tabs[key].setChecked(True)
        for other, tab in self.tabs.items():
            # Tab stops at the chosen word; arrow keys go on from there.
            policies = Qt.FocusPolicy
            tab.setFocusPolicy(policies.StrongFocus if other == key else policies.ClickFocus)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for tab in self.tabs.values():
            tab.set_theme(theme)
