"""What is read beside the window: first a look at the file, then the whole of it."""

from dataclasses import dataclass
from pathlib import Path

from nnstudio.data.csv_detect import find_format
from nnstudio.data.csv_format import CsvFormat
from nnstudio.data.csv_preview import Preview, preview
from nnstudio.data.csv_table import Watch, read_table
from nnstudio.data.errors import DataError
from nnstudio.data.table import Table
from nnstudio.ui.csv_import.choice import ColumnFacts, Plan, default_choice, facts_of, make_plan


@dataclass(frozen=True)
class Look:
    """A first look at a file: its format and first rows, or why they cannot be read.

    recognised: the format was found out, not chosen by a person.
    """

    path: Path
    form: CsvFormat
    recognised: bool
    preview: Preview
    problem: str


@dataclass(frozen=True)
class WholeTable:
    """The whole file, and what is proposed to do with it."""

    table: Table
    facts: tuple[ColumnFacts, ...]
    plan: Plan


def look_at(path: Path, form: CsvFormat | None, watch: Watch) -> Look:
    """A first look at a file. Raises DataError if it is no table in any format."""
    found = form or find_format(path)
    watch(0)
    try:
        return Look(path, found, form is None, preview(path, found), "")
    except DataError as problem:
        return Look(path, found, form is None, Preview((), (), (), ()), str(problem))


def read_whole(path: Path, form: CsvFormat, watch: Watch) -> WholeTable:
    """The whole table and a proposal. Raises DataError."""
    table = read_table(path, form, watch)
    facts = facts_of(table)
    watch(table.rows)
    return WholeTable(table, facts, make_plan(table, default_choice(facts)))
