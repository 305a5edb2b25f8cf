"""A dense layer at every position; sequences and targets per position in a network."""

import numpy as np
import pytest

from nnstudio.nn.activations import Identity, ReLU, Sigmoid, Softmax, Tanh
from nnstudio.nn.columns import Examples
from nnstudio.nn.gradient_check import (
    backpropagated_gradient,
    numeric_gradient,
    relative_difference,
)
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.losses import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    HalfSquaredError,
    MeanSquaredError,
)
from nnstudio.nn.network import Network
from nnstudio.nn.training import Settings, Training
from tests.nn.layers.checking import alone, assert_like_torch, assert_slopes


@pytest.mark.parametrize("time", [1, 4])
def test_its_gradients_are_those_of_finite_differences(time: int) -> None:
    assert_slopes(alone(DenseOverTime(3, time, 2, Tanh())))
    assert_slopes(alone(DenseOverTime(3, time, 4, Softmax())))


@pytest.mark.parametrize("time", [1, 4])
def test_it_is_pytorchs_linear_at_every_position(time: int) -> None:
    def reference(x, w):  # type: ignore[no-untyped-def]
        Wb = w.reshape(2, 4)
        return ((x.permute(2, 1, 0) @ Wb[:, :-1].T) + Wb[:, -1]).tanh().permute(2, 1, 0)

    assert_like_torch(alone(DenseOverTime(3, time, 2, Tanh())), reference)


LOSSES = [
    (MeanSquaredError(), Tanh()),
    (HalfSquaredError(), Identity()),
    (BinaryCrossEntropy(), Sigmoid()),
    (CategoricalCrossEntropy(), Softmax()),
]


def sequences(count: int = 5, time: int = 4, dtype: type = np.float64) -> Examples:
    generator = np.random.default_rng(8)
    samples = generator.normal(size=(count, time, 3))
    return Examples.from_rows(samples, np.eye(2)[generator.integers(0, 2, (count, time))], dtype)


@pytest.mark.parametrize(("loss", "output"), LOSSES)
def test_a_loss_per_position_is_the_mean_over_all_positions(loss, output) -> None:  # type: ignore[no-untyped-def]
    examples = sequences()
    layers = [DenseOverTime(3, 4, 6, Tanh()), DenseOverTime(6, 4, 2, output)]
    network = Network(layers, loss, np.random.default_rng(1))
    network.initialise()
    flat = [Dense(3, 6, Tanh()), Dense(6, 2, output)]
    plain = Network(flat, loss, np.random.default_rng(1))
    plain.parameters[...] = network.parameters
    positions = Examples.from_rows(
        examples.X[:-1].transpose(2, 1, 0).reshape(-1, 3),
        examples.Y.transpose(2, 1, 0).reshape(-1, 2),
    )
    assert network.value(examples) == pytest.approx(plain.value(positions), rel=1e-13)
    ours = backpropagated_gradient(network, examples)
    np.testing.assert_allclose(ours, backpropagated_gradient(plain, positions), atol=1e-14)
    assert relative_difference(ours, numeric_gradient(network, examples)) < 1e-7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_run_over_sequences_learns_and_answers_at_every_position(dtype: type) -> None:
    examples = sequences(12, dtype=dtype)
    layers = [
        DenseOverTime(3, 4, 16, ReLU()),
        Dropout((16, 4), 0.1),
        DenseOverTime(16, 4, 2, Softmax()),
    ]
    network = Network(layers, CategoricalCrossEntropy(), np.random.default_rng(1), dtype)
    network.initialise()
    training = Training(network, examples, settings=Settings(0.5, 5))
    before = training.losses()[0]
    training.run_epochs(60)
    assert training.losses()[0] < 0.6 * before
    answers = network.predict(examples.X[:-1].transpose(2, 1, 0))
    assert answers.shape == (12, 4, 2)
    assert answers.dtype == dtype
    np.testing.assert_allclose(answers.sum(axis=2), 1.0, rtol=1e-5)
    np.testing.assert_array_equal(answers.transpose(2, 1, 0), network.infer(examples.X))


def test_sequences_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="gives 6 × 4 cannot feed one that reads 6"):
        Network(
            [DenseOverTime(3, 4, 6, Tanh()), Dense(6, 1, Tanh())],
            MeanSquaredError(),
            np.random.default_rng(0),
        )
    network = Network(
        [DenseOverTime(3, 4, 2, Tanh())], MeanSquaredError(), np.random.default_rng(0)
    )
    with pytest.raises(ValueError, match="reads 3 × 4, the data has 3 × 5"):
        Training(network, sequences(time=5))
    flat = Examples.from_rows(np.ones((3, 4, 3)), np.ones((3, 2)))
    with pytest.raises(ValueError, match="has 2 × 4 outputs, the data has 2"):
        Training(network, flat)
    with pytest.raises(ValueError, match="at least one step"):
        DenseOverTime(3, 0, 2, Tanh())
