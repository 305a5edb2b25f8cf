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
)
