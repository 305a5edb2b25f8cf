"""A quiet row of words, of which one is chosen and underlined."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from nnstudio.ui.theme import Theme


class WordTab(QAbstractButton):
    """A word that can be chosen."""

    def __init__(
        self, title: str, theme: Theme, points: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._points = theme, points
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
        font.setPointSizeF(self._points)
        return font


class WordTabs(QWidget):
    """Signal: `chosen(str)` with the key of the word that a person chose.

    points: the size of the words. spread: whether they share the whole width among them.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        points: float = 8.0,
        spread: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._points, self._spread = points, spread
        self.tabs: dict[str, WordTab] = {}
        self._theme = theme
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2 if spread else 7)
        if not spread:
            self._row.addStretch(1)

    def add(self, key: str, title: str, tip: str) -> None:
        """One more word."""
        tab = WordTab(title, self._theme, self._points)
        tab.setToolTip(tip)
        tab.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(tab)
        if self._spread:
            self._row.addWidget(tab, tab.sizeHint().width())
        else:
            self._row.insertWidget(len(self.tabs), tab)
        self.tabs[key] = tab

    def show_chosen(self, key: str) -> None:
        """Underline a word, without telling anyone."""
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
