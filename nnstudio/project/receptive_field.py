"""What a pixel of a feature map has seen, traced back through the layers to the image."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.patches import Span, span
from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    AvgPool2DSpec,
    BatchNormSpec,
    Conv2DSpec,
    DropoutSpec,
    LayerSpec,
    MaxPool2DSpec,
)

PoolSpec = MaxPool2DSpec | AvgPool2DSpec


@dataclass(frozen=True)
class Field:
    """Pixels of an image, or of the maps between two layers: every such row with every such column.

    rows, columns: ascending, from 0. A stride wider than the window leaves gaps between them.
    channel: the one map that they lie on; None means all of them.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    channel: int | None = None

    @classmethod
    def of_pixel(cls, channel: int, row: int, column: int) -> "Field":
        """A single pixel of one map."""
        return cls((row,), (column,), channel)


def receptive_fields(
    layers: Sequence[LayerSpec], flows: Sequence[Flow], place: int, pixel: Field
) -> tuple[Field, ...]:
    """The receptive fields of pixels that leave layer `place`, one on each of the flows before.

    Entry i lies on `flows[i]`; the first is the one on the image, the last the pixels themselves,
    on `flows[place + 1]`. Zeros around an image are no pixels and belong to no field.
    Raises ValueError when a layer on the way hands no image on.
    """
    fields = [pixel]
    for layer, flow in zip(layers[place::-1], flows[place::-1], strict=True):
        fields.append(_seen_by(layer, flow, fields[-1]))
    return tuple(reversed(fields))


def patch_seen(layer: Conv2DSpec, values: Array, row: int, column: int) -> Array:
    """What the window sees of `values` (channels, height, width) where it makes that pixel.

    (channels, kernel, kernel), with the zeros that pad the image.
    """
    flow = Flow(values.shape)
    down, across = _spans(layer, flow)
    patch = np.zeros((len(values), layer.kernel, layer.kernel), values.dtype)
    rows, columns = _standing(down, row), _standing(across, column)
    inside = np.ix_(
        range(len(values)),
        [i for i, at in enumerate(rows) if 0 <= at < down.length],
        [j for j, at in enumerate(columns) if 0 <= at < across.length],
    )
    on_image = np.ix_(
        range(len(values)),
        [at for at in rows if 0 <= at < down.length],
        [at for at in columns if 0 <= at < across.length],
    )
    patch[inside] = values[on_image]
    return patch


def place_of_largest(values: Array, field: Field) -> tuple[int, int]:
    """Row and column of the largest value of a field on one map (height, width).

    Of equals the first one by column, then by row, as the layer itself chooses.
    """
    seen = values[np.ix_(field.rows, field.columns)]
    column, row = divmod(int(seen.T.argmax()), len(field.rows))
    return field.rows[row], field.columns[column]


def _seen_by(layer: LayerSpec, flow: Flow, field: Field) -> Field:
    """The pixels of the flow that the layer reads to make those of the field."""
    if flow.kind == "image":
        if isinstance(layer, BatchNormSpec | DropoutSpec):
            return field
        if isinstance(layer, Conv2DSpec | MaxPool2DSpec | AvgPool2DSpec):
            down, across = _spans(layer, flow)
            channel = None if isinstance(layer, Conv2DSpec) else field.channel
            return Field(_union(down, field.rows), _union(across, field.columns), channel)
    raise ValueError(f"{layer.kind_title} hands no image on")


def _spans(layer: Conv2DSpec | PoolSpec, flow: Flow) -> tuple[Span, Span]:
    """Where the window of a layer stands along the height and the width of an image."""
    _, height, width = flow.shape
    if isinstance(layer, Conv2DSpec):
        settings = layer.kernel, layer.stride, layer.padding
        return span(height, *settings), span(width, *settings)
    stride = layer.stride or layer.size
    return span(height, layer.size, stride, "valid"), span(width, layer.size, stride, "valid")


def _standing(axis: Span, place: int) -> range:
    """The pixels under the window at one of its places; below 0 and past the end lie zeros."""
    first = place * axis.stride - axis.before
    return range(first, first + axis.size)


def _union(axis: Span, places: tuple[int, ...]) -> tuple[int, ...]:
    """The pixels under the window at any of these places."""
    seen = {at for place in places for at in _standing(axis, place)}
    return tuple(sorted(at for at in seen if 0 <= at < axis.length))
