"""A saved run that does not fit is refused in words, and nothing has changed then."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.nn.run_state import RunState, capture, restore
from tests.nn.building import bits, run_with_dropout, steps


def with_one(values: np.ndarray, value: float) -> np.ndarray:
    changed = values.copy()
    changed[0] = value
    return changed


DAMAGES: dict[str, tuple[Callable[[RunState], RunState], str]] = {
    "fewer weights": (lambda s: replace(s, parameters=s.parameters[:-1]), "another shape"),
    "a weight that is NaN": (
        lambda s: replace(s, parameters=with_one(s.parameters, np.nan)),
        "not all finite",
    ),
    "a moment that is infinite": (
        lambda s: replace(s, memory={**s.memory, "V": with_one(s.memory["V"], np.inf)}),
        "not all finite",
    ),
    "a best weight that is NaN": (
        lambda s: replace(s, best_parameters=with_one(s.parameters, np.nan)),
        "not all finite",
    ),
    "another precision": (
        lambda s: replace(s, parameters=s.parameters.astype(np.float32)),
        "computes in float64",
    ),
    "another optimiser": (lambda s: replace(s, memory={}), "another optimiser"),
    "a moment of another shape": (
        lambda s: replace(s, memory={**s.memory, "M": s.memory["M"][:3]}),
        "another shape",
    ),
    "fewer samples": (lambda s: replace(s, order=s.order[:-1]), "order of the samples"),
    "a sample twice": (lambda s: replace(s, order=with_one(s.order, s.order[1])), "order"),
    "an order of fractions": (lambda s: replace(s, order=s.order + 0.0), "order"),
    "a position past the end": (lambda s: replace(s, position=23), "cannot be"),
    "a position before the start": (lambda s: replace(s, position=-1), "cannot be"),
    "an epoch before the first": (lambda s: replace(s, epoch=-1), "cannot be"),
    "fewer than no steps": (lambda s: replace(s, step_count=-1), "cannot be"),
    "fewer than no updates": (lambda s: replace(s, optimiser_steps=-1), "cannot be"),
    "a best loss that is none": (lambda s: replace(s, best_loss=float("nan")), "cannot be"),
    "a flat history": (lambda s: replace(s, history=s.history[0]), "history"),
    "a history of NaN epochs": (lambda s: replace(s, history=s.history * np.nan), "history"),
    "a history that runs backward": (lambda s: replace(s, history=s.history[:, ::-1]), "history"),
    "a history without stride": (lambda s: replace(s, history_stride=0), "history"),
    "chance that is no JSON": (lambda s: replace(s, random="{"), "chance"),
    "chance of another kind": (lambda s: replace(s, random='{"bit_generator": "X"}'), "chance"),
    "chance that is a list": (lambda s: replace(s, random="[]"), "chance"),
    "chance without its numbers": (
        lambda s: replace(s, random='{"bit_generator": "PCG64", "state": {}}'),
        "chance",
    ),
    "chance beyond all bounds": (
        lambda s: replace(s, random=s.random.replace('"inc": ', '"inc": 9' + "9" * 60)),
        "chance",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_saved_run_that_cannot_be_is_refused_and_the_run_stays_as_it_was(damage: str) -> None:
    spoil, words = DAMAGES[damage]
    saved = run_with_dropout("adam", seed=1, patience=9)
    steps(saved, 18)
    state = spoil(capture(saved))
    training = run_with_dropout("adam", seed=2, patience=9)
    twin = run_with_dropout("adam", seed=2, patience=9)
    for run in (training, twin):
        steps(run, 8)
    with pytest.raises(ValueError, match=words):
        restore(training, state)
    for run in (training, twin):
        steps(run, 9)
    ours, theirs = capture(training), capture(twin)
    assert bits(ours.parameters) == bits(theirs.parameters)
    assert bits(ours.memory["M"]) == bits(theirs.memory["M"])
    assert bits(ours.history) == bits(theirs.history)
    assert (ours.random, ours.position, ours.epoch) == (theirs.random, 10, 3)
    assert ours.best_loss == theirs.best_loss


def test_a_saved_run_without_early_stopping_can_go_on_with_it() -> None:
    saved = run_with_dropout(seed=1)
    steps(saved, 7)
    training = run_with_dropout(seed=2, patience=3)
    training.run_epochs(1)
    restore(training, capture(saved))
    assert training.early_stopping is not None
    assert training.early_stopping.best_parameters is None
    assert training.early_stopping.best_loss == float("inf")
    assert training.step_count == 7
