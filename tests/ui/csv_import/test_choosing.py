"""What becomes of each column: the proposal, and a person's own choice by mouse or keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from nnstudio.ui.csv_import.choice import Role
from nnstudio.ui.csv_import.window import CsvImportWindow
from tests.ui.directions import ahead, back
from tests.ui.figures import here

from .conftest import FLOWERS, Open, Write, settle


def roles(window: CsvImportWindow) -> dict[str, Role]:
    model = window.columns.columns
    return {facts.name: role for facts, role in zip(model.facts, model.roles, strict=True)}


def press(window: CsvImportWindow, qtbot: QtBot, row: int, role: Role) -> None:
    place = window.columns.place_of(row, role)
    qtbot.mouseClick(window.columns.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(window, qtbot)


def test_the_last_column_is_the_target_and_the_others_are_inputs(
    opened: Open, write: Write
) -> None:
    window = opened(write(FLOWERS))
    assert roles(window) == {"length": "input", "width": "input", "species": "target"}
    assert window.result_card.classes.isChecked()
    assert not window.result_card.regression.isChecked()


def test_a_column_called_class_is_the_target_wherever_it_stands(opened: Open, write: Write) -> None:
    window = opened(write("Class,a,b\n" + "0,1.5,2.5\n1,2.5,3\n" * 5))
    assert roles(window) == {"Class": "target", "a": "input", "b": "input"}


def test_text_numbering_and_columns_that_never_change_are_left_out_with_a_sentence(
    opened: Open, write: Write
) -> None:
    rows = "".join(f"{n},word{n},{n * 1.5},7,{n % 2}\n" for n in range(1, 13))
    window = opened(write(f"id,remark,size,fixed,kind\n{rows}"))
    assert roles(window) == {
        "id": "out",
        "remark": "out",
        "size": "input",
        "fixed": "out",
        "kind": "target",
    }
    said = window.result_card.problems.sentences
    assert said[0].startswith("Column “id” is left out: it only numbers the rows.")
    assert said[1].startswith("Column “remark” is left out: it holds text")
    assert said[2].startswith("Column “fixed” is left out: it has the same value in every row")


def test_counting_up_is_an_input_where_there_is_no_other(opened: Open, write: Write) -> None:
    window = opened(write("x,y\n" + "".join(f"{n},{n * n + 0.5}\n" for n in range(1, 30))))
    assert roles(window) == {"x": "input", "y": "target"}
    assert window.result_card.regression.isChecked()


def test_a_column_that_is_mostly_empty_does_not_cost_its_rows(opened: Open, write: Write) -> None:
    window = opened(write("a,b,y\n" + "1,,2.5\n2,,3.5\n3,4,5.5\n5,,6.25\n"))
    assert roles(window)["b"] == "out"
    assert window.outcome.startswith("4 rows, 1 input")


def test_a_press_on_a_role_changes_it_and_says_what_comes_of_it(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write(FLOWERS))
    press(window, qtbot, 1, "out")
    assert roles(window) == {"length": "input", "width": "out", "species": "target"}
    assert window.outcome.startswith("30 rows, 1 input → 3 classes of species")
    press(window, qtbot, 1, "target")
    assert roles(window) == {"length": "input", "width": "target", "species": "out"}
    assert window.result_card.regression.isChecked()
    assert window.outcome.startswith(here("30 rows, 1 input → values of width, from 0.5 to 2.95"))


def test_roles_are_chosen_by_keyboard(opened: Open, write: Write, qtbot: QtBot) -> None:
    window = opened(write(FLOWERS))
    window.columns.setFocus()
    QTest.keyClick(window.columns, Qt.Key.Key_Down)
    QTest.keyClick(window.columns, ahead(window))
    settle(window, qtbot)
    assert roles(window) == {"length": "input", "width": "target", "species": "out"}
    QTest.keyClick(window.columns, back(window))
    settle(window, qtbot)
    assert roles(window) == {"length": "input", "width": "input", "species": "out"}
    assert window.said == "Choose the column that the network is to predict."
    assert not window.import_button.isEnabled()


def test_the_header_of_the_preview_offers_the_roles_too(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write(FLOWERS))
    header = window.preview.horizontalHeader()
    x = header.sectionViewportPosition(0) + 20
    place = header.viewport().rect().center()
    place.setX(x)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    menu = window.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["Input", "Target", "Leave out"]
    assert menu.actions()[0].isChecked()
    place = menu.actionGeometry(menu.actions()[2]).center()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    settle(window, qtbot)
    assert roles(window)["length"] == "out"


def test_the_task_is_recognised_and_can_be_corrected(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write("a,grade\n" + "1.5,1\n2.5,2\n3.5,3\n" * 5))
    assert window.result_card.classes.isChecked()
    assert "3 classes of grade (1, 2, 3)" in window.outcome
    qtbot.mouseClick(window.result_card.regression, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert window.result_card.regression.isChecked()
    assert not window.result_card.classes.isChecked()
    assert "values of grade, from 1 to 3" in window.outcome
    qtbot.mouseClick(window.result_card.regression, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert window.result_card.regression.isChecked()


def test_what_cannot_be_learned_is_refused_in_words_and_mended_by_another_choice(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write(FLOWERS))
    press(window, qtbot, 2, "input")
    press(window, qtbot, 1, "target")
    assert roles(window)["species"] == "input"
    assert window.said.startswith("Column “species” holds text, and a network calculates")
    assert window.outcome == ""
    press(window, qtbot, 2, "out")
    assert window.said == ""
    assert window.import_button.isEnabled()


def test_only_one_class_is_refused_in_words(opened: Open, write: Write) -> None:
    window = opened(write("a,species\n1.5,rose\n2.5,rose\n3.5,rose\n"))
    assert not window.import_button.isEnabled()
    assert window.said == (
        "Column “species” holds only the class “rose”, so there is nothing to tell apart. "
        "Choose another target, or add rows of a second class."
    )


def test_500_columns_are_listed_and_each_can_be_chosen(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    head = ",".join(f"c{n}" for n in range(500))
    rows = "\n".join(
        ",".join(str(((n + 1) * r) % 503 + 0.5) for n in range(500)) for r in range(1, 9)
    )
    window = opened(write(f"{head}\n{rows}\n"))
    window.columns.go_to("c498")
    press(window, qtbot, 498, "out")
    assert roles(window)["c498"] == "out"
    assert "8 rows, 498 inputs" in window.outcome


def test_two_choices_in_a_row_both_count_though_the_first_is_still_worked_out(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write("a,b,c,y\n" + "1.5,2.5,3.5,4.5\n2.5,1.5,0.5,2.25\n" * 20_000))
    for row in (0, 1):
        place = window.columns.place_of(row, "out")
        qtbot.mouseClick(window.columns.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(window, qtbot)
    assert roles(window) == {"a": "out", "b": "out", "c": "input", "y": "target"}
    assert window.outcome.startswith(here("40,000 rows, 1 input"))
