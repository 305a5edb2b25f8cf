"""The inputs that a data set offers, and what they compute."""

import numpy as np
import pytest

from nnstudio.data.builtin import make
from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError
from nnstudio.data.inputs import available_inputs, chosen_inputs, default_inputs, input_values


def test_two_features_offer_five_engineered_inputs() -> None:
    data = make("moons", 20, 0.0, 1)
    found = available_inputs(data)
    keys = [entry.key for entry in found]
    assert keys == ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin x1", "sin x2"]
    labels = [entry.label for entry in found]
    assert labels == ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]
    assert [entry.engineered for entry in found] == [False] * 2 + [True] * 5


def test_the_engineered_inputs_compute_what_their_labels_say() -> None:
    found = available_inputs(make("moons", 20, 0.0, 1))
    values = input_values(found, np.array([[2.0, -3.0], [0.5, np.pi / 2]]))
    assert values[0, :5].tolist() == [2, -3, 4, 9, -6]
    assert np.allclose(values[0, 5:], [np.sin(2), np.sin(-3)])
    assert np.allclose(values[1], [0.5, np.pi / 2, 0.25, np.pi**2 / 4, np.pi / 4, 0.4794255, 1])


def test_one_feature_offers_its_square_and_its_sine() -> None:
    data = make("sine", 20, 0.0, 1)
    found = available_inputs(data)
    assert [(entry.key, entry.label) for entry in found] == [
        ("x", "x"),
        ("x^2", "x²"),
        ("sin x", "sin x"),
    ]
    assert input_values(found, np.array([[3.0]])).tolist() == [[3.0, 9.0, np.sin(3.0)]]
    # With the sine given, the set is the straight line y = input.
    assert np.allclose(input_values(found[2:], data.features), data.targets)


def test_many_features_are_their_own_inputs() -> None:
    data = make("iris", 150, 0.0, 1)
    assert default_inputs(data) == tuple(entry.key for entry in available_inputs(data))
    assert default_inputs(data)[0] == "sepal length"
    assert np.array_equal(input_values(available_inputs(data), data.features), data.features)


def test_a_sequence_or_picture_of_one_or_two_numbers_offers_nothing_engineered() -> None:
    answers = np.array([0, 1])
    for columns in (1, 2):
        names = ("a", "b")[:columns]
        rows = np.eye(2)[:, :columns]
        for kind in (
            {"channels": ("u",)},
            {"symbols": ("A", "B")},
            {"image_shape": (1, columns)},
        ):
            data = Dataset("Mine", rows, answers, names, ("no", "yes"), **kind)
            found = available_inputs(data)
            assert [(entry.key, entry.engineered) for entry in found] == [
                (name, False) for name in names
            ]
            assert np.array_equal(input_values(found, rows), rows)


def test_the_labels_of_two_named_columns_use_their_names() -> None:
    data = Dataset("Mine", np.eye(2), np.array([0, 1]), ("age", "height"), ("no", "yes"))
    labels = [entry.label for entry in available_inputs(data)]
    assert labels[2:6] == ["age²", "height²", "age × height", "sin age"]


def test_the_raw_features_are_chosen_at_first() -> None:
    assert default_inputs(make("xor", 4, 0, 0)) == ("x1", "x2")
    assert default_inputs(make("sine", 10, 0, 0)) == ("x",)
    assert len(default_inputs(make("digits", 10, 0, 0))) == 64


def test_chosen_inputs_keep_the_order_they_were_chosen_in() -> None:
    data = make("xor", 4, 0, 0)
    chosen = chosen_inputs(data, ("x1*x2", "x1"))
    assert input_values(chosen, data.features).tolist() == [[0, 0], [0, 0], [0, 1], [1, 1]]


@pytest.mark.parametrize(
    ("keys", "words"),
    [((), "at least one input"), (("x9",), "no input called “x9”"), (("x1", "x1"), "only once")],
)
def test_an_impossible_choice_of_inputs_is_refused(keys: tuple[str, ...], words: str) -> None:
    with pytest.raises(DataError, match=words):
        chosen_inputs(make("xor", 4, 0, 0), keys)
