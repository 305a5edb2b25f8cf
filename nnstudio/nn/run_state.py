"""All that a run needs to go on, bit for bit, as plain arrays."""

import json
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.early_stopping import EarlyStopping
from nnstudio.nn.history import History
from nnstudio.nn.training import Training

MOST_COUNTED = 2**53
"""Steps or epochs of a run that can be gone on from: float64 counts no further, and no run lives so
long."""


@dataclass(frozen=True, eq=False)
class RunState:
    """A moment of a run: weights, the optimiser's memory, the epoch's order, and chance itself."""

    parameters: Array
    memory: dict[str, Array]
    optimiser_steps: int
    order: Array
    position: int
    epoch: int
    step_count: int
    stopped_early: bool
    random: str
    """The generator's state, as JSON."""
    history: Array
    history_stride: int
    best_loss: float = float("inf")
    best_epoch: int = 0
    best_parameters: Array | None = None


def capture(training: Training) -> RunState:
    """The state of this run now; nothing in it changes when the run goes on."""
    stopping = training.early_stopping or EarlyStopping(patience=1)
    best = stopping.best_parameters
    return RunState(
        parameters=training.network.parameters.copy(),
        memory={name: values.copy() for name, values in training.optimiser.memory.items()},
        optimiser_steps=training.optimiser.steps,
        order=training.order.copy(),
        position=training.position,
        epoch=training.epoch,
        step_count=training.step_count,
        stopped_early=training.stopped_early,
        random=json.dumps(training.network.generator.bit_generator.state),
        history=training.history.as_array(),
        history_stride=training.history.stride,
        best_loss=stopping.best_loss,
        best_epoch=stopping.best_epoch,
        best_parameters=None if best is None else best.copy(),
    )


def restore(training: Training, state: RunState) -> None:
    """Put a run back to where it was, bit for bit.

    Raises ValueError when the state does not fit the run, or cannot be true; then nothing has
    changed.
    """
    _check_vectors(training, state)
    _check_moment(training, state)
    random = _random_state(training.network.generator, state.random)
    history = History.from_array(state.history, state.history_stride)

    training.network.parameters[...] = state.parameters
    training.network.generator.bit_generator.state = random
    for name, values in training.optimiser.memory.items():
        values[...] = state.memory[name]
    training.optimiser.steps = state.optimiser_steps
    training.history = history
    if training.early_stopping is not None:
        training.early_stopping.best_loss = state.best_loss
        training.early_stopping.best_epoch = state.best_epoch
        training.early_stopping.best_parameters = (
            None if state.best_parameters is None else state.best_parameters.copy()
        )
    training.go_on_from(
        order=state.order,
        position=state.position,
        epoch=state.epoch,
        step_count=state.step_count,
        stopped_early=state.stopped_early,
    )


def _check_vectors(training: Training, state: RunState) -> None:
    parameters = training.network.parameters
    if set(state.memory) != set(training.optimiser.memory):
        raise ValueError("the saved run used another optimiser")
    vectors = [state.parameters, *state.memory.values()]
    if state.best_parameters is not None:
        vectors.append(state.best_parameters)
    if any(vector.shape != parameters.shape for vector in vectors):
        raise ValueError("the saved weights have another shape than the network")
    if any(vector.dtype != parameters.dtype for vector in vectors):
        raise ValueError(f"the network computes in {parameters.dtype}, the saved run does not")
    if not all(np.isfinite(vector).all() for vector in vectors):
        raise ValueError("the saved weights are not all finite numbers")


def _check_moment(training: Training, state: RunState) -> None:
    count = training.train.count
    order = state.order
    if order.dtype.kind not in "iu" or not np.array_equal(np.sort(order), np.arange(count)):
        raise ValueError("the saved order of the samples does not fit the data")
    counts = (
        state.epoch,
        state.step_count,
        state.optimiser_steps,
        state.best_epoch,
        state.history_stride,
    )
    plausible = min(counts) >= 0 and max(counts) <= MOST_COUNTED
    if not 0 <= state.position < count or not plausible or isnan(state.best_loss):
        raise ValueError("the saved run stands at a moment that cannot be")
    history = state.history
    if history.ndim != 2 or history.shape[0] != 3 or history.dtype.kind != "f":
        raise ValueError("the saved history is damaged")
    if history.shape[1] > training.history.capacity:
        raise ValueError("the saved history is damaged")
    epochs = history[0]
    rising = np.isfinite(epochs).all() and (np.diff(epochs) > 0.0).all()
    if not rising or (epochs < 0.0).any() or state.history_stride < 1:
        raise ValueError("the saved history is damaged")


def _random_state(generator: np.random.Generator, text: str) -> dict[str, Any]:
    """The generator's state from its JSON, tried out on another generator of its kind."""
    try:
        state: dict[str, Any] = json.loads(text)
        type(generator.bit_generator)().state = state
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise ValueError("the saved state of chance is damaged") from error
    return state
