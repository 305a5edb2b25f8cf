"""Batches, steps, epochs, and what a run refuses."""

import tracemalloc
from itertools import chain

import numpy as np
import pytest

from nnstudio.nn.columns import Examples
from nnstudio.nn.training import Diverged, Settings, Training
from tests.nn.building import (
    XOR,
    bits,
    dense_network,
    random_examples,
    run_with_dropout,
    steps,
)


def numbered(count: int, batch_size: int) -> Training:
    """A run over samples 0, 1, 2, …, so that one can see which it learns from."""
    network = dense_network((1, 1))
    samples = np.arange(float(count))[:, np.newaxis]
    return Training(
        network, Examples.from_rows(samples, -samples), settings=Settings(0.0, batch_size)
    )


def seen(training: Training, steps: int) -> list[list[int]]:
    """The samples that the next steps learn from, by the order that the run keeps."""
    batches = []
    for _ in range(steps):
        before = training.position
        training.step()
        after = training.position or training.train.count
        batches.append(training.order[before:after].tolist())
    return batches


def test_an_epoch_learns_from_every_sample_once_and_the_last_batch_takes_the_rest() -> None:
    training = numbered(10, 4)
    batches = seen(training, 3)
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert sorted(chain(*batches)) == list(range(10))
    assert (training.epoch, training.step_count, training.position) == (1, 3, 0)
    assert training.batches_per_epoch == 3


def test_every_epoch_has_an_order_of_its_own() -> None:
    training = numbered(50, 50)
    orders = [seen(training, 1)[0] for _ in range(3)]
    assert orders[0] != orders[1] != orders[2]
    assert orders[0] != sorted(orders[0])


def test_a_step_learns_from_the_samples_of_its_batch_with_their_own_targets() -> None:
    training = Training(
        dense_network((3, 2), seed=2), random_examples(3, 2, 11), settings=Settings(0.1, 4)
    )
    twin = dense_network((3, 2), seed=2)
    for _ in range(7):
        before = training.position
        training.step()
        after = training.position or 11
        batch = training.order[before:after]
        run = twin.pass_for(len(batch))
        run.forward(training.train.X[:, batch])
        run.backward(training.train.Y[:, batch])
        twin.parameters -= 0.1 * twin.gradient
        np.testing.assert_allclose(training.network.parameters, twin.parameters, rtol=1e-12)


def test_an_epoch_of_very_many_batches_learns_from_every_sample_once_in_bounded_memory() -> None:
    count = 100_000
    samples = np.arange(float(count))[:, np.newaxis]
    examples = Examples.from_rows(samples, -samples)
    tracemalloc.start()
    training = Training(dense_network((1, 1)), examples, settings=Settings(0.0, 1))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Six values a sample of 8 bytes, and not a view of 200 bytes for every one of them.
    assert most < 12 * 8 * count
    training.settings = Settings(0.0, 3)
    batches = seen(training, training.batches_per_epoch)
    assert len(batches) == 33_334
    assert sorted(chain(*batches)) == list(range(count))
    assert (training.epoch, training.position) == (1, 0)
    assert len(seen(training, 1)[0]) == 3


def test_a_batch_larger_than_the_data_takes_all_of_it() -> None:
    training = numbered(3, 100)
    assert sorted(seen(training, 1)[0]) == [0, 1, 2]
    assert training.epoch == 1


def test_another_batch_size_amid_an_epoch_goes_on_with_the_samples_that_remain() -> None:
    training = numbered(10, 4)
    first = seen(training, 1)
    training.settings = Settings(0.0, 5)
    rest = seen(training, 2)
    assert [len(batch) for batch in rest] == [5, 1]
    assert sorted(chain(*first, *rest)) == list(range(10))
    assert [len(batch) for batch in seen(training, 2)] == [5, 5]
    assert training.epoch == 2


def test_another_learning_rate_counts_from_the_next_step_on() -> None:
    training = Training(dense_network((2, 3, 1)), XOR, settings=Settings(0.0, 2))
    before = bits(training.network.parameters)
    training.step()
    assert bits(training.network.parameters) == before
    training.settings = Settings(0.1, 2)
    training.step()
    assert bits(training.network.parameters) != before
    assert training.learning_rate == 0.1


def test_epochs_are_counted_to_their_end_from_the_middle_of_one() -> None:
    training = numbered(10, 4)
    training.step()
    training.run_epochs(1)
    assert (training.epoch, training.position) == (1, 0)
    training.run_epochs(2)
    assert (training.epoch, training.step_count) == (3, 9)


def test_the_shortest_slice_of_time_still_takes_a_step() -> None:
    training = numbered(10, 4)
    training.run_for(0.0)
    assert training.step_count == 1
    training.run_for(0.002)
    assert training.step_count > 1


def test_losses_are_those_of_all_training_and_all_validation_samples() -> None:
    network = dense_network((2, 3, 1))
    other = random_examples(2, 1, 9)
    training = Training(network, XOR, other)
    assert training.losses() == (network.value(XOR), network.value(other))
    answers = network.predict(XOR.X[:-1].T)
    assert training.losses()[0] == pytest.approx(float(((answers - XOR.Y.T) ** 2).mean()))


def test_without_a_validation_share_its_loss_is_not_a_number() -> None:
    assert np.isnan(Training(dense_network((2, 3, 1)), XOR).losses()[1])


def test_data_of_double_precision_trains_a_network_of_single_precision() -> None:
    network = dense_network((2, 3, 1), dtype=np.float32)
    training = Training(network, XOR, XOR, settings=Settings(0.1, 3))
    training.run_epochs(3)
    assert network.parameters.dtype == np.float32
    assert training.losses()[0] == training.losses()[1]


def test_single_and_double_precision_agree_as_far_as_single_goes() -> None:
    runs = []
    for dtype in (np.float32, np.float64):
        network = dense_network((2, 4, 1), dtype=np.float64)
        start = network.parameters.copy()
        network = dense_network((2, 4, 1), dtype=dtype)
        network.parameters[...] = start
        runs.append(Training(network, XOR, settings=Settings(0.1, 4)))
        runs[-1].run_epochs(20)
    single, double = (run.network.parameters for run in runs)
    np.testing.assert_allclose(single, double, rtol=1e-4, atol=1e-5)
    assert bits(single.astype(np.float64)) != bits(double)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"batch_size": 0}, "at least one sample"),
        ({"learning_rate": -0.1}, "learning rate"),
        ({"learning_rate": float("nan")}, "learning rate"),
        ({"learning_rate": float("inf")}, "learning rate"),
        ({"clip": -1.0}, "bound on the gradient"),
        ({"clip": float("nan")}, "bound on the gradient"),
    ],
)
def test_settings_that_mean_nothing_are_refused_in_words(
    settings: dict[str, float], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**settings)  # type: ignore[arg-type]


def test_data_that_does_not_fit_the_network_is_refused_in_words() -> None:
    network = dense_network((3, 2))
    with pytest.raises(ValueError, match="reads 3 features, the data has 2"):
        Training(network, XOR)
    with pytest.raises(ValueError, match="has 2 outputs, the data has 1"):
        Training(network, random_examples(3, 1, 4))
    with pytest.raises(ValueError, match="no examples"):
        Training(network, random_examples(3, 2, 0))
    with pytest.raises(ValueError, match="reads 3 features, the data has 2"):
        Training(network, random_examples(3, 2, 4), XOR)


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
def test_a_step_on_one_sample_is_the_step_that_a_hand_makes(optimiser: str) -> None:
    training, hand = (run_with_dropout(optimiser) for _ in range(2))
    steps(training, 3)
    steps(hand, 3)
    sample = random_examples(3, 1, 40, seed=7)
    only = Examples(sample.X[:, 4:5], sample.Y[:, 4:5])
    training.step_on(only)
    way = hand.network.pass_for(1)
    way.forward(only.X)
    way.backward(only.Y)
    hand.optimiser.update(
        hand.network.parameters, hand.network.gradient, np.array(hand.learning_rate)
    )
    assert bits(training.network.parameters) == bits(hand.network.parameters)
    assert training.step_count == 4


def test_a_step_on_one_sample_leaves_the_place_in_the_epoch_as_it_was() -> None:
    training, undisturbed = numbered(10, 4), numbered(10, 4)
    begin = seen(training, 1)
    training.step_on(Examples.from_rows([[3.0]], [[-3.0]]))
    assert (training.epoch, training.position, training.step_count) == (0, 4, 2)
    assert begin + seen(training, 4) == seen(undisturbed, 5)


def test_a_step_on_one_sample_takes_regularisation_and_the_bound_on_the_gradient_along() -> None:
    free, bound = (dense_network((2, 3, 1)) for _ in range(2))
    only = Examples.from_rows([[5.0, -5.0]], [[1.0]])
    Training(free, XOR, settings=Settings(0.1)).step_on(only)
    before = bound.parameters.copy()
    Training(bound, XOR, settings=Settings(0.1, clip=0.01)).step_on(only)
    assert np.linalg.norm(bound.parameters - before) == pytest.approx(0.001)
    assert not np.array_equal(free.parameters, bound.parameters)


def test_a_step_on_one_sample_can_diverge_like_any_other() -> None:
    training = Training(dense_network((2, 3, 1)), XOR, settings=Settings(1e300))
    with pytest.raises(Diverged):
        training.step_on(Examples.from_rows([[1.0, 1.0]], [[0.0]]))


def test_a_step_on_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    training = Training(dense_network((2, 3, 1)), XOR)
    before = training.network.parameters.copy()
    with pytest.raises(ValueError, match="reads 2 features"):
        training.step_on(Examples.from_rows([[1.0, 1.0, 1.0]], [[0.0]]))
    assert bits(training.network.parameters) == bits(before)
    assert training.step_count == 0
