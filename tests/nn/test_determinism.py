"""The same seed makes the same bits, and so does stopping, saving and going on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.nn.columns import Examples
from nnstudio.nn.optimisers import OPTIMISERS
from nnstudio.nn.run_state import RunState, capture, restore
from nnstudio.nn.schedules import Step
from nnstudio.nn.training import Settings, Training
from tests.nn.building import bits, random_examples, run_with_dropout, steps

DTYPES = [np.float32, np.float64]


def alike(one: Training, other: Training) -> bool:
    """Whether nothing tells these two runs apart."""
    a, b = capture(one), capture(other)
    arrays = [(a.parameters, b.parameters), (a.order, b.order), (a.history, b.history)]
    arrays += [(a.memory[name], b.memory[name]) for name in a.memory]
    if a.best_parameters is not None and b.best_parameters is not None:
        arrays.append((a.best_parameters, b.best_parameters))
    numbers = ["optimiser_steps", "position", "epoch", "step_count", "random", "stopped_early"]
    numbers += ["history_stride", "best_loss", "best_epoch"]
    same = all(getattr(a, name) == getattr(b, name) for name in numbers)
    return same and all(bits(x) == bits(y) for x, y in arrays)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_same_seed_makes_the_same_bits(optimiser: str, dtype: type) -> None:
    one, other = (run_with_dropout(optimiser, seed=9, dtype=dtype) for _ in range(2))
    one.run_epochs(7)
    other.run_epochs(7)
    assert alike(one, other)


def test_another_seed_makes_another_run() -> None:
    one, other = run_with_dropout(seed=1), run_with_dropout(seed=2)
    one.run_epochs(1)
    other.run_epochs(1)
    assert not alike(one, other)


def test_two_slices_of_time_make_the_same_bits_as_the_steps_they_took() -> None:
    one, other = run_with_dropout("adam"), run_with_dropout("adam")
    one.run_for(0.005)
    one.run_for(0.0)
    steps(other, one.step_count)
    assert alike(one, other)


# An epoch has five steps here: before the first, amid an epoch, at its end, after some.
@pytest.mark.parametrize("stop", [0, 1, 4, 5, 13])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_stopping_and_going_on_in_another_run_makes_the_bits_of_not_stopping(
    optimiser: str, dtype: type, stop: int
) -> None:
    unbroken = run_with_dropout(optimiser, seed=3, dtype=dtype)
    steps(unbroken, stop)
    state = capture(unbroken)
    steps(unbroken, 12)
    resumed = run_with_dropout(optimiser, seed=77, dtype=dtype)
    resumed.run_epochs(2)
    restore(resumed, state)
    assert resumed.step_count == stop
    steps(resumed, 12)
    assert alike(unbroken, resumed)


def test_what_was_captured_does_not_change_when_the_run_goes_on() -> None:
    training = run_with_dropout("adam", patience=50)
    steps(training, 7)
    state, again = capture(training), capture(training)
    assert state.best_parameters is not None
    best, moments = bits(state.best_parameters), [bits(m) for m in state.memory.values()]
    steps(training, 20)
    assert bits(state.best_parameters) == best
    assert [bits(values) for values in state.memory.values()] == moments
    assert bits(state.parameters) == bits(again.parameters) != bits(training.network.parameters)
    restore(training, state)
    steps(training, 20)
    other = run_with_dropout("adam", patience=50)
    restore(other, again)
    steps(other, 20)
    assert alike(training, other)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    first=st.integers(1, 25),
    second=st.integers(1, 25),
    before=st.integers(0, 12),
    stop=st.integers(0, 12),
    kind=st.sampled_from(list(OPTIMISERS)),
)
def test_batches_of_another_size_amid_an_epoch_are_resumed_bit_for_bit(
    first: int, second: int, before: int, stop: int, kind: str
) -> None:
    other_size = Settings(0.05, second)
    unbroken = run_with_dropout(kind, batch_size=first)
    steps(unbroken, before)
    unbroken.settings = other_size
    steps(unbroken, stop)
    state = capture(unbroken)
    steps(unbroken, 9)
    resumed = run_with_dropout(kind, seed=5, batch_size=second)
    restore(resumed, state)
    steps(resumed, 9)
    assert alike(unbroken, resumed)


def test_early_stopping_and_the_schedule_are_resumed_too() -> None:
    validation = random_examples(3, 1, 8, seed=40)

    def run(seed: int) -> Training:
        training = run_with_dropout("adam", seed, patience=30, validation=validation)
        training.settings = Settings(0.05, 5, schedule=Step(0.95, 3))
        return training

    unbroken = run(1)
    steps(unbroken, 38)
    state: RunState = capture(unbroken)
    unbroken.run_epochs(200)
    resumed = run(2)
    restore(resumed, state)
    resumed.run_epochs(200)
    assert unbroken.stopped_early
    assert alike(unbroken, resumed)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_order_in_memory_of_the_data_makes_no_difference(dtype: type) -> None:
    one, other = run_with_dropout(dtype=dtype), run_with_dropout(dtype=dtype)
    contiguous = Examples(np.ascontiguousarray(one.train.X), np.ascontiguousarray(one.train.Y))
    other = Training(other.network, contiguous, settings=other.settings)
    steps(one, 12)
    steps(other, 12)
    assert bits(one.network.parameters) == bits(other.network.parameters)
