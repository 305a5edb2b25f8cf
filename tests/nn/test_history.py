"""The history of a run: bounded, and the same for the same run."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.nn.history import History
from nnstudio.nn.training import Settings, Training
from tests.nn.building import XOR, dense_network


def recorded(epochs: int, capacity: int, first: int = 1) -> History:
    history = History(capacity)
    for epoch in range(first, epochs + 1):
        if history.wants(epoch):
            history.record(epoch, 1.0 / epoch, 2.0 / epoch)
    return history


def test_a_short_run_keeps_every_epoch() -> None:
    history = recorded(8, 8)
    assert history.epochs == [1, 2, 3, 4, 5, 6, 7, 8]
    assert history.train == [1.0 / epoch for epoch in range(1, 9)]
    assert history.validation == [2.0 / epoch for epoch in range(1, 9)]


def test_a_full_history_forgets_every_second_moment() -> None:
    assert recorded(9, 8).epochs == [2, 4, 6, 8]
    assert recorded(16, 8).epochs == [2, 4, 6, 8, 10, 12, 14, 16]
    assert recorded(18, 8).epochs == [4, 8, 12, 16]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(epochs=st.integers(1, 3000), capacity=st.integers(1, 40))
def test_however_long_the_run_the_history_is_bounded_and_evenly_spaced(
    epochs: int, capacity: int
) -> None:
    history = recorded(epochs, capacity)
    assert len(history.epochs) <= capacity
    assert history.epochs == list(range(history.stride, epochs + 1, history.stride))
    if epochs >= capacity > 1:
        assert len(history.epochs) >= capacity // 2


@settings(max_examples=40, deadline=None, derandomize=True)
@given(epochs=st.integers(2, 500), stop=st.integers(1, 499))
def test_saving_and_going_on_leaves_the_same_history(epochs: int, stop: int) -> None:
    whole = recorded(epochs, 1024)
    first = recorded(min(stop, epochs), 1024)
    second = History.from_array(first.as_array(), first.stride)
    for epoch in range(min(stop, epochs) + 1, epochs + 1):
        if second.wants(epoch):
            second.record(epoch, 1.0 / epoch, 2.0 / epoch)
    assert second == whole


def test_going_back_and_on_again_overwrites_what_came_after() -> None:
    history = recorded(6, 8)
    history.record(3, 9.0, 9.0)
    assert history.epochs == [1, 2, 3]
    assert history.train == [1.0, 0.5, 9.0]
    history.record(4, 8.0, 8.0)
    assert history.epochs == [1, 2, 3, 4]


def test_forgetting_from_an_epoch_on_keeps_those_before() -> None:
    history = recorded(6, 8)
    history.forget_from(5)
    assert history.epochs == [1, 2, 3, 4]
    assert len(history.train) == len(history.validation) == 4


def test_an_empty_history_comes_back_empty() -> None:
    assert History.from_array(History().as_array(), 1) == History()


def test_a_run_records_its_losses_at_the_end_of_every_epoch() -> None:
    training = Training(dense_network((2, 3, 1)), XOR, XOR, settings=Settings(0.1, 2))
    training.run_epochs(3)
    assert training.history.epochs == [1, 2, 3]
    assert (training.history.train[-1], training.history.validation[-1]) == training.losses()


def test_a_long_run_stays_within_its_history() -> None:
    training = Training(dense_network((2, 3, 1)), XOR, settings=Settings(0.1, 4))
    training.run_epochs(3 * training.history.capacity)
    assert len(training.history.epochs) <= training.history.capacity
    assert training.history.epochs[-1] == training.epoch
