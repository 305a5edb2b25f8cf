"""A teacher looks up what this program is, and what it is made of."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from nnstudio import __version__
from nnstudio.app.snapshot import Phase
from nnstudio.ui.about_window import AboutWindow
from nnstudio.ui.appearance import choose_theme
from tests.e2e.studio import Studio
from tests.ui.pictures import inks_in


def test_about_tells_the_version_and_shows_each_parts_licence(studio: Studio) -> None:
    about = _opened(studio)
    assert any(__version__ in label.text() for label in about.findChildren(QLabel))
    assert "MIT" in about.text.toPlainText()
    names = [about.table.item(row, 0).text() for row in range(about.table.rowCount())]
    for row, name in enumerate(names):
        place = about.table.visualItemRect(about.table.item(row, 0)).center()
        QTest.mouseClick(about.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
        assert about.text.toPlainText() == about.components[row].text.rstrip("\0"), name
        assert about.text.verticalScrollBar().value() == 0, "a text begins at its beginning"
    assert {"Python", "NumPy"} <= set(names)


def test_the_list_is_walked_by_keys(studio: Studio) -> None:
    about = _opened(studio)
    before = about.text.toPlainText()
    QTest.keyClick(about.table, Qt.Key.Key_Down)
    assert about.text.toPlainText() != before
    QTest.keyClick(about.table, Qt.Key.Key_Tab)
    assert about.focusWidget() is about.text


def test_the_work_goes_on_behind_it(studio: Studio) -> None:
    about = _opened(studio)
    assert not about.isModal()
    studio.window.run.toggle()
    studio.until(lambda: studio.latest.phase is Phase.RUNNING and studio.latest.step > 0)
    studio.window.run.toggle()
    studio.until(lambda: studio.latest.phase is Phase.PAUSED)


def test_it_fits_on_a_small_screen(studio: Studio) -> None:
    about = _opened(studio)
    least = about.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 600
    room = about.screen().availableSize().expandedTo(least)
    assert about.width() <= room.width()
    assert about.height() <= room.height()


def test_asked_for_again_it_is_the_same_window(studio: Studio) -> None:
    about = _opened(studio)
    about.close()
    assert _opened(studio) is about


def test_the_mark_is_in_the_window_and_in_the_title_bar(
    open_studio: Callable[..., Studio],
) -> None:
    studio = open_studio()
    for theme in ("light", "dark"):
        choose_theme(studio.window, theme)
        about = _opened(studio)
        seen = inks_in(about, QRect(0, 20, about.width(), 80))
        assert {"#f59a3c", "#58a0f5"} <= seen, "orange and blue"
    assert not studio.window.windowIcon().isNull()
    assert QApplication.desktopFileName() == "nnstudio"


def _opened(studio: Studio) -> AboutWindow:
    studio.window.menus.actions["about"].trigger()
    about = next(w for w in QApplication.topLevelWidgets() if isinstance(w, AboutWindow))
    studio.qtbot.waitExposed(about)
    return about
