"""What every kind of layer can do."""

from collections.abc import Sequence
from copy import copy
from itertools import pairwise
from math import prod
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array, Shape, new_result, values_of


class Layer:
    """A = layer(X) forward, ∂C/∂X = layer.backward(∂C/∂A) backward.

    Shapes leave out the batch, which is the last axis of every array: (features,), (features,
    time) or (channels, height, width). X and the result of forward carry a last row of ones,
    images excepted; A (*output_shape, batch) is the result without it. Parameters are views of
    the network's flat vector. Buffers are made once for a number of samples, by `with_buffers`;
    the copies it makes share the parameters.
    """

    input_shape: Shape
    output_shape: Shape
    A: Array
    result: Array
    learns_input_gradient = True

    @property
    def inputs(self) -> int:
        """How many features or channels the layer reads."""
        return self.input_shape[0]

    @property
    def outputs(self) -> int:
        """How many features or channels it gives."""
        return self.output_shape[0]

    @property
    def parameter_shape(self) -> tuple[int, int]:
        """The shape of this layer's part of the parameters.

        (0, 0) if it has none, or several blocks of them.
        """
        return (0, 0)

    @property
    def size(self) -> int:
        """How many parameters the layer has."""
        rows, columns = self.parameter_shape
        return rows * columns

    @property
    def learned(self) -> int:
        """How many of them training learns; the others, if any, are statistics that it keeps."""
        return self.size

    @property
    def values_per_sample(self) -> int:
        """About how many values the buffers hold for a sample: what memory is reckoned by."""
        return prod(self.output_shape)

    def attach(self, parameters: Array, gradient: Array, weight_mask: Array) -> None:
        """Take this layer's parts of the network's flat vectors; mark what is a weight with 1."""
        shape = self.parameter_shape
        self.bind(parameters.reshape(shape), gradient.reshape(shape))
        self.mark_weights(weight_mask.reshape(shape))

    def bind(self, parameters: Array, gradient: Array) -> None:
        """Take these views as the layer's parameters and their gradient."""

    def mark_weights(self, mask: Array) -> None:
        """Write 1 where a weight stands: everywhere but in the last column, the bias."""
        mask[:, :-1] = 1.0

    def initialise(self, generator: np.random.Generator) -> None:
        """Draw the start of the parameters."""

    def with_buffers(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> Self:
        """A copy that shares the parameters and has buffers of its own for `batch` samples."""
        layer = copy(self)
        layer.result = new_result(self.output_shape, batch, dtype)
        layer.A = values_of(layer.result)
        layer.allocate(batch, dtype, generator)
        return layer

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        """Make what else the layer writes into."""

    def forward(self, X: Array) -> Array:
        """The result, while training."""
        raise NotImplementedError

    def infer(self, X: Array) -> Array:
        """The result when evaluating: the same, unless the layer draws lots or keeps statistics."""
        return self.forward(X)

    def backward(self, dA: Array) -> Array:
        """From ∂C/∂A (*output_shape, batch) to ∂C/∂X (*input_shape, batch).

        Leaves ∂C/∂parameters behind.
        """
        raise NotImplementedError


def check_joints(layers: Sequence[Layer]) -> None:
    """Raises ValueError when what one layer gives is not what the next one reads."""
    for before, after in pairwise(layers):
        given, read = before.output_shape, after.input_shape
        if given == read:
            continue
        if len(given) == len(read) == 1:
            raise ValueError(
                f"a layer with {given[0]} outputs cannot feed one with {read[0]} inputs"
            )
        raise ValueError(
            f"a layer that gives {in_words(given)} cannot feed one that reads {in_words(read)}"
        )


def in_words(shape: Shape) -> str:
    """A shape as a person reads it: 8 × 4 × 4."""
    return " × ".join(str(size) for size in shape)
