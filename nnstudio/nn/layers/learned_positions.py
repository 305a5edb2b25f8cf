"""Where a token stands, told by vectors that are learned."""

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.initialisers import Initialiser, small_normal
from nnstudio.nn.layers.layer import Layer


class LearnedPositions(Layer):
    """A = X + P   (Gehring et al. 2017)

        X, A  (width, time, batch)
        P     (width, time)  one column a position, learned

    As W · columns + b it is a bias of its own for every position, W being the identity; or, which
    is the same, the product of P with the one-hot column of the position. The way back:
    ∂C/∂P = Σ ∂C/∂A over the batch, ∂C/∂X = ∂C/∂A.
    """

    def __init__(self, width: int, time: int, initialiser: Initialiser = small_normal) -> None:
        if width < 1 or time < 1:
            raise ValueError("positions need at least one step and a width of 1")
        self.input_shape = self.output_shape = (width, time)
        self.initialiser = initialiser

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (self.output_shape[0], self.output_shape[1])

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.P = parameters
        self.dP = gradient

    def mark_weights(self, mask: Array) -> None:
        mask[...] = 1.0

    def initialise(self, generator: np.random.Generator) -> None:
        self.P[...] = self.initialiser(generator, *self.parameter_shape)

    def forward(self, X: Array) -> Array:
        np.add(X[:-1], self.P[:, :, np.newaxis], self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        np.add.reduce(dA, 2, out=self.dP)
        return dA
