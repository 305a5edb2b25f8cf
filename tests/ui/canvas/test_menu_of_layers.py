"""Network ▸ Add a layer, in the menu bar of the real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.app.preferences import Preferences
from nnstudio.project.layers import PALETTE
from nnstudio.ui.appearance import dress
from nnstudio.ui.application import furnish, make_application
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import LIGHT


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    dress(make_application(), LIGHT)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Preferences(settings), LIGHT)
    furnish(window, "xor")
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.document.undo_stack.setClean()
    window.close()
    qtbot.waitUntil(lambda: window.has_ended)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def test_every_kind_can_be_added_from_the_menu_and_nine_of_them_by_a_key(
    window: MainWindow, qtbot: QtBot
):
    stack = window.document.undo_stack
    keys = []
    for make in PALETTE:
        kind = make().kind_title
        action = window.menus.actions[f"add {kind}"]
        action.trigger()
        assert window.document.project.layers[-2].kind_title == kind
        stack.undo()
        keys.append(action.shortcut().toString())
    assert sorted(key for key in keys if key) == [f"Ctrl+{number}" for number in range(1, 10)]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.workspace.canvas.view.setFocus()
    QTest.keyClick(window.workspace.canvas.view, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.document.project.layers[-2].kind_title == "Convolution"
    stack.undo()
