"""Puts a theme on the whole application, and follows the desktop's where that is wished."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nnstudio.data.resources import resource
from nnstudio.ui.style import style_sheet
from nnstudio.ui.theme import DARK, LIGHT, THEMES, Theme

if TYPE_CHECKING:
    from nnstudio.ui.main_window import MainWindow


def wanted_theme(name: str) -> Theme:
    """The theme of this name; for "system" the desktop's, and light where it does not say."""
    if name in THEMES:
        return THEMES[name]
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def dress(application: QApplication, theme: Theme) -> None:
    """Give every widget the theme's colours."""
    # Undressed first, the widgets of a full window take half the time to put on another sheet.
    application.setStyleSheet("")
    application.setPalette(theme.palette())
    arrow, tick = (resource("icons", f"{name}-{theme.name}.svg") for name in ("list-arrow", "tick"))
    application.setStyleSheet(style_sheet(theme, arrow.as_posix(), tick.as_posix()))


def choose_theme(window: "MainWindow", name: str) -> None:
    """Take on a theme and remember the choice."""
    window.preferences.theme = name
    show_theme(window, wanted_theme(name))


def show_theme(window: "MainWindow", theme: Theme) -> None:
    """Take on a theme."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        dress(application, theme)
    window.set_theme(theme)


class FollowsTheDesktop(QObject):
    """Changes a window with the desktop's colours for as long as the person has chosen none.

    An object of the window, so that what tells of the colours does not keep the window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Take on the desktop's colours, if they are wished."""
        if self._window.preferences.theme == "system":
            show_theme(self._window, wanted_theme("system"))
