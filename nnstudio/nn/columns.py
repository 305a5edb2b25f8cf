"""The door between the ecosystem's convention (samples first) and the core's (columns are samples).

Inside the core every matrix of values carries a last row of ones, so that the bias of a layer is
the last column of [W | b] and Z = W X + b is one product.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Array = NDArray[Any]


def with_ones(features: int, batch: int, dtype: DTypeLike) -> Array:
    """An array (features + 1, batch) for values, its last row ones."""
    array = np.zeros((features + 1, batch), dtype)
    array[-1] = 1.0
    return array


def to_columns(samples: ArrayLike, dtype: DTypeLike = np.float64) -> Array:
    """Samples (samples, features) as columns (features + 1, samples), the last row ones.

    The columns are a transposed view: in memory each sample stays in one piece, so that a batch
    of them is one piece too, which BLAS reads without a copy. Raises ValueError for anything
    that is not a table.
    """
    rows = _in_precision(samples, dtype)
    if rows.ndim != 2:
        raise ValueError(f"expected a table (samples, features), got {rows.ndim} dimensions")
    with_one = np.ones((rows.shape[0], rows.shape[1] + 1), dtype)
    with_one[:, :-1] = rows
    return with_one.T


@dataclass(frozen=True, eq=False)
class Examples:
    """What a network learns from.

    X (features + 1, samples) with its row of ones, Y (outputs, samples).
    """

    X: Array
    Y: Array

    def __post_init__(self) -> None:
        if self.X.shape[1] != self.Y.shape[1]:
            raise ValueError("X and Y need the same number of columns")

    @property
    def count(self) -> int:
        """The number of samples."""
        return int(self.X.shape[1])

    def as_type(self, dtype: DTypeLike) -> "Examples":
        """These examples in this precision; the same arrays where they have it already."""
        return Examples(_in_precision(self.X, dtype), _in_precision(self.Y, dtype))

    @classmethod
    def from_rows(
        cls, samples: ArrayLike, targets: ArrayLike, dtype: DTypeLike = np.float64
    ) -> "Examples":
        """From samples (samples, features) and targets (samples, outputs), both copied."""
        rows = _in_precision(targets, dtype).copy(order="C")
        if rows.ndim != 2:
            raise ValueError(f"expected a table (samples, outputs), got {rows.ndim} dimensions")
        return cls(to_columns(samples, dtype), rows.T)


def _in_precision(values: ArrayLike, dtype: DTypeLike) -> Array:
    """The values in this precision; the same array where they have it already."""
    # What float64 holds and float32 cannot becomes infinite; a run tells of it at its first step.
    with np.errstate(over="ignore"):
        return np.asarray(values, dtype)
