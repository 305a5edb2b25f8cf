"""Live pictures of the chosen sample on its way: feature maps, states, attention, answers.

Everything is painted from what a snapshot carries. The colours of a layer share one scale, so that
a filter that finds nothing looks as pale as it is.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.app.activity import Activity, LayerActivity
from nnstudio.app.decision_maps import Pixels
from nnstudio.nn.columns import Array
from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    AttentionSpec,
    Conv2DSpec,
    DenseSpec,
    LayerSpec,
    PositionsSpec,
    RecurrentSpec,
    TransformerBlockSpec,
)
from nnstudio.ui.canvas.column import INPUT, Column, Tile
from nnstudio.ui.canvas.pictures import Picture, Pictures, coloured, picture

Values = NDArray[np.floating]
GAUGE = 25
"""Pixels that the gauge of a neuron's value is high: zero stands in the middle."""
LEAST_REACH = 0.3
"""States smaller than this look small: nothing is blown up out of all proportion."""
BOUNDED = ("sigmoid", "softmax", "tanh")


def input_picture(inputs: Array, flow: Flow, colours: Pixels) -> Pictures:
    """The sample that enters, for an image or a sequence; tokens are written as symbols."""
    if flow.kind in ("values", "tokens") or inputs.shape != flow.shape:
        return {}
    plane = inputs[0] if flow.kind == "image" else inputs
    return {0: painted(plane, reach_of(plane), colours)}


def activity_pictures(
    activity: Activity,
    columns: Sequence[Column],
    layers: Sequence[LayerSpec],
    colours: Pixels,
) -> dict[str, Pictures]:
    """What each layer made of the sample, for the places that its column has."""
    found: dict[str, Pictures] = {}
    before: Array | None = activity.inputs
    for column in columns:
        if column.layer_id == INPUT:
            continue
        own = activity.layers.get(column.layer_id)
        if own is None:
            before = None
            continue
        layer = layers[column.place]
        found[column.layer_id] = layer_pictures(layer, column, own, before, colours)
        before = own.values
    return found


def readings(activity: Activity, column: Column) -> dict[int, float]:
    """The values of the neurons that are shown, where each has just one."""
    own = activity.layers.get(column.layer_id)
    if own is None or own.values.ndim != 1:
        return {}
    shown = (tile.index for tile in column.tiles if tile.index < own.values.size)
    return {index: float(own.values[index]) for index in shown}


def kernel_pictures(
    weights: Mapping[str, Array],
    columns: Sequence[Column],
    layers: Sequence[LayerSpec],
    flows: Sequence[Flow],
    colours: Pixels,
) -> dict[str, Pictures]:
    """The kernels (k, k) of the filters that are shown; of several channels their mean."""
    found: dict[str, Pictures] = {}
    for column in columns:
        layer = layers[column.place] if column.place >= 0 else None
        own = weights.get(column.layer_id)
        if isinstance(layer, Conv2DSpec) and own is not None and column.place < len(flows):
            kernels = kernels_of(own, layer, flows[column.place].features)
            if kernels is None:
                continue
            mean = kernels.mean(axis=1)
            found[column.layer_id] = planes(mean, column.kernels, colours)
    return found


def kernels_of(weights: Array, layer: Conv2DSpec, channels: int) -> Array | None:
    """W of [W | b] as kernels (filters, channels, k, k); None if it is another network's."""
    size = channels * layer.kernel**2
    if weights.shape[1] != size + layer.bias:
        return None
    return weights[:, :size].reshape(-1, channels, layer.kernel, layer.kernel)


def layer_pictures(
    layer: LayerSpec,
    column: Column,
    own: LayerActivity,
    before: Array | None,
    colours: Pixels,
) -> Pictures:
    """What one layer made of the sample; `before`: what it read, if that is known.

    A layer of another kind may have had this one's id a moment ago: what has not the shape that
    this one makes is that one's, and not shown.
    """
    values = own.values
    if isinstance(layer, AttentionSpec | TransformerBlockSpec):
        heads = own.parts.get("attention")
        return {} if heads is None else planes(heads, column.slots, colours)
    if column.face in ("filters", "maps"):
        return planes(values, column.shown, colours) if values.ndim == 3 else {}
    if isinstance(layer, DenseSpec):
        if values.ndim == 1:
            reach = 1.0 if layer.activation in BOUNDED else reach_of(values)
            return gauges(values, reach, column, colours)
        if values.ndim != 2:
            return {}
        return planes(values[:, np.newaxis], column.tiles, colours)
    if isinstance(layer, RecurrentSpec):
        state = own.parts.get("state", values)
        if state.ndim != 2:
            return {}
        return {0: painted(state, max(reach_of(state), LEAST_REACH), colours)}
    if (
        isinstance(layer, PositionsSpec)
        and before is not None
        and before.shape == values.shape
        and values.ndim == 2
    ):
        pattern = values - before
        return {0: painted(pattern, reach_of(pattern), colours)}
    if not column.slots:
        return {}
    row = values.reshape(-1, 1) if values.ndim == 1 else values.reshape(values.shape[0], -1)
    return {0: painted(row, reach_of(row), colours)}


def planes(values: Values, places: Sequence[Tile], colours: Pixels) -> Pictures:
    """One picture for each of (planes, height, width), of those for which there is a place."""
    shown = [tile.index for tile in places if tile.index < len(values)]
    if not shown:
        return {}
    planes = values[shown]
    pixels = coloured(_scaled(planes, reach_of(planes)), colours)
    return {index: picture(own) for index, own in zip(shown, pixels, strict=True)}


def gauges(values: Values, reach: float, column: Column, colours: Pixels) -> Pictures:
    """A bar from the middle of the tile: up for positive, down for negative values.

    `reach` is the size of a value that fills its half of the tile.
    """
    shown = [tile.index for tile in column.tiles if tile.index < values.size]
    if not shown:
        return {}
    scaled = _scaled(values[shown], reach)[:, np.newaxis]
    heights = np.linspace(1.0, -1.0, GAUGE)
    filled = (heights * scaled > 0.0) & (np.abs(heights) <= np.abs(scaled))
    strength = np.sign(scaled) * np.maximum(np.abs(scaled), 0.5)
    pixels = coloured(np.where(filled, strength, 0.12 * scaled), colours)
    return {index: picture(own.reshape(GAUGE, 1)) for index, own in zip(shown, pixels, strict=True)}


def painted(values: Values, reach: float, colours: Pixels) -> Picture:
    """One picture of (height, width); a value of the size `reach` has its full colour."""
    return picture(coloured(_scaled(values, reach), colours))


def _scaled(values: Values, reach: float) -> Values:
    with np.errstate(all="ignore"):
        scaled: Values = np.nan_to_num(values / reach)
    return scaled


def reach_of(values: Values) -> float:
    """The largest size of a value; 1 where there is none."""
    with np.errstate(all="ignore"):
        reach = float(np.abs(values).max(initial=0.0))
    return reach if np.isfinite(reach) and reach > 0.0 else 1.0
