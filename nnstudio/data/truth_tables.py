"""The truth tables: four rows, inputs and answers 0 or 1, as in every textbook."""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.intp]
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def xor() -> Labels:
    """1 where exactly one input is 1 (no straight line separates it: Minsky & Papert, 1969)."""
    return np.array([0, 1, 1, 0], dtype=np.intp)


def logical_and() -> Labels:
    """1 where both inputs are 1."""
    return np.array([0, 0, 0, 1], dtype=np.intp)


def logical_or() -> Labels:
    """1 where at least one input is 1."""
    return np.array([0, 1, 1, 1], dtype=np.intp)
