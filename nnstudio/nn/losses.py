"""Losses C: what a network is to make small, as a mean over the columns.

Y and A are (outputs, batch), a column for a sample; or (outputs, time, batch), a column for every
position of every sample. A loss gives its value and where the backward pass begins. Cross-entropy
is fused with its activation: with a = σ(z) or softmax(z) the start is δ = ∂C/∂Z = (A − Y) / n for
n columns, and the value is computed from Z, so that neither ever divides by zero or takes log 0.
"""

from copy import copy
from typing import ClassVar, Self

import numpy as np
from numpy import multiply, subtract
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Activation, Sigmoid, Softmax
from nnstudio.nn.columns import Array


class Loss:
    """C(A, Y), the mean over the columns."""

    name: ClassVar[str]
    fused_with: ClassVar[type[Activation] | None] = None

    def value(self, Z: Array, A: Array, Y: Array) -> float:
        """C for these columns; Z and A of the output layer, Y the targets, all of one shape."""
        raise NotImplementedError

    def with_buffers(self, outputs: int, columns: int, dtype: DTypeLike) -> Self:
        """A copy for A and Y of so many columns, whose gradient can be asked for."""
        loss = copy(self)
        loss.allocate(outputs, columns, dtype)
        return loss

    def share_of(self, outputs: int, columns: int) -> float:
        """The factor of A − Y in the gradient."""
        raise NotImplementedError

    def allocate(self, outputs: int, columns: int, dtype: DTypeLike) -> None:
        """Make the constants that the gradient reads, as arrays: NumPy takes those faster."""
        self.share = np.array(self.share_of(outputs, columns), dtype)

    def gradient(self, A: Array, Y: Array, out: Array) -> None:
        """Write ∂C/∂A into out, or ∂C/∂Z for a loss that is fused with its activation.

        Either is A − Y times a factor: for a squared error by its derivative, for a cross-entropy
        since all else cancels out against the derivative of its activation.
        """
        subtract(A, Y, out)
        multiply(out, self.share, out)


class MeanSquaredError(Loss):
    """C = 1/(n·m) Σ (a − y)², over n columns and m outputs;  ∂C/∂a = 2 (a − y) / (n·m)."""

    name = "mean squared error"

    def value(self, Z: Array, A: Array, Y: Array) -> float:
        E = A - Y
        return float(np.vdot(E, E) / E.size)

    def share_of(self, outputs: int, columns: int) -> float:
        return 2.0 / (outputs * columns)


class HalfSquaredError(Loss):
    """C = 1/n Σ ½ (a − y)², the textbook's form (Nielsen 2015, ch. 1);  ∂C/∂a = (a − y) / n."""

    name = "half squared error"

    def value(self, Z: Array, A: Array, Y: Array) -> float:
        E = A - Y
        return float(0.5 * np.vdot(E, E) / E[0].size)

    def share_of(self, outputs: int, columns: int) -> float:
        return 1.0 / columns


class BinaryCrossEntropy(Loss):
    """C = −1/n Σ [y log a + (1 − y) log(1 − a)] with a = σ(z);  ∂C/∂z = (a − y) / n.

    Computed as max(z, 0) − z y + log(1 + e^−|z|), which is the same and never overflows.
    """

    name = "binary cross-entropy"
    fused_with = Sigmoid

    def value(self, Z: Array, A: Array, Y: Array) -> float:
        C = np.maximum(Z, 0.0) - Z * Y + np.log1p(np.exp(-np.abs(Z)))
        return float(C.sum() / C[0].size)

    def share_of(self, outputs: int, columns: int) -> float:
        return 1.0 / columns


class CategoricalCrossEntropy(Loss):
    """C = −1/n Σ log a_y with a = softmax(z), Y one-hot;  ∂C/∂z = (a − y) / n.

    Computed as log Σⱼ eᶻʲ − z_y, the largest z of a column taken off first.
    """

    name = "categorical cross-entropy"
    fused_with = Softmax

    def value(self, Z: Array, A: Array, Y: Array) -> float:
        shifted = Z - Z.max(axis=0)
        C = np.log(np.exp(shifted).sum(axis=0)) - (shifted * Y).sum(axis=0)
        return float(C.mean())

    def share_of(self, outputs: int, columns: int) -> float:
        return 1.0 / columns


LOSSES: dict[str, type[Loss]] = {
    kind.name: kind
    for kind in (MeanSquaredError, HalfSquaredError, BinaryCrossEntropy, CategoricalCrossEntropy)
}
