"""What every kind of layer can do."""

from copy import copy
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, with_ones


class Layer:
    """A = layer(X) forward, ∂C/∂X = layer.backward(∂C/∂A) backward.

    X (inputs + 1, batch) and the result of forward (outputs + 1, batch) carry a last row of ones;
    A (outputs, batch) is the result without it. Parameters are views of the network's flat vector.
    Buffers are made once for a number of columns, by `with_buffers`; the copies it makes share
    the parameters.
    """

    inputs: int
    outputs: int
    A: Array
    result: Array
    learns_input_gradient = True

    @property
    def parameter_shape(self) -> tuple[int, int]:
        """The shape of this layer's part of the parameters; (0, 0) if it has none."""
        return (0, 0)

    @property
    def size(self) -> int:
        """How many parameters the layer has."""
        rows, columns = self.parameter_shape
        return rows * columns

    def bind(self, parameters: Array, gradient: Array) -> None:
        """Take views of the flat vectors as this layer's parameters and their gradient."""

    def initialise(self, generator: np.random.Generator) -> None:
        """Draw the start of the parameters."""

    def with_buffers(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> Self:
        """A copy that shares the parameters and has buffers of its own for `batch` columns."""
        layer = copy(self)
        layer.result = with_ones(self.outputs, batch, dtype)
        layer.A = layer.result[:-1]
        layer.allocate(batch, dtype, generator)
        return layer

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        """Make what else the layer writes into."""

    def forward(self, X: Array) -> Array:
        """The result (outputs + 1, batch), while training."""
        raise NotImplementedError

    def infer(self, X: Array) -> Array:
        """The result when evaluating: the same, unless the layer draws lots."""
        return self.forward(X)

    def backward(self, dA: Array) -> Array:
        """From ∂C/∂A (outputs, batch) to ∂C/∂X (inputs, batch); leaves ∂C/∂parameters behind."""
        raise NotImplementedError
