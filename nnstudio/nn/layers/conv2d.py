"""The two-dimensional convolution."""

from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Activation
from nnstudio.nn.columns import Array, Shape
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.patches import Padding, Span, patches, span

STRIP_VALUES = 2**16
STRIP_PRODUCT = 10**6
"""Patches are made and multiplied in strips, some rows of places each: so many values stay in the
cache, and at products of so few multiplications BLAS is up to four times faster than at one whose
columns are many and whose rows are few."""


class Conv2D(Layer):
    """Z = W · patches + b,   A = f(Z)

        X        (channels, height, width, batch)
        patches  (channels · kernel · kernel, places · batch)  one column a place of the window
        W        (filters, channels · kernel · kernel)         one row a filter
        b        (filters)                                     one bias a filter
        Z, A     (filters, places down, places right, batch)

    A place is where the window stands on a sample; the column is what it sees there, channel by
    channel, row by row. A row of ones stands under the patches, so that the layer is one product
    with `Wb` = [W | b]. As everywhere in this field the kernel is not turned (a correlation). The
    way back, with δ = ∂C/∂Z:

        δ = ∂C/∂A ∘ f'(Z)       ∂C/∂[W | b] = δ [patches; 1]ᵀ
        ∂C/∂X = turned W · patches of δ

    A pixel gets back from every place whose window saw it: a convolution of δ, with zeros around
    and, for a stride s, s − 1 zeros between, with the kernel turned by 180° and filters and
    channels exchanged (LeCun et al. 1998; Dumoulin and Visin 2016).
    """

    def __init__(
        self,
        input_shape: Shape,
        filters: int,
        kernel: int,
        activation: Activation,
        stride: int = 1,
        padding: Padding = "valid",
        bias: bool = True,
        initialiser: Initialiser = xavier_normal,
    ) -> None:
        """Raises ValueError when the window does not fit on the image."""
        if len(input_shape) != 3 or min(input_shape) < 1 or filters < 1:
            raise ValueError("a convolution reads (channels, height, width), each at least 1")
        self.rows = span(input_shape[1], kernel, stride, padding)
        self.columns = span(input_shape[2], kernel, stride, padding)
        self.input_shape = input_shape
        self.output_shape = (filters, self.rows.places, self.columns.places)
        self.kernel = kernel
        self.activation = activation
        self.has_bias = bias
        self.initialiser = initialiser

    @property
    def patch(self) -> int:
        """How many values a window sees: channels · kernel · kernel."""
        return self.inputs * self.kernel**2

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (self.outputs, self.patch + self.has_bias)

    @property
    def values_per_sample(self) -> int:
        pixels = self.inputs * self.rows.padded * self.columns.padded
        return pixels + 3 * prod(self.output_shape)

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.Wb = parameters
        self.W = parameters[:, : self.patch]
        self.b = parameters[:, self.patch :]
        self.dWb = gradient
        # (channels, filters, i, j), turned: what the way back multiplies with.
        kernels = self.W.reshape(self.outputs, self.inputs, self.kernel, self.kernel)
        self.turned = kernels[:, :, ::-1, ::-1].swapaxes(0, 1)

    def mark_weights(self, mask: Array) -> None:
        mask[:, : self.patch] = 1.0

    def initialise(self, generator: np.random.Generator) -> None:
        self.W[...] = self.initialiser(generator, self.outputs, self.patch)
        self.b[...] = 0.0

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        rows, columns = self.rows, self.columns
        image = np.zeros((self.inputs, rows.padded, columns.padded, batch), dtype)
        self.interior = image[:, *_interior(rows), *_interior(columns)]
        self.Z = np.zeros((self.outputs, rows.places * columns.places * batch), dtype)
        self.dZ = np.zeros_like(self.Z)
        self.A2 = self.A.reshape(self.Z.shape)
        self.activation = self.activation.with_buffers(*self.Z.shape, dtype)
        row = columns.places * batch
        height = _strip_height(rows.places, self.patch * row, self.outputs)
        self.patches1 = np.ones((self.patch + self.has_bias, height * row), dtype)
        seen = _strips(patches(image, rows, columns), 3, height)
        self.patches = self.patches1[: self.patch].reshape(seen[0].shape)
        Z, dZ = (_strips(matrix, 1, height * row) for matrix in (self.Z, self.dZ))
        self.dWb_parts = np.zeros((len(seen), *self.parameter_shape), dtype)
        self.strips = list(zip(seen, Z, dZ, self.dWb_parts, strict=True))
        self.allocate_way_back(batch, dtype)

    def allocate_way_back(self, batch: int, dtype: DTypeLike) -> None:
        """Buffers for ∂C/∂X: δ with its zeros, its patches, the turned kernels."""
        rows, columns = _way_back(self.rows), _way_back(self.columns)
        delta = np.zeros((self.outputs, rows.padded, columns.padded, batch), dtype)
        self.spread = delta[:, *_landing(self.rows), *_landing(self.columns)]
        values, row = self.outputs * self.kernel**2, columns.places * batch
        height = _strip_height(rows.places, values * row, self.inputs)
        seen = _strips(patches(delta, rows, columns), 3, height)
        self.delta_patches = np.zeros((values, height * row), dtype)
        self.delta_view = self.delta_patches.reshape(seen[0].shape)
        self.WT = np.zeros((self.inputs, values), dtype)
        dX = np.zeros((self.inputs, rows.places * row), dtype)
        self.way_back = list(zip(seen, _strips(dX, 1, height * row), strict=True))
        self.dX = dX.reshape(*self.input_shape, batch)

    def forward(self, X: Array) -> Array:
        np.copyto(self.interior, X)
        for seen, Z, _, _ in self.strips:
            np.copyto(self.patches, seen)
            np.matmul(self.Wb, self.patches1, Z)
        self.activation.forward(self.Z, self.A2)
        return self.result

    def backward(self, dA: Array) -> Array:
        self.activation.backward(dA.reshape(self.dZ.shape), self.A2, self.dZ)
        for seen, _, dZ, dWb in self.strips:
            if len(self.strips) > 1:  # else they still stand there
                np.copyto(self.patches, seen)
            np.matmul(dZ, self.patches1.T, dWb)
        np.add.reduce(self.dWb_parts, 0, out=self.dWb)
        if self.learns_input_gradient:
            self.backward_to_input()
        return self.dX

    def backward_to_input(self) -> None:
        """From δ to ∂C/∂X."""
        np.copyto(self.spread, self.dZ.reshape(self.A.shape))
        np.copyto(self.WT.reshape(self.turned.shape), self.turned)
        for seen, dX in self.way_back:
            np.copyto(self.delta_view, seen)
            np.matmul(self.WT, self.delta_patches, dX)


def _strip_height(places: int, values: int, outputs: int) -> int:
    """How many rows of places make a strip: one that divides them, within the bounds above."""
    most = min(STRIP_VALUES // values, STRIP_PRODUCT // (values * outputs))
    return max([h for h in range(1, most + 1) if places % h == 0], default=1)


def _strips(array: Array, axis: int, length: int) -> list[Array]:
    """Views of an array, each so long on that axis."""
    return np.split(array, array.shape[axis] // length, axis)


def _interior(axis: Span) -> tuple[slice]:
    """Where the image lies among its zeros."""
    return (slice(axis.before, axis.before + axis.length),)


def _way_back(axis: Span) -> Span:
    """The window's places on δ: one for every pixel of the image."""
    return Span(axis.padded, axis.size, 1, axis.length, 0, axis.length + axis.size - 1)


def _landing(axis: Span) -> tuple[slice]:
    """Where δ lies among its zeros, on the way back."""
    first = axis.size - 1 - axis.before
    return (slice(first, first + (axis.places - 1) * axis.stride + 1, axis.stride),)
