"""Small networks, data and runs that the tests of the core share."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.activations import ACTIVATIONS, Activation, Sigmoid, Tanh
from nnstudio.nn.columns import Array, Examples
from nnstudio.nn.early_stopping import EarlyStopping
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.losses import LOSSES, BinaryCrossEntropy, Loss, MeanSquaredError
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import OPTIMISERS
from nnstudio.nn.training import Settings, Training

PAIRINGS = [
    (output, loss)
    for loss, kind in LOSSES.items()
    for output, activation in ACTIVATIONS.items()
    if kind.fused_with in (None, activation)
]
"""Every (output activation, loss) that goes together."""

XOR = Examples.from_rows([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]])


def dense_network(
    sizes: Sequence[int],
    hidden: Activation | None = None,
    output: Activation | None = None,
    loss: Loss | None = None,
    seed: int = 0,
    dtype: DTypeLike = np.float64,
) -> Network:
    """Dense layers of these sizes, weights and biases drawn; tanh and squared error unless told.

    Biases other than 0 keep ReLUs away from their kink, where no derivative is.
    """
    pairs = list(pairwise(sizes))
    layers: list[Layer] = [Dense(a, b, hidden or Tanh()) for a, b in pairs[:-1]]
    layers.append(Dense(*pairs[-1], output or Tanh()))
    generator = np.random.default_rng(seed)
    network = Network(layers, loss or MeanSquaredError(), generator, dtype)
    network.initialise()
    biases = network.weight_mask == 0.0
    network.parameters[biases] = generator.normal(0.0, 0.5, np.count_nonzero(biases))
    return network


def random_examples(
    inputs: int, outputs: int, count: int, seed: int = 1, dtype: DTypeLike = np.float64
) -> Examples:
    """Normal samples; every row of targets is one-hot, or 0 and 1 where there is one output."""
    generator = np.random.default_rng(seed)
    samples = generator.normal(size=(count, inputs))
    classes = generator.integers(0, max(outputs, 2), count)
    targets = np.eye(outputs)[classes] if outputs > 1 else classes[:, np.newaxis]
    return Examples.from_rows(samples, targets, dtype)


def run_with_dropout(
    optimiser: str = "sgd",
    seed: int = 0,
    dtype: DTypeLike = np.float64,
    batch_size: int = 5,
    patience: int = 0,
    validation: Examples | None = None,
) -> Training:
    """A run over 23 samples, which no batch of 5 divides, with dropout between two layers."""
    layers = [Dense(3, 6, Tanh()), Dropout(6, 0.25), Dense(6, 1, Sigmoid())]
    network = Network(layers, BinaryCrossEntropy(), np.random.default_rng(seed), dtype)
    network.initialise()
    return Training(
        network,
        random_examples(3, 1, 23, dtype=dtype),
        validation,
        settings=Settings(0.05, batch_size),
        optimiser=OPTIMISERS[optimiser](network.parameters),
        early_stopping=EarlyStopping(patience) if patience else None,
    )


def steps(training: Training, count: int) -> None:
    """Take so many steps."""
    for _ in range(count):
        training.step()


def bits(values: Array) -> bytes:
    """The very bits, so that −0 differs from 0 and NaN equals itself."""
    return values.tobytes()
