"""Layers that are made of layers."""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.layer import Layer, check_joints


class Chain(Layer):
    """A = last(… second(first(X)))

    Its `parts` can be reached by their names, and what they compute is seen there; each says what
    its columns are. Their parameters lie one after the other in the chain's part of the network's
    flat vector, and the way back goes through them from the last to the first.
    """

    def __init__(self, parts: Mapping[str, Layer]) -> None:
        """Raises ValueError when there are no parts, or they do not join."""
        if not parts:
            raise ValueError("a chain needs at least one layer")
        self.parts = dict(parts)
        layers = list(self.parts.values())
        check_joints(layers)
        self.input_shape = layers[0].input_shape
        self.output_shape = layers[-1].output_shape

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts.values())

    @property
    def learned(self) -> int:
        return sum(part.learned for part in self.parts.values())

    @property
    def values_per_sample(self) -> int:
        return sum(part.values_per_sample for part in self.parts.values())

    def leaves(self) -> Iterator[tuple[str, Layer]]:
        """All parts that have no parts of their own, as ("attention / norm", layer) and so on."""
        for name, part in self.parts.items():
            if isinstance(part, Chain):
                for below, leaf in part.leaves():
                    yield f"{name} / {below}", leaf
            else:
                yield name, part

    def attach(self, parameters: Array, gradient: Array, weight_mask: Array) -> None:
        start = 0
        for part in self.parts.values():
            own = slice(start, start + part.size)
            part.attach(parameters[own], gradient[own], weight_mask[own])
            start += part.size

    def initialise(self, generator: np.random.Generator) -> None:
        for part in self.parts.values():
            part.initialise(generator)

    def with_buffers(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> Self:
        chain = copy(self)
        chain.parts = {
            name: part.with_buffers(batch, dtype, generator) for name, part in self.parts.items()
        }
        chain.in_order = list(chain.parts.values())
        chain.allocate(batch, dtype, generator)
        return chain

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.in_order: list[Layer]
        self.result = self.in_order[-1].result
        self.A = self.in_order[-1].A

    def forward(self, X: Array) -> Array:
        for part in self.in_order:
            X = part.forward(X)
        return X

    def infer(self, X: Array) -> Array:
        for part in self.in_order:
            X = part.infer(X)
        return X

    def backward(self, dA: Array) -> Array:
        for part in reversed(self.in_order):
            dA = part.backward(dA)
        return dA
