"""A way past some layers."""

from collections.abc import Mapping
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, new_result, new_values, values_of
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.layer import Layer


class Residual(Chain):
    """A = X + F(X)   (He et al. 2016)

        X, A  (*shape, batch)
        F     the parts, one after the other, which must give what they read

    F brings its own W · columns + b; around it W is the identity. The way back takes both ways
    too: ∂C/∂X = ∂C/∂A + what comes back through F. Since the first summand passes as it is, the
    gradient reaches the layers below however many lie above.
    """

    def __init__(self, parts: Mapping[str, Layer]) -> None:
        """Raises ValueError when the parts do not give what they read."""
        super().__init__(parts)
        if self.input_shape != self.output_shape:
            raise ValueError("layers that are passed by must give what they read")

    @property
    def values_per_sample(self) -> int:
        return super().values_per_sample + prod(self.output_shape)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.result = new_result(self.output_shape, batch, dtype)
        self.A = values_of(self.result)
        self.dX = new_values(self.input_shape, batch, dtype)

    def forward(self, X: Array) -> Array:
        np.add(values_of(X), values_of(super().forward(X)), self.A)
        return self.result

    def infer(self, X: Array) -> Array:
        np.add(values_of(X), values_of(super().infer(X)), self.A)
        return self.result

    def backward(self, dA: Array) -> Array:
        np.add(dA, super().backward(dA), self.dX)
        return self.dX
