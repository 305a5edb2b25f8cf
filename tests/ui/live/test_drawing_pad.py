"""The pad on which one draws."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from nnstudio.ui.live.drawing_pad import DrawingPad
from nnstudio.ui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pad(show) -> DrawingPad:
    pad = DrawingPad(LIGHT)
    pad.set_side(100)
    show(pad)
    return pad


def draw(pad: DrawingPad, *points: tuple[int, int]) -> None:
    first, *others = [QPoint(*point) for point in points]
    QTest.mousePress(pad, LEFT, pos=first)
    for point in others:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, LEFT, pos=[first, *others][-1])


def test_a_stroke_follows_the_mouse_while_its_button_is_down(pad: DrawingPad) -> None:
    empty = pad.grab().toImage()
    QTest.mouseMove(pad, QPoint(90, 90))
    assert pad.is_empty
    draw(pad, (20, 30), (40, 50), (60, 50))
    QTest.mouseMove(pad, QPoint(90, 90))
    (stroke,) = pad.strokes
    np.testing.assert_allclose(stroke, [[0.2, 0.3], [0.4, 0.5], [0.6, 0.5]])
    assert pad.grab().toImage() != empty


def test_a_click_is_a_dot_and_the_right_button_draws_nothing(pad: DrawingPad) -> None:
    QTest.mouseClick(pad, Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    assert pad.is_empty
    QTest.mouseClick(pad, LEFT, pos=QPoint(50, 50))
    assert [stroke.tolist() for stroke in pad.strokes] == [[[0.5, 0.5]]]


def test_ink_stays_on_the_pad(pad: DrawingPad) -> None:
    draw(pad, (50, 50), (160, 50), (160, -40))
    assert pad.strokes[0].min() >= 0.0
    assert pad.strokes[0].max() <= 1.0


def test_every_piece_of_ink_is_told_and_undo_takes_the_last_stroke_back(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    told: list[int] = []
    pad.changed.connect(lambda: told.append(len(pad.strokes)))
    draw(pad, (10, 10), (10, 60))
    draw(pad, (30, 10), (30, 60))
    assert told == [1, 1, 2, 2]
    QTest.keySequence(pad, QKeySequence(QKeySequence.StandardKey.Undo))
    assert len(pad.strokes) == 1
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.is_empty
    assert told == [1, 1, 2, 2, 1, 0]
    pad.undo()
    pad.clear()
    assert len(told) == 6


def test_the_keyboard_moves_a_brush_that_space_sets_down_and_lifts(pad: DrawingPad) -> None:
    keys = Qt.Key
    for key in (keys.Key_Left, keys.Key_Space, keys.Key_Down, keys.Key_Down, keys.Key_Space):
        QTest.keyClick(pad, key)
    QTest.keyClick(pad, keys.Key_Right)
    (stroke,) = pad.strokes
    assert len(stroke) == 3
    assert (np.diff(stroke[:, 0]) == 0).all()
    assert (np.diff(stroke[:, 1]) > 0).all()


def test_undo_on_the_pad_is_not_undo_in_the_window(qtbot: QtBot, show) -> None:
    window = QMainWindow()
    pad = DrawingPad(DARK)
    window.setCentralWidget(pad)
    undone: list[str] = []
    for keys in ("Ctrl+Z", "Space", "Del"):
        action = QAction(keys, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _, keys=keys: undone.append(keys))
        window.addAction(action)
    show(window)
    window.activateWindow()
    pad.setFocus()
    qtbot.waitUntil(pad.hasFocus)
    draw(pad, (10, 10), (10, 60))
    QTest.keySequence(pad, QKeySequence("Ctrl+Z"))
    assert pad.is_empty
    QTest.keyClick(pad, Qt.Key.Key_Space)
    assert not pad.is_empty
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.is_empty
    assert undone == []


def test_a_drawing_grows_with_its_pad(pad: DrawingPad) -> None:
    draw(pad, (20, 30), (40, 50))
    before = pad.strokes[0]
    pad.set_side(150)
    np.testing.assert_array_equal(pad.strokes[0], before)
    draw(pad, (75, 75))
    np.testing.assert_allclose(pad.strokes[1], [[0.5, 0.5]])
