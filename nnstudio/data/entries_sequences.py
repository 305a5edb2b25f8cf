"""The built-in sets whose samples are sequences of measured values or of one-hot symbols."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.data import sequences
from nnstudio.data.dataset import Dataset
from nnstudio.data.entry import BuiltIn, Choices


def _dataset(
    entry: BuiltIn,
    steps: NDArray[np.float64],
    targets: NDArray[np.intp] | NDArray[np.float64],
    channels: Sequence[str],
    class_names: Sequence[str] = (),
    target_name: str = "y",
) -> Dataset:
    samples, time, _ = steps.shape
    return Dataset(
        title=entry.title,
        features=steps.reshape(samples, -1),
        targets=targets,
        feature_names=tuple(
            f"{name}, step {step + 1}" for step in range(time) for name in channels
        ),
        class_names=tuple(class_names),
        target_names=(target_name,),
        channels=tuple(channels),
    )


def _remember_first(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    symbols = sequences.FIRST_SYMBOLS
    first = np.arange(choices.samples) % len(symbols)
    steps = sequences.remember_first(first, choices.length, random)
    return _dataset(entry, steps, first, symbols, symbols, "first symbol")


def _parity(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    odd = np.arange(choices.samples) % 2
    steps = sequences.parity(odd, choices.length, random)
    return _dataset(entry, steps, odd, ("bit",), ("even", "odd"), "number of ones")


def _brackets(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    balanced = np.arange(choices.samples) % 2
    steps = sequences.brackets(balanced, choices.length, random)
    names = ("not balanced", "balanced")
    return _dataset(entry, steps, balanced, sequences.BRACKETS, names, "brackets")


def _adding(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    steps, sums = sequences.adding(choices.samples, choices.length, random)
    return _dataset(entry, steps, sums, ("value", "marker"), target_name="sum")


def _sine(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    steps, following = sequences.sine_continuation(
        choices.samples, choices.length, choices.noise, random
    )
    return _dataset(entry, steps, following, ("y",), target_name="next y")


ENTRIES = (
    BuiltIn(
        "remember-first",
        "Remember the first symbol",
        "The answer is the first symbol; all that follow only make one forget it.",
        "sequences",
        _remember_first,
        has_noise=False,
        default_samples=1000,
        default_noise=0.0,
        default_classes=4,
        length_range=(1, 100),
        default_length=30,
        length_title="Delay",
        values_per_step=4,
    ),
    BuiltIn(
        "parity",
        "Parity",
        "Whether the number of ones is odd: every single bit turns the answer around.",
        "sequences",
        _parity,
        has_noise=False,
        default_samples=600,
        default_noise=0.0,
        length_range=(2, 100),
        default_length=10,
        values_per_step=1,
    ),
    BuiltIn(
        "brackets",
        "Balanced brackets",
        "Whether every bracket closes one that was opened before: order tells, number does not.",
        "sequences",
        _brackets,
        has_noise=False,
        default_samples=1000,
        default_noise=0.0,
        length_range=(2, 100),
        default_length=20,
        values_per_step=3,
    ),
    BuiltIn(
        "adding",
        "Adding problem",
        "The sum of the two values that are marked, somewhere among all the others.",
        "sequences",
        _adding,
        has_noise=False,
        default_samples=1000,
        default_noise=0.0,
        length_range=(2, 100),
        default_length=20,
        values_per_step=2,
    ),
    BuiltIn(
        "sine-continuation",
        "Continue the sine",
        "A piece of a sine curve, fast or slow, with some noise: the answer is its next value.",
        "sequences",
        _sine,
        default_samples=600,
        default_noise=0.05,
        length_range=(4, 100),
        default_length=20,
        values_per_step=1,
    ),
)
