"""Activation functions A = f(Z), each with its derivative written in terms of A.

All work element by element on Z (units, batch) and write into the array they are given; softmax
alone looks at a whole column. Writing f'(Z) through A is possible for every function here, and
it saves the backward pass from computing f a second time.

Constants stand in arrays, which NumPy takes in half the time that it needs for a Python number;
`with_buffers` makes them in the precision that the network computes in.
"""

from copy import copy
from typing import ClassVar, Self

import numpy as np
from numpy import add, copyto, divide, exp, fmax, maximum, multiply, sign, subtract, tanh
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array


class Activation:
    """A = f(Z) and δ = ∂C/∂Z = ∂C/∂A ∘ f'(Z)."""

    name: ClassVar[str]

    def with_buffers(self, units: int, batch: int, dtype: DTypeLike) -> Self:
        """A copy that is fastest at Z (units, batch) of this type; without, any Z will do."""
        activation = copy(self)
        activation.allocate(units, batch, dtype)
        return activation

    def allocate(self, units: int, batch: int, dtype: DTypeLike) -> None:
        """Make the constants that f and f' read."""

    def forward(self, Z: Array, A: Array) -> None:
        """Write f(Z) into A."""
        raise NotImplementedError

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        """Write dA ∘ f'(Z) into dZ; dA and dZ are different arrays."""
        raise NotImplementedError


class Identity(Activation):
    """f(z) = z,  f'(z) = 1."""

    name = "identity"

    def forward(self, Z: Array, A: Array) -> None:
        copyto(A, Z)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        copyto(dZ, dA)


class Sigmoid(Activation):
    """f(z) = 1 / (1 + e⁻ᶻ) = ½ tanh(z/2) + ½,  f'(z) = a (1 − a).

    The form with tanh never overflows.
    """

    name = "sigmoid"
    half = np.array(0.5)
    one = np.array(1.0)

    def allocate(self, units: int, batch: int, dtype: DTypeLike) -> None:
        self.half = np.array(0.5, dtype)
        self.one = np.array(1.0, dtype)

    def forward(self, Z: Array, A: Array) -> None:
        multiply(Z, self.half, A)
        tanh(A, A)
        multiply(A, self.half, A)
        add(A, self.half, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        subtract(self.one, A, dZ)
        multiply(dZ, A, dZ)
        multiply(dZ, dA, dZ)


class Tanh(Activation):
    """f(z) = tanh(z),  f'(z) = 1 − a²."""

    name = "tanh"
    one = np.array(1.0)

    def allocate(self, units: int, batch: int, dtype: DTypeLike) -> None:
        self.one = np.array(1.0, dtype)

    def forward(self, Z: Array, A: Array) -> None:
        tanh(Z, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        multiply(A, A, dZ)
        subtract(self.one, dZ, dZ)
        multiply(dZ, dA, dZ)


class ReLU(Activation):
    """f(z) = max(0, z),  f'(z) = 1 where z > 0, else 0 (Nair and Hinton 2010).

    `fmax` against a whole array of zeros is three to five times faster than `maximum`. It turns
    NaN into 0, which hides nothing: a NaN here comes from a weight, and those are watched.
    """

    name = "relu"
    zeros = np.array(0.0)

    def allocate(self, units: int, batch: int, dtype: DTypeLike) -> None:
        self.zeros = np.zeros((units, batch), dtype)

    def forward(self, Z: Array, A: Array) -> None:
        fmax(Z, self.zeros, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        sign(A, dZ)
        multiply(dZ, dA, dZ)


class LeakyReLU(Activation):
    """f(z) = z where z > 0, else 0.01 z;  f'(z) = 1 or 0.01 (Maas et al. 2013)."""

    name = "leaky relu"
    slope = np.array(0.01)
    one = np.array(1.0)

    def allocate(self, units: int, batch: int, dtype: DTypeLike) -> None:
        self.slope = np.array(0.01, dtype)
        self.one = np.array(1.0, dtype)

    def forward(self, Z: Array, A: Array) -> None:
        multiply(Z, self.slope, A)
        fmax(Z, A, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        copyto(dZ, self.slope)
        copyto(dZ, self.one, where=A > 0)
        multiply(dZ, dA, dZ)


class Softmax(Activation):
    """fᵢ(z) = eᶻⁱ / Σⱼ eᶻʲ, one distribution a column;  ∂C/∂zᵢ = aᵢ (∂C/∂aᵢ − Σⱼ aⱼ ∂C/∂aⱼ).

    The largest z of a column is taken off first, which changes nothing and never overflows.
    """

    name = "softmax"

    def forward(self, Z: Array, A: Array) -> None:
        subtract(Z, maximum.reduce(Z, 0), A)
        exp(A, A)
        divide(A, add.reduce(A, 0), A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        multiply(dA, A, dZ)
        subtract(dA, add.reduce(dZ, 0), dZ)
        multiply(dZ, A, dZ)


ACTIVATIONS: dict[str, type[Activation]] = {
    kind.name: kind for kind in (Identity, Sigmoid, Tanh, ReLU, LeakyReLU, Softmax)
}
