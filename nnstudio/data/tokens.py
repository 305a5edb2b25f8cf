"""Sequences of tokens, numbers that stand for symbols, with an answer at every position.

Each function takes tokens (samples, time) and gives the targets (samples, time).
"""

import numpy as np
from numpy.typing import NDArray

Tokens = NDArray[np.intp]

LETTERS = "ABCDEFGH"


def copy(tokens: Tokens) -> Tokens:
    """The same symbols in their places."""
    return tokens


def reverse(tokens: Tokens) -> Tokens:
    """The same symbols from the last to the first."""
    return tokens[:, ::-1]


def sort(tokens: Tokens) -> Tokens:
    """The same symbols in the order of the alphabet."""
    return np.sort(tokens, axis=1)
