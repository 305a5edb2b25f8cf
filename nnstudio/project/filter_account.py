"""How a filter made one pixel of its map: z = w · patch + b with the numbers of a moment."""

from dataclasses import dataclass

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.project.layers import Conv2DSpec
from nnstudio.project.receptive_field import patch_seen


@dataclass(frozen=True, eq=False)
class ChannelShare:
    """What one input channel gives: Σ kernel ∘ seen, both (kernel, kernel)."""

    channel: int
    kernel: Array
    seen: Array
    amount: float


@dataclass(frozen=True, eq=False)
class FilterAccount:
    """z = Σ amounts + bias; `shares` begin with the one that weighs most; `bias` may be missing."""

    shares: tuple[ChannelShare, ...]
    bias: float | None
    z: float


def account_of(
    layer: Conv2DSpec, values: Array, Wb: Array, filter_index: int, row: int, column: int
) -> FilterAccount:
    """The account of a pixel.

    values: what the layer read (channels, height, width). Wb: [W | b] of the layer, (filters,
    channels · kernel · kernel [+ 1]), as a snapshot carries it.
    Raises ValueError when these weights do not belong to such a layer.
    """
    channels, size = len(values), layer.kernel
    weights = channels * size * size
    if Wb.shape != (layer.filters, weights + layer.bias):
        raise ValueError("these are not the weights of this layer")
    kernels = Wb[filter_index, :weights].reshape(channels, size, size)
    seen = patch_seen(layer, values, row, column)
    amounts = (kernels * seen).sum(axis=(1, 2))
    order = np.argsort(-np.abs(amounts), kind="stable").tolist()
    bias = float(Wb[filter_index, -1]) if layer.bias else None
    return FilterAccount(
        tuple(ChannelShare(c, kernels[c], seen[c], float(amounts[c])) for c in order),
        bias,
        float(amounts.sum() + (bias or 0.0)),
    )
