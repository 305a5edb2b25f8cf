"""How large the gradient is at every step of a sequence: the probe that shows it vanish, or not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.recurrent import Recurrent
from nnstudio.nn.network import Network
from nnstudio.project.session import Session, build_network


@dataclass(frozen=True, eq=False)
class TimeGradients:
    """‖∂C/∂h_t‖ (time,) of every recurrent layer by its id; C is the loss of one sample alone."""

    sizes: Mapping[str, Array]


class TimeGradient:
    """The probe: one sample of the data set, forward and back through time.

    The way back writes gradients, and lots are drawn by dropout, so it happens in a copy of the
    network, which is kept between frames.
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
            self._original = session.network
            self._network = build_network(session.project, session.material)
        network = self._network
        np.copyto(network.parameters, session.network.parameters)
        example = session.material.examples(
            np.array([self.index]), network.outputs, network.dtype
        )
        way = network.pass_for(1)
        with np.errstate(all="ignore"):
            way.forward(example.X)
            way.backward(example.Y)
            sizes = {
                spec.id: np.linalg.norm(layer.dH[:, :, 0], axis=1)
                for spec, layer in zip(session.project.layers, way.layers, strict=True)
                if isinstance(layer, Recurrent)
            }
        return TimeGradients(sizes)
