"""Which units have stopped answering to what they see: dead ReLUs, saturated tanhs and sigmoids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnstudio.app.activity import GRU_PARTS, LSTM_PARTS
from nnstudio.explain.inside import inner_id
from nnstudio.nn.activations import Activation, LeakyReLU, ReLU, Sigmoid, Tanh
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.rnn import RNN

TANH_FLAT = 0.97
"""|tanh z| above which its slope is below 6 % of the steepest."""
SIGMOID_FLAT = 0.03
"""The same for a sigmoid, within this of 0 or of 1: its slope is below 12 % of the steepest."""
MOST_OF_THE_TIME = 0.95
"""Share of the answers that have to be flat for a unit to count as saturated."""

Condition = Literal["dead", "saturated"]


@dataclass(frozen=True, order=True)
class AilingUnit:
    """A unit or filter that hardly lets a gradient through.

    layer_id: the layer, or a part of one as explain.inside names it. index: which of its units.
    part: the gate of a recurrent unit that it is about, else empty.
    """

    layer_id: str
    index: int
    part: str
    condition: Condition


def ailing_units(layer_id: str, layer: Layer, fused: bool) -> tuple[AilingUnit, ...]:
    """Those of a layer that samples have just passed, in their order.

    `fused`: the loss begins its way back at Z of this layer, past its activation, which then
    cannot hold a gradient back.
    """
    found = []
    for part_id, part, activation, values in _answers(layer_id, layer):
        if fused and not part:
            continue
        condition, ailing = _judge(activation, values)
        found += [
            AilingUnit(part_id, index, part, condition) for index in np.flatnonzero(ailing).tolist()
        ]
    return tuple(found)


def _answers(layer_id: str, layer: Layer) -> Iterator[tuple[str, str, Activation, Array]]:
    """(id, gate, f, f(Z) (units, all answers)) for everything in a layer that has an f."""
    if isinstance(layer, Chain):
        for name, leaf in layer.leaves():
            yield from _answers(inner_id(layer_id, name), leaf)
    elif isinstance(layer, Dense | DenseOverTime | Conv2D):
        yield layer_id, "", layer.activation, layer.A.reshape(layer.outputs, -1)
    elif isinstance(layer, RNN):
        yield layer_id, "", layer.activation, _by_unit(layer.H)
    elif isinstance(layer, LSTM | GRU):
        names = LSTM_PARTS if isinstance(layer, LSTM) else GRU_PARTS
        for name, gate in zip(names, np.split(layer.gates, len(names), axis=1), strict=True):
            yield layer_id, name, Tanh() if name == "candidate" else Sigmoid(), _by_unit(gate)


def _by_unit(states: Array) -> Array:
    """(time, units, batch) as (units, time · batch)."""
    return states.swapaxes(0, 1).reshape(states.shape[1], -1)


def _judge(activation: Activation, values: Array) -> tuple[Condition, Array]:
    """What can be wrong with units of this kind, and with which of them it is: (units,)."""
    if isinstance(activation, ReLU | LeakyReLU):
        return "dead", np.all(values <= 0.0, axis=1)
    if isinstance(activation, Tanh):
        flat = np.abs(values) > TANH_FLAT
    elif isinstance(activation, Sigmoid):
        flat = np.abs(values - 0.5) > 0.5 - SIGMOID_FLAT
    else:
        return "saturated", np.zeros(len(values), bool)
    return "saturated", flat.mean(axis=1) > MOST_OF_THE_TIME
