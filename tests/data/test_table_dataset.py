"""From a table to a data set: what is chosen, what is recognised, what is left out."""

import numpy as np
import pytest

from nnstudio.data.errors import DataError
from nnstudio.data.table import Column, RowProblem, Table
from nnstudio.data.table_dataset import dropped_rows, recognise_kind, table_to_dataset


def table(**columns: tuple) -> Table:
    made = tuple(
        Column(name, texts=values)
        if any(isinstance(value, str) for value in values)
        else Column(name, numbers=values)
        for name, values in columns.items()
    )
    rows = made[0].size
    return Table("fruit", made, tuple(range(2, rows + 2)))


FRUIT = table(
    size=(1.0, 2.0, 3.0, 4.0),
    weight=(10.0, 20.0, 30.5, 40.0),
    taste=("sour", "Sweet", "sour", "bitter"),
    eaten=(0.0, 1.0, 1.0, 0.0),
)


def test_text_labels_become_classes_in_the_order_of_the_alphabet() -> None:
    data = table_to_dataset(FRUIT, ("size", "weight"), "taste")
    assert data.kind == "classification"
    assert data.class_names == ("bitter", "sour", "Sweet")
    assert data.targets.tolist() == [1, 2, 1, 0]
    assert data.features.tolist() == [[1, 10], [2, 20], [3, 30.5], [4, 40]]
    assert data.feature_names == ("size", "weight")
    assert data.target_names == ("taste",)
    assert data.title == "fruit"


def test_zeros_and_ones_are_recognised_as_classes_and_measures_as_regression() -> None:
    assert recognise_kind(FRUIT, "eaten") == "classification"
    assert table_to_dataset(FRUIT, ("size",), ("eaten",)).class_names == ("0", "1")
    assert recognise_kind(FRUIT, "weight") == "regression"
    data = table_to_dataset(FRUIT, ("size",), "weight")
    assert data.targets.tolist() == [[10], [20], [30.5], [40]]
    assert data.class_names == ()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((0.0, 1.0), "classification"),
        ((0.5, 1.5), "regression"),
        (tuple(float(value) for value in range(10)), "regression"),
        (tuple(float(value % 3) for value in range(30)), "classification"),
        (tuple(float(value % 30) for value in range(300)), "regression"),
        ((1e9, 2.0, 2.0, 1e9), "classification"),
    ],
)
def test_few_whole_numbers_are_classes(values: tuple[float, ...], kind: str) -> None:
    assert recognise_kind(table(y=values), "y") == kind


def test_the_recognised_kind_can_be_overruled() -> None:
    assert table_to_dataset(FRUIT, ("size",), "eaten", "regression").kind == "regression"
    data = table_to_dataset(FRUIT, ("size",), "weight", "classes")
    assert data.class_names == ("10", "20", "30.5", "40")


def test_a_label_of_a_billion_is_one_class_and_not_a_billion() -> None:
    data = table_to_dataset(table(x=(1.0, 2.0, 3.0), y=(1e9, 0.0, 1e9)), ("x",), "y", "classes")
    assert data.class_names == ("0", "1000000000")
    assert data.targets.tolist() == [1, 0, 1]


def test_several_targets_are_learned_together() -> None:
    data = table_to_dataset(FRUIT, ("size",), ("weight", "eaten"))
    assert data.outputs == 2
    assert data.target_names == ("weight", "eaten")
    assert data.targets[2].tolist() == [30.5, 1.0]


def test_a_row_with_a_missing_value_is_left_out_and_named_only_if_its_column_is_chosen() -> None:
    holes = Table(
        "holes",
        (
            Column("a", (1.0, None, 3.0, 4.0)),
            Column("b", (1.0, 2.0, None, 4.0)),
            Column("y", texts=("no", "yes", "yes", "")),
        ),
        lines=(2, 3, 4, 6),
        problems=(RowProblem(3, "a", "“x” is not a number"), RowProblem(5, "", "too short")),
    )
    data = table_to_dataset(holes, ("a",), "y")
    assert data.features.tolist() == [[1], [3]]
    assert data.class_names == ("no", "yes")
    assert [str(problem) for problem in dropped_rows(holes, ("a",), "y")] == [
        "Line 3, column “a”: “x” is not a number.",
        "Line 5: too short.",
        "Line 6, column “y”: the value is missing.",
    ]
    assert data.samples + len(dropped_rows(holes, ("a",), "y")) == 5
    assert [problem.line for problem in dropped_rows(holes, ("b",), "b")] == [4, 5]


@pytest.mark.parametrize(
    ("inputs", "targets", "kind", "words"),
    [
        ((), "taste", "auto", "at least one input"),
        (("size",), (), "auto", "column that the network is to predict"),
        (("taste",), "eaten", "auto", "“taste” holds text, and a network calculates"),
        (("size", "eaten"), "eaten", "auto", "input and target at once"),
        (("size", "size"), "eaten", "auto", "only once"),
        (("colour",), "eaten", "auto", "no column called “colour”"),
        (("size",), "colour", "auto", "no column called “colour”"),
        (("size",), "taste", "regression", "“taste” holds text, so no value"),
        (("size",), ("eaten", "weight"), "classes", "exactly one target"),
        (("size",), ("taste", "weight"), "auto", "“taste” holds text, so no value"),
    ],
)
def test_a_choice_that_cannot_be_learned_is_refused_in_words(
    inputs: tuple[str, ...], targets: str | tuple[str, ...], kind: str, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        table_to_dataset(FRUIT, inputs, targets, kind)


@pytest.mark.parametrize(
    ("target", "kind", "words"),
    [
        (("a",) * 60, "auto", "only the class “a”"),
        ((1.0,) * 60, "auto", "only the class “1”"),
        ((1.0,) * 60, "regression", "the same value in every row"),
        (tuple(f"name {index}" for index in range(60)), "auto", "60 different values; up to 50"),
        (tuple(float(index) for index in range(60)), "classes", "60 different values"),
        ((1.0,) + (None,) * 59, "auto", "Fewer than two rows"),
        (("a",) + ("",) * 59, "auto", "Fewer than two rows"),
    ],
)
def test_a_target_that_teaches_nothing_is_refused_in_words(
    target: tuple, kind: str, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        table_to_dataset(table(x=tuple(np.arange(60.0).tolist()), y=target), ("x",), "y", kind)


def test_a_class_needs_a_name_and_not_a_book() -> None:
    long = table(a=(1.0, 2.0, 3.0), kind=("x" * 201, "b", "b"))
    with pytest.raises(DataError, match="a text of 201 characters") as refused:
        table_to_dataset(long, ["a"], "kind", "classes")
    assert len(str(refused.value)) < 300
    assert table_to_dataset(table(a=(1.0, 2.0), kind=("x" * 200, "b")), ["a"], "kind").outputs == 2
