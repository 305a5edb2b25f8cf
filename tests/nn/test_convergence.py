"""Does it learn?"""

import numpy as np
import pytest

from nnstudio.nn.activations import Sigmoid, Softmax, Tanh
from nnstudio.nn.columns import Examples
from nnstudio.nn.initialisers import zeros
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import OPTIMISERS, Adam
from nnstudio.nn.training import Settings, Training
from tests.nn.building import XOR, dense_network


@pytest.mark.parametrize("seed", range(20))
def test_xor_is_learned_from_every_one_of_twenty_starts(seed: int) -> None:
    network = dense_network((2, 8, 1), Tanh(), Sigmoid(), BinaryCrossEntropy(), seed)
    settings = Settings(learning_rate=0.05, batch_size=4)
    training = Training(network, XOR, settings=settings, optimiser=Adam(network.parameters))
    training.run_epochs(1000)
    answers = network.predict([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert (answers > 0.5).ravel().tolist() == [False, True, True, False]
    assert training.losses()[0] < 0.1


RATES = {"sgd": 0.5, "momentum": 0.1, "rmsprop": 0.01, "adam": 0.02}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_optimiser_learns_three_classes_that_lie_apart(optimiser: str, dtype: type) -> None:
    generator = np.random.default_rng(4)
    classes = np.arange(60) % 3
    centres = np.array([[2.0, 0.0], [-1.0, 2.0], [-1.0, -2.0]])
    samples = centres[classes] + generator.normal(0.0, 0.3, (60, 2))
    network = dense_network(
        (2, 6, 3), Tanh(), Softmax(), CategoricalCrossEntropy(), seed=1, dtype=dtype
    )
    training = Training(
        network,
        Examples.from_rows(samples, np.eye(3)[classes]),
        settings=Settings(RATES[optimiser], 10),
        optimiser=OPTIMISERS[optimiser](network.parameters),
    )
    training.run_epochs(60)
    answers = network.predict(samples)
    assert answers.dtype == dtype
    assert (answers.argmax(axis=1) == classes).all()


def test_neurons_that_start_alike_stay_alike_for_ever() -> None:
    layers = [Dense(2, 3, Tanh(), zeros), Dense(3, 1, Sigmoid(), zeros)]
    network = Network(layers, BinaryCrossEntropy(), np.random.default_rng(0))
    network.initialise()
    Training(network, XOR, settings=Settings(0.5, 1)).run_epochs(50)
    assert (np.ptp(layers[0].W, axis=0) == 0.0).all()
    assert np.ptp(layers[1].W) == 0.0
