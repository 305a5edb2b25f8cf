"""Dropout (Srivastava et al. 2014)."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.layer import Layer


class Dropout(Layer):
    """A = M ∘ X while training, A = X when evaluating.

        X, A, M  (inputs, batch);  M is 0 with probability `rate`, else 1 / (1 − rate)

    The factor keeps the mean of what flows on the same ("inverted" dropout). The way back:

        ∂C/∂X = M ∘ ∂C/∂A
    """

    def __init__(self, inputs: int, rate: float) -> None:
        if not 0.0 <= rate < 1.0:
            raise ValueError("the dropout rate must be at least 0 and less than 1")
        self.inputs = inputs
        self.outputs = inputs
        self.rate = rate

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.generator = generator
        self.M = np.zeros((self.outputs, batch), dtype)
        self.dX = np.zeros((self.inputs, batch), dtype)

    def forward(self, X: Array) -> Array:
        self.generator.random(out=self.M, dtype=self.M.dtype)
        np.greater_equal(self.M, self.rate, out=self.M, casting="unsafe")
        np.multiply(self.M, 1.0 / (1.0 - self.rate), self.M)
        np.multiply(X[:-1], self.M, self.A)
        return self.result

    def infer(self, X: Array) -> Array:
        np.copyto(self.A, X[:-1])
        return self.result

    def backward(self, dA: Array) -> Array:
        np.multiply(dA, self.M, self.dX)
        return self.dX
