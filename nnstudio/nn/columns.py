"""The door between the ecosystem's convention (samples first) and the core's (columns are samples).

    what         outside                              in the core
    a table      (samples, features)                  (features + 1, samples)
    sequences    (samples, time, features)            (features + 1, time, samples)
    images       (samples, channels, height, width)   (channels, height, width, samples)

Axis 0 is features or channels, the last axis is the batch. Tables and sequences carry a last row
of ones, so that the bias of a layer is the last column of [W | b] and Z = W X + b is one product.
Images carry none: the columns of a convolution are patches, and it writes its ones under those.

A `Shape` leaves the batch and the ones out: (features,), (features, time) or (channels, height,
width). In memory the positions of a sequence lie one beside the other, sample after sample, so
that `as_columns` is a view and what works column by column needs no copy.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Array = NDArray[Any]
Shape = tuple[int, ...]


def new_values(shape: Shape, batch: int, dtype: DTypeLike) -> Array:
    """Zeros for values of this shape: (*shape, batch), in the core's order of memory."""
    if len(shape) == 2:
        return np.zeros((shape[0], batch, shape[1]), dtype).swapaxes(1, 2)
    return np.zeros((*shape, batch), dtype)


def new_result(shape: Shape, batch: int, dtype: DTypeLike) -> Array:
    """The same with a last row of ones, unless the shape is that of an image."""
    if len(shape) == 3:
        return new_values(shape, batch, dtype)
    result = new_values((shape[0] + 1, *shape[1:]), batch, dtype)
    result[-1] = 1.0
    return result


def values_of(X: Array) -> Array:
    """What flows between two layers, without its row of ones."""
    return X if X.ndim == 4 else X[:-1]


def shape_of(X: Array) -> Shape:
    """The shape of what flows between two layers."""
    return values_of(X).shape[:-1]


def as_columns(X: Array) -> Array:
    """(features, …, batch) as a matrix: every position, or every pixel, is a column."""
    if X.ndim == 3:
        return X.swapaxes(1, 2).reshape(X.shape[0], -1)
    return X if X.ndim == 2 else X.reshape(X.shape[0], -1)


def columns_as_positions(columns: Array, time: int) -> Array:
    """The way back: (features, batch · time) as (features, time, batch)."""
    return columns.reshape(columns.shape[0], -1, time).swapaxes(1, 2)


def samples_last(rows: Array) -> Array:
    """The one transposition, inwards: a view of rows, whose samples are first."""
    return rows.transpose(1, 2, 3, 0) if rows.ndim == 4 else rows.T


def samples_first(columns: Array) -> Array:
    """The one transposition, outwards: a view of columns, whose samples are last."""
    return columns.transpose(3, 0, 1, 2) if columns.ndim == 4 else columns.T


def to_columns(samples: ArrayLike, dtype: DTypeLike = np.float64) -> Array:
    """Samples from outside as columns, copied; the table above says which become what.

    The columns are a transposed view: in memory each sample stays in one piece, so that a batch
    of them is one piece too, which BLAS reads without a copy. Raises ValueError for anything
    that is not a table, sequences or images.
    """
    rows = _in_precision(samples, dtype)
    if rows.ndim == 4:
        return samples_last(np.array(rows, order="C"))
    if rows.ndim not in (2, 3):
        raise ValueError(
            f"expected a table (samples, features), got {rows.ndim} dimensions; "
            "sequences have three of them and images four"
        )
    with_one = np.ones((*rows.shape[:-1], rows.shape[-1] + 1), dtype)
    with_one[..., :-1] = rows
    return samples_last(with_one)


@dataclass(frozen=True, eq=False)
class Examples:
    """What a network learns from.

    X as the table above has it, with its row of ones; Y (outputs, samples), or (outputs, time,
    samples) for a target at every position.
    """

    X: Array
    Y: Array

    def __post_init__(self) -> None:
        if self.X.shape[-1] != self.Y.shape[-1]:
            raise ValueError("X and Y need the same number of columns")

    @property
    def count(self) -> int:
        """The number of samples."""
        return int(self.X.shape[-1])

    def as_type(self, dtype: DTypeLike) -> "Examples":
        """These examples in this precision; the same arrays where they have it already."""
        return Examples(_in_precision(self.X, dtype), _in_precision(self.Y, dtype))

    @classmethod
    def from_rows(
        cls, samples: ArrayLike, targets: ArrayLike, dtype: DTypeLike = np.float64
    ) -> "Examples":
        """From samples and targets with the samples first, both copied.

        Targets (samples, outputs), or (samples, time, outputs) for one at every position.
        """
        rows = _in_precision(targets, dtype).copy(order="C")
        if rows.ndim not in (2, 3):
            raise ValueError(f"expected a table (samples, outputs), got {rows.ndim} dimensions")
        return cls(to_columns(samples, dtype), samples_last(rows))


def _in_precision(values: ArrayLike, dtype: DTypeLike) -> Array:
    """The values in this precision; the same array where they have it already."""
    # What float64 holds and float32 cannot becomes infinite; a run tells of it at its first step.
    with np.errstate(over="ignore"):
        return np.asarray(values, dtype)
