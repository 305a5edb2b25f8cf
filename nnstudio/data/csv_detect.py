"""Finds out how a CSV file is written, from its bytes."""

import codecs
import csv
import io
from collections import Counter
from itertools import islice
from pathlib import Path

from nnstudio.data.csv_cells import is_missing, is_number
from nnstudio.data.csv_file import HINT, MAX_COLUMNS, load_bytes
from nnstudio.data.csv_format import SEPARATORS, CsvFormat
from nnstudio.data.errors import DataError

_HEAD_BYTES = 256 * 1024
_HEAD_ROWS = 100
_HEAD_CELLS = 5_000
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1a")
_NO_TEXT = (
    "The file does not hold text, so it cannot be a CSV file. "
    "A spreadsheet can be saved as CSV from its own program."
)


def find_format(path: str | Path) -> CsvFormat:
    """The format that fits the bytes of a file best; a person may correct it.

    Raises DataError if the file cannot be read, is empty, too large, or is not text.
    """
    raw = load_bytes(path)
    encoding = _find_encoding(raw)
    head = _head(raw, encoding)
    hint = HINT.match(head)
    head = HINT.sub("", head, count=1)
    if not head.strip():
        raise DataError("The file is empty: there are no rows in it.")
    if hint and hint["separator"] in SEPARATORS:
        separator = hint["separator"]
    else:
        separator = max(SEPARATORS, key=lambda candidate: _fit(_rows(head, candidate)))
    rows = _rows(head, separator)
    cells = [cell for row in rows for cell in row][:_HEAD_CELLS]
    commas = sum("," in cell and is_number(cell, ",") for cell in cells)
    points = sum("." in cell and is_number(cell, ".") for cell in cells)
    decimal = "," if commas > points else "."
    return CsvFormat(separator, decimal, encoding, _has_header(rows, decimal))


def _find_encoding(raw: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return encoding
    sample = raw[:_HEAD_BYTES]
    wide = _find_wide_encoding(sample)
    if wide:
        return wide
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if 0 in raw or controls > len(sample) / 500:
        raise DataError(_NO_TEXT)
    if _decodes(raw, "utf-8"):
        return "utf-8"
    return "cp1252" if _decodes(raw, "cp1252") else "latin-1"


def _find_wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark: Western text has a zero in nearly every second byte, on one side."""
    half = len(sample) // 2
    sides = {"utf-16-be": sample[0::2], "utf-16-le": sample[1::2]}
    zeros = {encoding: side.count(0) for encoding, side in sides.items()}
    for encoding, count in zeros.items():
        if count == sum(zeros.values()) and count > 0.4 * half:
            text = sample.decode(encoding, errors="ignore")
            if not any(ord(sign) < 32 and not sign.isspace() for sign in text):
                return encoding
    return ""


def _decodes(raw: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(raw), 1 << 20):
            decoder.decode(raw[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _head(raw: bytes, encoding: str) -> str:
    text = raw[:_HEAD_BYTES].decode(encoding, errors="ignore")
    if len(raw) <= _HEAD_BYTES:
        return text
    whole_lines = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    return whole_lines or text


def _rows(head: str, separator: str) -> list[list[str]]:
    reader = csv.reader(
        io.StringIO(head, newline=""), delimiter=separator, skipinitialspace=separator != "\t"
    )
    rows: list[list[str]] = []
    try:
        for row in islice(reader, 2 * _HEAD_ROWS):
            if row and len(rows) < _HEAD_ROWS:
                rows.append(row)
    except csv.Error:
        # Broken quotes: reading the table names the line; what came before is enough here.
        pass
    return rows


def _fit(rows: list[list[str]]) -> float:
    """How well a separator explains the rows: equal widths, whole cells, many numbers."""
    if not rows:
        return 0.0
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows for cell in row][:_HEAD_CELLS]
    numbers = sum(is_number(cell, ".") or is_number(cell, ",") for cell in cells)
    whole = sum(
        is_number(cell, ",") or not any(sign in cell for sign in SEPARATORS) for cell in cells
    )
    return count / len(rows) * (numbers + whole) / len(cells)


def _has_header(rows: list[list[str]], decimal: str) -> bool:
    """The first row is a header if it has words where the rows below have numbers."""
    if len(rows) < 2:
        return bool(rows) and not any(is_number(cell, decimal) for cell in rows[0])
    first, below = rows[0][:MAX_COLUMNS], rows[1:]
    if any(is_number(cell, decimal) for cell in first):
        return False
    repeated = False
    for index, name in enumerate(first):
        column = [row[index] for row in below if index < len(row)]
        filled = [cell for cell in column if not is_missing(cell)]
        numbers = sum(is_number(cell, decimal) for cell in filled)
        if filled and numbers > len(filled) / 2 and not is_missing(name):
            return True
        repeated = repeated or name in column
    return not repeated
