"""Small networks of every family, for the canvas to show."""

from typing import Literal

from nnstudio.project.edits import with_fitting_loss
from nnstudio.project.layers import (
    Conv2DSpec,
    DenseSpec,
    EmbeddingSpec,
    FlattenSpec,
    LayerSpec,
    LSTMSpec,
    MaxPool2DSpec,
    PositionsSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec


def network(
    key: str, *layers: LayerSpec, reading: Literal["values", "image"] = "values"
) -> Project:
    """A network on a few samples of a built-in set."""
    data = DataSpec(source=BuiltInSource(key=key, samples=60), reading=reading)
    training = TrainingSpec(learning_rate=0.01, batch_size=20)
    return with_fitting_loss(Project(data=data, layers=layers, training=training))


def softmax(units: int) -> DenseSpec:
    """An output with the id “out”."""
    return DenseSpec(id="out", units=units, activation="softmax")


def cnn() -> Project:
    """conv, pool, conv-2, flat, hidden, out on digits as images."""
    return network(
        "digits",
        Conv2DSpec(id="conv", filters=4),
        MaxPool2DSpec(id="pool"),
        Conv2DSpec(id="conv-2", filters=5, kernel=2),
        FlattenSpec(id="flat"),
        DenseSpec(id="hidden", units=6),
        softmax(10),
        reading="image",
    )


def lstm() -> Project:
    """lstm, out on remember-first: 4 channels, 31 steps."""
    return network("remember-first", LSTMSpec(id="lstm", units=6), softmax(4))


def transformer() -> Project:
    """embed, places, block, out on reverse: 10 tokens of 8 symbols."""
    return network(
        "reverse",
        EmbeddingSpec(id="embed", width=8),
        PositionsSpec(id="places"),
        TransformerBlockSpec(id="block", heads=2, hidden=16),
        softmax(8),
    )
