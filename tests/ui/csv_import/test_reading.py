"""Files of every kind are opened in the real window: recognised, corrected, refused in words."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.ui.csv_import.window import CsvImportWindow
from nnstudio.ui.theme import DARK
from tests.ui.figures import here

from .conftest import FLOWERS, Open, Write, running_threads, settle

SLOW_TO_READ = "a,b,c,d,e,f,g,h,i,j\n" + "−1,−2,−3,−4,−5,−6,−7,−8,−9,−10\n" * 199_000
"""Seconds of work: a minus of typography has each cell read on its own."""


def cells(window: CsvImportWindow, row: int) -> list[str]:
    model = window.preview.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def names(window: CsvImportWindow) -> list[str]:
    model = window.preview.model()
    return [
        str(model.headerData(column, Qt.Orientation.Horizontal))
        for column in range(model.columnCount())
    ]


def lines(window: CsvImportWindow) -> list[str]:
    model = window.preview.model()
    return [str(model.headerData(row, Qt.Orientation.Vertical)) for row in range(model.rowCount())]


def correct(control: QComboBox, data: object) -> None:
    """Choose an entry with the keyboard, as a person would."""
    control.setFocus()
    steps = control.findData(data) - control.currentIndex()
    key = Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up
    for _ in range(abs(steps)):
        QTest.keyClick(control, key)


def test_a_table_with_commas_is_shown_and_described_in_words(opened: Open, write: Write) -> None:
    window = opened(write(FLOWERS, "flowers.csv"))
    assert window.isVisible()
    assert not window.isModal()
    assert window.windowTitle() == "Import flowers.csv"
    assert window.format_bar.sentence == (
        "Found: comma-separated, decimal point, UTF-8, first line is a header"
    )
    assert names(window) == ["length", "width", "species"]
    assert cells(window, 0) == ["1.0", "0.5", "rose"]
    assert lines(window)[:2] == ["2", "3"]
    assert window.outcome == (
        "30 rows, 2 inputs → 3 classes of species (lily, rose, tulip); no row is left out"
    )
    assert window.import_button.isEnabled()
    assert window.result_card.problems.isHidden()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            b"weight;price\n1,5;9,5\n2,5;8,25\n3,5;7,75\n",
            "semicolon-separated, decimal comma, UTF-8, first line is a header",
        ),
        (
            "weight\tprice\n1.5\t9.5\n2.5\t8.25\n3.5\t7.75\n".encode("utf-16"),
            "tab-separated, decimal point, UTF-16, first line is a header",
        ),
        (
            "größe|preis\n1.5|9.5\n2.5|8.25\n3.5|7.75\n".encode("cp1252"),
            "separated by vertical bars, decimal point, Windows Western, first line is a header",
        ),
        (
            b"1.5,9.5\n2.5,8.25\n3.5,7.75\n",
            "comma-separated, decimal point, UTF-8, no header",
        ),
    ],
)
def test_other_ways_of_writing_are_recognised(
    opened: Open, write: Write, content: bytes, found: str
) -> None:
    window = opened(write(content))
    assert window.format_bar.sentence == f"Found: {found}"
    assert "3 rows, 1 input → values of " in window.outcome
    assert here("from 7.75 to 9.5") in window.outcome


def test_without_a_header_the_columns_are_numbered_and_the_first_line_is_data(
    opened: Open, write: Write
) -> None:
    window = opened(write("1.5,9.5\n2.5,8.25\n3.5,7.75\n"))
    assert names(window) == ["column 1", "column 2"]
    assert lines(window) == ["1", "2", "3"]


def test_correcting_the_separator_changes_the_preview_at_once_and_can_be_taken_back(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write("a;b\n1,5;2,5\n2,5;3,5\n4,5;1,5\n"))
    assert names(window) == ["a", "b"]
    correct(window.format_bar.separator, ",")
    settle(window, qtbot)
    assert cells(window, 0) == ["1", "5;2", "5"]
    assert not window.import_button.isEnabled()
    assert window.said.startswith("The header names 1 column, but most rows have 3 cells.")
    assert window.format_bar.sentence.startswith("As you chose: comma-separated")
    qtbot.mouseClick(window.format_bar.back, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert cells(window, 0) == ["1,5", "2,5"]
    assert window.import_button.isEnabled()


def test_correcting_header_decimal_sign_and_encoding_reads_the_file_anew(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write("größe;preis\n1,5;9,5\n2,5;8,5\n3,5;7,5\n"))
    correct(window.format_bar.header, False)
    settle(window, qtbot)
    assert names(window) == ["column 1", "column 2"]
    assert cells(window, 0) == ["größe", "preis"]
    correct(window.format_bar.header, True)
    correct(window.format_bar.encoding, "latin-1")
    settle(window, qtbot)
    assert names(window)[0] == "grÃ¶Ã\x9fe"
    correct(window.format_bar.encoding, "utf-8")
    correct(window.format_bar.decimal, ".")
    settle(window, qtbot)
    assert names(window)[0] == "größe"
    assert window.preview.rows.kind(0) == "text"


def test_ragged_rows_and_doubtful_cells_are_marked_and_named_by_line(
    opened: Open, write: Write
) -> None:
    window = opened(write("a,b,c\n1,2,3\n4,5\n6,x,8\n9,,3\n1,2,3,4\n" + "7,8,9\n8,9,9\n" * 5))
    assert window.result_card.problems.sentences == [
        "Line 3: the row has 2 cells instead of 3.",
        "Line 4, column “b”: “x” is not a number.",
        "Line 5, column “b”: the value is missing.",
        "Line 6: the row has 4 cells instead of 3.",
    ]
    assert [line for line in lines(window) if "⚠" in line] == ["⚠ 3", "⚠ 4", "⚠ 5", "⚠ 6"]
    assert cells(window, 1) == ["4", "5", "missing", ""]
    assert window.outcome.endswith("; 4 rows are left out")


def test_a_long_list_is_folded_to_a_count_and_can_be_unfolded_and_copied(
    opened: Open, write: Write, qtbot: QtBot
) -> None:
    window = opened(write("a,b\n" + "1,2\n2,1\n" * 100 + "3\n" * 20))
    problems = window.result_card.problems
    assert problems.fold.text() == "▸ 20 rows or cells that cannot be used"
    assert problems.view.isHidden()
    qtbot.mouseClick(problems.fold, Qt.MouseButton.LeftButton)
    assert problems.view.isVisible()
    assert problems.view.model().rowCount() == 20
    problems.view.setFocus()
    QTest.keySequence(problems.view, "Ctrl+A")
    QTest.keySequence(problems.view, "Ctrl+C")
    copied = clipboard().splitlines()
    assert len(copied) == 20
    assert copied[0] == "Line 202: the row has 1 cell instead of 2."
    qtbot.mouseClick(problems.copy, Qt.MouseButton.LeftButton)
    assert clipboard().splitlines() == copied


def test_what_looks_like_html_in_a_file_is_shown_as_it_is(opened: Open, write: Write) -> None:
    window = opened(write("<b>a</b>,y\n1,<img src=x>\n2,rose\n3,rose\n"))
    assert names(window)[0] == "<b>a</b>"
    tip = window.columns.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;a&lt;/b&gt;" in tip


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0", "does not hold text"),
        (None, "There is no file called “gone.csv” there."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_window_stays_as_it_was(
    opened: Open, write: Write, qtbot: QtBot, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    window = opened(write(FLOWERS, "flowers.csv"))
    before = window.outcome
    bad = tmp_path / "gone.csv" if content is None else write(content, "bad.csv")
    with qtbot.waitSignal(window.problem) as told:
        window.load(bad)
    settle(window, qtbot)
    assert reason in told.args[0]
    assert window.windowTitle() == "Import flowers.csv"
    assert window.outcome == before
    assert window.import_button.isEnabled()


def test_a_window_that_was_not_shown_stays_away_when_its_file_cannot_be_read(
    window: CsvImportWindow, write: Write, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.problem):
        window.load(write(b""))
    settle(window, qtbot)
    assert not window.isVisible()


def test_a_broken_quotation_is_told_in_the_window_which_then_takes_another_file(
    opened: Open, write: Write
) -> None:
    window = opened(write('a,b\n1,2\n3,"4\n5,6\n'))
    assert window.isVisible()
    assert window.unreadable.text().startswith("Line 3: a quotation mark is opened and never")
    assert window.said == "Correct above how the file is written, or choose another."
    assert not window.import_button.isEnabled()
    opened(write(FLOWERS, "flowers.csv"))
    assert window.said == ""
    assert window.import_button.isEnabled()


def test_only_the_last_file_counts_when_several_are_opened_at_once(
    window: CsvImportWindow, write: Write, qtbot: QtBot
) -> None:
    big = write("a,b,c\n" + "1,2,3\n4,5,6\n" * 50_000, "big.csv")
    for path in (big, write(FLOWERS, "one.csv"), big, write(FLOWERS, "last.csv")):
        window.load(path)
    settle(window, qtbot)
    assert window.windowTitle() == "Import last.csv"
    assert window.outcome.startswith("30 rows")


def test_a_long_reading_says_how_far_it_is_and_closing_ends_it_without_a_trace(
    window: CsvImportWindow, document: Document, write: Write, qtbot: QtBot
) -> None:
    before = document.project
    window.load(write(SLOW_TO_READ, "big.csv"))
    qtbot.waitUntil(lambda: "rows" in window.said)
    assert window.said.startswith("Reading… ")
    assert window.preview.model().rowCount() == 50
    assert not window.import_button.isEnabled()
    assert running_threads() != []
    window.close()
    assert running_threads() == []
    assert document.project is before


def test_a_window_that_was_closed_while_reading_opens_again(
    window: CsvImportWindow, write: Write, qtbot: QtBot
) -> None:
    window.load(write("a,b\n" + "1,2\n2,1\n" * 50_000, "big.csv"))
    qtbot.waitUntil(window.isVisible)
    window.close()
    window.load(write(FLOWERS))
    settle(window, qtbot)
    assert window.isVisible()
    assert window.outcome.startswith("30 rows")


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_a_file_that_cannot_be_read_does_not_end_the_reading_of_the_one_before(
    window: CsvImportWindow, write: Write, qtbot: QtBot
) -> None:
    window.load(write("a,b\n" + "1,2\n2,1\n" * 40_000, "big.csv"))
    qtbot.waitUntil(window.isVisible)
    with qtbot.waitSignal(window.problem):
        window.load(write(b"", "empty.csv"))
    settle(window, qtbot)
    assert window.windowTitle() == "Import big.csv"
    assert window.outcome.startswith(here("80,000 rows"))


def test_a_window_that_is_deleted_while_it_reads_leaves_no_thread(
    document: Document, turns: None, write: Write, qtbot: QtBot
) -> None:
    window = CsvImportWindow(document, DARK)
    window.load(write(SLOW_TO_READ, "big.csv"))
    qtbot.waitUntil(window.isVisible)
    assert running_threads() != []
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    assert running_threads() == []


def test_closed_while_reading_it_stays_closed_when_the_next_file_cannot_be_read(
    window: CsvImportWindow, write: Write, qtbot: QtBot
) -> None:
    window.load(write("a,b\n" + "1,2\n2,1\n" * 50_000, "big.csv"))
    qtbot.waitUntil(window.isVisible)
    window.close()
    with qtbot.waitSignal(window.problem):
        window.load(write(b"", "empty.csv"))
    settle(window, qtbot)
    assert not window.isVisible()
    assert window.said == "Choose a table first."
    assert not window.import_button.isEnabled()


def test_a_very_long_file_name_does_not_widen_the_window(opened: Open, write: Write) -> None:
    window = opened(write(FLOWERS, "short.csv"))
    width = window.minimumSizeHint().width()
    opened(write(FLOWERS, f"{'long' * 50}.csv"))
    assert window.minimumSizeHint().width() == width
