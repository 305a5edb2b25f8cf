"""Each activation against its formula, and far out where naive code breaks."""

from math import e, exp, tanh

import numpy as np
import pytest

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.columns import Array

Z = np.array([[-2.0, 0.0, 0.5], [1.0, -0.25, 3.0]])

FORMULAS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1.0 / (1.0 + exp(-z)),
    "tanh": tanh,
    "relu": lambda z: z if z > 0.0 else 0.0,
    "leaky relu": lambda z: z if z > 0.0 else 0.01 * z,
}


def answers(kind: str, Z: Array) -> Array:
    A = np.empty_like(Z)
    ACTIVATIONS[kind]().with_buffers(*Z.shape, Z.dtype).forward(Z, A)
    return A


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", FORMULAS)
def test_every_activation_follows_its_formula(kind: str, dtype: type) -> None:
    expected = [[FORMULAS[kind](z) for z in row] for row in Z]
    ours = answers(kind, Z.astype(dtype))
    assert ours.dtype == dtype
    np.testing.assert_allclose(ours, expected, rtol=8 * np.finfo(dtype).eps)


def test_softmax_gives_each_column_a_distribution_in_the_ratio_of_the_exponentials() -> None:
    A = answers("softmax", np.array([[0.0, 5.0], [1.0, 5.0]]))
    np.testing.assert_allclose(A, [[1 / (1 + e), 0.5], [e / (1 + e), 0.5]], rtol=1e-15)


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_no_activation_breaks_at_a_thousand(kind: str) -> None:
    A = answers(kind, np.array([[-1000.0, 1000.0], [1000.0, 1000.0]]))
    assert np.isfinite(A).all()
    if kind == "sigmoid":
        assert A[0].tolist() == [0.0, 1.0]
    if kind == "softmax":
        assert A.tolist() == [[0.0, 0.5], [1.0, 0.5]]


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_an_activation_without_buffers_answers_the_same(kind: str) -> None:
    plain, fast = np.empty_like(Z), answers(kind, Z)
    ACTIVATIONS[kind]().forward(Z, plain)
    assert plain.tobytes() == fast.tobytes()


def test_relu_has_the_derivative_zero_at_zero() -> None:
    dZ = np.empty((1, 3))
    ACTIVATIONS["relu"]().backward(np.full((1, 3), 7.0), np.array([[0.0, 0.0, 2.0]]), dZ)
    assert dZ.tolist() == [[0.0, 0.0, 7.0]]
