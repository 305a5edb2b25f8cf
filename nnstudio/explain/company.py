"""The company that a norm sees a value in: those over which mean and variance are taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Expression,
    Number,
    Place,
    Power,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import input_number
from nnstudio.nn.columns import Array, as_columns, values_of
from nnstudio.nn.layers.batch_norm import EPSILON as EPSILON_OF_BATCH
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.layer_norm import EPSILON as EPSILON_OF_LAYER
from nnstudio.nn.layers.layer_norm import LayerNorm

Index = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Company:
    """Those over which a mean is taken, and what the core makes of them.

    pick: where they stand in an array (*shape, batch). where: the place and the sample of one of
    them; the sample is None for the chosen one, else its column in the batch. values: what was
    read there. mean, variance: as the core has them.
    """

    pick: tuple[Any, ...]
    where: Callable[[int], tuple[Index, int | None]]
    values: Array
    mean: Number
    variance: Number
    epsilon: Number

    def of(self, values: Array) -> Array:
        """Their share of an array (*shape, batch), one after the other."""
        found: Array = values[self.pick].ravel().astype(float)
        return found

    @property
    def count(self) -> Number:
        """How many there are."""
        return Number(str(self.values.size), float(self.values.size))

    @property
    def spread(self) -> Expression:
        """√(σ² + ε)."""
        return Applied("sqrt", Sum((self.variance, self.epsilon)))


def over_features(layer: LayerNorm, moment: Moment, layer_id: str, place: Index) -> Company:
    """All features of the chosen sample, at the step of this place."""
    _, *position = place
    X = as_columns(values_of(moment.read_by(layer_id)))
    # As the core does it, on the same columns: the same bits.
    mean = layer.share.dot(X)
    variance = layer.share.dot((X - mean) ** 2)
    steps = layer.input_shape[1] if position else 1
    at = moment.column * steps + (position[0] if position else 0)
    return Company(
        (slice(None), *position, moment.column),
        lambda feature: ((feature, *position), None),
        X[:, at].astype(float),
        part_number(indexed("μ", *position), mean[at], layer_id, place, "mean"),
        part_number(indexed("σ²", *position), variance[at], layer_id, place, "variance"),
        Number("ε", EPSILON_OF_LAYER),
    )


def over_batch(
    layer: BatchNorm,
    X: Array,
    row: int,
    chosen: int | None = None,
    layer_id: str = "",
    place: Index = (),
) -> Company:
    """A feature in all columns; `chosen` is the column, `place` the place, of what is asked for."""
    read = as_columns(values_of(X))
    # As the core does it, on the same columns: the same bits.
    mean = read.dot(layer.share)
    variance = ((read - mean[:, np.newaxis]) ** 2).dot(layer.share)
    values = values_of(X)[row]
    shape = values.shape

    def where(index: int) -> tuple[Index, int | None]:
        *position, sample = (int(one) for one in np.unravel_index(index, shape))
        return (row, *position), None if sample == chosen else sample

    return Company(
        (row,),
        where,
        values.ravel().astype(float),
        part_number(indexed("μ", row), mean[row], layer_id, place, "mean"),
        part_number(indexed("σ²", row), variance[row], layer_id, place, "variance"),
        Number("ε", EPSILON_OF_BATCH),
    )


def statistics(
    moment: Moment, layer_id: str, company: Company, most: int | None
) -> tuple[Expression, Expression]:
    """Mean and variance written out."""

    def number(index: int) -> Number:
        at, sample = company.where(index)
        if sample is None:
            return input_number(moment, layer_id, at)
        return Number(indexed("x", *at, above=str(sample + 1)), float(company.values[index]))

    def squared(index: int) -> Expression:
        return Power(Difference(number(index), company.mean), 2.0)

    values = company.values.tolist()
    squares = ((company.values - company.mean.value) ** 2).tolist()
    return (
        Quotient(Sum(folded(values, number, most), "Σ_{k} x_{k}"), company.count),
        Quotient(Sum(folded(squares, squared, most), "Σ_{k} (x_{k} − μ)^{2}"), company.count),
    )


def part_number(symbol: str, value: float, layer_id: str, place: Index, name: str) -> Number:
    """A number inside a norm, at the place whose explanation it is a part of."""
    return Number(symbol, float(value), Place("part", layer_id, place, name))
