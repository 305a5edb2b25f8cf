"""Pooling by the largest."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, new_values
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.patches import span


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
        self.size_of_window = size
        self.stride = stride
        self.input_shape = input_shape
        self.output_shape = (input_shape[0], self.rows.places, self.columns.places)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        channels, _, width = self.input_shape
        self.of_rows = np.zeros((channels, self.rows.places, width, batch), dtype)
        self.d_of_rows = np.zeros(self.of_rows.shape, dtype)
        self.dX = new_values(self.input_shape, batch, dtype)

    def slices(self, X: Array, axis: int) -> list[Array]:
        """What the window's first row (axis 1) or column (axis 2) sees at all places, and so on."""
        places = (self.rows if axis == 1 else self.columns).places
        last = (places - 1) * self.stride + 1
        ranges = (slice(i, i + last, self.stride) for i in range(self.size_of_window))
        return [X[:, chosen] if axis == 1 else X[:, :, chosen] for chosen in ranges]

    def forward(self, X: Array) -> Array:
        self.X = X
        _largest(self.slices(X, 1), self.of_rows)
        _largest(self.slices(self.of_rows, 2), self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        self.hand_back(dA, self.A, self.of_rows, self.d_of_rows, 2)
        self.hand_back(self.d_of_rows, self.of_rows, self.X, self.dX, 1)
        return self.dX

    def hand_back(self, dA: Array, A: Array, X: Array, dX: Array, axis: int) -> None:
        """Write into dX what each value of X gets of dA, where A is the largest along the axis."""
        seen, shares = self.slices(X, axis), self.slices(dX, axis)
        if self.stride >= self.size_of_window:
            _to_the_first(dA, A, seen, shares)
            return
        # Windows overlap: what several hand to one value adds up.
        apart = list(np.empty((len(seen), *A.shape), A.dtype))
        _to_the_first(dA, A, seen, apart)
        dX.fill(0.0)
        for share, part in zip(shares, apart, strict=True):
            np.add(share, part, share)


def _largest(slices: Sequence[Array], out: Array) -> None:
    """The largest of some arrays, place by place."""
    first, *others = slices
    if not others:
        np.copyto(out, first)
    for other in others:
        np.maximum(first, other, out=out)
        first = out


def _to_the_first(dA: Array, A: Array, seen: Sequence[Array], shares: Sequence[Array]) -> None:
    """Give dA to the first of those that are equal to A; the last one holds what is left over."""
    *earlier, last = shares
    left = dA
    for values, share in zip(seen[:-1], earlier, strict=True):
        np.multiply(left, np.equal(values, A), share)
        left = np.subtract(left, share, last)
    if left is dA:
        np.copyto(last, dA)
