"""Reads the records of a CSV file within bounds of time and memory."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from nnstudio.data.csv_format import ENCODINGS, CsvFormat
from nnstudio.data.errors import DataError

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 512
MAX_CELLS = 2_000_000
MAX_LINES = 2_000_000  # blank ones and those inside quotation marks included
MAX_RECORD = 1_000_000  # characters

# Spreadsheets may write their separator into the first line.
HINT = re.compile(r'\A\ufeff?"?sep=(?P<separator>[^\r\n"])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


def load_bytes(path: str | Path) -> bytes:
    """The whole file; its size is checked first. Raises DataError if it cannot be had."""
    path = Path(path)
    try:
        if not path.is_file():
            raise DataError(f"There is no file called “{path.name}” there.")
        with path.open("rb") as file:
            # A file may grow between a look at its size and the reading: read within the bound.
            raw = b"" if path.stat().st_size > MAX_BYTES else file.read(MAX_BYTES + 1)
            if path.stat().st_size > MAX_BYTES or len(raw) > MAX_BYTES:
                raise DataError(
                    f"The file is larger than {MAX_BYTES // 1024**2} MB. "
                    "Keep fewer rows or columns of it."
                )
    except (OSError, ValueError) as problem:
        if isinstance(problem, DataError):
            raise
        reason = getattr(problem, "strerror", None) or str(problem)
        raise DataError(f"The file “{path.name}” cannot be read: {reason}.") from problem
    if not raw.strip():
        raise DataError("The file is empty: there are no rows in it.")
    return raw


def records(raw: bytes, form: CsvFormat) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not a blank line, with the line it starts on (from 1), cells stripped.

    Raises DataError, with the line, for bytes outside the encoding, broken quotes, too long a
    record.
    """
    lines = _Lines(raw, form.encoding)
    reader = csv.reader(
        lines, delimiter=form.separator, skipinitialspace=form.separator != "\t", strict=True
    )
    while True:
        start = lines.number + 1
        lines.characters = 0
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            raise DataError(_broken(start, str(problem))) from problem
        except UnicodeError as problem:
            raise DataError(_undecodable(raw, form.encoding)) from problem
        if cells is None:
            return
        if cells:
            # The first record may stand below a line that names the separator.
            yield start + lines.skipped_before(start), [cell.strip() for cell in cells]


class _Lines:
    """The decoded lines, with their number and the characters of the current record."""

    def __init__(self, raw: bytes, encoding: str) -> None:
        # newline="" keeps the line ends, as csv wants them; decoding goes along with reading.
        self._stream = io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, newline="")
        self.number = 0
        self.characters = 0
        self._hint = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_RECORD + 1)
        if self.number == 0 and HINT.match(line):
            self._hint = True
            self.number = 1
            line = self._stream.readline(MAX_RECORD + 1)
        if not line:
            raise StopIteration
        if self.number == 0:
            line = line.removeprefix("\ufeff")
        self.number += 1
        self.characters += len(line)
        if self.characters > MAX_RECORD:
            raise DataError(
                f"The row that ends on line {self.number} is longer than {MAX_RECORD:,} "
                "characters. A quotation mark may be missing, or it is no CSV file."
            )
        if self.number > MAX_LINES:
            raise DataError(
                f"The file has more than {MAX_LINES:,} lines. Keep fewer rows of it, "
                "and no blank lines."
            )
        if "\0" in line:
            raise DataError(
                f"Line {self.number} holds a zero byte, which no text has. "
                "Choose another encoding, or save the file as CSV again."
            )
        return line

    def skipped_before(self, start: int) -> int:
        return 1 if self._hint and start == 1 else 0


def _broken(line: int, problem: str) -> str:
    if "field larger" in problem or "unexpected end" in problem:
        return (
            f"Line {line}: a quotation mark is opened and never closed. "
            "Close it, or double it if it belongs to the text."
        )
    return (
        f"Line {line}: something follows a closing quotation mark. "
        "Double the quotation marks that belong to the text."
    )


def _undecodable(raw: bytes, encoding: str) -> str:
    where = "The file"
    if not encoding.startswith("utf-16"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError as problem:
            where = f"Line {raw.count(bytes([10]), 0, problem.start) + 1}"
    name = ENCODINGS[encoding]
    return f"{where} holds bytes that are not {name} text. Choose another encoding."
