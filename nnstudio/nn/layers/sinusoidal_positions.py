"""Where a token stands, told by waves."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.layer import Layer


class SinusoidalPositions(Layer):
    """A = X + P   with   P[2i, t] = sin(t / 10000^(2i / width)),
    P[2i + 1, t] = cos(t / 10000^(2i / width))   (Vaswani et al. 2017)

        X, A  (width, time, batch)
        P     (width, time)  one column a position, fixed

    As W · columns + b it is a bias of its own for every position, W being the identity. There is
    nothing to learn, and the gradient passes as it is.
    """

    def __init__(self, width: int, time: int) -> None:
        if width < 1 or time < 1:
            raise ValueError("positions need at least one step and a width of 1")
        self.input_shape = self.output_shape = (width, time)
        wave = np.arange(width)[:, np.newaxis]
        angle = np.arange(time) / 10000.0 ** ((wave - wave % 2) / width)
        self.P = np.where(wave % 2, np.cos(angle), np.sin(angle))

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.P = self.P.astype(dtype)

    def forward(self, X: Array) -> Array:
        np.add(X[:-1], self.P[:, :, np.newaxis], self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        return dA
