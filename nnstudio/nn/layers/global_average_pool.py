"""One value a channel: its mean over the image."""

from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, new_values
from nnstudio.nn.layers.layer import Layer


class GlobalAveragePool(Layer):
    """A = the mean of every channel (Lin et al. 2014)

        X  (channels, height, width, batch)
        A  (channels, batch)

    It is W · columns with a column for every channel of every sample, its height · width pixels,
    and a W that nobody learns: one row of 1 / (height · width). The way back hands every pixel
    the same share of ∂C/∂a.
    """

    def __init__(self, input_shape: Shape) -> None:
        if len(input_shape) != 3:
            raise ValueError("pooling reads (channels, height, width)")
        self.input_shape = input_shape
        self.output_shape = (input_shape[0],)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.weight = np.array(1.0 / prod(self.input_shape[1:]), dtype)
        self.dX = new_values(self.input_shape, batch, dtype)

    def forward(self, X: Array) -> Array:
        np.add.reduce(X, (1, 2), out=self.A)
        np.multiply(self.A, self.weight, self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        np.multiply(dA[:, np.newaxis, np.newaxis], self.weight, self.dX)
        return self.dX
