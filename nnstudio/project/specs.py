"""The project: what a person designed, as frozen values that are saved and undone."""

from typing import Annotated, Literal

import msgspec

from nnstudio.data.dataset import Dataset
from nnstudio.project.layers import DenseSpec, LayerSpec

MAX_SEED = 2**32 - 1
Seed = Annotated[int, msgspec.Meta(ge=0, le=MAX_SEED)]
MAX_LAYERS = 100
LearningRate = Annotated[float, msgspec.Meta(gt=0.0, le=1e9)]
NotNegative = Annotated[float, msgspec.Meta(ge=0.0, le=1e9)]
Share = Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)]


class _Spec(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True
):
    """Frozen settings that name their kind in the file and know all their fields."""


class BuiltInSource(_Spec, frozen=True, kw_only=True, tag="built-in"):
    """One of the sets that come with the program.

    `length`, of sequences, and `shift`, of pictures, are used by the sets that have such a
    setting; a length of 0 means the set's own.
    """

    key: str = "xor"
    samples: Annotated[int, msgspec.Meta(ge=10, le=100_000)] = 300
    noise: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.1
    classes: Annotated[int, msgspec.Meta(ge=2, le=6)] = 2
    length: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    shift: Annotated[int, msgspec.Meta(ge=0, le=4)] = 2


class TableColumn(_Spec, frozen=True, kw_only=True, tag="column"):
    """A column of an imported table: numbers (None where one is missing), or texts."""

    name: Annotated[str, msgspec.Meta(max_length=200)]
    numbers: tuple[float | None, ...] = ()
    texts: tuple[str, ...] = ()


class TableSource(_Spec, frozen=True, kw_only=True, tag="table"):
    """A table that was imported; the project carries it along, so that it needs no other file."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    columns: tuple[TableColumn, ...]
    inputs: tuple[str, ...]
    target: str
    task: Literal["classes", "regression"]


class DataSpec(_Spec, frozen=True, kw_only=True, tag="data"):
    """Which data, and how it is split, fed in and scaled.

    `inputs` are keys of data.inputs; an empty tuple means the raw columns. `reading`: whether
    a picture enters the network as separate values, or as an image that a convolution can read;
    sequences always enter as sequences.
    """

    source: BuiltInSource | TableSource = BuiltInSource()
    validation: Annotated[float, msgspec.Meta(ge=0.0, le=0.9)] = 0.3
    seed: Seed = 0
    inputs: tuple[str, ...] = ()
    scaling: Literal["none", "min-max", "standard"] = "none"
    reading: Literal["values", "image"] = "values"


class SGDSpec(_Spec, frozen=True, kw_only=True, tag="sgd"):
    """Plain gradient descent."""


class MomentumSpec(_Spec, frozen=True, kw_only=True, tag="momentum"):
    """Gradient descent with momentum μ."""

    mu: Share = 0.9


class RMSpropSpec(_Spec, frozen=True, kw_only=True, tag="rmsprop"):
    """RMSprop with decay ρ."""

    rho: Share = 0.9


class AdamSpec(_Spec, frozen=True, kw_only=True, tag="adam"):
    """Adam with decays β₁ and β₂."""

    beta1: Share = 0.9
    beta2: Share = 0.999


class ConstantSchedule(_Spec, frozen=True, kw_only=True, tag="constant"):
    """The learning rate stays as it is set."""


class StepSchedule(_Spec, frozen=True, kw_only=True, tag="step"):
    """The learning rate is multiplied by `factor` every so many epochs."""

    factor: Annotated[float, msgspec.Meta(gt=0.0, le=1.0)] = 0.5
    every: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 100


class CosineSchedule(_Spec, frozen=True, kw_only=True, tag="cosine"):
    """The learning rate falls along a cosine over so many epochs."""

    epochs: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1000


OptimiserSpec = SGDSpec | MomentumSpec | RMSpropSpec | AdamSpec
ScheduleSpec = ConstantSchedule | StepSchedule | CosineSchedule
LossName = Literal[
    "mean squared error",
    "half squared error",
    "binary cross-entropy",
    "categorical cross-entropy",
]


class TrainingSpec(_Spec, frozen=True, kw_only=True, tag="training"):
    """How to train. `clip` 0: no bound on the gradient. `patience` 0: no early stopping."""

    loss: LossName = "binary cross-entropy"
    optimiser: OptimiserSpec = AdamSpec()
    learning_rate: LearningRate = 0.03
    schedule: ScheduleSpec = ConstantSchedule()
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 10
    l1: NotNegative = 0.0
    l2: NotNegative = 0.0
    clip: NotNegative = 0.0
    patience: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    precision: Literal["float64", "float32"] = "float64"
    seed: Seed = 0


class Project(_Spec, frozen=True, kw_only=True, tag="project"):
    """Data, layers in order, training settings and notes. The last layer is the output."""

    data: DataSpec = DataSpec()
    layers: Annotated[tuple[LayerSpec, ...], msgspec.Meta(max_length=MAX_LAYERS)] = ()
    training: TrainingSpec = TrainingSpec()
    notes: Annotated[str, msgspec.Meta(max_length=100_000)] = ""

    def layer(self, layer_id: str) -> LayerSpec:
        """The layer with this id. Raises KeyError."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def index(self, layer_id: str) -> int:
        """Where the layer with this id stands, from 0. Raises KeyError."""
        return self.layers.index(self.layer(layer_id))


def output_for(dataset: Dataset) -> DenseSpec:
    """The output layer that fits a data set.

    One sigmoid for two classes, softmax for more, identity for regression.
    """
    if dataset.kind == "regression":
        return DenseSpec(units=dataset.outputs, activation="identity")
    if dataset.outputs == 2:
        return DenseSpec(units=1, activation="sigmoid")
    return DenseSpec(units=dataset.outputs, activation="softmax")
