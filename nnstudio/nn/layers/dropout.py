"""Dropout (Srivastava et al. 2014)."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, new_values, values_of
from nnstudio.nn.layers.layer import Layer


class Dropout(Layer):
    """A = M ∘ X while training, A = X when evaluating.

        X, A, M  (*shape, batch);  M is 0 with probability `rate`, else 1 / (1 − rate)

    There is no product here: every value is a column of its own, its weight M drawn anew. The
    factor keeps the mean of what flows on the same ("inverted" dropout). The way back:

        ∂C/∂X = M ∘ ∂C/∂A
    """

    def __init__(self, inputs: int | Shape, rate: float) -> None:
        """`inputs` is the number of features, or the shape of what flows through."""
        if not 0.0 <= rate < 1.0:
            raise ValueError("the dropout rate must be at least 0 and less than 1")
        self.input_shape = (inputs,) if isinstance(inputs, int) else inputs
        self.output_shape = self.input_shape
        self.rate = rate

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.generator = generator
        self.M = np.zeros((*self.output_shape, batch), dtype)
        self.dX = new_values(self.input_shape, batch, dtype)

    def forward(self, X: Array) -> Array:
        self.generator.random(out=self.M, dtype=self.M.dtype)
        np.greater_equal(self.M, self.rate, out=self.M, casting="unsafe")
        np.multiply(self.M, 1.0 / (1.0 - self.rate), self.M)
        np.multiply(values_of(X), self.M, self.A)
        return self.result

    def infer(self, X: Array) -> Array:
        np.copyto(self.A, values_of(X))
        return self.result

    def backward(self, dA: Array) -> Array:
        np.multiply(dA, self.M, self.dX)
        return self.dX
