"""Is backpropagation right? Asked of the definition of the derivative."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.gradient_check import (
    backpropagated_gradient,
    numeric_gradient,
    relative_difference,
)
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.losses import LOSSES
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import OPTIMISERS
from nnstudio.nn.training import Settings, Training
from tests.nn.building import PAIRINGS, dense_network, random_examples


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize(("output", "loss"), PAIRINGS)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_the_gradient_is_that_of_finite_differences_before_and_after_steps(
    hidden: str, output: str, loss: str, optimiser: str
) -> None:
    fewest = 2 if loss == "categorical cross-entropy" else 1  # one class alone is certain
    for outputs in (fewest, 3):
        network = dense_network(
            (2, 4, outputs), ACTIVATIONS[hidden](), ACTIVATIONS[output](), LOSSES[loss](), seed=12
        )
        examples = random_examples(2, outputs, 6)
        training = Training(
            network,
            examples,
            settings=Settings(0.01, 4),
            optimiser=OPTIMISERS[optimiser](network.parameters),
        )
        for _ in range(2):
            ours = backpropagated_gradient(network, examples)
            numeric = numeric_gradient(network, examples)
            assert relative_difference(ours, numeric) < 1e-7
            assert ours.any() or (output == "softmax" and outputs == 1)  # always sure
            training.run_epochs(1)


def test_a_gradient_that_is_wrong_in_one_place_is_found() -> None:
    network, examples = dense_network((2, 3, 1)), random_examples(2, 1, 6)
    wrong = backpropagated_gradient(network, examples)
    wrong[4] *= 1.001
    assert relative_difference(wrong, numeric_gradient(network, examples)) > 1e-5


def test_checking_the_gradient_leaves_every_weight_as_it_was() -> None:
    network, examples = dense_network((2, 3, 1)), random_examples(2, 1, 6)
    before = network.parameters.copy()
    numeric_gradient(network, examples)
    assert network.parameters.tobytes() == before.tobytes()


def test_two_gradients_of_zero_do_not_differ() -> None:
    assert relative_difference(np.zeros(3), np.zeros(3)) == 0.0


smooth = st.sampled_from(["identity", "sigmoid", "tanh", "softmax"])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=5),
    hidden=smooth,
    pairing=st.sampled_from([(out, loss) for out, loss in PAIRINGS if "relu" not in out]),
    count=st.integers(1, 7),
    seed=st.integers(0, 10_000),
)
def test_networks_of_any_depth_and_width_have_the_gradient_of_finite_differences(
    sizes: list[int], hidden: str, pairing: tuple[str, str], count: int, seed: int
) -> None:
    output, loss = pairing
    if loss == "categorical cross-entropy":
        sizes[-1] += 1  # one class alone is certain
    network = dense_network(
        sizes, ACTIVATIONS[hidden](), ACTIVATIONS[output](), LOSSES[loss](), seed
    )
    examples = random_examples(sizes[0], sizes[-1], count, seed)
    ours = backpropagated_gradient(network, examples)
    difference = np.abs(ours - numeric_gradient(network, examples))
    assert difference.max() < 1e-8 * max(1.0, float(np.abs(ours).max()))


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_a_layer_tells_the_layer_below_how_the_loss_depends_on_what_it_read(
    kind: str, outputs: int
) -> None:
    generator = np.random.default_rng(5)
    network = Network(
        [Dense(4, 4, ACTIVATIONS["identity"]()), Dense(4, outputs, ACTIVATIONS[kind]())],
        LOSSES["half squared error"](),
        generator,
    )
    network.initialise()
    examples = random_examples(4, outputs, 1)
    # The first layer passes its input on: its bias then is what the second layer reads.
    network.layers[0].W[...] = np.eye(4)
    ours = backpropagated_gradient(network, examples).copy()
    numeric = numeric_gradient(network, examples)
    biases = np.arange(4) * 5 + 4
    assert relative_difference(ours[biases], numeric[biases]) < 1e-7


def test_the_gradient_through_dropout_is_that_of_the_same_mask() -> None:
    generator = np.random.default_rng(2)
    layers = [Dense(3, 8, ACTIVATIONS["tanh"]()), Dropout(8, 0.5)]
    output = Dense(8, 2, ACTIVATIONS["softmax"]())
    loss = LOSSES["categorical cross-entropy"]()
    network = Network([*layers, output], loss, generator)
    network.initialise()
    examples = random_examples(3, 2, 5)
    run = network.pass_for(5)
    chance = generator.bit_generator.state

    def loss_with_the_same_mask() -> float:
        generator.bit_generator.state = chance
        run.forward(examples.X)
        return run.value(examples.Y)

    loss_with_the_same_mask()
    run.backward(examples.Y)
    ours = network.gradient.copy()
    numeric = np.zeros_like(ours)
    w, epsilon = network.parameters, 1e-5
    for i in range(w.size):
        before = w[i]
        w[i] = before + epsilon
        above = loss_with_the_same_mask()
        w[i] = before - epsilon
        numeric[i] = (above - loss_with_the_same_mask()) / (2.0 * epsilon)
        w[i] = before
    assert relative_difference(ours, numeric) < 1e-7
    assert np.count_nonzero(ours == 0.0) < ours.size / 2
