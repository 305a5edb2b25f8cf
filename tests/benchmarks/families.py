"""The families of networks beside the dense one: what every program trains, alike for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.nn.activations import ReLU, Softmax
from nnstudio.nn.columns import Array, Examples
from nnstudio.nn.history import History
from nnstudio.nn.initialisers import he_uniform
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.flatten import Flatten
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.max_pool2d import MaxPool2D
from nnstudio.nn.layers.rnn import RNN
from nnstudio.nn.layers.transformer_block import TransformerBlock
from nnstudio.nn.losses import CategoricalCrossEntropy
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import SGD
from nnstudio.nn.training import Settings, Training

SEED = 7
RATE = 0.05


@dataclass(frozen=True, eq=False)
class Family:
    """A network to train in float32 by SGD on cross-entropy, on random samples.

    samples as the ecosystem has them; classes (samples,), or (samples, time) at every position.
    """

    key: str
    name: str
    layers: Callable[[], Sequence[Layer]]
    samples: Array
    classes: Array
    batch_size: int
    epochs: int
    target: float
    """How many times as fast as PyTorch the core is to be."""

    @property
    def steps(self) -> int:
        """Steps a round takes."""
        return self.epochs * -(-len(self.samples) // self.batch_size)

    def network(self) -> Network:
        """Our network, its weights drawn and its generator ready for the order of the samples."""
        generator = np.random.default_rng(SEED)
        network = Network(self.layers(), CategoricalCrossEntropy(), generator, np.float32)
        network.initialise()
        network.generator = np.random.default_rng(SEED + 1)
        return network


class Ours:
    """NN Studio. The loss over all samples is left to the end."""

    name = "NN Studio"

    def __init__(self, family: Family) -> None:
        network = family.network()
        targets = np.eye(network.outputs, dtype=np.float32)[family.classes]
        self.epochs = family.epochs
        self.training = Training(
            network,
            Examples.from_rows(family.samples, targets, np.float32),
            settings=Settings(RATE, family.batch_size),
            optimiser=SGD(network.parameters),
        )
        self.training.history = History(stride=family.epochs + 1)

    def train(self) -> None:
        """Take the family's epochs."""
        self.training.run_epochs(self.epochs)

    def loss(self) -> float:
        """The loss over all samples."""
        return self.training.losses()[0]


def families() -> list[Family]:
    """Those that the targets speak of."""
    generator = np.random.default_rng(SEED)

    def images(size: int) -> Array:
        return generator.normal(size=(640, 1, size, size)).astype(np.float32)

    def sequences(count: int, time: int, features: int) -> Array:
        return generator.normal(size=(count, time, features)).astype(np.float32)

    classes = generator.integers(0, 10, 640)
    symbols = generator.integers(0, 8, 640)
    return [
        Family("cnn8", _cnn_title(8), lambda: cnn(8), images(8), classes, 32, 8, 4.0),
        Family("cnn28", _cnn_title(28), lambda: cnn(28), images(28), classes, 32, 2, 1.5),
        Family(
            "rnn",
            "RNN, 20 steps of 8 features, 32 units, last state, dense 8; batch 32",
            lambda: [RNN(8, 20, 32), Dense(32, 8, Softmax())],
            *(sequences(640, 20, 8), symbols, 32, 6, 5.0),
        ),
        Family(
            "lstm",
            "LSTM, 20 steps of 8 features, 32 units, last state, dense 8; batch 32",
            lambda: [LSTM(8, 20, 32), Dense(32, 8, Softmax())],
            *(sequences(640, 20, 8), symbols, 32, 4, 1.7),
        ),
        Family(
            "transformer",
            "transformer block, 32 tokens, width 32, 4 heads, feed-forward 128, pre-norm, "
            "dense 10 per position; batch 16",
            lambda: [TransformerBlock(32, 32, 4, 128), DenseOverTime(32, 32, 10, Softmax())],
            *(sequences(320, 32, 32), generator.integers(0, 10, (320, 32)), 16, 3, 1.7),
        ),
    ]


def _cnn_title(size: int) -> str:
    return f"CNN {size} × {size}: conv 3 × 3 × 8, ReLU, pool, conv 3 × 3 × 16, ReLU, pool, dense 10"


def cnn(size: int) -> list[Layer]:
    """conv 3 × 3 × 8, ReLU, pool, conv 3 × 3 × 16, ReLU, pool, dense 10."""
    half, quarter = size // 2, size // 4
    return [
        Conv2D((1, size, size), 8, 3, ReLU(), padding="same", initialiser=he_uniform),
        MaxPool2D((8, size, size)),
        Conv2D((8, half, half), 16, 3, ReLU(), padding="same", initialiser=he_uniform),
        MaxPool2D((16, half, half)),
        Flatten((16, quarter, quarter)),
        Dense(16 * quarter**2, 10, Softmax()),
    ]
