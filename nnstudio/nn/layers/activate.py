"""An activation function as a layer of its own."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Activation
from nnstudio.nn.columns import Array, Shape, as_columns, new_values, values_of
from nnstudio.nn.layers.layer import Layer


class Activate(Layer):
    """A = f(X)

        X, A  (*shape, batch)

    For where f is not to follow on W X + b at once but on what comes after, a normalisation, say.
    W is the identity and b is 0; the columns are those of X, over whose features softmax goes.
    The way back: ∂C/∂X = ∂C/∂A ∘ f'(X).
    """

    def __init__(self, input_shape: Shape, activation: Activation) -> None:
        self.input_shape = self.output_shape = input_shape
        self.activation = activation

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.A2 = as_columns(self.A)
        features, columns = self.A2.shape
        self.activation = self.activation.with_buffers(features, columns, dtype)
        self.dX = new_values(self.input_shape, batch, dtype)
        self.dX2 = as_columns(self.dX)

    def forward(self, X: Array) -> Array:
        self.activation.forward(as_columns(values_of(X)), self.A2)
        return self.result

    def backward(self, dA: Array) -> Array:
        self.activation.backward(as_columns(dA), self.A2, self.dX2)
        return self.dX
