"""The look of the widgets holds wherever the program lies, and with the fonts that come along."""

import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from nnstudio.data.resources import resource
from nnstudio.ui.appearance import dress
from nnstudio.ui.theme import LIGHT

PLACES = ("school", "école 学校", "Program Files (x86)", "it's [here]; {so}")


@pytest.mark.parametrize("place", PLACES)
def test_a_tick_is_drawn_wherever_the_program_lies(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    dress(qapp, LIGHT)
    usual, bare = _box(qtbot, True), _box(qtbot, False)
    folder = tmp_path / place
    shutil.copytree(resource("icons"), folder / "resources" / "icons")
    monkeypatch.setattr(sys, "_MEIPASS", str(folder), raising=False)
    try:
        dress(qapp, LIGHT)
        found = _box(qtbot, True)
    finally:
        monkeypatch.undo()
        dress(qapp, LIGHT)
    assert usual != bare
    assert found == usual


def _box(qtbot: QtBot, checked: bool) -> QImage:
    box = QCheckBox("shuffle")
    qtbot.addWidget(box)
    box.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
    return box.grab().toImage()
