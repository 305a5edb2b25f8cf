"""How large the gradient is at every step of a sequence: the probe that shows it vanish, or not."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.recurrent import Recurrent
from nnstudio.nn.losses import LOSSES
from nnstudio.nn.network import Network
from nnstudio.project.checking import check
from nnstudio.project.flow import Flow
from nnstudio.project.layers import DropoutSpec, LayerSpec, TransformerBlockSpec
from nnstudio.project.session import Session


@dataclass(frozen=True, eq=False)
class TimeGradients:
    """‖∂C/∂h_t‖ (time,) of every recurrent layer by its id.

    C is the loss of one sample alone, that with this `index` in the data set, in the network as
    it answers: nothing is dropped out, and a batch norm goes by its running statistics.
    """

    index: int
    sizes: Mapping[str, Array]


class TimeGradient:
    """The probe: one sample of the data set, forward and back through time.

    The way back writes gradients, so it happens in a copy of the network, which is kept between
    frames.
    """

    def __init__(self, index: int) -> None:
        self.index = index
        self._original: Network | None = None
        self._network: Network

    def __call__(self, session: Session) -> TimeGradients | None:
        """The sizes at this moment; None when the data has no such sample any more."""
        if self.index >= session.material.dataset.samples:
            return None
        if session.network is not self._original:
            self._network = _network_at_rest(session)
            self._original = session.network
        network = self._network
        np.copyto(network.parameters, session.network.parameters)
        example = session.material.examples(np.array([self.index]), network.outputs, network.dtype)
        way = network.pass_for(1)
        with np.errstate(all="ignore"):
            way.forward(example.X)
            way.backward(example.Y)
            sizes = {
                spec.id: np.linalg.norm(layer.dH[:, :, 0], axis=1)
                for spec, layer in zip(session.project.layers, way.layers, strict=True)
                if isinstance(layer, Recurrent)
            }
        return TimeGradients(self.index, sizes)


class _SettledBatchNorm(BatchNorm):
    """A batch norm that goes by its running statistics on the way forward and back.

    Those of a batch of one sample say nothing: its mean is the sample itself. With μ̄ and σ̄² fixed,
    ∂C/∂X = γ ∘ ∂C/∂A / √(σ̄² + ε).
    """

    def forward(self, X: Array) -> Array:
        return self.infer(X)

    def backward(self, dA: Array) -> Array:
        factor = (self.factor * self.scale).reshape(-1, *(1,) * (dA.ndim - 1))
        np.multiply(dA, factor, self.dX)
        return self.dX


def _network_at_rest(session: Session) -> Network:
    """A network of the same layers that draws no lots and keeps no statistics."""
    project = session.project
    flows = check(project, session.material).flows[:-1]
    layers = [_at_rest(spec, flow) for spec, flow in zip(project.layers, flows, strict=True)]
    loss = LOSSES[project.training.loss]()
    return Network(layers, loss, np.random.default_rng(0), session.network.dtype)


def _at_rest(spec: LayerSpec, flow: Flow) -> Layer:
    if isinstance(spec, DropoutSpec | TransformerBlockSpec):
        spec = msgspec.structs.replace(spec, rate=0.0)
    layer = spec.build(flow)
    if isinstance(layer, BatchNorm):
        return _SettledBatchNorm(layer.input_shape, layer.momentum)
    return layer
