"""Reads a CSV file into a table and names everything that could not be read."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from nnstudio.data.counted import counted
from nnstudio.data.csv_cells import read_numbers
from nnstudio.data.csv_file import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, load_bytes, records
from nnstudio.data.csv_format import CsvFormat
from nnstudio.data.errors import DataError, plain
from nnstudio.data.table import Column, RowProblem, Table

LONGEST_NAME = 60
_ROWS_BETWEEN_WATCHES = 2_000

Cells = tuple[str, ...]
Watch = Callable[[int], None]
"""Is told now and then how many rows have been read; what it raises ends the reading."""


def _unwatched(rows: int) -> None:
    """Reading that nobody follows."""


def read_table(path: str | Path, form: CsvFormat, watch: Watch = _unwatched) -> Table:
    """The whole file as a table.

    A row with more or fewer cells than the others is left out; a cell that is no number in a
    column of numbers counts as missing. Table.problems names each of them. Raises DataError if
    the file cannot be read, is too large, or has fewer than two rows.
    """
    path = Path(path)
    lines, rows, header = _collect(load_bytes(path), form, watch)
    width = _width(rows, header)
    problems: list[RowProblem] = []
    kept = _keep_whole_rows(lines, rows, width, problems)
    if len(kept) < 2:
        raise DataError(
            "The file has only one row that can be used. A network needs at least two to learn."
        )
    names, notes = column_names(header, width)
    kept_lines = [lines[index] for index in kept]
    by_column = zip(*[rows[index] for index in kept], strict=True)
    columns: list[Column] = []
    for name, cells in zip(names, by_column, strict=True):
        watch(len(kept))
        column = _column(name, cells, form.decimal, kept_lines, problems, notes)
        if column is not None:
            columns.append(column)
    if not columns:
        raise DataError("Every cell below the header is empty: there is nothing to learn from.")
    problems.sort(key=lambda problem: problem.line)
    return Table(path.stem, tuple(columns), tuple(kept_lines), tuple(problems), tuple(notes))


def column_names(header: Sequence[str] | None, width: int) -> tuple[list[str], list[str]]:
    """A name for each column, none twice, and a sentence for each that had to be changed."""
    names: list[str] = []
    notes: list[str] = []
    for position in range(1, width + 1):
        written = " ".join(header[position - 1].split()) if header else ""
        name = written or f"column {position}"
        if len(name) > LONGEST_NAME:
            name = f"{name[: LONGEST_NAME - 1]}…"
        name = _unused(name, names)
        if header and not written:
            notes.append(f"Column {position} has no name: it is called “{plain(name)}” here.")
        elif written and name != written:
            why = "very long" if len(written) > LONGEST_NAME else "used twice"
            notes.append(
                f"The name of column {position} is {why}: it is called “{plain(name)}” here."
            )
        names.append(name)
    return names, notes


def _collect(
    raw: bytes, form: CsvFormat, watch: Watch
) -> tuple[list[int], list[Cells], list[str] | None]:
    lines: list[int] = []
    rows: list[Cells] = []
    header: list[str] | None = None
    cells = 0
    for line, row in records(raw, form):
        if not rows and header is None and len(row) > MAX_COLUMNS:
            raise DataError(
                f"The file has {len(row):,} columns; up to {MAX_COLUMNS} can be read. "
                "Keep the columns that matter."
            )
        if form.header and header is None:
            header = row
            continue
        cells += len(row)
        if len(rows) == MAX_ROWS or cells > MAX_CELLS:
            raise DataError(
                f"The file has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells. "
                "Keep fewer rows or columns of it."
            )
        lines.append(line)
        # Unlike lists, the collector need not follow tuples of text: 200,000 lists make it stall.
        rows.append(tuple(row))
        if len(rows) % _ROWS_BETWEEN_WATCHES == 0:
            watch(len(rows))
    if not rows and header is not None:
        raise DataError("The file has a header and no rows below it.")
    if not rows:
        raise DataError("The file is empty: there are no rows in it.")
    return lines, rows, header


def _width(rows: list[Cells], header: list[str] | None) -> int:
    """The number of columns: that of most rows, which the header has to share."""
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    if header is not None and len(header) != width:
        raise DataError(
            f"The header names {counted(len(header), 'column')}, "
            f"but most rows have {counted(width, 'cell')}. "
            "Give every column one name, or correct the separator."
        )
    if width > MAX_COLUMNS:
        raise DataError(f"The file has {width:,} columns; up to {MAX_COLUMNS} can be read.")
    return width


def _keep_whole_rows(
    lines: list[int], rows: list[Cells], width: int, problems: list[RowProblem]
) -> list[int]:
    kept: list[int] = []
    for index, row in enumerate(rows):
        if len(row) != width:
            reason = f"the row has {counted(len(row), 'cell')} instead of {width}"
            problems.append(RowProblem(lines[index], "", reason))
        elif not any(row):
            problems.append(RowProblem(lines[index], "", "every cell of the row is empty"))
        else:
            kept.append(index)
    return kept


def _column(
    name: str,
    cells: Sequence[str],
    decimal: str,
    lines: Sequence[int],
    problems: list[RowProblem],
    notes: list[str],
) -> Column | None:
    found = read_numbers(cells, decimal)
    if found.kind == "empty":
        notes.append(f"Column “{plain(name)}” is empty and was left out.")
        return None
    if found.kind == "number":
        problems.extend(RowProblem(lines[row], name, reason) for row, reason in found.refused)
        return Column(name, numbers=tuple(found.values))
    if found.kind == "mixed":
        notes.append(f"Column “{plain(name)}” mixes numbers and words: it is read as text.")
    return Column(name, texts=tuple(cells))


def _unused(name: str, taken: Sequence[str]) -> str:
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name} ({count})"
    return candidate
