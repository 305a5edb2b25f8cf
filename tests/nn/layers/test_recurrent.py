"""RNN, LSTM and GRU: their steps, the gradient through time, and where it is cut."""

from collections.abc import Callable
from functools import partial
from typing import Any

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
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.mean_over_time import MeanOverTime
from nnstudio.nn.layers.recurrent import Recurrent
from nnstudio.nn.layers.rnn import RNN
from nnstudio.nn.losses import CategoricalCrossEntropy, MeanSquaredError
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import Adam
from nnstudio.nn.training import Settings, Training
from tests.nn.building import bits
from tests.nn.layers.checking import alone, assert_like_torch, assert_slopes

KINDS: dict[str, Callable[..., Recurrent]] = {
    "rnn": RNN,
    "rnn relu": partial(RNN, activation=ReLU()),
    "lstm": LSTM,
    "gru": GRU,
}


def torch_layer(kind: str, inputs: int, units: int) -> Any:
    torch = pytest.importorskip("torch")
    if kind.startswith("rnn"):
        nonlinearity = "relu" if "relu" in kind else "tanh"
        return torch.nn.RNN(inputs, units, nonlinearity=nonlinearity).double()
    return {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind](inputs, units).double()


def torch_weights(kind: str, w: Any, inputs: int, units: int) -> dict[str, Any]:
    """Our flat parameters under PyTorch's names; its second bias of RNN and LSTM stays 0."""
    if kind == "gru":
        of_x = 3 * units * (inputs + 1)
        x, h = w[:of_x].reshape(3 * units, -1), w[of_x:].reshape(3 * units, -1)
        parts = x[:, :-1], h[:, :-1], x[:, -1], h[:, -1]
    else:
        Wb = w.reshape(-1, units + inputs + 1)
        parts = Wb[:, units:-1], Wb[:, :units], Wb[:, -1], 0.0 * Wb[:, -1]
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return dict(zip(names, parts, strict=True))


@pytest.mark.parametrize("truncate", [0, 1, 2])
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("time", [1, 5])
@pytest.mark.parametrize("kind", KINDS)
def test_recurrent_layers_have_the_outputs_and_gradients_of_pytorch(
    kind: str, time: int, whole: bool, truncate: int
) -> None:
    module = torch_layer(kind, 3, 4)
    import torch

    def reference(x: Any, w: Any) -> Any:
        weights = torch_weights(kind, w, 3, 4)
        state, states = None, []
        for t in range(time):
            if t and truncate and (time - t) % truncate == 0:
                state = tuple(s.detach() for s in state) if kind == "lstm" else state.detach()
            step = x[:, t].T.unsqueeze(0)
            answer, state = torch.func.functional_call(module, weights, (step, state))
            states.append(answer[0].T)
        return torch.stack(states, 1) if whole else states[-1]

    layer = KINDS[kind](3, time, 4, whole_sequence=whole, truncate=truncate)
    for batch in (1, 3):
        assert_like_torch(alone(layer, batch), reference)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("time", [1, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_recurrent_layers_have_the_gradients_of_finite_differences(
    kind: str, time: int, whole: bool
) -> None:
    assert_slopes(alone(KINDS[kind](2, time, 3, whole_sequence=whole), seed=2))


@pytest.mark.parametrize("kind", KINDS)
def test_truncation_cuts_the_gradient_so_many_steps_before_the_end(kind: str) -> None:
    case = alone(KINDS[kind](2, 7, 12, truncate=3))
    _, dX, cut = case.backward()
    reached = np.abs(dX).sum((0, 2)) > 0
    assert reached.tolist() == [False] * 4 + [True] * 3
    _, _, whole = alone(KINDS[kind](2, 7, 12)).backward()
    assert np.abs(cut - whole).max() > 1e-6
    _, _, beyond = alone(KINDS[kind](2, 7, 12, truncate=7)).backward()
    assert bits(beyond) == bits(whole)


def test_the_gates_and_the_gradient_of_every_step_can_be_looked_at() -> None:
    case = alone(LSTM(2, 6, 3))
    A, _, _ = case.backward()
    layer = case.layer
    assert isinstance(layer, LSTM)
    i, f, g, o = layer.gates.reshape(6, 4, 3, 3).swapaxes(0, 1)
    np.testing.assert_allclose(layer.cells[1:], f[1:] * layer.cells[:-1] + (i * g)[1:])
    np.testing.assert_allclose(layer.H, o * np.tanh(layer.cells))
    np.testing.assert_array_equal(layer.H[-1], A)
    assert (np.abs(layer.dH).max((1, 2)) > 0.0).all()


def first_symbol(time: int, dtype: type = np.float64, count: int = 60) -> Examples:
    """Which of two symbols came first; noise after it."""
    generator = np.random.default_rng(2)
    classes = generator.integers(0, 2, count)
    samples = 0.3 * generator.normal(size=(count, time, 2))
    samples[np.arange(count), 0, classes] += 2.0
    return Examples.from_rows(samples, np.eye(2)[classes], dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", KINDS)
def test_a_recurrent_network_learns_what_came_first_and_repeats_it_bit_for_bit(
    kind: str, dtype: type
) -> None:
    runs = []
    for _ in range(2):
        layers: list[Layer] = [
            KINDS[kind](2, 5, 8, whole_sequence=True),
            KINDS[kind](8, 5, 6),
            Dense(6, 2, Softmax()),
        ]
        network = Network(layers, CategoricalCrossEntropy(), np.random.default_rng(3), dtype)
        network.initialise()
        training = Training(
            network,
            first_symbol(5, dtype),
            settings=Settings(0.02, 16, clip=1.0),
            optimiser=Adam(network.parameters),
        )
        training.run_epochs(40)
        assert training.losses()[0] < 0.1
        runs.append(bits(network.parameters))
    assert runs[0] == runs[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_with_recurrence_below_and_positions_above_has_the_right_gradient(
    kind: str,
) -> None:
    layers = [
        DenseOverTime(2, 4, 3, Tanh()),
        KINDS[kind](3, 4, 3, whole_sequence=True),
        DenseOverTime(3, 4, 3, Tanh()),
        MeanOverTime(3, 4),
        Dense(3, 2, Identity()),
    ]
    network = Network(layers, MeanSquaredError(), np.random.default_rng(1))
    network.initialise()
    examples = first_symbol(4, count=5)
    ours = backpropagated_gradient(network, examples)
    assert relative_difference(ours, numeric_gradient(network, examples)) < 1e-7


def test_penalties_fall_on_weights_and_never_on_biases() -> None:
    for kind, biases in (("rnn", 4), ("lstm", 16), ("gru", 24)):
        case = alone(KINDS[kind](3, 2, 4))
        assert np.count_nonzero(case.weight_mask == 0.0) == biases
        layer = case.layer
        if isinstance(layer, GRU):
            layer.b_x[...] = layer.b_h[...] = 777.0
        elif isinstance(layer, RNN | LSTM):
            layer.b[...] = 777.0
        assert (case.parameters[case.weight_mask == 0.0] == 777.0).all()


def test_the_mean_over_time_has_the_gradients_of_pytorch() -> None:
    for time in (1, 4):
        assert_slopes(alone(MeanOverTime(3, time)))
        assert_like_torch(alone(MeanOverTime(3, time)), lambda x, _: x.mean(1))


def test_what_cannot_recur_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="has tanh or relu"):
        RNN(2, 3, 4, Sigmoid())
    with pytest.raises(ValueError, match="at least one step"):
        LSTM(2, 0, 4)
    with pytest.raises(ValueError, match="one input and one unit"):
        GRU(2, 3, 0)
    with pytest.raises(ValueError, match="goes back 1 step or more"):
        RNN(2, 3, 4, truncate=-1)
    with pytest.raises(ValueError, match="one feature and one step"):
        MeanOverTime(3, 0)
