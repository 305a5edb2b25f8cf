"""Each loss against its formula, and where it would overflow if it were written naively."""

from math import log

import numpy as np
import pytest

from nnstudio.nn.activations import Sigmoid, Softmax
from nnstudio.nn.columns import Array
from nnstudio.nn.losses import LOSSES, Loss

A = np.array([[1.0, 0.5], [0.25, 0.0]])
Y = np.array([[0.0, 1.0], [0.25, 0.5]])


def gradient(loss: Loss, A: Array, Y: Array) -> Array:
    out = np.empty_like(A)
    loss.with_buffers(*A.shape, A.dtype).gradient(A, Y, out)
    return out


def test_the_mean_squared_error_is_the_mean_over_samples_and_outputs() -> None:
    loss = LOSSES["mean squared error"]()
    assert loss.value(A, A, Y) == (1.0 + 0.25 + 0.0 + 0.25) / 4
    assert gradient(loss, A, Y).tolist() == [[0.5, -0.25], [0.0, -0.25]]


def test_the_textbooks_squared_error_is_half_the_sum_over_outputs_averaged_over_samples() -> None:
    loss = LOSSES["half squared error"]()
    assert loss.value(A, A, Y) == 0.5 * (1.0 + 0.25 + 0.0 + 0.25) / 2
    assert gradient(loss, A, Y).tolist() == [[0.5, -0.25], [0.0, -0.25]]


def test_one_output_makes_the_squared_error_twice_the_textbooks() -> None:
    a, y = np.array([[0.5, 2.0]]), np.array([[0.0, 1.0]])
    assert LOSSES["mean squared error"]().value(a, a, y) == 0.625
    assert LOSSES["half squared error"]().value(a, a, y) == 0.3125


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_binary_cross_entropy_is_its_textbook_formula(y: float) -> None:
    Z, T = np.array([[-1.5, 0.25, 2.0]]), np.full((1, 3), y)
    P = np.empty_like(Z)
    Sigmoid().forward(Z, P)
    textbook = -sum(y * log(p) + (1.0 - y) * log(1.0 - p) for p in P[0]) / 3
    assert LOSSES["binary cross-entropy"]().value(Z, P, T) == pytest.approx(textbook, rel=1e-14)
    np.testing.assert_allclose(gradient(LOSSES["binary cross-entropy"](), P, T), (P - T) / 3)


def test_categorical_cross_entropy_is_its_textbook_formula() -> None:
    Z = np.array([[0.5, -1.0], [2.0, 0.0], [-0.5, 0.25]])
    T = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    P = np.empty_like(Z)
    Softmax().forward(Z, P)
    loss = LOSSES["categorical cross-entropy"]()
    assert loss.value(Z, P, T) == pytest.approx(-(log(P[0, 0]) + log(P[2, 1])) / 2, rel=1e-14)
    np.testing.assert_allclose(gradient(loss, P, T), (P - T) / 2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_binary_cross_entropy_holds_at_a_thousand(dtype: type) -> None:
    Z = np.array([[1000.0, -1000.0, 1000.0, -1000.0]], dtype)
    T = np.array([[1.0, 0.0, 0.0, 1.0]], dtype)
    P = np.empty_like(Z)
    Sigmoid().forward(Z, P)
    loss = LOSSES["binary cross-entropy"]()
    assert [loss.value(Z[:, [i]], P[:, [i]], T[:, [i]]) for i in range(4)] == [0, 0, 1000, 1000]
    assert gradient(loss, P, T).tolist() == [[0.0, 0.0, 0.25, -0.25]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_categorical_cross_entropy_holds_at_a_thousand(dtype: type) -> None:
    Z = np.array([[1000.0, 1000.0], [-1000.0, -1000.0]], dtype)
    T = np.array([[1.0, 0.0], [0.0, 1.0]], dtype)
    P = np.empty_like(Z)
    Softmax().forward(Z, P)
    loss = LOSSES["categorical cross-entropy"]()
    assert [loss.value(Z[:, [i]], P[:, [i]], T[:, [i]]) for i in range(2)] == [0.0, 2000.0]
    assert gradient(loss, P, T).tolist() == [[0.0, 0.5], [0.0, -0.5]]
