"""A table of columns, as read from a CSV file, in plain values that a project can keep."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.counted import counted
from nnstudio.data.errors import DataError, shown


@dataclass(frozen=True)
class RowProblem:
    """Why a row, or one cell of it, could not be used.

    line: of the file, from 1. column: its name, or empty if it concerns the whole row.
    """

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f", column “{shown(self.column)}”" if self.column else ""
        return f"Line {self.line}{where}: {self.reason}."


@dataclass(frozen=True)
class Column:
    """Numbers (None where missing) or texts (empty where missing), never both."""

    name: str
    numbers: tuple[float | None, ...] = ()
    texts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.numbers and self.texts:
            raise DataError(f"Column “{shown(self.name)}” holds numbers and texts at once.")
        doubtful = np.flatnonzero(~np.isfinite(self.values))
        if any(self.numbers[row] is not None for row in doubtful.tolist()):
            raise DataError(f"Column “{shown(self.name)}” holds a number that is not finite.")

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The numbers as an array (rows,), NaN where one is missing; empty for texts."""
        values = np.array(self.numbers, dtype=np.float64)
        values.flags.writeable = False
        return values

    @property
    def is_text(self) -> bool:
        return bool(self.texts)

    @property
    def size(self) -> int:
        return len(self.texts or self.numbers)


@dataclass(frozen=True)
class Table:
    """Columns of equal length.

    lines: (rows,) the line of the file that each row came from.
    problems: rows that were left out and cells that could not be read, in order of lines.
    notes: other things a person should know, as sentences: renamed or left out columns.
    """

    title: str
    columns: tuple[Column, ...]
    lines: tuple[int, ...]
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for column in self.columns:
            if column.size != len(self.lines):
                raise DataError(
                    f"Column “{shown(column.name)}” has {counted(column.size, 'value')}, "
                    f"but the table has {counted(len(self.lines), 'row')}."
                )
        if len({column.name for column in self.columns}) < len(self.columns):
            raise DataError("Two columns of the table have the same name.")

    @property
    def rows(self) -> int:
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column with this name. Raises DataError if there is none."""
        found = self._by_name.get(name)
        if found is None:
            raise DataError(
                f"The table “{shown(self.title)}” has no column called “{shown(name)}”."
            )
        return found

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}
