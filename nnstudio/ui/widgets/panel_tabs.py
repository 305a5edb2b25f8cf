"""Panels that share a place: a row of words on top, and the chosen one below."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.margins import margins
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea
from nnstudio.ui.widgets.word_tabs import WordTabs

LEAST = QSize(180, 110)


class _Pages(QStackedWidget):
    """Asks for little room, however much the panels would like: they scroll."""

    def minimumSizeHint(self) -> QSize:
        return LEAST


class PanelTabs(QFrame):
    """One card for several panels, of which each is made when it is wanted for the first time.

    Signal: `shown(str)` with the key of a panel that has come to the front. Attributes: `tabs`;
    `current`, the key of the panel in front.
    """

    shown = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._theme = theme
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._pages: dict[str, QWidget] = {}
        self.current = ""
        self.tabs = WordTabs(theme, points=8.5, spread=False)
        # A window made smaller takes the room from the panels, not from their names.
        self.tabs.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.tabs.chosen.connect(self.show_page)
        self._stack = _Pages()
        self._scrolls: dict[str, SteadyScrollArea] = {}
        self._corners: dict[str, QWidget] = {}
        self._corner = QStackedWidget()
        """What stands beside the title of a panel stands beside the words here."""
        self._corner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(margins(9, 0, 13, 0))
        head.addWidget(self.tabs)
        head.addWidget(self._corner, 1)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def add(self, key: str, title: str, tip: str, make: Callable[[], QWidget]) -> None:
        """One more panel; the first one is made and shown at once."""
        self.tabs.add(key, title, tip)
        self._makers[key] = make
        if not self.current:
            self.show_page(key)

    def page(self, key: str) -> QWidget:
        """A panel by its key, made now if it has not been before. Raises KeyError."""
        if key not in self._pages:
            page = self._makers[key]()
            page.set_theme(self._theme)  # type: ignore[attr-defined]
            page.setProperty("card", "false")
            corner = QWidget()
            if isinstance(page, Card):
                page.title.hide()  # its tab says the same
                page.body.removeItem(page.header)
                page.header.setParent(None)
                # On one line with the words, whose underline stands below them.
                page.header.setContentsMargins(0, 0, 0, 5)
                margins = page.body.contentsMargins()
                margins.setTop(min(margins.top(), 8))
                page.body.setContentsMargins(margins)
                corner.setLayout(page.header)
            self._corners[key] = corner
            self._corner.addWidget(corner)
            PlainKeys(page).leave_to_controls_of(page)
            self._pages[key] = page
            self._scrolls[key] = SteadyScrollArea(page)
            self._stack.addWidget(self._scrolls[key])
        return self._pages[key]

    def show_page(self, key: str) -> None:
        """Bring a panel to the front."""
        if key == self.current:
            return
        self.page(key)
        self._stack.setCurrentWidget(self._scrolls[key])
        self._corner.setCurrentWidget(self._corners[key])
        for other, corner in self._corners.items():
            # A panel that is not shown claims no room beside the words.
            policies = QSizePolicy.Policy
            policy = policies.Preferred if other == key else policies.Ignored
            corner.setSizePolicy(policy, policies.Preferred)
        self.current = key
        self.tabs.show_chosen(key)
        self.shown.emit(key)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.tabs.set_theme(theme)
        for page in self._pages.values():
            page.set_theme(theme)  # type: ignore[attr-defined]
