"""What becomes of each column, and what the network would learn from it. No Qt here."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

from nnstudio.data.csv_cells import CellKind
from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError
from nnstudio.data.table import Column, RowProblem, Table
from nnstudio.data.table_dataset import dropped_rows, recognise_kind, table_to_dataset
from nnstudio.project.specs import TableSource
from nnstudio.project.tables import source_of

Role = Literal["input", "target", "out"]
ROLES: tuple[Role, ...] = get_args(Role)
Task = Literal["classes", "regression"]
Why = Literal["", "text", "numbering", "constant", "mostly empty"]

TARGET_NAMES = frozenset(
    {"target", "class", "label", "species", "y", "category", "outcome", "output"}
)
_NUMBERING_NAMES = frozenset({"id", "no", "no.", "nr", "nr.", "index", "row", "number", "#"})


@dataclass(frozen=True)
class ColumnFacts:
    """What a person wants to know of a column.

    different, missing: how many different values there are, and how many rows have none.
    why: the reason to leave it out unless a person wants it.
    """

    name: str
    kind: CellKind
    different: int
    missing: int
    why: Why


@dataclass(frozen=True)
class Choice:
    """The role of each column, in order, and the task; None: as it is recognised."""

    roles: tuple[Role, ...]
    task: Task | None = None


@dataclass(frozen=True)
class Plan:
    """What a choice leads to: the source and its data set, or the problem in words.

    refused: rows that are left out and cells that could not be read, in order of lines.
    left_out: how many rows of the file are not learned from.
    """

    choice: Choice
    task: Task
    target: str
    source: TableSource | None
    dataset: Dataset | None
    problem: str
    refused: tuple[RowProblem, ...]
    left_out: int


def facts_of(table: Table) -> tuple[ColumnFacts, ...]:
    """The facts about every column of a table."""
    return tuple(_facts(column, first=not index) for index, column in enumerate(table.columns))


def default_choice(facts: tuple[ColumnFacts, ...]) -> Choice:
    """The last column, or the last with a usual name, as target; numbers as inputs."""
    named = [i for i, fact in enumerate(facts) if fact.name.casefold() in TARGET_NAMES]
    target = named[-1] if named else len(facts) - 1
    roles: list[Role] = ["out" if fact.why else "input" for fact in facts]
    roles[target] = "target"
    if "input" not in roles:
        # Rather numbered rows than nothing to learn from: x may well be 1, 2, 3.
        for index, fact in enumerate(facts):
            if fact.why == "numbering" and index != target:
                roles[index] = "input"
    return Choice(tuple(roles))


def with_role(choice: Choice, facts: tuple[ColumnFacts, ...], index: int, role: Role) -> Choice:
    """One column in another role; there is one target, so the one before steps back."""
    roles = list(choice.roles)
    task = choice.task
    if role == "target":
        task = None
        for other, fact in enumerate(facts):
            if roles[other] == "target" and other != index:
                roles[other] = "out" if fact.kind == "text" else "input"
    elif roles[index] == "target":
        task = None
    roles[index] = role
    return replace(choice, roles=tuple(roles), task=task)


def make_plan(table: Table, choice: Choice) -> Plan:
    """What the choice leads to. Never raises DataError: the plan carries its words."""
    inputs = [name for name, role in zip(table.names, choice.roles, strict=True) if role == "input"]
    targets = [
        name for name, role in zip(table.names, choice.roles, strict=True) if role == "target"
    ]
    dropped = dropped_rows(table, inputs, targets)
    refused = sorted(
        {*table.problems, *dropped}, key=lambda problem: (problem.line, problem.column)
    )
    task = choice.task
    if task is None:
        classes = bool(targets) and recognise_kind(table, targets) == "classification"
        task = "classes" if classes else "regression"
    source = dataset = None
    problem = ""
    try:
        dataset = table_to_dataset(table, inputs, targets, task)
        source = source_of(table, inputs, targets[0], task)
    except DataError as refusal:
        problem = str(refusal)
    return Plan(
        choice=choice,
        task=task,
        target=targets[0] if targets else "",
        source=source,
        dataset=dataset,
        problem=problem,
        refused=tuple(refused),
        left_out=len({entry.line for entry in dropped}),
    )


def _facts(column: Column, *, first: bool) -> ColumnFacts:
    if column.is_text:
        words = {text for text in column.texts if text}
        missing = sum(not text for text in column.texts)
        return ColumnFacts(column.name, "text", len(words), missing, "text")
    values = [value for value in column.numbers if value is not None]
    different = len(set(values))
    missing = column.size - len(values)
    why: Why = ""
    if missing > column.size / 2:
        why = "mostly empty"
    elif different == 1:
        why = "constant"
    elif first and not missing and _is_numbering(column.name, values):
        why = "numbering"
    return ColumnFacts(column.name, "number", different, missing, why)


def _is_numbering(name: str, values: list[float]) -> bool:
    """Whole numbers, none twice, that count up by one or stand under a name such as id."""
    if len(values) < 3 or len(set(values)) < len(values):
        return False
    if not all(value.is_integer() for value in values):
        return False
    if name.casefold() in _NUMBERING_NAMES or name.casefold().endswith((" id", "_id")):
        return True
    return all(after - before == 1 for before, after in pairwise(values))
