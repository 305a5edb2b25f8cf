"""Layer normalisation."""

import numpy as np
from numpy import add, multiply, subtract
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, as_columns, new_values
from nnstudio.nn.layers.layer import Layer

EPSILON = 1e-5


class LayerNorm(Layer):
    """x̂ = (x − μ) / √(σ² + ε),   A = γ ∘ x̂ + β   (Ba et al. 2016)

        X     (features, batch) or (features, time, batch)
        μ, σ² one of each for every column, over its features
        γ, β  (features), one scale and one shift a feature; they begin at 1 and 0
        A     as X

    The columns are the normalised samples or positions x̂; W is diagonal, with γ on it, so that
    only its diagonal is kept: `Wb` = [γ | β] (features, 2). ε = 1e-5 stands inside the root. The
    way back, with δ = γ ∘ ∂C/∂A and means over the features of a column:

        ∂C/∂γ = Σ ∂C/∂A ∘ x̂       ∂C/∂β = Σ ∂C/∂A
        ∂C/∂x = (δ − mean(δ) − x̂ ∘ mean(δ ∘ x̂)) / √(σ² + ε)
    """

    def __init__(self, input_shape: Shape) -> None:
        if len(input_shape) not in (1, 2) or min(input_shape) < 1:
            raise ValueError("layer normalisation reads (features,) or (features, time)")
        self.input_shape = self.output_shape = input_shape

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (self.outputs, 2)

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.Wb = parameters
        self.scale, self.shift = parameters[:, :1], parameters[:, 1:]
        self.d_scale, self.d_shift = gradient[:, 0], gradient[:, 1]

    def mark_weights(self, mask: Array) -> None:
        """Neither is a weight: penalties leave scale and shift alone."""

    def initialise(self, generator: np.random.Generator) -> None:
        self.scale[...] = 1.0
        self.shift[...] = 0.0

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.A2 = as_columns(self.A)
        features, columns = self.A2.shape
        self.normalised = np.zeros((features, columns), dtype)
        self.work = np.zeros((features, columns), dtype)
        self.row = np.zeros(columns, dtype)
        self.factor = np.zeros(columns, dtype)
        self.dX = new_values(self.input_shape, batch, dtype)
        self.dX2 = as_columns(self.dX)
        # Means and sums as products with these are the fastest there are.
        self.share = np.full(features, 1.0 / features, dtype)
        self.ones = np.ones(columns, dtype)
        self.epsilon = np.array(EPSILON, dtype)

    def forward(self, X: Array) -> Array:
        x, work, row, factor = self.normalised, self.work, self.row, self.factor
        columns = as_columns(X[:-1])
        self.share.dot(columns, row)
        subtract(columns, row, x)
        multiply(x, x, work)
        self.share.dot(work, factor)
        add(factor, self.epsilon, factor)
        np.sqrt(factor, factor)
        np.reciprocal(factor, factor)
        multiply(x, factor, x)
        multiply(x, self.scale, self.A2)
        add(self.A2, self.shift, self.A2)
        return self.result

    def backward(self, dA: Array) -> Array:
        x, work, row, dX = self.normalised, self.work, self.row, self.dX2
        delta = as_columns(dA)
        self.d_shift[...] = delta.dot(self.ones)
        multiply(delta, x, work)
        self.d_scale[...] = work.dot(self.ones)
        multiply(work, self.scale, work)
        self.share.dot(work, row)
        multiply(x, row, work)
        multiply(delta, self.scale, dX)
        self.share.dot(dX, row)
        subtract(dX, row, dX)
        subtract(dX, work, dX)
        multiply(dX, self.factor, dX)
        return self.dX
