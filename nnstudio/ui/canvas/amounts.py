"""What − and + below a layer change: neurons, filters, the width of an embedding, heads, a rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec import inspect

from nnstudio.project import edits
from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    AttentionSpec,
    AvgPool2DSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    LayerSpec,
    MaxPool2DSpec,
    RecurrentSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import Project

Noun = Literal["neurons", "filters", "units", "values", "heads", "pixels", "rate"]
WIDTHS: frozenset[Noun] = frozenset({"neurons", "filters", "units", "values"})
"""How many numbers a layer hands on at a place: what a column of tiles can show."""
STEP_OF_RATE = 0.05


@dataclass(frozen=True)
class Amount:
    """A setting that is a number: its `field` in the spec, and what it counts."""

    field: str
    noun: Noun
    low: float
    high: float


def amount_of(layer: LayerSpec) -> Amount | None:
    """What a layer has more or less of; None for a kind that has no such number."""
    if isinstance(layer, DenseSpec):
        return _amount(layer, "units", "neurons")
    if isinstance(layer, Conv2DSpec):
        return _amount(layer, "filters", "filters")
    if isinstance(layer, RecurrentSpec):
        return _amount(layer, "units", "units")
    if isinstance(layer, EmbeddingSpec):
        return _amount(layer, "width", "values")
    if isinstance(layer, AttentionSpec | TransformerBlockSpec):
        return _amount(layer, "heads", "heads")
    if isinstance(layer, MaxPool2DSpec | AvgPool2DSpec):
        return _amount(layer, "size", "pixels")
    if isinstance(layer, DropoutSpec):
        return _amount(layer, "rate", "rate")
    return None


def value_of(layer: LayerSpec) -> float:
    """How much of it the layer has; 0 for a kind that has no such number."""
    amount = amount_of(layer)
    return 0 if amount is None else float(getattr(layer, amount.field))


def with_amount(project: Project, layer_id: str, value: float) -> Project:
    """The project with so much of it in one layer. Raises EditError."""
    amount = amount_of(project.layer(layer_id))
    if amount is None:
        raise edits.EditError("This layer has no such number.")
    return edits.change_layer(
        project,
        layer_id,
        **{amount.field: value if amount.noun == "rate" else int(value)},
    )


def stepped(layer: LayerSpec, step: int, given: Flow | None) -> float:
    """The next larger or smaller value, which may lie out of bounds.

    A rate goes by 5 %. Heads go to the next number that divides the features of what the layer
    reads, as far as that is known.
    """
    amount = amount_of(layer)
    value = value_of(layer)
    if amount is None:
        return value
    if amount.noun == "rate":
        return round(value + STEP_OF_RATE * step, 2)
    if amount.noun == "heads" and given is not None and given.kind == "sequence":
        return _next_divisor(int(value), step, given.features, int(amount.high))
    return value + step


def in_bounds(layer: LayerSpec, value: float) -> float:
    """The nearest value that the layer can have."""
    amount = amount_of(layer)
    return value if amount is None else min(max(value, amount.low), amount.high)


def of_one_sort(layers: Sequence[LayerSpec]) -> list[LayerSpec]:
    """Those that one press of + changes together: all that have a width, else all of one noun."""
    amounts = [(layer, amount) for layer in layers if (amount := amount_of(layer)) is not None]
    wide = [layer for layer, amount in amounts if amount.noun in WIDTHS]
    if wide or not amounts:
        return wide
    first = amounts[0][1].noun
    return [layer for layer, amount in amounts if amount.noun == first]


def _next_divisor(value: int, step: int, width: int, most: int) -> int:
    fitting = [count for count in range(1, min(width, most) + 1) if width % count == 0]
    if step > 0:
        return next((count for count in fitting if count > value), value)
    return next((count for count in reversed(fitting) if count < value), value - 1)


def _amount(layer: LayerSpec, field: str, noun: Noun) -> Amount:
    found = inspect.type_info(type(layer))
    assert isinstance(found, inspect.StructType)
    (entry,) = [entry for entry in found.fields if entry.name == field]
    kind = entry.type
    assert isinstance(kind, inspect.IntType | inspect.FloatType)
    assert kind.ge is not None
    assert kind.le is not None
    return Amount(field, noun, kind.ge, kind.le)
