"""Sequences, (samples, time, channels), with one answer for each whole sequence."""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.intp]
Steps = NDArray[np.float64]

FIRST_SYMBOLS = "ABCD"


def remember_first(first: Labels, delay: int, random: np.random.Generator) -> Steps:
    """The symbol to be remembered at step 0, then `delay` distractors, all of them one-hot.

    The distractors are drawn from the same four symbols: only their place tells them apart, and
    who has forgotten the first symbol is right in one case of four.
    """
    distractors = random.integers(0, len(FIRST_SYMBOLS), (first.size, delay))
    return one_hot(np.column_stack([first, distractors]), len(FIRST_SYMBOLS))


def one_hot(numbers: Labels, count: int) -> Steps:
    """(…) numbers as (…, count): a single 1 where the number says."""
    hot: Steps = np.eye(count)[numbers]
    return hot
