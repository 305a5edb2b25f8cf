"""What every program trains on: the same samples, the same start, the same settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnstudio.data import files
from nnstudio.nn.activations import Identity, ReLU, Softmax, Tanh
from nnstudio.nn.columns import Array, Examples
from nnstudio.nn.history import History
from nnstudio.nn.initialisers import he_uniform, xavier_uniform
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.losses import CategoricalCrossEntropy, MeanSquaredError
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import SGD, Adam
from nnstudio.nn.training import Settings, Training

SEED = 7


@dataclass(frozen=True, eq=False)
class Task:
    """A network to train; samples (samples, features), targets (samples, outputs)."""

    name: str
    sizes: Sequence[int]
    samples: Array
    targets: Array
    classes: bool
    """Whether ReLU, softmax, cross-entropy and Adam; else tanh, identity, MSE and SGD."""
    learning_rate: float
    batch_size: int
    epochs: int
    """How many a round takes."""

    @property
    def steps(self) -> int:
        """Steps a round takes."""
        return self.epochs * -(-len(self.samples) // self.batch_size)

    def generator(self) -> np.random.Generator:
        """Where the order of the samples comes from, alike for all who can share it."""
        return np.random.default_rng(SEED + 1)

    def start(self) -> list[tuple[Array, Array]]:
        """(W, b) of every layer before the first step."""
        return [(layer.W.copy(), layer.b.copy()) for layer in self.network().layers]

    def network(self) -> Network:
        """Our network, with its weights drawn."""
        hidden = ReLU() if self.classes else Tanh()
        output = Softmax() if self.classes else Identity()
        draw = he_uniform if self.classes else xavier_uniform
        pairs = list(zip(self.sizes, self.sizes[1:], strict=False))
        layers = [Dense(before, after, hidden, draw) for before, after in pairs[:-1]]
        layers.append(Dense(*pairs[-1], output, draw))
        loss = CategoricalCrossEntropy() if self.classes else MeanSquaredError()
        network = Network(layers, loss, np.random.default_rng(SEED), self.samples.dtype)
        network.initialise()
        network.generator = self.generator()
        return network


class Program(Protocol):
    """Something that trains a task from its start."""

    name: str

    def train(self) -> None:
        """Take the task's epochs."""

    def loss(self) -> float:
        """The loss over all samples, in our definition."""
        ...


class Ours:
    """NN Studio. The losses over all samples are left to the end, as with the others."""

    name = "NN Studio"

    def __init__(self, task: Task) -> None:
        network = task.network()
        self.epochs = task.epochs
        self.training = Training(
            network,
            Examples.from_rows(task.samples, task.targets, network.dtype),
            settings=Settings(task.learning_rate, task.batch_size),
            optimiser=(Adam if task.classes else SGD)(network.parameters),
        )
        self.training.history = History(stride=task.epochs + 1)

    def train(self) -> None:
        self.training.run_epochs(self.epochs)

    def loss(self) -> float:
        return self.training.losses()[0]


class OursWithHistory(Ours):
    """NN Studio as the window runs it, with the loss over all samples at every epoch."""

    name = "NN Studio, recording the loss at every epoch"

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.training.history = History()


def playground() -> Task:
    """2-8-8-1 tanh, 250 points, batches of 10, SGD: a network to play with."""
    generator = np.random.default_rng(SEED)
    points = generator.uniform(-1.0, 1.0, (250, 2))
    sides = np.where(points[:, :1] * points[:, 1:] > 0.0, 1.0, -1.0)
    return Task(
        name="2-8-8-1 tanh, batch 10, SGD, squared error, float64",
        sizes=(2, 8, 8, 1),
        samples=points,
        targets=sides,
        classes=False,
        learning_rate=0.1,
        batch_size=10,
        epochs=60,
    )


def digits() -> Task:
    """64-128-64-10 ReLU, 1,797 digits of 8 × 8, batches of 32, Adam, float32."""
    pictures = files.digits()
    return Task(
        name="digits 64-128-64-10 ReLU, batch 32, Adam, cross-entropy, float32",
        sizes=(64, 128, 64, 10),
        samples=pictures.features.astype(np.float32),
        targets=np.eye(10, dtype=np.float32)[pictures.targets],
        classes=True,
        learning_rate=0.001,
        batch_size=32,
        epochs=8,
    )
