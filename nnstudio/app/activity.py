"""What happens to one sample on its way through the network: the probe behind the live views."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnstudio.nn.columns import Array, samples_first
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.recurrent import Recurrent
from nnstudio.nn.layers.transformer_block import TransformerBlock
from nnstudio.project.flow import Flow
from nnstudio.project.session import Session

LSTM_PARTS = ("input gate", "forget gate", "candidate", "output gate")
GRU_PARTS = ("reset gate", "update gate", "candidate")


@dataclass(frozen=True, eq=False)
class LayerActivity:
    """What a layer made of the sample.

    values: its output without the batch: (units,), (features, time) or (channels, height, width).
    parts: what went on inside, by name. Recurrent layers: "state" (units, time), and the gates and
    the "cell" likewise. Attention: "attention" (heads, queries, keys), where each row of keys sums
    to 1.
    """

    values: Array
    parts: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Activity:
    """A sample and what became of it.

    features: the raw features that were asked about. inputs: as they entered the network, scaled,
    in the shape of its flow. layers: by the layer's id. answer: the network's output, for
    regression in the data's own units: (outputs,) or (time, outputs).
    """

    features: NDArray[np.float64]
    inputs: Array
    layers: Mapping[str, LayerActivity]
    answer: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SampleActivity:
    """The probe: follow one sample, given by its raw features (features,), through the network."""

    features: NDArray[np.float64]

    def __call__(self, session: Session) -> Activity | None:
        """What becomes of it; None when the data changed and the sample is of another kind."""
        material, network = session.material, session.network
        raw = self.features[np.newaxis]
        if raw.shape[1] != material.dataset.features.shape[1] or _unknown(raw, material.flow):
            return None
        columns = material.columns(raw, network.dtype)
        with np.errstate(all="ignore"):
            way = network.pass_for(1)
            answer = samples_first(way.infer(columns))[0].astype(np.float64)
            if not material.classes:
                answer = material.target_scaler.inverse(answer[np.newaxis])[0]
        layers = {
            spec.id: LayerActivity(layer.A[..., 0].copy(), inside(layer))
            for spec, layer in zip(session.project.layers, way.layers, strict=True)
        }
        inputs = columns[..., 0] if columns.ndim == 4 else columns[:-1, ..., 0]
        return Activity(self.features, inputs.copy(), layers, answer)


def _unknown(raw: NDArray[np.float64], flow: Flow) -> bool:
    """Whether there are numbers that stand for no token, since they belong to other data."""
    return bool(flow.vocabulary) and not np.isin(raw, np.arange(flow.vocabulary)).all()


def inside(layer: Layer, column: int = 0) -> dict[str, Array]:
    """What goes on inside a layer that samples have just passed, for the one in this column; see
    `LayerActivity`."""
    if isinstance(layer, Recurrent):
        return {"state": layer.H[:, :, column].T.copy(), **_gates(layer, column)}
    if isinstance(layer, TransformerBlock):
        return inside(layer.attention, column)
    if isinstance(layer, MultiHeadAttention):
        # (heads, batch, keys, queries) in the core, where a query is a column.
        return {"attention": layer.scores[:, column].swapaxes(1, 2).copy()}
    return {}


def _gates(layer: Recurrent, column: int) -> dict[str, Array]:
    if not isinstance(layer, LSTM | GRU):
        return {}
    names = LSTM_PARTS if isinstance(layer, LSTM) else GRU_PARTS
    blocks = np.split(layer.gates[:, :, column].T, len(names))
    parts = {name: block.copy() for name, block in zip(names, blocks, strict=True)}
    if isinstance(layer, LSTM):
        parts["cell"] = layer.cells[:, :, column].T.copy()
    return parts
