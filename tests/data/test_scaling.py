"""Scaling is measured once, on the training share, and can be undone."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.data.scaling import Scaling

TABLES = arrays(
    np.float64,
    st.tuples(st.integers(1, 20), st.integers(1, 4)),
    elements=st.floats(-1e30, 1e30, allow_subnormal=False),
)


@pytest.mark.parametrize("scaling", list(Scaling))
@given(TABLES)
def test_scaled_features_are_finite_and_come_back(scaling: Scaling, table: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scaler = scaling.fit(table)
        scaled = scaler.transform(table)
    assert np.isfinite(scaled).all()
    size = np.abs(table).max()
    assert np.allclose(scaler.inverse(scaled), table, rtol=1e-9, atol=1e-9 * size)


def test_standard_gives_mean_zero_and_deviation_one() -> None:
    table = np.random.default_rng(1).normal(5, 3, (200, 3))
    scaled = Scaling.STANDARD.fit(table).transform(table)
    assert np.allclose(scaled.mean(axis=0), 0)
    assert np.allclose(scaled.std(axis=0), 1)


def test_min_max_gives_zero_to_one_in_hand_worked_numbers() -> None:
    scaler = Scaling("min-max").fit(np.array([[2.0, -1.0], [4.0, 1.0], [6.0, 0.0]]))
    assert scaler.transform(np.array([[3.0, 0.5]])).tolist() == [[0.25, 0.75]]


def test_validation_samples_are_scaled_by_what_training_measured() -> None:
    scaler = Scaling.MIN_MAX.fit(np.array([[0.0], [10.0]]))
    assert scaler.transform(np.array([[20.0]])).tolist() == [[2.0]]


@pytest.mark.parametrize("scaling", [Scaling.MIN_MAX, Scaling.STANDARD])
@pytest.mark.parametrize("value", [0.0, 0.1, -7.3e20])
def test_a_column_that_never_changes_becomes_zero(scaling: Scaling, value: float) -> None:
    table = np.full((7, 1), value)
    assert scaling.fit(table).transform(table).tolist() == [[0.0]] * 7


def test_no_scaling_leaves_the_bits_alone() -> None:
    table = np.random.default_rng(1).normal(size=(20, 3))
    assert Scaling.NONE.fit(table).transform(table).tobytes() == table.tobytes()
