"""Activation functions A = f(Z), each with its derivative written in terms of A.

All work element by element on Z (units, batch) and write into the array they are given; softmax
alone looks at a whole column. Writing f'(Z) through A is possible for every function here, and
it saves the backward pass from computing f a second time.
"""

from typing import ClassVar

import numpy as np

from nnstudio.nn.columns import Array


class Activation:
    """A = f(Z) and δ = ∂C/∂Z = ∂C/∂A ∘ f'(Z)."""

    name: ClassVar[str]

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
        np.copyto(A, Z)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        np.copyto(dZ, dA)


class Sigmoid(Activation):
    """f(z) = 1 / (1 + e⁻ᶻ) = ½ tanh(z/2) + ½,  f'(z) = a (1 − a).

    The form with tanh never overflows.
    """

    name = "sigmoid"

    def forward(self, Z: Array, A: Array) -> None:
        np.multiply(Z, 0.5, A)
        np.tanh(A, A)
        np.multiply(A, 0.5, A)
        np.add(A, 0.5, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        np.subtract(1.0, A, dZ)
        np.multiply(dZ, A, dZ)
        np.multiply(dZ, dA, dZ)


class Tanh(Activation):
    """f(z) = tanh(z),  f'(z) = 1 − a²."""

    name = "tanh"

    def forward(self, Z: Array, A: Array) -> None:
        np.tanh(Z, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        np.multiply(A, A, dZ)
        np.subtract(1.0, dZ, dZ)
        np.multiply(dZ, dA, dZ)


class ReLU(Activation):
    """f(z) = max(0, z),  f'(z) = 1 where z > 0, else 0."""

    name = "relu"

    def forward(self, Z: Array, A: Array) -> None:
        np.maximum(Z, 0.0, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        np.sign(A, dZ)
        np.multiply(dZ, dA, dZ)


class LeakyReLU(Activation):
    """f(z) = z where z > 0, else 0.01 z;  f'(z) = 1 or 0.01 (Maas et al. 2013)."""

    name = "leaky relu"
    slope: ClassVar[float] = 0.01

    def forward(self, Z: Array, A: Array) -> None:
        np.multiply(Z, self.slope, A)
        np.maximum(Z, A, A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        np.copyto(dZ, self.slope)
        np.copyto(dZ, 1.0, where=A > 0)
        np.multiply(dZ, dA, dZ)


class Softmax(Activation):
    """fᵢ(z) = eᶻⁱ / Σⱼ eᶻʲ, one distribution a column;  ∂C/∂zᵢ = aᵢ (∂C/∂aᵢ − Σⱼ aⱼ ∂C/∂aⱼ).

    The largest z of a column is taken off first, which changes nothing and never overflows.
    """

    name = "softmax"

    def forward(self, Z: Array, A: Array) -> None:
        np.subtract(Z, Z.max(axis=0), A)
        np.exp(A, A)
        np.divide(A, A.sum(axis=0), A)

    def backward(self, dA: Array, A: Array, dZ: Array) -> None:
        np.multiply(dA, A, dZ)
        np.subtract(dA, dZ.sum(axis=0), dZ)
        np.multiply(dZ, A, dZ)


ACTIVATIONS: dict[str, type[Activation]] = {
    kind.name: kind for kind in (Identity, Sigmoid, Tanh, ReLU, LeakyReLU, Softmax)
}
