"""Reads the cells of a CSV column as numbers, and says in words why one cannot be read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnstudio.data.errors import shown

CellKind = Literal["number", "text", "mixed", "empty"]

# Squares and sums of such numbers stay finite in float64, the numbers themselves in float32.
LARGEST = 1e30
LONGEST = 60  # characters of a number
NUMBER_SHARE = 0.8  # of the filled cells must be numbers for a column of numbers

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-"})
_INFINITE = frozenset({"inf", "infinity", "∞"})
_NUMBER = {
    ".": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"),
    ",": re.compile(r"[+-]?(?:[0-9]+(?:,[0-9]*)?|,[0-9]+)(?:[eE][+-]?[0-9]+)?"),
}
_PLAIN = {".": re.compile(r"[0-9eE+.\-\n]*"), ",": re.compile(r"[0-9eE+,\-\n]*")}


@dataclass(frozen=True)
class NumberCells:
    """A column read as numbers: None where there is no usable number.

    refused: (row, reason) for each cell with something else in it, not for missing ones.
    """

    kind: CellKind
    values: list[float | None]
    refused: list[tuple[int, str]]


def is_missing(cell: str) -> bool:
    """Whether a cell is empty or holds one of the usual words for a missing value."""
    return cell.strip().casefold() in MISSING


def is_number(cell: str, decimal: str) -> bool:
    """Whether a cell is a number with this decimal sign."""
    return len(cell) <= LONGEST and _NUMBER[decimal].fullmatch(_plain(cell)) is not None


def read_numbers(cells: Sequence[str], decimal: str) -> NumberCells:
    """The cells of one column as numbers, as far as they are."""
    quick = _read_clean(cells, decimal)
    if quick is not None:
        return NumberCells("number", quick, [])
    values: list[float | None] = []
    refused: list[tuple[int, str]] = []
    words = numbers = 0
    for row, cell in enumerate(cells):
        value, reason, numeric = _read_cell(cell, decimal)
        values.append(value)
        if reason:
            refused.append((row, reason))
        if numeric:
            numbers += 1
        elif reason:
            words += 1
    return NumberCells(_kind(numbers, words), values, refused)


def _kind(numbers: int, words: int) -> CellKind:
    if numbers + words == 0:
        return "empty"
    if numbers == 0:
        return "text"
    return "number" if numbers >= NUMBER_SHARE * (numbers + words) else "mixed"


def _read_clean(cells: Sequence[str], decimal: str) -> list[float | None] | None:
    """The whole column at once if every cell is a plain number; otherwise None."""
    if not cells or max(map(len, cells)) > LONGEST:
        return None
    joined = "\n".join(cells)
    if _PLAIN[decimal].fullmatch(joined) is None:
        return None
    parts = joined.replace(",", ".").split("\n")
    if len(parts) != len(cells):
        return None
    try:
        values = list(map(float, parts))
    except ValueError:
        return None
    return list(values) if bool((np.abs(values) <= LARGEST).all()) else None


def _read_cell(cell: str, decimal: str) -> tuple[float | None, str, bool]:
    """The number, the reason if there is none, and whether a number was meant.

    A missing value needs no reason.
    """
    if is_number(cell, decimal):
        value = float(_plain(cell).replace(",", "."))
        if abs(value) <= LARGEST:
            return value, "", True
        return None, f"“{shown(cell)}” is too large: numbers up to 1e30 can be read", True
    if is_missing(cell):
        return None, "", False
    if _is_infinite(cell):
        return None, f"“{shown(cell)}” is not a finite number", True
    if is_number(cell, "," if decimal == "." else "."):
        return None, f"“{shown(cell)}” is not a number with the decimal sign “{decimal}”", False
    return None, f"“{shown(cell)}” is not a number", False


def _is_infinite(cell: str) -> bool:
    return cell.strip().casefold().lstrip("+-−") in _INFINITE


def _plain(cell: str) -> str:
    return cell.strip().replace("−", "-")
