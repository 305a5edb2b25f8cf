"""What a person asks about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A value of a layer, one of its weights, or the whole layer.

    value: which of its outputs: (unit,), (feature, step), (channel, row, column). weight: which
    of its parameters, (row, column) of [W | b]. Neither: the layer as a whole.
    """

    layer_id: str
    value: tuple[int, ...] | None = None
    weight: tuple[int, int] | None = None
