"""An image or a sequence as one column."""

from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, values_of
from nnstudio.nn.layers.layer import Layer


class Flatten(Layer):
    """A = X, all values of a sample one below the other

        X  (*shape, batch)
        A  (product of the shape, batch)  one column a sample

    The last axis of the shape runs fastest, as in other libraries: channel by channel, row by
    row. Nothing is computed; a dense layer after it finds the columns that its W X + b reads.
    """

    def __init__(self, input_shape: Shape) -> None:
        if not input_shape or min(input_shape) < 1:
            raise ValueError("there is nothing to flatten")
        self.input_shape = input_shape
        self.output_shape = (prod(input_shape),)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.shaped = self.A.reshape(*self.input_shape, batch)

    def forward(self, X: Array) -> Array:
        np.copyto(self.shaped, values_of(X))
        return self.result

    def backward(self, dA: Array) -> Array:
        return dA.reshape(self.shaped.shape)
