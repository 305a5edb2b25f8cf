"""Makes a data set of a table: which columns go in, which one is to be learned."""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset, Kind
from nnstudio.data.errors import DataError, shown
from nnstudio.data.table import Column, RowProblem, Table

Wanted = Literal["auto", "classes", "regression"]

MAX_CLASSES = 50
LONGEST_CLASS = 200  # characters: names stand beside every picture of the answers
_MOST_RECOGNISED = 20  # different whole numbers in a target that still look like classes


def table_to_dataset(
    table: Table, inputs: Sequence[str], targets: Sequence[str] | str, kind: Wanted = "auto"
) -> Dataset:
    """The chosen columns as features and targets.

    A row with a missing value in a chosen column is left out: dropped_rows names it.
    Raises DataError, which says what to choose instead, for a text column among the inputs, a
    column chosen twice, fewer than two rows, a target that never changes, too many classes.
    """
    wanted = _names(targets)
    _check_choice(table, inputs, wanted)
    whole = _whole_rows(table, [*inputs, *wanted])
    if whole.sum() < 2:
        raise DataError(
            "Fewer than two rows have a value in every chosen column. "
            "Choose fewer columns, or fill the empty cells."
        )
    features = np.column_stack([table.column(name).values[whole] for name in inputs])
    found = recognise_kind(table, wanted)
    if kind != "auto":
        found = "classification" if kind == "classes" else "regression"
    if found == "classification":
        if len(wanted) > 1:
            raise DataError("Classes need exactly one target column: choose one.")
        labels, class_names = _labels(table.column(wanted[0]), whole)
        return Dataset(table.title, features, labels, tuple(inputs), class_names, wanted)
    values = [_target_numbers(table.column(name), whole) for name in wanted]
    return Dataset(
        table.title, features, np.column_stack(values), tuple(inputs), target_names=wanted
    )


def recognise_kind(table: Table, targets: Sequence[str] | str) -> Kind:
    """Whether target columns look like classes: one column of texts or of few whole numbers."""
    names = _names(targets)
    if len(names) != 1:
        return "regression"
    column = table.column(names[0])
    if column.is_text:
        return "classification"
    values = [value for value in column.numbers if value is not None]
    different = set(values)
    if len(different) > _MOST_RECOGNISED or not all(value.is_integer() for value in different):
        return "regression"
    return "classification" if len(different) <= max(2, len(values) / 3) else "regression"


def dropped_rows(
    table: Table, inputs: Sequence[str], targets: Sequence[str] | str
) -> tuple[RowProblem, ...]:
    """Every row of the file that a data set of these columns does without, and why."""
    reasons = {(problem.line, problem.column): problem.reason for problem in table.problems}
    dropped = [problem for problem in table.problems if not problem.column]
    for name in dict.fromkeys([*inputs, *_names(targets)]):
        for row in np.flatnonzero(_missing(table.column(name))):
            line = table.lines[int(row)]
            reason = reasons.get((line, name), "the value is missing")
            dropped.append(RowProblem(line, name, reason))
    return tuple(sorted(dropped, key=lambda problem: problem.line))


def _names(targets: Sequence[str] | str) -> tuple[str, ...]:
    return (targets,) if isinstance(targets, str) else tuple(targets)


def _check_choice(table: Table, inputs: Sequence[str], targets: tuple[str, ...]) -> None:
    if not inputs:
        raise DataError("Choose at least one input column.")
    if not targets:
        raise DataError("Choose the column that the network is to predict.")
    chosen = [*inputs, *targets]
    for name in chosen:
        table.column(name)
    for name in targets:
        if name in inputs:
            raise DataError(
                f"Column “{shown(name)}” is input and target at once: the network would be told "
                "the answer. Take it out of the inputs."
            )
    if len(set(chosen)) < len(chosen):
        raise DataError("Each column can be chosen only once.")
    for name in inputs:
        if table.column(name).is_text:
            raise DataError(
                f"Column “{shown(name)}” holds text, and a network calculates with numbers. "
                "Take it out of the inputs, or write its values as numbers in the file."
            )


def _missing(column: Column) -> NDArray[np.bool_]:
    if column.is_text:
        return np.array([not text for text in column.texts], dtype=np.bool_)
    return np.isnan(column.values)


def _whole_rows(table: Table, names: Sequence[str]) -> NDArray[np.bool_]:
    whole = np.ones(table.rows, dtype=np.bool_)
    for name in names:
        whole &= ~_missing(table.column(name))
    return whole


def _labels(column: Column, rows: NDArray[np.bool_]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """The class of each row and the names of the classes, in order of number or alphabet."""
    if column.is_text:
        texts = [text for text, kept in zip(column.texts, rows, strict=True) if kept]
        different = set(texts)
        _check_classes(column.name, different)
        names = sorted(different, key=lambda text: (text.casefold(), text))
        index = {name: position for position, name in enumerate(names)}
        return np.array([index[text] for text in texts], dtype=np.intp), tuple(names)
    found, labels = np.unique(column.values[rows], return_inverse=True)
    names = [f"{value:.0f}" if value.is_integer() else repr(value) for value in found.tolist()]
    _check_classes(column.name, names)
    return labels.astype(np.intp), tuple(names)


def _check_classes(column: str, names: Collection[str]) -> None:
    if len(names) == 1:
        only = shown(next(iter(names)))
        raise DataError(
            f"Column “{shown(column)}” holds only the class “{only}”, so there is nothing to tell "
            "apart. Choose another target, or add rows of a second class."
        )
    if len(names) > MAX_CLASSES:
        raise DataError(
            f"Column “{shown(column)}” holds {len(names):,} different values; up to {MAX_CLASSES} "
            "classes can be learned. Choose another target, or regression if they are numbers."
        )
    longest = max(map(len, names))
    if longest > LONGEST_CLASS:
        raise DataError(
            f"Column “{shown(column)}” holds a text of {longest:,} characters; the name of a class "
            f"can have up to {LONGEST_CLASS}. Choose another target, or shorten its texts."
        )


def _target_numbers(column: Column, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    if column.is_text:
        raise DataError(
            f"Column “{shown(column.name)}” holds text, so no value can be predicted from it. "
            "Choose classes, or another target."
        )
    values = column.values[rows]
    if (values == values[0]).all():
        raise DataError(
            f"Column “{shown(column.name)}” has the same value in every row, so there is nothing "
            "to learn. Choose another target."
        )
    return values
