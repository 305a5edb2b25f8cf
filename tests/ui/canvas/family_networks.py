"""Networks of every family, on data that they read."""

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

CLASSES = TrainingSpec(loss="categorical cross-entropy", batch_size=32)
IMAGES = DataSpec(source=BuiltInSource(key="digits"), reading="image")
SEQUENCES = DataSpec(source=BuiltInSource(key="remember-first", samples=60))
TOKENS = DataSpec(source=BuiltInSource(key="reverse", samples=60))


def network(data: DataSpec, *layers: LayerSpec) -> Project:
    """These layers on this data."""
    return Project(data=data, layers=layers, training=CLASSES)


def output(units: int) -> DenseSpec:
    """One neuron a class."""
    return DenseSpec(id="output", units=units, activation="softmax")


def images() -> Project:
    """Convolution, pooling, flatten, output on the digits."""
    return network(
        IMAGES,
        Conv2DSpec(id="conv"),
        MaxPool2DSpec(id="pool"),
        FlattenSpec(id="flatten"),
        output(10),
    )


def sequences() -> Project:
    """An LSTM that hands on its last state."""
    return network(SEQUENCES, LSTMSpec(id="lstm"), output(4))


def tokens() -> Project:
    """Embedding, positions, one transformer block, and an answer at every position."""
    return network(
        TOKENS,
        EmbeddingSpec(id="embedding"),
        PositionsSpec(id="positions"),
        TransformerBlockSpec(id="block"),
        output(8),
    )
