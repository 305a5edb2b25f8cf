from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnstudio.data.errors import DataError
from nnstudio.data.table import Column, Table
from nnstudio.project import edits, files
from nnstudio.project.material import make_dataset, prepare
from nnstudio.project.session import Session
from nnstudio.project.specs import DataSpec
from nnstudio.project.tables import dataset_of, source_of

from .projects import project, table

TABLE = Table(
    "grades",
    (
        Column("hours", (1.0, 2.5, None, 4.0, 0.1)),
        Column("left out", (1.0, 1.0, 1.0, 1.0, 1.0)),
        Column("grade", (5.0, 3.5, 2.0, 1.25, 1e-300)),
        Column("passed", texts=("no", "yes", "yes", "", "no")),
    ),
    lines=(2, 3, 4, 6, 7),
)


def test_an_imported_table_keeps_the_chosen_columns_and_nothing_else():
    source = source_of(TABLE, ["hours"], "passed", "classes")
    assert [column.name for column in source.columns] == ["hours", "passed"]
    dataset = dataset_of(source)
    assert dataset.title == "grades"
    assert dataset.features.ravel().tolist() == [1.0, 2.5, 0.1]
    assert dataset.class_names == ("no", "yes")
    assert dataset.targets.tolist() == [0, 1, 0]


def test_a_column_of_numbers_is_a_regression_when_that_was_chosen():
    dataset = dataset_of(source_of(TABLE, ["hours"], "grade", "regression"))
    assert dataset.kind == "regression"
    assert dataset.targets.ravel().tolist() == [5.0, 3.5, 1.25, 1e-300]


def test_a_table_goes_through_a_file_to_the_last_bit(tmp_path: Path):
    data = DataSpec(source=table(40))
    before = edits.set_data(project(), data, make_dataset(data))
    session = Session(before)
    session.train_epochs(2)
    files.save(tmp_path / "t.nnstudio", before, session.state())
    saved = files.load(tmp_path / "t.nnstudio")
    assert saved.project == before
    again = Session(saved.project, run=saved.run)
    for run in (session, again):
        run.train_epochs(2)
    assert np.array_equal(session.network.parameters, again.network.parameters)


def test_rows_with_a_gap_are_left_out():
    material = prepare(DataSpec(source=table(12)))
    assert material.dataset.samples == 11


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"target": "nothing"}, "no column called"),
        ({"inputs": ("kind",)}, "input and target at once"),
        ({"inputs": ()}, "at least one input"),
        ({"columns": ()}, "no column called"),
        ({"task": "regression"}, "holds text"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_in_words(values, words):
    with pytest.raises(DataError, match=words):
        dataset_of(msgspec.structs.replace(table(), **values))
