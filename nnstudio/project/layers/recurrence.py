"""Recurrent layers, and the mean over time, in a project."""

from typing import Annotated, ClassVar, Literal

import msgspec

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.initialisers import INITIALISERS
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.mean_over_time import MeanOverTime
from nnstudio.nn.layers.rnn import RNN
from nnstudio.project.flow import Flow, Kind
from nnstudio.project.layers.kind import Family, InitialiserName, LayerKind

SEQUENCE: frozenset[Kind] = frozenset({"sequence"})


class RecurrentSpec(LayerKind, frozen=True, kw_only=True):
    """What all recurrent layers can be told.

    `whole_sequence`: hand on every state, not only the last. `truncate`: how many steps the
    gradient goes back through time; 0 means all the way.
    """

    family: ClassVar[Family] = "recurrence"
    reads: ClassVar[frozenset[Kind]] = SEQUENCE
    units: Annotated[int, msgspec.Meta(ge=1, le=512)] = 16
    whole_sequence: bool = False
    truncate: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    initialiser: InitialiserName = "xavier uniform"

    def output(self, flow: Flow) -> Flow:
        return Flow((self.units, flow.time) if self.whole_sequence else (self.units,))


class RNNSpec(RecurrentSpec, frozen=True, kw_only=True, tag="rnn"):
    """The plain recurrent layer."""

    kind_title: ClassVar[str] = "RNN"
    activation: Literal["tanh", "relu"] = "tanh"

    def build(self, flow: Flow) -> Layer:
        return RNN(
            flow.features,
            flow.time,
            self.units,
            ACTIVATIONS[self.activation](),
            self.whole_sequence,
            self.truncate,
            INITIALISERS[self.initialiser],
        )


class LSTMSpec(RecurrentSpec, frozen=True, kw_only=True, tag="lstm"):
    """Long short-term memory. `forget_bias`: the forget gate's bias at the start."""

    kind_title: ClassVar[str] = "LSTM"
    forget_bias: Annotated[float, msgspec.Meta(ge=-10.0, le=10.0)] = 1.0

    def build(self, flow: Flow) -> Layer:
        return LSTM(
            flow.features,
            flow.time,
            self.units,
            self.whole_sequence,
            self.truncate,
            INITIALISERS[self.initialiser],
            self.forget_bias,
        )


class GRUSpec(RecurrentSpec, frozen=True, kw_only=True, tag="gru"):
    """The gated recurrent unit."""

    kind_title: ClassVar[str] = "GRU"

    def build(self, flow: Flow) -> Layer:
        return GRU(
            flow.features,
            flow.time,
            self.units,
            self.whole_sequence,
            self.truncate,
            INITIALISERS[self.initialiser],
        )


class MeanOverTimeSpec(LayerKind, frozen=True, kw_only=True, tag="mean-over-time"):
    """One value a feature: its mean over all steps."""

    kind_title: ClassVar[str] = "Mean over time"
    family: ClassVar[Family] = "recurrence"
    reads: ClassVar[frozenset[Kind]] = SEQUENCE

    def build(self, flow: Flow) -> Layer:
        return MeanOverTime(flow.features, flow.time)
