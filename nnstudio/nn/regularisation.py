"""Regularisation: a price on large weights, and a bound on large gradients."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from nnstudio.nn.columns import Array


@dataclass(frozen=True)
class Penalty:
    """R = λ₂/2 · Σ w² + λ₁ · Σ |w| over the weights, never the biases.

    ∂R/∂w = λ₂ w + λ₁ sign w.
    """

    l1: float = 0.0
    l2: float = 0.0

    def __bool__(self) -> bool:
        return self.l1 != 0.0 or self.l2 != 0.0

    def value(self, parameters: Array, weight_mask: Array) -> float:
        """R for these parameters; the mask is 1 at weights and 0 at biases."""
        weights = parameters * weight_mask
        return 0.5 * self.l2 * float(weights.dot(weights)) + self.l1 * float(np.abs(weights).sum())

    def add_gradient(self, parameters: Array, weight_mask: Array, gradient: Array) -> None:
        """gradient ← gradient + ∂R/∂w."""
        if self.l2:
            gradient += self.l2 * weight_mask * parameters
        if self.l1:
            gradient += self.l1 * weight_mask * np.sign(parameters)


def clip_norm(gradient: Array, largest: float) -> None:
    """Scale the gradient, in place, to a length of at most `largest` (Pascanu et al. 2013)."""
    length = sqrt(float(gradient.dot(gradient)))
    if length > largest:
        gradient *= largest / length
