"""Dropout: what it does to the mean, when it does nothing, and where its chance comes from."""

import numpy as np
import pytest

from nnstudio.nn.columns import Array, to_columns
from nnstudio.nn.layers.dropout import Dropout

DTYPES = [np.float32, np.float64]


def dropout(
    rate: float, units: int, batch: int, seed: int = 0, dtype: type = np.float64
) -> Dropout:
    return Dropout(units, rate).with_buffers(batch, dtype, np.random.default_rng(seed))


def ones(units: int, batch: int, dtype: type = np.float64) -> Array:
    return to_columns(np.ones((batch, units)), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_keeps_the_mean_of_what_flows(rate: float, dtype: type) -> None:
    layer = dropout(rate, 200, 500, dtype=dtype)
    A = layer.forward(ones(200, 500, dtype))[:-1]
    assert set(np.unique(A).tolist()) == {0.0, float(dtype(1.0 / (1.0 - rate)))}
    # 100,000 lots: the share that falls out strays by less than five standard deviations.
    share = float((A == 0.0).mean())
    assert abs(share - rate) < 5 * np.sqrt(rate * (1.0 - rate) / A.size)
    assert abs(float(A.mean(dtype=np.float64)) - 1.0) < 5 * np.sqrt(rate / (1 - rate) / A.size)


def test_dropout_drops_other_neurons_at_every_step_and_for_every_sample() -> None:
    layer = dropout(0.5, 20, 10)
    first = layer.forward(ones(20, 10))[:-1].copy()
    assert not (first == first[:, :1]).all()
    assert not (layer.forward(ones(20, 10))[:-1] == first).all()


def test_dropout_at_rate_zero_drops_nothing() -> None:
    layer = dropout(0.0, 20, 10)
    assert (layer.forward(ones(20, 10)) == 1.0).all()


def test_dropout_lets_everything_through_when_evaluating() -> None:
    layer = dropout(0.9, 4, 3)
    X = to_columns(np.arange(12.0).reshape(3, 4))
    layer.forward(X)
    result = layer.infer(X)
    assert (result == X).all()
    assert np.array_equal(layer.A, X[:-1])


def test_the_row_of_ones_is_never_dropped() -> None:
    layer = dropout(0.9, 5, 100)
    assert (layer.forward(ones(5, 100))[-1] == 1.0).all()


def test_the_gradient_flows_back_where_values_flowed_forward() -> None:
    layer = dropout(0.5, 20, 10)
    A = layer.forward(ones(20, 10))[:-1].copy()
    assert (layer.backward(np.full((20, 10), 3.0)) == 3.0 * A).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_same_seed_drops_the_same_neurons(dtype: type) -> None:
    X = ones(30, 30, dtype)
    one, same = (dropout(0.5, 30, 30, 6, dtype).forward(X) for _ in range(2))
    assert one.tobytes() == same.tobytes()
    assert one.tobytes() != dropout(0.5, 30, 30, 7, dtype).forward(X).tobytes()


@pytest.mark.parametrize("rate", [-0.1, 1.0, 2.0, float("nan")])
def test_a_rate_that_would_drop_everything_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="at least 0 and less than 1"):
        Dropout(3, rate)
