"""Reading a table names everything that could not be read, and where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nnstudio.data.csv_detect import find_format
from nnstudio.data.csv_file import MAX_CELLS, MAX_COLUMNS, MAX_LINES, MAX_RECORD, MAX_ROWS
from nnstudio.data.csv_format import CsvFormat
from nnstudio.data.csv_table import read_table
from nnstudio.data.errors import DataError
from nnstudio.data.table import Column, Table

Read = Callable[..., Table]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def opened(content: bytes | str, form: CsvFormat | None = None) -> Table:
        path = tmp_path / "fruit.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path, form or find_format(path))

    return opened


def said(table: Table) -> list[str]:
    return [str(problem) for problem in table.problems]


def test_a_table_keeps_its_numbers_texts_lines_and_title(read: Read) -> None:
    table = read("size,taste\n1.5,sweet\n-2e3,sour\n")
    assert table.title == "fruit"
    assert table.columns == (
        Column("size", numbers=(1.5, -2000.0)),
        Column("taste", texts=("sweet", "sour")),
    )
    assert table.lines == (2, 3)
    assert table.problems == ()
    assert table.notes == ()


def test_a_row_that_is_too_short_or_too_long_is_left_out_and_named(read: Read) -> None:
    table = read("a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n13,14,15\n")
    assert table.lines == (2, 4, 6)
    assert said(table) == [
        "Line 3: the row has 2 cells instead of 3.",
        "Line 5: the row has 4 cells instead of 3.",
    ]


def test_a_word_among_numbers_is_named_by_line_and_column(read: Read) -> None:
    table = read("a,b\n" + "1,2\n" * 8 + "x,3\n" + "4,inf\n")
    assert table.column("a").numbers[-2:] == (None, 4.0)
    assert said(table) == [
        "Line 10, column “a”: “x” is not a number.",
        "Line 11, column “b”: “inf” is not a finite number.",
    ]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1,5", "is not a number with the decimal sign “.”"),
        ("1_000", "is not a number"),
        ("0x1F", "is not a number"),
        ("12 %", "is not a number"),
        ("١٢", "is not a number"),
        ("1e", "is not a number"),
        ("Infinity", "is not a finite number"),
        ("-inf", "is not a finite number"),
        ("1e999", "is too large"),
        ("-1e31", "is too large"),
        ("9" * 61, "is not a number"),
    ],
)
def test_what_python_would_guess_at_is_refused(read: Read, cell: str, reason: str) -> None:
    table = read("a;b\n" + "1;2\n" * 9 + f"3;{cell}\n", CsvFormat(";"))
    assert table.column("b").numbers[-1] is None
    assert len(table.problems) == 1
    assert table.problems[0].line == 11
    assert table.problems[0].column == "b"
    assert reason in table.problems[0].reason


@pytest.mark.parametrize("cell", ["", "NA", "n/a", "NaN", "null", "?", "-", "  "])
def test_a_missing_value_is_missing_and_no_problem_of_the_file(read: Read, cell: str) -> None:
    table = read(f"a;b\n1;2\n3;{cell}\n5;6\n")
    assert table.column("b").numbers == (2.0, None, 6.0)
    assert table.problems == ()


@pytest.mark.parametrize("cell", ["+1", " 7 ", ".5", "5.", "−3", "1E-3", "007"])
def test_the_usual_ways_to_write_a_number_are_read(read: Read, cell: str) -> None:
    table = read(f"a;b\n1;2\n3;{cell}\n")
    assert table.column("b").numbers[1] == float(cell.replace("−", "-"))


def test_a_decimal_comma_is_read_and_a_point_beside_it_is_named(read: Read) -> None:
    table = read("a;b\n" + "1,5;2,25\n" * 9 + "1.5;3\n")
    assert table.column("b").numbers[:2] == (2.25, 2.25)
    assert said(table) == ["Line 11, column “a”: “1.5” is not a number with the decimal sign “,”."]


def test_a_column_of_numbers_and_words_is_text_and_says_so(read: Read) -> None:
    table = read("a,b\n1,1\n2,x\n3,y\n4,2\n")
    assert table.column("b").texts == ("1", "x", "y", "2")
    assert table.notes == ("Column “b” mixes numbers and words: it is read as text.",)


def test_names_that_are_missing_or_used_twice_are_made_unique_and_said(read: Read) -> None:
    table = read(f"x,x,,{'n' * 200},x\n1,2,3,4,5\n6,7,8,9,10\n")
    assert table.names == ("x", "x (2)", "column 3", "n" * 59 + "…", "x (3)")
    assert table.notes == (
        "The name of column 2 is used twice: it is called “x (2)” here.",
        "Column 3 has no name: it is called “column 3” here.",
        f"The name of column 4 is very long: it is called “{'n' * 59}…” here.",
        "The name of column 5 is used twice: it is called “x (3)” here.",
    )


def test_an_empty_column_is_left_out_and_said_and_an_empty_row_is_named(read: Read) -> None:
    table = read("a,b,\n1,2,\n,,\n3,4,\n\n\n")
    assert table.names == ("a", "b")
    assert table.notes[-1] == "Column “column 3” is empty and was left out."
    assert said(table) == ["Line 3: every cell of the row is empty."]


def test_line_numbers_count_blank_lines_and_cells_of_several_lines(read: Read) -> None:
    table = read('a,b\n\n"x\ny\nz",1\n"w",2\nv,3,4\n')
    assert table.lines == (3, 6)
    assert table.column("a").texts == ("x\ny\nz", "w")
    assert said(table) == ["Line 7: the row has 3 cells instead of 2."]


def test_the_line_with_which_a_spreadsheet_names_its_separator_is_no_row(read: Read) -> None:
    table = read("sep=;\r\na;b\r\n1;2\r\n3;4\r\n5\r\n")
    assert table.names == ("a", "b")
    assert table.lines == (3, 4)
    assert said(table) == ["Line 5: the row has 1 cell instead of 2."]


def test_a_mark_at_the_start_never_becomes_part_of_a_name(read: Read) -> None:
    content = b"\xef\xbb\xbfa,b\n1,2\n3,4\n"
    for encoding in ("utf-8", "utf-8-sig"):
        assert read(content, CsvFormat(encoding=encoding)).names == ("a", "b")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('a,b\n1,2\n"3,4\n5,6\n', "Line 3: a quotation mark is opened and never closed"),
        ('a,b\n1,2\n"3"x,4\n', "Line 3: something follows a closing quotation mark"),
        ("a,b\n", "a header and no rows"),
        ("a,b\n1,2\n", "only one row"),
        ("1,2\n", "only one row"),
        ("a,b\n,\n,\n", "only one row|empty"),
        ("a,b,c\n1,2\n3,4\n", "names 3 columns, but most rows have 2 cells"),
    ],
)
def test_a_file_that_teaches_nothing_is_refused(read: Read, content: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read(content)


def test_bytes_outside_the_chosen_encoding_are_named_by_line(read: Read) -> None:
    with pytest.raises(DataError, match=r"Line 3 holds bytes that are not UTF-8 text\. Choose"):
        read(b"a,b\n1,2\n3,\xe9\n", CsvFormat())
    with pytest.raises(DataError, match="UTF-16"):
        read(b"a,b\n1,2\n3,4\nx", CsvFormat(encoding="utf-16"))
    with pytest.raises(DataError, match="Line 1 holds a zero byte"):
        read("a,b\n1,2\n".encode("utf-16-le"), CsvFormat(encoding="latin-1"))


def test_more_columns_than_can_be_used_are_refused(read: Read) -> None:
    names = ",".join(f"c{index}" for index in range(10_000))
    row = ",".join(["1"] * 10_000)
    for content in (f"{names}\n{row}\n{row}\n", f"{row}\n{row}\n"):
        with pytest.raises(DataError, match="10,000 columns; up to 512"):
            read(content)
    assert len(read(("1," * MAX_COLUMNS)[:-1] + "\n" + ("2," * MAX_COLUMNS)[:-1]).columns) == 512


def test_more_rows_than_can_be_used_are_refused(read: Read) -> None:
    with pytest.raises(DataError, match="more than 200,000 rows"):
        read("1,2\n" * (MAX_ROWS + 1))


def test_more_cells_than_can_be_used_are_refused(read: Read) -> None:
    wide = ("1," * 100)[:-1] + "\n"
    with pytest.raises(DataError, match="2,000,000 cells"):
        read(wide * (MAX_CELLS // 100 + 1))


def test_a_row_without_end_is_refused_before_it_fills_the_memory(read: Read) -> None:
    with pytest.raises(DataError, match="longer than 1,000,000 characters"):
        read("a,b\n1,2\n" + "3," * MAX_RECORD, CsvFormat())
    with pytest.raises(DataError, match="longer than 1,000,000 characters"):
        read('"\n",' * MAX_RECORD, CsvFormat())


def test_millions_of_blank_lines_are_refused_instead_of_read_through(read: Read) -> None:
    with pytest.raises(DataError, match="more than 2,000,000 lines"):
        read("a,b\n1,2\n" + "\n" * MAX_LINES + "3,4\n", CsvFormat())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Column("a", (1.0,), ("x",)), "numbers and texts"),
        (lambda: Column("a", (float("nan"),)), "not finite"),
        (lambda: Table("t", (Column("a", (1.0, 2.0)),), (1,)), "2 values, but the table has 1"),
        (lambda: Table("t", (Column("a", (1.0,)), Column("a", (2.0,))), (1,)), "same name"),
    ],
)
def test_a_table_that_contradicts_itself_cannot_be_made(
    make: Callable[[], object], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        make()


def test_a_file_of_one_column_is_counted_in_the_singular(read: Read) -> None:
    with pytest.raises(DataError, match=r"names 1 column, but most rows have 2 cells\."):
        read("a\n1,2\n3,4\n", CsvFormat())
    with pytest.raises(DataError, match=r"names 2 columns, but most rows have 1 cell\."):
        read("a,b\n1\n3\n", CsvFormat())


def test_reading_tells_how_far_it_is_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1,2\n" * 5_000)
    told: list[int] = []
    read_table(path, CsvFormat(), told.append)
    assert told == [2_000, 4_000, 5_000, 5_000]

    def stop(rows: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        read_table(path, CsvFormat(), stop)
