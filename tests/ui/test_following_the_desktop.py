"""The window changes with the desktop's colours, for as long as there is a window."""

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from nnstudio.app.preferences import Preferences
from nnstudio.ui.appearance import FollowsTheDesktop
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import DARK, LIGHT


class Window(MainWindow):
    """A window that is not furnished, and notes its theme."""

    def __init__(self, folder: Path) -> None:
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        super().__init__(Preferences(settings), DARK)

    def set_theme(self, theme) -> None:
        self.theme = theme


def the_desktop_changes() -> None:
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)


def test_a_window_takes_on_the_colours_of_the_desktop(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path)
    qtbot.addWidget(window)
    FollowsTheDesktop(window)
    the_desktop_changes()
    assert window.theme is LIGHT


def test_a_window_keeps_the_colours_that_a_person_chose(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path)
    qtbot.addWidget(window)
    window.preferences.theme = "dark"
    FollowsTheDesktop(window)
    the_desktop_changes()
    assert window.theme is DARK


def test_the_colours_of_the_desktop_keep_no_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path)
    FollowsTheDesktop(window)
    gone: Callable[[], object] = weakref.ref(window)
    shiboken6.delete(window)
    del window
    gc.collect()
    assert gone() is None
    the_desktop_changes()
