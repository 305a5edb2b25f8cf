"""Early stopping: when it stops, and that the best weights come back."""

import pytest

from nnstudio.nn.columns import Examples
from nnstudio.nn.early_stopping import EarlyStopping
from nnstudio.nn.training import Settings, Training
from tests.nn.building import bits, dense_network, random_examples

TRAIN = random_examples(2, 1, 20)
CONTRARY = Examples(TRAIN.X, 1.0 - TRAIN.Y)


def run(patience: int, validation: Examples | None, rate: float = 0.1) -> Training:
    return Training(
        dense_network((2, 4, 1), seed=5),
        TRAIN,
        validation,
        settings=Settings(rate, 5),
        early_stopping=EarlyStopping(patience) if patience else None,
    )


def test_a_run_stops_when_the_validation_loss_has_not_fallen_for_as_many_epochs_as_allowed() -> (
    None
):
    training = run(4, CONTRARY)
    training.run_epochs(1000)
    assert training.stopped_early
    assert training.early_stopping is not None
    assert training.epoch == training.early_stopping.best_epoch + 4


def test_the_weights_of_the_best_epoch_come_back() -> None:
    training = run(4, CONTRARY)
    training.run_epochs(1000)
    assert training.early_stopping is not None
    best, losses = training.early_stopping.best_epoch, training.history.validation
    assert losses[best - 1] == min(losses) == training.early_stopping.best_loss
    until_then = run(0, CONTRARY)
    until_then.run_epochs(best)
    assert bits(training.network.parameters) == bits(until_then.network.parameters)
    assert training.losses()[1] == pytest.approx(training.early_stopping.best_loss)


def test_a_run_that_stopped_early_takes_no_more_epochs_or_slices() -> None:
    training = run(2, CONTRARY)
    training.run_epochs(1000)
    steps = training.step_count
    training.run_epochs(10)
    training.run_for(1.0)
    assert training.step_count == steps


def test_a_slice_of_time_ends_where_the_run_stops_early() -> None:
    by_epochs, by_time = run(2, CONTRARY), run(2, CONTRARY)
    by_epochs.run_epochs(1000)
    by_time.run_for(30.0)
    assert by_time.stopped_early
    assert by_time.step_count == by_epochs.step_count


def test_a_run_that_gets_better_and_better_is_not_stopped() -> None:
    training = run(3, TRAIN, rate=0.01)
    training.run_epochs(50)
    assert not training.stopped_early
    assert training.epoch == 50


def test_without_a_validation_share_the_training_loss_is_watched() -> None:
    training = run(3, None, rate=0.0)
    training.run_epochs(50)
    assert training.stopped_early
    assert training.epoch == 4


def test_an_equal_loss_is_no_better() -> None:
    stopping = EarlyStopping(2)
    weights = TRAIN.X[0].copy()
    assert [stopping.sees(epoch, 1.0, weights) for epoch in (1, 2, 3)] == [False, False, True]
    assert stopping.best_epoch == 1


def test_the_best_weights_are_a_copy() -> None:
    stopping = EarlyStopping(2)
    weights = TRAIN.X[0].copy()
    stopping.sees(1, 1.0, weights)
    weights += 1.0
    assert (stopping.best_parameters == TRAIN.X[0]).all()
