"""The kinds of layers that a project can hold: one entry each.

To add a kind: write it in nn/layers/, declare its settings in one of the files here, and put the
class into `LayerSpec` and `PALETTE`.
"""

from collections.abc import Callable

from nnstudio.project.layers.attention import (
    AttentionSpec,
    EmbeddingSpec,
    PositionsSpec,
    TransformerBlockSpec,
)
from nnstudio.project.layers.convolution import (
    AvgPool2DSpec,
    Conv2DSpec,
    FlattenSpec,
    GlobalAveragePoolSpec,
    MaxPool2DSpec,
)
from nnstudio.project.layers.dense import DenseSpec, DropoutSpec
from nnstudio.project.layers.kind import (
    MAX_UNITS,
    ActivationName,
    Family,
    InitialiserName,
    LayerKind,
    UnfitError,
    new_id,
)
from nnstudio.project.layers.norms import BatchNormSpec, LayerNormSpec
from nnstudio.project.layers.recurrence import (
    GRUSpec,
    LSTMSpec,
    MeanOverTimeSpec,
    RecurrentSpec,
    RNNSpec,
)

LayerSpec = (
    DenseSpec
    | DropoutSpec
    | Conv2DSpec
    | MaxPool2DSpec
    | AvgPool2DSpec
    | GlobalAveragePoolSpec
    | FlattenSpec
    | RNNSpec
    | LSTMSpec
    | GRUSpec
    | MeanOverTimeSpec
    | EmbeddingSpec
    | PositionsSpec
    | AttentionSpec
    | TransformerBlockSpec
    | LayerNormSpec
    | BatchNormSpec
)

PALETTE: tuple[Callable[[], LayerSpec], ...] = (
    DenseSpec,
    DropoutSpec,
    Conv2DSpec,
    MaxPool2DSpec,
    AvgPool2DSpec,
    GlobalAveragePoolSpec,
    FlattenSpec,
    RNNSpec,
    LSTMSpec,
    GRUSpec,
    MeanOverTimeSpec,
    EmbeddingSpec,
    PositionsSpec,
    AttentionSpec,
    TransformerBlockSpec,
    LayerNormSpec,
    BatchNormSpec,
)
"""What the palette offers, in its order: each makes a fresh layer."""

__all__ = [
    "MAX_UNITS",
    "PALETTE",
    "ActivationName",
    "AttentionSpec",
    "AvgPool2DSpec",
    "BatchNormSpec",
    "Conv2DSpec",
    "DenseSpec",
    "DropoutSpec",
    "EmbeddingSpec",
    "Family",
    "FlattenSpec",
    "GRUSpec",
    "GlobalAveragePoolSpec",
    "InitialiserName",
    "LSTMSpec",
    "LayerKind",
    "LayerNormSpec",
    "LayerSpec",
    "MaxPool2DSpec",
    "MeanOverTimeSpec",
    "PositionsSpec",
    "RNNSpec",
    "RecurrentSpec",
    "TransformerBlockSpec",
    "UnfitError",
    "new_id",
]
