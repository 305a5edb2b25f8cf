"""Pooling by the largest."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, new_values
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.patches import Span, span


class MaxPool2D(Layer):
    """A = the largest value of every window

        X  (channels, height, width, batch)
        A  (channels, places down, places right, batch)

    In W · columns, with a column for every window: each row of W is 0 but for one 1, which stands
    where the largest value is. W is not learned but found anew for every window, and the way back
    hands the whole of ∂C/∂a to that one place.

    The largest of a window is the largest of its rows' largest, so first rows are compared, then
    columns. Of equals the first one is chosen, by column, then by row.
    """

    def __init__(self, input_shape: Shape, size: int = 2, stride: int | None = None) -> None:
        """The stride is the window's size unless given. Raises ValueError when none fits."""
        if len(input_shape) != 3:
            raise ValueError("pooling reads (channels, height, width)")
        stride = stride or size
        self.rows = span(input_shape[1], size, stride, "valid")
        self.columns = span(input_shape[2], size, stride, "valid")
        self.overlap = stride < size
        self.input_shape = input_shape
        self.output_shape = (input_shape[0], self.rows.places, self.columns.places)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        channels, _, width = self.input_shape
        shape = (channels, self.rows.places, width, batch)
        self.of_rows, self.d_of_rows = np.zeros(shape, dtype), np.zeros(shape, dtype)
        self.dX = new_values(self.input_shape, batch, dtype)
        # What the window's first row (or column) sees at all places, what the second sees, …
        self.by_column = _slices(self.of_rows, 2, self.columns)
        self.d_by_column = _slices(self.d_of_rows, 2, self.columns)
        self.d_by_row = _slices(self.dX, 1, self.rows)
        self.equal_rows, self.equal = np.zeros(shape, bool), np.zeros(self.A.shape, bool)

    def forward(self, X: Array) -> Array:
        self.by_row = _slices(X, 1, self.rows)
        _largest(self.by_row, self.of_rows)
        _largest(self.by_column, self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        if self.overlap:
            self.d_of_rows.fill(0.0)
            self.dX.fill(0.0)
        hand_back = _add_to_the_first if self.overlap else _give_to_the_first
        hand_back(dA, self.A, self.by_column, self.d_by_column, self.equal)
        hand_back(self.d_of_rows, self.of_rows, self.by_row, self.d_by_row, self.equal_rows)
        return self.dX


def _slices(X: Array, axis: int, window: Span) -> list[Array]:
    """For each row (axis 1) or column (axis 2) of the window, what it sees at all places."""
    last = (window.places - 1) * window.stride + 1
    ranges = [slice(i, i + last, window.stride) for i in range(window.size)]
    return [X[:, chosen] if axis == 1 else X[:, :, chosen] for chosen in ranges]


def _largest(slices: list[Array], out: Array) -> None:
    """The largest of some arrays, place by place."""
    first, *others = slices
    if not others:
        np.copyto(out, first)
    for other in others:
        np.maximum(first, other, out=out)
        first = out


def _give_to_the_first(
    dA: Array, A: Array, seen: list[Array], shares: list[Array], equal: Array
) -> None:
    """Give dA to the first of those that are equal to A; the last one holds what is left over."""
    *earlier, last = shares
    left = dA
    for values, share in zip(seen[:-1], earlier, strict=True):
        np.equal(values, A, out=equal)
        np.multiply(left, equal, share)
        left = np.subtract(left, share, last)
    if not earlier:
        np.copyto(last, dA)


def _add_to_the_first(
    dA: Array, A: Array, seen: list[Array], shares: list[Array], equal: Array
) -> None:
    """The same where windows overlap: what several hand to one value adds up."""
    apart = list(np.empty((len(seen), *A.shape), A.dtype))
    _give_to_the_first(dA, A, seen, apart, equal)
    for share, part in zip(shares, apart, strict=True):
        np.add(share, part, share)
