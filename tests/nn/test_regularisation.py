"""L1 and L2 pull on weights and never on biases; clipping bounds the gradient's length."""

import numpy as np
import pytest

from nnstudio.nn.activations import Identity, ReLU
from nnstudio.nn.columns import Examples
from nnstudio.nn.optimisers import OPTIMISERS
from nnstudio.nn.regularisation import Penalty, clip_norm
from nnstudio.nn.training import Settings, Training
from tests.nn.building import dense_network, random_examples

W = np.array([2.0, -3.0, 0.0, 5.0])
MASK = np.array([1.0, 1.0, 1.0, 0.0])


def test_the_price_of_l2_is_half_the_sum_of_squares_without_biases() -> None:
    assert Penalty(l2=0.1).value(W, MASK) == pytest.approx(0.1 / 2 * (4.0 + 9.0))


def test_the_price_of_l1_is_the_sum_of_sizes_without_biases() -> None:
    assert Penalty(l1=0.1).value(W, MASK) == pytest.approx(0.1 * (2.0 + 3.0))


def test_l2_adds_the_weight_itself_to_the_gradient_and_l1_its_sign() -> None:
    gradient = np.ones(4)
    Penalty(l1=0.5, l2=0.1).add_gradient(W, MASK, gradient)
    assert gradient == pytest.approx([1.0 + 0.2 + 0.5, 1.0 - 0.3 - 0.5, 1.0, 1.0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_penalty_keeps_the_precision_of_the_gradient(dtype: type) -> None:
    gradient = np.ones(4, dtype)
    Penalty(0.5, 0.1).add_gradient(W.astype(dtype), MASK.astype(dtype), gradient)
    assert gradient.dtype == dtype
    assert gradient[0] == pytest.approx(1.7)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("penalty", [Penalty(l1=0.3), Penalty(l2=0.3)])
def test_a_penalty_shrinks_weights_and_leaves_biases_where_nothing_else_pulls(
    penalty: Penalty, optimiser: str
) -> None:
    network = dense_network((2, 3, 1), ReLU(), Identity(), seed=5)
    examples = random_examples(2, 1, 6)
    # Of so few binary digits every sum is exact, in whatever order a processor makes it.
    network.parameters[:] = np.round(network.parameters * 64) / 64
    X = np.round(examples.X * 8) / 8
    # With the network's own answers as targets, the loss pulls on nothing at the first step.
    own = Examples(X, network.infer(X))
    before = network.parameters.copy()
    training = Training(
        network,
        own,
        settings=Settings(0.001, 6, penalty=penalty),
        optimiser=OPTIMISERS[optimiser](network.parameters),
    )
    training.step()
    weights = network.weight_mask == 1.0
    assert network.parameters[~weights].tobytes() == before[~weights].tobytes()
    assert (np.abs(network.parameters[weights]) < np.abs(before[weights])).all()


def test_without_a_penalty_nothing_pulls() -> None:
    assert not Penalty()
    assert Penalty(l1=0.1)
    assert Penalty(l2=0.1)


def test_a_gradient_longer_than_the_bound_is_scaled_to_it() -> None:
    gradient = np.array([3.0, 4.0])
    clip_norm(gradient, 1.0)
    assert gradient == pytest.approx([0.6, 0.8])


def test_a_gradient_within_the_bound_stays_as_it_is() -> None:
    gradient = np.array([3.0, 4.0])
    for bound in (50.0, 5.0):
        clip_norm(gradient, bound)
        assert gradient.tolist() == [3.0, 4.0]


def test_a_step_of_clipped_descent_is_never_longer_than_rate_times_bound() -> None:
    network = dense_network((2, 3, 1), seed=4)
    steep = Examples.from_rows([[1e3, -1e3]], [[1e6]])
    before = network.parameters.copy()
    free = dense_network((2, 3, 1), seed=4)
    Training(free, steep, settings=Settings(0.5, 1)).step()
    Training(network, steep, settings=Settings(0.5, 1, clip=0.1)).step()
    assert np.linalg.norm(free.parameters - before) > 1.0
    assert np.linalg.norm(network.parameters - before) == pytest.approx(0.5 * 0.1)
