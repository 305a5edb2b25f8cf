"""A vector for every token."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, as_columns
from nnstudio.nn.initialisers import Initialiser
from nnstudio.nn.layers.layer import Layer


def unit_normal(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W ~ N(0, 1): as large as the position encodings that are added to it."""
    return generator.normal(0.0, 1.0, (outputs, inputs))


class Embedding(Layer):
    """A = W · one-hot columns

        X  (time, batch)               the numbers of the tokens, 0 to vocabulary − 1
        one-hot columns (vocabulary, batch · time)  a 1 in the row of the token
        W  (width, vocabulary)         one column a token, its vector
        A  (width, time, batch)

    The product picks columns of W, and that is how it is computed. There is no bias, for it would
    only shift all vectors alike. The way back is the product with the one-hot columns:
    ∂C/∂W = ∂C/∂A · one-hotᵀ sums, for every token, over the positions where it stands. Tokens
    come from the data and have no gradient, so nothing that learns can stand below.
    """

    def __init__(
        self, vocabulary: int, time: int, width: int, initialiser: Initialiser = unit_normal
    ) -> None:
        if vocabulary < 1 or time < 1 or width < 1:
            raise ValueError("an embedding needs at least one token, one step and a width of 1")
        self.vocabulary = vocabulary
        self.initialiser = initialiser
        self.input_shape = (time,)
        self.output_shape = (width, time)

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (self.outputs, self.vocabulary)

    @property
    def values_per_sample(self) -> int:
        return (self.outputs + self.vocabulary) * self.input_shape[0]

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.W = parameters
        self.dW = gradient

    def mark_weights(self, mask: Array) -> None:
        mask[...] = 1.0

    def initialise(self, generator: np.random.Generator) -> None:
        self.W[...] = self.initialiser(generator, self.outputs, self.vocabulary)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        time = self.input_shape[0]
        self.A2 = as_columns(self.A)
        self.tokens = np.zeros(batch * time, np.intp)
        self.positions = np.arange(batch * time)
        self.one_hot = np.zeros((self.vocabulary, batch * time), dtype)
        self.dX = np.zeros((time, batch), dtype)

    def forward(self, X: Array) -> Array:
        """Raises ValueError for a number that is no token."""
        tokens = X[:-1].T.ravel()
        if not (tokens.min() >= 0 and tokens.max() < self.vocabulary):
            raise ValueError(f"tokens are numbers from 0 to {self.vocabulary - 1}")
        self.tokens[...] = tokens
        self.W.take(self.tokens, 1, self.A2, mode="clip")
        return self.result

    def backward(self, dA: Array) -> Array:
        self.one_hot.fill(0.0)
        self.one_hot[self.tokens, self.positions] = 1.0
        as_columns(dA).dot(self.one_hot.T, self.dW)
        return self.dX
