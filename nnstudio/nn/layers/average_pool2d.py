"""Pooling by the mean."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, new_values
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.patches import Span, span


class AvgPool2D(Layer):
    """A = the mean of every window

        X  (channels, height, width, batch)
        A  (channels, places down, places right, batch)

    It is W · columns with a column for every window of every channel, and a W that nobody learns:
    one row of 1 / size². The way back hands every pixel of a window the same share of ∂C/∂a.
    """

    def __init__(self, input_shape: Shape, size: int = 2, stride: int | None = None) -> None:
        """The stride is the window's size unless given. Raises ValueError when none fits."""
        if len(input_shape) != 3:
            raise ValueError("pooling reads (channels, height, width)")
        stride = stride or size
        self.rows = span(input_shape[1], size, stride, "valid")
        self.columns = span(input_shape[2], size, stride, "valid")
        self.input_shape = input_shape
        self.output_shape = (input_shape[0], self.rows.places, self.columns.places)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.weight = np.array(1.0 / (self.rows.size * self.columns.size), dtype)
        self.share = np.zeros(self.A.shape, dtype)
        self.dX = new_values(self.input_shape, batch, dtype)
        # What the first pixel of a window sees at all places, what the second sees, …
        self.seen_by = [
            (slice(None), down, right)
            for down in _places_of_each(self.rows)
            for right in _places_of_each(self.columns)
        ]

    def forward(self, X: Array) -> Array:
        first, *others = self.seen_by
        np.copyto(self.A, X[first])
        for pixel in others:
            np.add(self.A, X[pixel], self.A)
        np.multiply(self.A, self.weight, self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        np.multiply(dA, self.weight, self.share)
        self.dX.fill(0.0)
        for pixel in self.seen_by:
            self.dX[pixel] += self.share
        return self.dX


def _places_of_each(window: Span) -> list[slice]:
    """For each row or column of a window, where it stands at all places."""
    last = (window.places - 1) * window.stride + 1
    return [slice(i, i + last, window.stride) for i in range(window.size)]
