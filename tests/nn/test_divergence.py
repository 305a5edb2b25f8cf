"""A run that leaves the numbers stops with a name and a place; pytest fails at any warning."""

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.nn.activations import ACTIVATIONS, Identity, ReLU
from nnstudio.nn.columns import Examples
from nnstudio.nn.history import History
from nnstudio.nn.losses import LOSSES, MeanSquaredError
from nnstudio.nn.optimisers import OPTIMISERS
from nnstudio.nn.training import Diverged, Settings, Training
from tests.nn.building import PAIRINGS, dense_network, random_examples

WAYS: dict[str, Callable[[Training], None]] = {
    "step": lambda training: [training.step() for _ in range(5000)] and None,
    "run_epochs": lambda training: training.run_epochs(1000),
    "run_for": lambda training: training.run_for(20.0),
}


def hopeless(rate: float = 3.0, dtype: type = np.float64) -> Training:
    network = dense_network((2, 4, 1), Identity(), Identity(), MeanSquaredError(), dtype=dtype)
    examples = Examples.from_rows(10.0 * np.arange(24.0).reshape(12, 2), np.ones((12, 1)))
    return Training(network, examples, settings=Settings(rate, 5))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("way", WAYS)
def test_a_run_that_diverges_says_so_and_at_which_step(way: str, dtype: type) -> None:
    training = hopeless(dtype=dtype)
    with pytest.raises(Diverged) as caught:
        WAYS[way](training)
    assert caught.value.step == training.step_count > 0
    assert caught.value.epoch == training.epoch
    assert str(caught.value) == (
        f"diverged at step {training.step_count}, in epoch {training.epoch}"
    )
    before = hopeless(dtype=dtype)
    for _ in range(caught.value.step - 1):
        before.step()
    assert np.isfinite(before.network.parameters).all()


def test_all_ways_to_train_diverge_at_the_same_step() -> None:
    found = set()
    for way in WAYS.values():
        training = hopeless()
        with pytest.raises(Diverged):
            way(training)
        found.add(training.step_count)
    assert len(found) == 1


def test_a_run_that_diverged_goes_on_saying_so() -> None:
    # Batches of 12: the last step of an epoch is where counting could go wrong.
    for batch_size in (1, 5, 12):
        training = hopeless()
        training.settings = Settings(1e300, batch_size)
        for _ in range(4):
            with pytest.raises(Diverged):
                training.step()


def test_relu_does_not_hide_a_weight_that_is_not_a_number() -> None:
    network = dense_network((2, 4, 1), ReLU(), Identity())
    training = Training(network, random_examples(2, 1, 8))
    network.parameters[0] = np.nan
    with pytest.raises(Diverged, match="step 1,"):
        training.step()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize(("output", "loss"), PAIRINGS)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_no_warning_escapes_at_an_absurd_learning_rate(
    hidden: str, output: str, loss: str, optimiser: str, dtype: type
) -> None:
    network = dense_network(
        (2, 3, 2), ACTIVATIONS[hidden](), ACTIVATIONS[output](), LOSSES[loss](), 2, dtype
    )
    training = Training(
        network,
        random_examples(2, 2, 7),
        random_examples(2, 2, 5),
        settings=Settings(1e30, 3),
        optimiser=OPTIMISERS[optimiser](network.parameters),
    )
    try:
        training.run_epochs(4)
    except Diverged:
        assert training.step_count > 0
    assert len(training.losses()) == 2
    assert network.predict([[1.0, 2.0]]).shape == (1, 2)


def test_a_rate_too_large_for_single_precision_diverges_without_a_warning() -> None:
    training = hopeless(dtype=np.float32)
    training.settings = Settings(1e300, 5)
    with pytest.raises(Diverged, match="step 1,"):
        training.step()


def test_a_loss_that_is_not_finite_stops_the_run_though_the_weights_are() -> None:
    network = dense_network((1, 1), output=Identity())
    far = Examples.from_rows([[1e200]], [[-1e200]])
    training = Training(network, far, settings=Settings(0.0, 1))
    with pytest.raises(Diverged, match="step 0,"):
        training.record()
    with pytest.raises(Diverged):
        training.run_epochs(1)


def test_a_validation_loss_that_is_not_finite_stops_a_run_that_watches_it() -> None:
    from nnstudio.nn.early_stopping import EarlyStopping

    network = dense_network((1, 1), output=Identity())
    near, far = Examples.from_rows([[1.0]], [[1.0]]), Examples.from_rows([[1e200]], [[-1e200]])
    training = Training(
        network, near, far, settings=Settings(0.1, 1), early_stopping=EarlyStopping(5)
    )
    training.history = History(stride=100)
    with pytest.raises(Diverged, match="step 1,"):
        training.step()


def test_values_that_single_precision_cannot_hold_are_told_at_the_first_step() -> None:
    network = dense_network((2, 1), output=Identity(), dtype=np.float32)
    far = Examples.from_rows([[1e60, 1.0]], [[1e60]], np.float32)
    later = Examples.from_rows([[1e60, 1.0]], [[1e60]])
    for examples in (far, later):
        training = Training(network, examples, settings=Settings(0.1, 1))
        with pytest.raises(Diverged, match="step 1,"):
            training.step()
