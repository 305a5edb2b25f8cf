"""What holds for every kind of layer: precision, chance, going on, and who may share what."""

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.nn.activations import ACTIVATIONS, ReLU, Softmax, Tanh
from nnstudio.nn.columns import Examples, new_result, samples_first, values_of
from nnstudio.nn.layers.activate import Activate
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.average_pool2d import AvgPool2D
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.embedding import Embedding
from nnstudio.nn.layers.feed_forward import FeedForward
from nnstudio.nn.layers.flatten import Flatten
from nnstudio.nn.layers.global_average_pool import GlobalAveragePool
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.layers.learned_positions import LearnedPositions
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.max_pool2d import MaxPool2D
from nnstudio.nn.layers.mean_over_time import MeanOverTime
from nnstudio.nn.layers.residual import Residual
from nnstudio.nn.layers.rnn import RNN
from nnstudio.nn.layers.sinusoidal_positions import SinusoidalPositions
from nnstudio.nn.layers.transformer_block import TransformerBlock
from nnstudio.nn.losses import CategoricalCrossEntropy
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import Adam
from nnstudio.nn.run_state import capture, restore
from nnstudio.nn.training import Diverged, Settings, Training
from tests.nn.building import bits, steps
from tests.nn.layers.checking import alone, assert_like_torch, assert_slopes

KINDS: dict[str, Callable[[], Layer]] = {
    "dense": lambda: Dense(4, 3, Tanh()),
    "dense over time": lambda: DenseOverTime(4, 5, 3, Tanh()),
    "dropout of a vector": lambda: Dropout(4, 0.3),
    "dropout of an image": lambda: Dropout((2, 3, 4), 0.3),
    "dropout of a sequence": lambda: Dropout((4, 5), 0.3),
    "activation": lambda: Activate((4, 5), Tanh()),
    "convolution": lambda: Conv2D((2, 6, 5), 3, 3, Tanh(), 2, "same"),
    "max pool": lambda: MaxPool2D((2, 6, 4)),
    "overlapping max pool": lambda: MaxPool2D((2, 6, 5), 3, 1),
    "average pool": lambda: AvgPool2D((2, 6, 4)),
    "global average": lambda: GlobalAveragePool((2, 3, 4)),
    "flatten": lambda: Flatten((2, 3, 4)),
    "mean over time": lambda: MeanOverTime(3, 5),
    "embedding": lambda: Embedding(6, 4, 3),
    "sinusoidal positions": lambda: SinusoidalPositions(4, 5),
    "learned positions": lambda: LearnedPositions(4, 5),
    "rnn": lambda: RNN(3, 5, 4, whole_sequence=True),
    "lstm": lambda: LSTM(3, 5, 4, whole_sequence=True),
    "gru": lambda: GRU(3, 5, 4, whole_sequence=True),
    "last state": lambda: RNN(3, 5, 4, ReLU()),
    "layer norm": lambda: LayerNorm((4, 5)),
    "batch norm": lambda: BatchNorm((2, 3, 4)),
    "attention": lambda: MultiHeadAttention(4, 5, 2, causal=True),
    "feed-forward": lambda: FeedForward(4, 5, 6),
    "residual": lambda: Residual({"inside": DenseOverTime(4, 5, 4, Tanh())}),
    "pre-norm block": lambda: TransformerBlock(4, 5, 2, 6, rate=0.2),
    "post-norm block": lambda: TransformerBlock(4, 5, 2, 6, pre_norm=False),
}


def drawn(layer: Layer, batch: int) -> np.ndarray:
    generator = np.random.default_rng(1)
    shape = (*layer.input_shape, batch)
    if isinstance(layer, Embedding):
        return generator.integers(0, layer.vocabulary, shape).astype(float)
    return generator.normal(size=shape)


@pytest.mark.parametrize("kind", KINDS)
def test_single_precision_stays_single_and_agrees_with_double(kind: str) -> None:
    layer = KINDS[kind]()
    double = alone(layer, X=drawn(layer, 3))
    parameters = double.parameters.astype(np.float32)
    gradient, mask = np.zeros_like(parameters), np.zeros_like(parameters)
    single = KINDS[kind]()
    single.attach(parameters, gradient, mask)
    ready = single.with_buffers(3, np.float32, np.random.default_rng(3))
    X = new_result(layer.input_shape, 3, np.float32)
    values_of(X)[...] = values_of(double.X)
    result = ready.infer(X)
    double.layer.infer(double.X)
    np.testing.assert_allclose(ready.A, double.layer.A, atol=2e-5, rtol=2e-5)
    if "dropout" not in kind and "block" not in kind:
        A, dX, dw = double.backward()
        parameters[...] = double.parameters
        result = ready.forward(X)
        np.testing.assert_allclose(ready.A, A, atol=2e-5, rtol=2e-5)
        back = ready.backward(double.R.astype(np.float32))
        np.testing.assert_allclose(back, dX, atol=1e-4, rtol=1e-4)
        np.testing.assert_allclose(gradient, dw, atol=1e-4, rtol=1e-4)
        assert back.dtype == np.float32
    assert result.dtype == np.float32
    held = [value for value in vars(ready).values() if isinstance(value, np.ndarray)]
    assert not any(array.dtype == np.float64 for array in held)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_ones_stays_one_and_results_have_the_shape_that_was_said(kind: str) -> None:
    layer = KINDS[kind]()
    for batch in (1, 3):
        case = alone(layer, batch, X=drawn(layer, batch))
        result = case.layer.forward(case.X)
        assert values_of(result).shape == (*layer.output_shape, batch)
        assert case.layer.A.shape == (*layer.output_shape, batch)
        assert np.shares_memory(case.layer.A, result)
        if result.ndim < 4:
            assert (result[-1] == 1.0).all()
        assert case.layer.backward(case.R).shape == (*layer.input_shape, batch)


@pytest.mark.parametrize("kind", KINDS)
def test_how_the_columns_lie_in_memory_makes_no_difference(kind: str) -> None:
    layer = KINDS[kind]()
    case = alone(layer, X=drawn(layer, 3))
    A, dX, dw = case.backward()
    case.X = np.asfortranarray(case.X)
    case.R = np.asfortranarray(case.R)
    for ours, other in zip(case.backward(), (A, dX, dw), strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_copies_for_two_batch_sizes_share_parameters_and_nothing_else(kind: str) -> None:
    layer = KINDS[kind]()
    first = alone(layer, 2, X=drawn(layer, 2))
    second = layer.with_buffers(3, np.float64, np.random.default_rng(3))
    before = first.forward().copy()
    X = new_result(layer.input_shape, 3, np.float64)
    values_of(X)[...] = drawn(layer, 3)
    kept = first.parameters.copy()
    second.forward(X)
    second.backward(np.ones_like(second.A))
    first.parameters[...] = kept
    assert bits(first.layer.A) == bits(before)


def test_an_activation_of_its_own_has_the_gradients_of_pytorch() -> None:
    for kind in ACTIVATIONS.values():
        for shape in ((4,), (3, 2), (2, 3, 2)):
            assert_slopes(alone(Activate(shape, kind())))
    assert_like_torch(alone(Activate((2, 3, 2), Softmax())), lambda x, _: x.softmax(0))
    assert_like_torch(alone(Activate((4, 2), ReLU())), lambda x, _: x.relu())


def image_layers() -> list[Layer]:
    return [
        Conv2D((1, 6, 6), 4, 3, ACTIVATIONS["identity"](), padding="same", bias=False),
        BatchNorm((4, 6, 6)),
        Activate((4, 6, 6), ReLU()),
        MaxPool2D((4, 6, 6)),
        Residual({"conv": Conv2D((4, 3, 3), 4, 3, Tanh(), padding="same")}),
        Dropout((4, 3, 3), 0.2),
        AvgPool2D((4, 3, 3), 2, 1),
        GlobalAveragePool((4, 2, 2)),
        Dense(4, 3, Softmax()),
    ]


def sequence_layers() -> list[Layer]:
    return [
        DenseOverTime(2, 6, 8, Tanh()),
        LearnedPositions(8, 6),
        TransformerBlock(8, 6, 2, 12, rate=0.1),
        LSTM(8, 6, 6, whole_sequence=True),
        GRU(6, 6, 6, whole_sequence=True, truncate=3),
        BatchNorm((6, 6)),
        RNN(6, 6, 5, whole_sequence=True),
        DenseOverTime(5, 6, 3, Softmax()),
    ]


def run(family: str, seed: int, dtype: type = np.float64, rate: float = 0.02) -> Training:
    generator = np.random.default_rng(0)
    if family == "images":
        layers, samples = image_layers(), generator.normal(size=(23, 1, 6, 6))
        targets = np.eye(3)[generator.integers(0, 3, 23)]
    else:
        layers, samples = sequence_layers(), generator.normal(size=(23, 6, 2))
        targets = np.eye(3)[generator.integers(0, 3, (23, 6))]
    network = Network(layers, CategoricalCrossEntropy(), np.random.default_rng(seed), dtype)
    network.initialise()
    examples = Examples.from_rows(samples, targets, dtype)
    optimiser = Adam(network.parameters)
    settings = Settings(rate, 5, clip=1.0)
    return Training(network, examples, examples, settings=settings, optimiser=optimiser)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("family", ["images", "sequences"])
def test_a_run_that_stops_and_goes_on_makes_the_bits_of_one_that_does_not(
    family: str, dtype: type
) -> None:
    unbroken = run(family, 1, dtype)
    steps(unbroken, 7)
    state = capture(unbroken)
    steps(unbroken, 9)
    resumed = run(family, 2, dtype)
    steps(resumed, 2)
    restore(resumed, state)
    steps(resumed, 9)
    assert bits(resumed.network.parameters) == bits(unbroken.network.parameters)
    assert bits(resumed.history.as_array()) == bits(unbroken.history.as_array())
    rows = samples_first(values_of(unbroken.train.X))
    ours, other = (training.network.predict(rows) for training in (resumed, unbroken))
    assert bits(ours) == bits(other)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("family", ["images", "sequences"])
def test_no_warning_escapes_at_an_absurd_learning_rate(family: str, dtype: type) -> None:
    training = run(family, 1, dtype, rate=1e30)
    try:
        training.run_epochs(20)
    except Diverged:
        assert training.step_count > 0
    assert len(training.losses()) == 2
    rows = samples_first(values_of(training.train.X))
    assert training.network.predict(rows).shape[0] == 23


@pytest.mark.parametrize("family", ["images", "sequences"])
def test_a_small_set_is_learned_by_heart(family: str) -> None:
    training = run(family, 3)
    before = training.losses()[0]
    training.run_epochs(80)
    assert training.losses()[0] < 0.5 * before
