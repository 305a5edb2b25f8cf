"""Validation takes its share fairly and never everything."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.builtin import make
from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError
from nnstudio.data.splitting import split


def with_classes(labels: list[int]) -> Dataset:
    names = tuple("ABCDEF"[: max(labels) + 1])
    return Dataset("Mine", np.zeros((len(labels), 1)), np.array(labels), ("x",), names)


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=80),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 2**32),
)
def test_every_sample_is_on_one_side_and_every_class_stays_in_training(
    labels: list[int], share: float, seed: int
) -> None:
    data = with_classes(labels)
    train, validation = split(data, share, seed)
    assert sorted([*train, *validation]) == list(range(len(labels)))
    assert set(data.targets[train]) == set(labels)
    assert validation.size <= round(share * len(labels))


@given(st.integers(1, 200), st.floats(0, 1, exclude_max=True))
def test_regression_holds_back_the_rounded_share_and_keeps_one_sample(
    samples: int, share: float
) -> None:
    data = Dataset("Mine", np.zeros((samples, 1)), np.zeros((samples, 1)), ("x",))
    train, validation = split(data, share, 1)
    assert validation.size == min(round(share * samples), samples - 1)
    assert train.size + validation.size == samples


def test_the_classes_keep_their_proportions() -> None:
    data = with_classes([0] * 60 + [1] * 30 + [2] * 10)
    _, validation = split(data, 0.3, 7)
    assert np.bincount(data.targets[validation]).tolist() == [18, 9, 3]


def test_iris_gives_ten_flowers_of_each_species() -> None:
    data = make("iris", 150, 0, 0)
    _, validation = split(data, 0.2, 0)
    assert np.bincount(data.targets[validation]).tolist() == [10, 10, 10]


def test_the_seed_decides_which_samples_are_held_back() -> None:
    data = make("moons", 100, 0.1, 1)
    assert np.array_equal(split(data, 0.3, 4)[1], split(data, 0.3, 4)[1])
    assert not np.array_equal(split(data, 0.3, 4)[1], split(data, 0.3, 5)[1])


def test_a_truth_table_and_a_share_of_nothing_are_not_split() -> None:
    for data, share in ((make("xor", 4, 0, 0), 0.5), (make("moons", 20, 0, 0), 0.0)):
        train, validation = split(data, share, 1)
        assert train.tolist() == list(range(data.samples))
        assert validation.size == 0


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_that_leaves_nothing_to_train_on_is_refused(share: float) -> None:
    with pytest.raises(DataError, match="validation share"):
        split(make("moons", 20, 0, 0), share, 1)


@pytest.mark.parametrize("length", [8, 32, 100])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
def test_validation_of_a_text_is_its_end_and_shares_no_character_with_training(
    length: int, share: float
) -> None:
    data = make("next-character", 1000, 0.0, 3, length=length)
    train, validation = split(data, share, 1)
    assert validation.tolist() == list(range(1000 - round(1000 * share), 1000))
    assert data.starts is not None
    seen = {at for start in data.starts[train] for at in range(start, start + length + 1)}
    held = {at for start in data.starts[validation] for at in range(start, start + length + 1)}
    assert not seen & held
    # Only the windows that reach across the border are left out.
    left_out = np.setdiff1d(np.arange(1000), np.concatenate([train, validation]))
    assert (data.starts[left_out] + length >= data.starts[validation[0]]).all()


def test_a_text_that_is_nearly_all_held_back_keeps_a_window_to_train_on() -> None:
    starts = np.array([0, 3, 6, 9, 12])
    data = Dataset(
        "Mine", np.zeros((5, 4)), np.zeros((5, 4)), tuple("abcd"), ("A",), symbols=("A",),
        starts=starts,
    )  # fmt: skip
    train, validation = split(data, 0.8, 1)
    assert (train.tolist(), validation.tolist()) == ([0], [2, 3, 4])
    train, validation = split(data, 0.05, 1)
    assert (train.tolist(), validation.tolist()) == ([0, 1, 2, 3, 4], [])


def test_answers_at_every_position_are_held_back_at_random() -> None:
    data = make("reverse", 50, 0.0, 1)
    train, validation = split(data, 0.3, 4)
    assert validation.size == 15
    assert sorted([*train, *validation]) == list(range(50))
    assert not np.array_equal(validation, split(data, 0.3, 5)[1])
