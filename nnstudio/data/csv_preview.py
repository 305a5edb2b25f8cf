"""The first rows of a CSV file as they are written, for a person to judge the format by."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nnstudio.data.csv_cells import CellKind, read_numbers
from nnstudio.data.csv_file import MAX_COLUMNS, load_bytes, records
from nnstudio.data.csv_format import CsvFormat
from nnstudio.data.csv_table import column_names
from nnstudio.data.errors import DataError


@dataclass(frozen=True)
class Preview:
    """names, kinds: one a column. rows: the first rows as text; uneven ones stay uneven.

    lines: the line of the file on which each row starts.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kinds: tuple[CellKind, ...]
    lines: tuple[int, ...]


def preview(path: str | Path, form: CsvFormat, rows: int = 50) -> Preview:
    """What the first rows look like in a format.

    Raises DataError if even they cannot be read.
    """
    found: list[tuple[int, list[str]]] = []
    for line, row in islice(records(load_bytes(path), form), rows + int(form.header)):
        if len(row) > MAX_COLUMNS:
            raise DataError(
                f"Line {line} has {len(row):,} cells; up to {MAX_COLUMNS} columns can be read. "
                "Keep the columns that matter, or correct the separator."
            )
        found.append((line, row))
    header = found.pop(0)[1] if form.header and found else None
    cells = [tuple(row) for _, row in found]
    width = max((len(row) for row in (*cells, *([header] if header else []))), default=0)
    padded = [*header, *[""] * (width - len(header))] if header is not None else None
    columns = [[row[index] for row in cells if index < len(row)] for index in range(width)]
    return Preview(
        names=tuple(column_names(padded, width)[0]),
        rows=tuple(cells),
        kinds=tuple(read_numbers(column, form.decimal).kind for column in columns),
        lines=tuple(line for line, _ in found),
    )
