"""Imported tables: between the data package and the values that a project carries."""

from collections.abc import Sequence
from typing import Literal

from nnstudio.data.dataset import Dataset
from nnstudio.data.table import Column, Table
from nnstudio.data.table_dataset import table_to_dataset
from nnstudio.project.specs import TableColumn, TableSource


def source_of(
    table: Table, inputs: Sequence[str], target: str, task: Literal["classes", "regression"]
) -> TableSource:
    """The chosen columns of a table, for a project to keep. Raises DataError for a missing one."""
    columns = [table.column(name) for name in (*inputs, target)]
    return TableSource(
        title=table.title[:200],
        columns=tuple(
            TableColumn(name=column.name, numbers=column.numbers, texts=column.texts)
            for column in columns
        ),
        inputs=tuple(inputs),
        target=target,
        task=task,
    )


def dataset_of(source: TableSource) -> Dataset:
    """The data set of an imported table. Raises DataError in plain words."""
    columns = tuple(Column(entry.name, entry.numbers, entry.texts) for entry in source.columns)
    rows = columns[0].size if columns else 0
    table = Table(source.title, columns, lines=tuple(range(1, rows + 1)))
    return table_to_dataset(table, source.inputs, source.target, source.task)
