"""Dense layers and dropout in a project."""

from typing import Annotated, ClassVar

import msgspec

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.initialisers import INITIALISERS
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.layer import Layer
from nnstudio.project.flow import Flow, Kind
from nnstudio.project.layers.kind import ActivationName, Family, InitialiserName, LayerKind, Units


class DenseSpec(LayerKind, frozen=True, kw_only=True, tag="dense"):
    """A dense layer: how many neurons, which activation, how its weights begin.

    On a sequence it works at every step by itself, with the same weights.
    """

    kind_title: ClassVar[str] = "Dense"
    family: ClassVar[Family] = "dense"
    reads: ClassVar[frozenset[Kind]] = frozenset({"values", "sequence"})
    units: Units = 4
    activation: ActivationName = "tanh"
    initialiser: InitialiserName = "xavier uniform"

    def output(self, flow: Flow) -> Flow:
        return Flow((self.units, *flow.shape[1:]))

    def build(self, flow: Flow) -> Layer:
        activation, initialiser = ACTIVATIONS[self.activation](), INITIALISERS[self.initialiser]
        if flow.kind == "sequence":
            return DenseOverTime(flow.features, flow.time, self.units, activation, initialiser)
        return Dense(flow.size, self.units, activation, initialiser)


class DropoutSpec(LayerKind, frozen=True, kw_only=True, tag="dropout"):
    """A dropout layer: the share of values that each training step leaves out."""

    kind_title: ClassVar[str] = "Dropout"
    family: ClassVar[Family] = "dense"
    reads: ClassVar[frozenset[Kind]] = frozenset({"values", "sequence", "image"})
    rate: Annotated[float, msgspec.Meta(ge=0.0, le=0.95)] = 0.2

    def output(self, flow: Flow) -> Flow:
        return flow

    def build(self, flow: Flow) -> Layer:
        return Dropout(flow.shape, self.rate)
