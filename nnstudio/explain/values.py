"""Where the core keeps the numbers of a layer, in the shape in which they are asked for."""

from collections.abc import Sequence
from typing import Any

from nnstudio.explain.expressions import Number, Place
from nnstudio.explain.moment import Moment
from nnstudio.explain.parameters import parameter_symbol
from nnstudio.explain.symbols import indexed
from nnstudio.explain.way_back import arriving as arriving
from nnstudio.nn.columns import Array, columns_as_positions, values_of
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.network import Pass


def sums_of(layer: Layer) -> Array | None:
    """Z (*output_shape, batch), for layers that have an activation of their own."""
    if isinstance(layer, Conv2D):
        return layer.Z.reshape(layer.A.shape)
    if isinstance(layer, Dense | DenseOverTime):
        return layer.Z
    return None


def deltas_of(way: Pass, layer: Layer) -> Array | None:
    """δ = ∂C/∂Z (*output_shape, batch), for layers that have an activation of their own."""
    if layer is way.output and way.fused:
        return way.delta
    if isinstance(layer, Dense):
        return layer.dZ
    if isinstance(layer, DenseOverTime):
        return columns_as_positions(layer.dense.dZ, layer.output_shape[1])
    if isinstance(layer, Conv2D):
        return layer.dZ.reshape(layer.A.shape)
    return None


def features_at(values: Array, position: Sequence[int], column: int) -> Array:
    """(features,) at one position, or one pixel, of the sample in this column."""
    at: Any = (slice(None), *position, column)
    found: Array = values[at]
    return found


def output_number(moment: Moment, layer_id: str, place: tuple[int, ...]) -> Number:
    """a at this place, for the chosen sample."""
    value = float(moment.layer(layer_id).A[*place, moment.column])
    return Number(indexed("a", *place), value, Place("output", layer_id, place))


def input_number(moment: Moment, layer_id: str, place: tuple[int, ...]) -> Number:
    """What the layer read at this place: an input, or an output of the layer before."""
    before = moment.before(layer_id)
    value = float(values_of(moment.read_by(layer_id))[*place, moment.column])
    if before is None:
        return Number(indexed("x", *place), value, Place("input", "", place))
    return Number(indexed("a", *place, above="−"), value, Place("output", before, place))


def sum_number(moment: Moment, layer_id: str, place: tuple[int, ...]) -> Number:
    """z at this place, for the chosen sample."""
    Z = sums_of(moment.layer(layer_id))
    assert Z is not None
    value = float(Z[*place, moment.column])
    return Number(indexed("z", *place), value, Place("sum", layer_id, place))


def delta_number(moment: Moment, layer_id: str, place: tuple[int, ...]) -> Number:
    """δ at this place, of the loss of the chosen sample alone and not of its batch."""
    deltas = deltas_of(moment.own, moment.layer(layer_id))
    assert deltas is not None
    value = moment.share * float(deltas[*place, moment.column])
    return Number(indexed("δ", *place), value, Place("delta", layer_id, place))


def weight_number(moment: Moment, layer_id: str, row: int, column: int, columns: int) -> Number:
    """A weight of [W | b], or the bias in its last column."""
    flat = moment.part(layer_id).start + row * columns + column
    way = moment.way(layer_id)
    symbol = parameter_symbol(way.layer(moment.own.layers), row, column, way.block)
    return Number(symbol, float(moment.w[flat]), Place("weight", layer_id, (row, column)))
