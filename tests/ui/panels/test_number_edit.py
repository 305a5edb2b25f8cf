"""The field for one number."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui.theme import LIGHT
from nnstudio.ui.widgets.number_edit import NumberEdit
from tests.ui.figures import here

Show = Callable[[QWidget], None]


@pytest.fixture
def form(show: Show) -> tuple[NumberEdit, QLineEdit]:
    """A field for a learning rate, and another field to go to."""
    window = QWidget()
    layout = QVBoxLayout(window)
    edit = NumberEdit(0.0, 1e9, LIGHT, presets=(0.01, 0.1, 1.0))
    other = QLineEdit()
    layout.addWidget(edit)
    layout.addWidget(other)
    window.resize(420, 160)
    show(window)
    edit.set_value(0.03)
    edit.window_kept_alive = window
    return edit, other


def retype(edit: NumberEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


@pytest.mark.parametrize("value", [0.001, 1e9, 0.1 + 0.2, 1e-7, 0.0, 123456.789])
def test_a_value_that_is_set_keeps_every_digit(form, value: float) -> None:
    edit, other = form
    edit.set_value(value)
    edit.setFocus()
    other.setFocus()
    assert edit.value == value


def test_a_number_typed_with_a_comma_is_taken_when_one_goes_on(form, qtbot: QtBot) -> None:
    edit, other = form
    retype(edit, "0,125")
    with qtbot.waitSignal(edit.value_edited) as told:
        other.setFocus()
    assert told.args == [0.125]
    assert edit.value == 0.125


@pytest.mark.parametrize("text", ["fast", "", "-1", "1e10", "nan"])
def test_bad_text_keeps_the_old_value_and_says_why_below(form, text: str) -> None:
    edit, _ = form
    told: list[float] = []
    edit.value_edited.connect(told.append)
    retype(edit, text or " ")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.complaint.isVisible()
    assert here("0.03") in edit.complaint.text()
    assert edit.accessibleDescription() == edit.complaint.text()
    assert edit.value == 0.03
    assert told == []


def test_the_numbers_of_a_complaint_are_grouped_and_what_is_typed_is_not(form) -> None:
    edit, _ = form
    edit.set_value(2_000)
    assert edit.text() == "2000"
    retype(edit, "-1")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert here("from 0 to 1,000,000,000; it stays at 2,000") in edit.complaint.text()


def test_the_complaint_goes_away_with_the_next_letter(form) -> None:
    edit, _ = form
    retype(edit, "fast")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert not edit.complaint.isVisible()


def test_escape_brings_back_what_was_there(form) -> None:
    edit, _ = form
    retype(edit, "77")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == here("0.03")
    assert edit.value == 0.03


def test_arrow_keys_step_by_the_same_factor_everywhere(form) -> None:
    edit, _ = form
    edit.setFocus()
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(edit, key)
        seen.append(edit.value)
    assert seen == [0.05, 0.07, 0.05, 0.03, 0.02]


def test_stepping_never_leaves_the_bounds(form) -> None:
    edit, _ = form
    edit.setFocus()
    edit.set_value(1e9)
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value == 1e9
    edit.set_value(0.0)
    QTest.keyClick(edit, Qt.Key.Key_Down)
    assert edit.value == 0.0
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value == 0.01


def turn_wheel(widget: QWidget, notches: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_steps_only_a_field_that_has_the_focus(form) -> None:
    edit, other = form
    other.setFocus()
    turn_wheel(edit, 1)
    assert edit.value == 0.03
    edit.setFocus()
    turn_wheel(edit, 1)
    assert edit.value == 0.05


def test_a_preset_is_chosen_from_the_list(form, qtbot: QtBot) -> None:
    edit, _ = form
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = edit.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == [here("0.01"), here("0.1"), "1"]
    with qtbot.waitSignal(edit.value_edited) as told:
        QTest.mouseClick(
            menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[1]).center()
        )
    assert told.args == [0.1]
    assert edit.text() == here("0.1")


def test_what_is_being_typed_is_not_overwritten_by_a_change_from_elsewhere(form) -> None:
    edit, _ = form
    retype(edit, "0.00")
    edit.set_value(5.0)
    assert edit.text() == "0.00"


def test_a_german_sees_and_types_a_comma(german: None, show: Show) -> None:
    edit = NumberEdit(0.0, 1e9, LIGHT)
    show(edit)
    edit.set_value(0.001)
    assert edit.text() == "0,001"
    retype(edit, "0,125")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.value == 0.125
    assert edit.text() == "0,125"
