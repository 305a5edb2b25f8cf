"""Normalisation in a project."""

from typing import Annotated, ClassVar

import msgspec

from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.project.flow import Flow, Kind
from nnstudio.project.layers.kind import Family, LayerKind


class LayerNormSpec(LayerKind, frozen=True, kw_only=True, tag="layer-norm"):
    """Brings the values of every sample, at every step, to mean 0 and variance 1."""

    kind_title: ClassVar[str] = "Layer norm"
    family: ClassVar[Family] = "norm"
    reads: ClassVar[frozenset[Kind]] = frozenset({"values", "sequence"})

    def output(self, flow: Flow) -> Flow:
        return flow

    def build(self, flow: Flow) -> Layer:
        return LayerNorm(flow.shape)


class BatchNormSpec(LayerKind, frozen=True, kw_only=True, tag="batch-norm"):
    """Brings every feature to mean 0 and variance 1 over the batch.

    `momentum`: how fast the running statistics follow, which stand in for the batch's own when
    the network is evaluated.
    """

    kind_title: ClassVar[str] = "Batch norm"
    family: ClassVar[Family] = "norm"
    reads: ClassVar[frozenset[Kind]] = frozenset({"values", "sequence", "image"})
    momentum: Annotated[float, msgspec.Meta(gt=0.0, le=1.0)] = 0.1

    def output(self, flow: Flow) -> Flow:
        return flow

    def build(self, flow: Flow) -> Layer:
        return BatchNorm(flow.shape, self.momentum)
