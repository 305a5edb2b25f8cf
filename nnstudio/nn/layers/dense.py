"""The dense (fully connected) layer."""

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Activation
from nnstudio.nn.columns import Array
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.layer import Layer


class Dense(Layer):
    """Z = W X + b,   A = f(Z)

        X  (inputs, batch)    one column a sample
        W  (outputs, inputs)  one row a neuron
        b  (outputs)          one bias a neuron, added to every column
        Z, A  (outputs, batch)

    X arrives with a row of ones under it and b is the last column of `Wb` = [W | b], so the whole
    layer is one product. The way back, with δ = ∂C/∂Z:

        δ = ∂C/∂A ∘ f'(Z)       ∂C/∂[W | b] = δ [X; 1]ᵀ       ∂C/∂[X; 1] = [W | b]ᵀ δ

    The last row of ∂C/∂[X; 1] belongs to the row of ones, which nobody asks about; with it the
    product takes [W | b] as it lies in memory.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: Activation,
        initialiser: Initialiser = xavier_normal,
    ) -> None:
        if inputs < 1 or outputs < 1:
            raise ValueError("a dense layer needs at least one input and one neuron")
        self.input_shape = (inputs,)
        self.output_shape = (outputs,)
        self.activation = activation
        self.initialiser = initialiser

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (self.outputs, self.inputs + 1)

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.Wb = parameters
        self.W = parameters[:, :-1]
        self.b = parameters[:, -1]
        self.dWb = gradient
        self.WbT = parameters.T

    def initialise(self, generator: np.random.Generator) -> None:
        self.W[...] = self.initialiser(generator, self.outputs, self.inputs)
        self.b[...] = 0.0

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.activation = self.activation.with_buffers(self.outputs, batch, dtype)
        self.Z = np.zeros((self.outputs, batch), dtype)
        self.dZ = np.zeros((self.outputs, batch), dtype)
        self.dX1 = np.zeros((self.inputs + 1, batch), dtype)
        self.dX = self.dX1[:-1]
        self.read(np.zeros((self.inputs + 1, batch), dtype))

    def read(self, X: Array) -> None:
        """Take X as what this layer reads, until another comes."""
        self.X = X
        self.XT = X.T

    def forward(self, X: Array) -> Array:
        if X is not self.X:
            self.read(X)
        self.Wb.dot(X, self.Z)
        self.activation.forward(self.Z, self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        self.activation.backward(dA, self.A, self.dZ)
        return self.backward_from_z(self.dZ)

    def backward_from_z(self, dZ: Array) -> Array:
        """The way back from δ = ∂C/∂Z on; a fused loss begins here."""
        dZ.dot(self.XT, self.dWb)
        if self.learns_input_gradient:
            self.WbT.dot(dZ, self.dX1)
        return self.dX
