"""A learner fills in numbers by keyboard, and is told what is right."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from nnstudio.explain.derivation import Derivation
from nnstudio.explain.explanation import explain
from nnstudio.explain.moment import Twin
from nnstudio.explain.subject import Subject
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session
from nnstudio.ui.inspector.exercise_field import AnswerField
from nnstudio.ui.inspector.exercise_page import ExercisePage
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.figures import here

from .conftest import Studio

NEURON, WIRE = Subject("hidden-2", (1,)), Subject("hidden-2", weight=(1, 0))


def derived(subject: Subject, steps: int = 7) -> Derivation:
    session = Session(EXAMPLES["xor"].project)
    for _ in range(steps):
        session.training.step()
    return explain(Twin().moment(session, 1), subject)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ExercisePage]:
    made = ExercisePage(DARK)
    qtbot.addWidget(made)
    made.resize(780, 280)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.begin(derived(NEURON), "step 8, sample 2")
    return made


def choose_level(page: ExercisePage, key: str) -> None:
    QTest.mouseClick(page.levels.buttons[key], Qt.MouseButton.LeftButton)


def answer(field: AnswerField, value: float, comma: bool = False) -> None:
    text = f"{value:.4g}"
    field.entry.setFocus()
    field.entry.selectAll()
    QTest.keyClicks(field.entry, text.replace(".", ",") if comma else text)
    QTest.keyClick(field.entry, Qt.Key.Key_Return)


def texts(page: ExercisePage) -> str:
    return " ".join(
        label.text() for line in page.sheet.lines for label in line.findChildren(QLabel)
    )


def test_one_two_and_all_numbers_are_asked_for(page: ExercisePage) -> None:
    assert len(page.fields) == 1
    assert page.progress.text() == "0 of 1"
    choose_level(page, "2")
    assert len(page.fields) == 2
    choose_level(page, "3")
    assert [field.blank.name for field in page.fields][-4:] == ["z₂", "a₂", "∂C/∂a₂", "δ₂"]
    assert page.progress.text() == "0 of 8"


@pytest.mark.parametrize("comma", [False, True])
def test_a_right_number_is_marked_and_the_keys_move_on(page: ExercisePage, comma: bool) -> None:
    choose_level(page, "3")
    first, second = page.fields[:2]
    answer(first, first.blank.value, comma)
    assert first.done
    assert first.mark.text() == "✓"
    assert first.entry.isReadOnly()
    assert second.entry.hasFocus()
    assert page.progress.text() == "1 of 8"


def test_a_wrong_number_keeps_the_keys_and_says_where_it_went_wrong(page: ExercisePage) -> None:
    choose_level(page, "3")
    field = page.fields[0]
    answer(field, -field.blank.value)
    assert not field.done
    assert field.mark.text() == "✗"
    assert field.sentence.isVisible()
    assert "sign" in field.sentence.text()
    assert "sign" in field.entry.accessibleDescription()
    assert field.entry.hasFocus()
    QTest.keyClicks(field.entry, f"{field.blank.value:.4g}")
    assert field.mark.text() == "", "nothing has been said about the new number yet"
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    assert field.done
    assert not field.sentence.isVisible()


def test_a_number_that_is_asked_for_stands_nowhere_before_it_is_found(page: ExercisePage) -> None:
    choose_level(page, "3")
    z = next(field for field in page.fields if field.blank.name == "z₂")
    digits = here(f"{abs(z.blank.value):.4g}")
    assert digits not in texts(page)
    answer(z, z.blank.value)
    assert digits in texts(page), "the activation is worked out from it"


def test_the_arrows_go_from_field_to_field(page: ExercisePage) -> None:
    choose_level(page, "3")
    page.fields[0].entry.setFocus()
    QTest.keyClick(page.fields[0].entry, Qt.Key.Key_Down)
    assert page.fields[1].entry.hasFocus()
    QTest.keyClick(page.fields[1].entry, Qt.Key.Key_Up)
    assert page.fields[0].entry.hasFocus()
    QTest.keyClick(page.fields[0].entry, Qt.Key.Key_Tab)
    assert page.fields[1].entry.hasFocus()


def test_check_judges_all_that_was_typed_and_stops_at_the_first_wrong_one(
    page: ExercisePage,
) -> None:
    choose_level(page, "3")
    right, wrong, empty = page.fields[:3]
    QTest.keyClicks(right.entry, f"{right.blank.value:.5g}")
    QTest.keyClicks(wrong.entry, f"{wrong.blank.value * 10:.5g}")
    QTest.mouseClick(page.check, Qt.MouseButton.LeftButton)
    assert right.done
    assert "decimal point" in wrong.sentence.text()
    assert not empty.sentence.isVisible()
    assert wrong.entry.hasFocus()


def test_a_number_can_be_shown_and_does_not_count_as_found(page: ExercisePage) -> None:
    choose_level(page, "2")
    second = page.fields[1]
    second.entry.setFocus()
    QTest.mouseClick(page.show_one, Qt.MouseButton.LeftButton)
    assert second.done
    assert second.shown
    assert second.mark.text() == "○"
    assert page.progress.text() == "1 of 2, 1 shown"


def test_enter_alone_leads_from_one_blank_to_all_and_on_to_new_ones(
    page: ExercisePage, qtbot: QtBot
) -> None:
    for count in (1, 2, 8):
        assert len(page.fields) == count
        for field in list(page.fields):
            if field is page.fields[-1]:
                with qtbot.waitSignal(page.solved):
                    answer(field, field.blank.value)
            else:
                answer(field, field.blank.value)
        assert page.progress.text() == f"✓ {count} of {count}"
        assert not page.check.isVisible()
        if count == 8:
            with qtbot.waitSignal(page.numbers_wanted):
                QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)
        else:
            QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)
        assert page.fields[0].entry.hasFocus()


def test_training_changes_no_number_while_it_is_worked_out(page: ExercisePage) -> None:
    page.offer("neuron", derived(NEURON), "step 8")
    before = page.fields[0].blank.value
    page.offer("neuron", derived(NEURON, steps=30), "step 31")
    assert page.fields[0].blank.value == before
    assert page.moment.text() == "step 8"
    QTest.mouseClick(page.new_numbers, Qt.MouseButton.LeftButton)
    assert page.moment.text() == "step 31"
    page.offer("wire", derived(WIRE), "step 8")
    assert page.fields[0].blank.equation in derived(WIRE).update, "that is about something else"


def test_what_was_left_half_done_is_there_again(page: ExercisePage) -> None:
    choose_level(page, "3")
    page.offer("neuron", derived(NEURON), "step 8")
    first, second = page.fields[:2]
    answer(first, first.blank.value)
    answer(second, -second.blank.value)
    page.offer("wire", derived(WIRE), "step 8")
    assert page.fields[0] is not first
    page.set_theme(LIGHT)
    page.offer("neuron", derived(NEURON, steps=30), "step 31")
    assert page.moment.text() == "step 8"
    assert page.fields[:2] == [first, second]
    assert page.progress.text() == "1 of 8"
    assert second.sentence.isVisible()
    answer(second, second.blank.value)
    assert page.progress.text() == "2 of 8"


def test_another_network_has_another_exercise(page: ExercisePage) -> None:
    page.offer("neuron", derived(NEURON), "step 8")
    QTest.keyClicks(page.fields[0].entry, "1")
    page.forget()
    page.offer("neuron", derived(NEURON, steps=30), "step 31")
    assert page.moment.text() == "step 31"
    assert page.fields[0].entry.text() == ""


def test_nothing_to_work_out_is_said(page: ExercisePage) -> None:
    page.begin(Derivation(), "step 8")
    assert page.fields == []
    assert not page.progress.isVisible()
    assert not page.check.isVisible()


def test_numbers_are_written_with_the_readers_decimal_sign(page: ExercisePage) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        page.begin(derived(NEURON), "step 8")
        QTest.mouseClick(page.show_one, Qt.MouseButton.LeftButton)
        assert "," in page.fields[0].entry.text()
    finally:
        QLocale.setDefault(before)


def test_a_small_page_scrolls_to_the_sentence_about_a_wrong_number(
    page: ExercisePage, qtbot: QtBot
) -> None:
    page.set_theme(LIGHT)
    page.resize(430, 190)
    choose_level(page, "3")
    field = page.fields[3]
    answer(field, -field.blank.value)

    def seen() -> bool:
        viewport = page._scroll.viewport()
        top = field.sentence.mapTo(viewport, field.sentence.rect().topLeft()).y()
        return top >= 0 and top + field.sentence.height() <= viewport.height()

    qtbot.waitUntil(seen)


def test_every_field_says_what_it_asks_for(page: ExercisePage) -> None:
    choose_level(page, "3")
    for field in page.fields:
        assert field.blank.name in field.entry.accessibleName()
        assert field.entry.toolTip()


def test_while_the_run_trains_on_a_learner_reckons_the_weight_it_had_announced(
    xor: Studio,
) -> None:
    xor.click_canvas(xor.wire("hidden-2", 0, 0))
    xor.view("update")
    QTest.mouseClick(xor.panel.head.fill_in, Qt.MouseButton.LeftButton)
    xor.until(lambda: xor.panel.exercise.page is not None)
    page = xor.panel.exercise.page
    assert page is not None
    xor.until(lambda: bool(page.fields))
    choose_level(page, "3")
    new = page.fields[-1]
    assert new.blank.equation.left.symbol == "w_{1,1}'"
    step = xor.run.latest.step if xor.run.latest is not None else 0
    xor.run.step()
    xor.until(lambda: xor.run.latest is not None and xor.run.latest.step == step + 1)
    assert xor.run.latest is not None
    made = float(xor.run.latest.weights["hidden-2"][0, 0])
    assert page.fields[-1] is new, "the exercise stays that of its moment"
    answer(new, made)
    assert new.done


def test_another_project_begins_another_exercise(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    QTest.mouseClick(xor.panel.head.fill_in, Qt.MouseButton.LeftButton)
    xor.until(lambda: xor.panel.exercise.page is not None)
    page = xor.panel.exercise.page
    assert page is not None
    xor.until(lambda: bool(page.fields))
    sheet = page.sheet
    page.fields[0].take_keys()
    QTest.keyClicks(page.fields[0].entry, "1")
    xor.document.new(EXAMPLES["xor"].project)
    xor.until(lambda: page.sheet is not sheet)
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.until(lambda: page.moment.text().startswith("Hidden 2 · neuron 2"))
    assert [field.entry.text() for field in page.fields] == [""] * len(page.fields)
