"""One value a feature: its mean over all steps of a sequence."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, new_values
from nnstudio.nn.layers.layer import Layer


class MeanOverTime(Layer):
    """A = the mean of every feature over time

        X  (features, time, batch)
        A  (features, batch)

    It is W · columns with a column for every feature of every sample, its values over time, and
    a W that nobody learns: one row of 1 / time. The way back hands every step the same share.
    """

    def __init__(self, features: int, time: int) -> None:
        if features < 1 or time < 1:
            raise ValueError("a sequence needs at least one feature and one step")
        self.input_shape = (features, time)
        self.output_shape = (features,)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.weight = np.array(1.0 / self.input_shape[1], dtype)
        self.dX = new_values(self.input_shape, batch, dtype)

    def forward(self, X: Array) -> Array:
        np.add.reduce(X[:-1], 1, out=self.A)
        np.multiply(self.A, self.weight, self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        np.multiply(dA[:, np.newaxis], self.weight, self.dX)
        return self.dX
