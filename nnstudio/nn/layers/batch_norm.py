"""Batch normalisation."""

from math import prod

import numpy as np
from numpy import add, multiply, subtract
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, as_columns, new_values, values_of
from nnstudio.nn.layers.layer import Layer

EPSILON = 1e-5


class BatchNorm(Layer):
    """x̂ = (x − μ) / √(σ² + ε),   A = γ ∘ x̂ + β   (Ioffe and Szegedy 2015)

        X     (features, batch), (features, time, batch) or (channels, height, width, batch)
        μ, σ² one of each for every feature or channel, over all columns of the batch
        γ, β  one scale and one shift a feature; they begin at 1 and 0
        A     as X

    The columns are the normalised samples, positions or pixels x̂; W is diagonal, with γ on it.
    When evaluating, μ and σ² are those that training has seen on the way, each step counting for
    `momentum`: μ̄ ← (1 − momentum) μ̄ + momentum μ, and likewise for σ² (with n − 1 columns).

    γ, β, μ̄ and σ̄² are the four columns of `Wb` (features, 4). The last two have no gradient, and
    what an optimiser does to a parameter without gradient is nothing; they stand among the
    parameters so that whatever keeps, copies or brings back a network has them too. The way back,
    with δ = γ ∘ ∂C/∂A and means over the columns:

        ∂C/∂γ = Σ ∂C/∂A ∘ x̂       ∂C/∂β = Σ ∂C/∂A
        ∂C/∂x = (δ − mean(δ) − x̂ ∘ mean(δ ∘ x̂)) / √(σ² + ε)
    """

    def __init__(self, input_shape: Shape, momentum: float = 0.1) -> None:
        if len(input_shape) not in (1, 2, 3) or min(input_shape) < 1:
            raise ValueError("batch normalisation reads vectors, sequences or images")
        if not 0.0 < momentum <= 1.0:
            raise ValueError("the momentum must be more than 0 and at most 1")
        self.input_shape = self.output_shape = input_shape
        self.momentum = momentum

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (self.outputs, 4)

    @property
    def learned(self) -> int:
        return 2 * self.outputs

    @property
    def values_per_sample(self) -> int:
        return 3 * prod(self.output_shape)

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.Wb = parameters
        self.scale, self.shift = parameters[:, :1], parameters[:, 1:2]
        self.mean, self.variance = parameters[:, 2], parameters[:, 3]
        self.d_scale, self.d_shift = gradient[:, 0], gradient[:, 1]

    def mark_weights(self, mask: Array) -> None:
        """None is a weight: penalties leave them alone."""

    def initialise(self, generator: np.random.Generator) -> None:
        self.Wb[...] = (1.0, 0.0, 0.0, 1.0)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.A2 = as_columns(self.A)
        features, columns = self.A2.shape
        self.normalised = np.zeros((features, columns), dtype)
        self.work = np.zeros((features, columns), dtype)
        self.factor = np.zeros((features, 1), dtype)
        self.dX = new_values(self.input_shape, batch, dtype)
        self.dX2 = as_columns(self.dX)
        # Means and sums as products with these are the fastest there are.
        self.share = np.full(columns, 1.0 / columns, dtype)
        self.ones = np.ones(columns, dtype)
        self.unbiased = columns / max(columns - 1, 1)

    def forward(self, X: Array) -> Array:
        columns, x, momentum = as_columns(values_of(X)), self.normalised, self.momentum
        mean = columns.dot(self.share)
        subtract(columns, mean[:, np.newaxis], x)
        multiply(x, x, self.work)
        variance = self.work.dot(self.share)
        self.mean += momentum * (mean - self.mean)
        self.variance += momentum * (self.unbiased * variance - self.variance)
        return self.scale_and_shift(variance)

    def infer(self, X: Array) -> Array:
        subtract(as_columns(values_of(X)), self.mean[:, np.newaxis], self.normalised)
        return self.scale_and_shift(self.variance)

    def scale_and_shift(self, variance: Array) -> Array:
        """From x − μ, which stands in `normalised`, to A."""
        self.factor[:, 0] = 1.0 / np.sqrt(variance + EPSILON)
        multiply(self.normalised, self.factor, self.normalised)
        multiply(self.normalised, self.scale, self.A2)
        add(self.A2, self.shift, self.A2)
        return self.result

    def backward(self, dA: Array) -> Array:
        x, work, dX = self.normalised, self.work, self.dX2
        delta = as_columns(dA)
        self.d_shift[...] = delta.dot(self.ones)
        multiply(delta, x, work)
        self.d_scale[...] = work.dot(self.ones)
        # mean(δ) and mean(δ ∘ x̂) are γ times these sums, over the number of columns.
        subtract(delta, (self.d_shift * self.share[0])[:, np.newaxis], dX)
        multiply(x, (self.d_scale * self.share[0])[:, np.newaxis], work)
        subtract(dX, work, dX)
        multiply(dX, self.factor * self.scale, dX)
        return self.dX
