"""A CSV file tells by its bytes how it is written; whatever it is, it is read or refused."""

import csv
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.data.csv_detect import find_format
from nnstudio.data.csv_format import ENCODINGS, SEPARATORS, CsvFormat
from nnstudio.data.csv_preview import preview
from nnstudio.data.csv_table import read_table
from nnstudio.data.errors import DataError

Write = Callable[[bytes | str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: bytes | str) -> Path:
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n3,4\n", CsvFormat(",", ".", "utf-8", True)),
        ("1.5,2\n3,4\n", CsvFormat(",", ".", "utf-8", False)),
        ("a;b\n1,5;2,5\n3;4\n", CsvFormat(";", ",", "utf-8", True)),
        ("1,5;2,5\n3,1;4\n", CsvFormat(";", ",", "utf-8", False)),
        ("a;b\n1.5;2\n3;4\n", CsvFormat(";", ".", "utf-8", True)),
        ("a\tb\n1,5\t2\n", CsvFormat("\t", ",", "utf-8", True)),
        ("a|b\n1|x\n2|y\n", CsvFormat("|", ".", "utf-8", True)),
        ("1,a\n2,b\n", CsvFormat(",", ".", "utf-8", False)),
        ('a,b\n"1,5","2,5"\n', CsvFormat(",", ",", "utf-8", True)),
        ("name;a;b\nSmith, Jo;3;4\nDoe, Al;5;6\n", CsvFormat(";", ".", "utf-8", True)),
        ("name\tscore\nSmith, Jo\t3\nDoe, Al\t4\n", CsvFormat("\t", ".", "utf-8", True)),
        ("x\n1\n2\n", CsvFormat(",", ".", "utf-8", True)),
        ("a,b\r1,2\r3,4\r", CsvFormat(",", ".", "utf-8", True)),
        ("colour,taste\nred,sweet\nred,sour\n", CsvFormat(",", ".", "utf-8", True)),
        ("red,sweet\ngreen,sour\nred,sour\n", CsvFormat(",", ".", "utf-8", False)),
        (",a,b\n0,1,2\n1,3,4\n", CsvFormat(",", ".", "utf-8", True)),
        ("a,b\nNA,2\n1,NA\n", CsvFormat(",", ".", "utf-8", True)),
        ("sep=;\na;b\n1;2\n", CsvFormat(";", ".", "utf-8", True)),
        (b"\xef\xbb\xbfa,b\n1,2\n", CsvFormat(",", ".", "utf-8-sig", True)),
        ("é,b\n1,2\n".encode("utf-16"), CsvFormat(",", ".", "utf-16", True)),
        ("é,b\n1,2\n".encode("utf-16-le"), CsvFormat(",", ".", "utf-16-le", True)),
        ("é,b\n1,2\n".encode("utf-16-be"), CsvFormat(",", ".", "utf-16-be", True)),
        ("é,b\n1,2\n".encode("cp1252"), CsvFormat(",", ".", "cp1252", True)),
        (b"a\x81,b\n1,2\n", CsvFormat(",", ".", "latin-1", True)),
    ],
)
def test_the_format_is_found_out(write: Write, content: bytes | str, expected: CsvFormat) -> None:
    assert find_format(write(content)) == expected


def test_an_accent_far_down_still_decides_the_encoding(write: Write) -> None:
    path = write(b"a,b\n" + b"1,2\n" * 300_000 + "3,é\n".encode("cp1252"))
    assert find_format(path).encoding == "cp1252"


WORDS = st.text("abcxyzABCäéñßøÀÿ", min_size=1, max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[float]], list[str]]:
    """Names, rows of numbers, and one label a row."""
    columns = draw(st.integers(1, 4))
    names = draw(st.lists(WORDS, min_size=columns + 1, max_size=columns + 1, unique=True))
    # 1e-05 is written without a decimal sign, so none could be found out.
    number = st.floats(-1e6, 1e6).filter(
        lambda value: not value.is_integer() and "." in repr(value)
    )
    row = st.lists(number, min_size=columns, max_size=columns)
    rows = draw(st.lists(row, min_size=2, max_size=12))
    labels = draw(st.lists(WORDS, min_size=len(rows), max_size=len(rows)))
    return names, rows, labels


@settings(max_examples=300, deadline=None)
@given(
    tables(),
    st.sampled_from(sorted(SEPARATORS)),
    st.sampled_from(".,"),
    st.sampled_from(sorted(ENCODINGS)),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_written_in_any_format_is_found_out_and_comes_back(
    table: tuple[list[str], list[list[float]], list[str]],
    separator: str,
    decimal: str,
    encoding: str,
    header: bool,
    line_end: str,
    quoting: int,
) -> None:
    names, rows, labels = table
    text = io.StringIO(newline="")
    # One label starts with the separator, so that quoting is exercised.
    labels = [f"{separator}{labels[0]}".strip(), *labels[1:]] if separator != "\t" else labels
    writer = csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=quoting)
    if header:
        writer.writerow(names)
    for row, label in zip(rows, labels, strict=True):
        writer.writerow([*(repr(value).replace(".", decimal) for value in row), label])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(text.getvalue().encode(encoding))
        form = find_format(path)
        read = read_table(path, form)
        shown = preview(path, form)
    assert (form.separator, form.decimal, form.header) == (separator, decimal, header)
    assert read.problems == ()
    numbers = [list(values) for values in zip(*rows, strict=True)]
    assert [list(column.numbers) for column in read.columns[:-1]] == numbers
    assert list(read.columns[-1].texts) == labels
    if header:
        assert list(read.names) == names
    assert shown.names == read.names
    assert shown.kinds == ("number",) * len(numbers) + ("text",)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text('0123456789.,;\t|"\n\r abcé=-+eE', max_size=300).map(str.encode),
        st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")),
    )
)
def test_any_bytes_are_read_whole_or_refused_in_words(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(content)
        refusal = None
        try:
            form = find_format(path)
            preview(path, form)
            table = read_table(path, form)
        except DataError as caught:
            refusal = caught
    if refusal is not None:
        assert str(refusal).endswith(".")
        return
    whole_rows_lost = {problem.line for problem in table.problems if not problem.column}
    assert not whole_rows_lost & set(table.lines)
    assert table.rows >= 2
    for column in table.columns:
        assert column.size == table.rows


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(sorted(SEPARATORS)),
    st.sampled_from(sorted(ENCODINGS)),
    st.booleans(),
)
def test_a_wrong_format_chosen_by_a_person_is_read_or_refused_too(
    content: bytes, separator: str, encoding: str, header: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(content)
        form = CsvFormat(separator, ".", encoding, header)
        refusals = []
        for read in (preview, read_table):
            try:
                read(path, form)
            except DataError as refusal:
                refusals.append(str(refusal))
    assert all(sentence.endswith(".") for sentence in refusals)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "file is empty"),
        (b"  \n\r\n \t\n", "file is empty"),
        (b"\xef\xbb\xbf", "file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "does not hold text"),
        (b"PK\x03\x04\x14\x00\x06\x00", "does not hold text"),
        (bytes(range(1, 256)) * 40, "does not hold text"),
    ],
)
def test_what_is_no_table_is_refused_in_words(write: Write, content: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        find_format(write(content))


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    places = [tmp_path / "none.csv", tmp_path]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        places.append(tmp_path / "pipe.csv")
    for place in places:
        with pytest.raises(DataError, match="no file called"):
            find_format(place)


def test_a_file_of_more_than_64_megabytes_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # sparse: takes no room
    with pytest.raises(DataError, match="larger than 64 MB"):
        find_format(path)
    with pytest.raises(DataError, match="larger than 64 MB"):
        read_table(path, CsvFormat())


@pytest.mark.parametrize(
    "wrong", [{"separator": "x"}, {"decimal": "'"}, {"encoding": "zlib"}, {"separator": ""}]
)
def test_a_format_that_no_file_has_cannot_be_made(wrong: dict[str, str]) -> None:
    with pytest.raises(DataError, match=r"must be"):
        CsvFormat(**wrong)


def test_a_preview_shows_the_first_rows_as_they_are_written(write: Write) -> None:
    path = write("size;taste;note;\n1,50;sweet;;7\n2;sour;;x\n3;sweet\n" + "4;sour;;9\n" * 100)
    shown = preview(path, find_format(path), rows=3)
    assert shown.names == ("size", "taste", "note", "column 4")
    assert shown.rows == (("1,50", "sweet", "", "7"), ("2", "sour", "", "x"), ("3", "sweet"))
    assert shown.kinds == ("number", "text", "empty", "mixed")
    assert shown.lines == (2, 3, 4)


def test_a_preview_of_too_wide_a_file_is_refused(write: Write) -> None:
    with pytest.raises(DataError, match="Line 2 has 10,000 cells; up to 512"):
        preview(write("a,b\n" + "1," * 9_999 + "1\n"), CsvFormat())


def test_a_preview_follows_the_correction_of_a_person(write: Write) -> None:
    path = write("a;b\n1,5;2\n")
    corrected = preview(path, CsvFormat(",", ".", "utf-8", header=False))
    assert corrected.names == ("column 1", "column 2")
    assert corrected.rows == (("a;b",), ("1", "5;2"))
