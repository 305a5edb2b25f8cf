"""A dense layer at every position of a sequence."""

from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Activation
from nnstudio.nn.columns import Array, as_columns, columns_as_positions
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.layer import Layer


class DenseOverTime(Layer):
    """Z = W X + b,   A = f(Z)   with the same W and b at every position

        X     (inputs, time, batch)     one column a position of a sample
        W, b  (outputs, inputs), (outputs)
        Z, A  (outputs, time, batch)

    It is the dense layer, whose columns are the batch · time positions. The way back is its own,
    and the gradient sums over all positions by itself, since they are columns.
    """

    def __init__(
        self,
        inputs: int,
        time: int,
        outputs: int,
        activation: Activation,
        initialiser: Initialiser = xavier_normal,
    ) -> None:
        if time < 1:
            raise ValueError("a sequence needs at least one step")
        self.dense = Dense(inputs, outputs, activation, initialiser)
        self.input_shape = (inputs, time)
        self.output_shape = (outputs, time)

    @property
    def activation(self) -> Activation:
        """f."""
        return self.dense.activation

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return self.dense.parameter_shape

    @property
    def values_per_sample(self) -> int:
        return 2 * prod(self.output_shape)

    @property
    def Wb(self) -> Array:
        """[W | b]."""
        return self.dense.Wb

    @property
    def W(self) -> Array:
        """One row a neuron."""
        return self.dense.W

    @property
    def b(self) -> Array:
        """One bias a neuron."""
        return self.dense.b

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.dense.bind(parameters, gradient)

    def initialise(self, generator: np.random.Generator) -> None:
        self.dense.initialise(generator)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        time = self.output_shape[1]
        self.dense = self.dense.with_buffers(batch * time, dtype, generator)
        self.result = columns_as_positions(self.dense.result, time)
        self.A = self.result[:-1]
        self.Z = columns_as_positions(self.dense.Z, time)
        self.dX = columns_as_positions(self.dense.dX, time)

    def forward(self, X: Array) -> Array:
        self.dense.forward(as_columns(X))
        return self.result

    def backward(self, dA: Array) -> Array:
        self.dense.learns_input_gradient = self.learns_input_gradient
        self.dense.backward(as_columns(dA))
        return self.dX

    def backward_from_z(self, dZ: Array) -> Array:
        """The way back from δ = ∂C/∂Z on; a fused loss begins here."""
        self.dense.learns_input_gradient = self.learns_input_gradient
        self.dense.backward_from_z(as_columns(dZ))
        return self.dX
