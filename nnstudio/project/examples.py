"""Projects that are ready to play: one entry each."""

from dataclasses import dataclass

from nnstudio.project.layers import ActivationName, DenseSpec, DropoutSpec, LayerSpec
from nnstudio.project.specs import (
    AdamSpec,
    BuiltInSource,
    DataSpec,
    LossName,
    Project,
    TrainingSpec,
)


@dataclass(frozen=True)
class Example:
    """A project with a name and a sentence."""

    title: str
    description: str
    project: Project


def _layers(
    hidden: tuple[int, ...], activation: ActivationName, output: DenseSpec
) -> tuple[LayerSpec, ...]:
    hidden_layers = [
        DenseSpec(id=f"hidden-{place}", units=units, activation=activation)
        for place, units in enumerate(hidden, 1)
    ]
    return (*hidden_layers, output)


def _one(activation: ActivationName = "sigmoid") -> DenseSpec:
    return DenseSpec(id="output", units=1, activation=activation)


def _classes(count: int) -> DenseSpec:
    return DenseSpec(id="output", units=count, activation="softmax")


def _training(loss: LossName, rate: float, batch: int, seed: int = 0) -> TrainingSpec:
    return TrainingSpec(
        loss=loss, optimiser=AdamSpec(), learning_rate=rate, batch_size=batch, seed=seed
    )


def _toy(
    key: str,
    title: str,
    description: str,
    layers: tuple[LayerSpec, ...],
    training: TrainingSpec,
    samples: int = 300,
    noise: float = 0.1,
    classes: int = 2,
    data: DataSpec | None = None,
) -> Example:
    source = BuiltInSource(key=key, samples=samples, noise=noise, classes=classes)
    spec = data or DataSpec(source=source)
    return Example(title, description, Project(data=spec, layers=layers, training=training))


EXAMPLES: dict[str, Example] = {
    "xor": _toy(
        "xor",
        "XOR",
        "Four points that no straight line can separate: the smallest reason for a hidden layer.",
        _layers((4, 3), "tanh", _one()),
        _training("binary cross-entropy", 0.03, 4, seed=3),
        data=DataSpec(source=BuiltInSource(key="xor"), validation=0.0),
    ),
    "noisy-xor": _toy(
        "noisy-xor",
        "Noisy XOR",
        "The same task with many points, so that there is something to validate on.",
        _layers((4, 3), "tanh", _one()),
        _training("binary cross-entropy", 0.01, 32, seed=3),
        noise=0.12,
    ),
    "circles": _toy(
        "circles",
        "Circles",
        "A disc inside a ring: three neurons are enough to close the boundary.",
        _layers((4,), "tanh", _one()),
        _training("binary cross-entropy", 0.03, 16),
    ),
    "moons": _toy(
        "moons",
        "Moons",
        "Two half moons that reach into each other.",
        _layers((6, 4), "tanh", _one()),
        _training("binary cross-entropy", 0.02, 16),
    ),
    "spirals": _toy(
        "spirals-2",
        "Spirals",
        "Two arms wound around each other: the hard one.",
        _layers((8, 8), "tanh", _one()),
        _training("binary cross-entropy", 0.02, 16),
        samples=400,
        noise=0.02,
    ),
    "blobs": _toy(
        "blobs",
        "Blobs",
        "Four clouds, four classes: softmax shares out the probability among them.",
        _layers((6,), "relu", _classes(4)),
        _training("categorical cross-entropy", 0.02, 16),
        classes=4,
    ),
    "sine": _toy(
        "sine",
        "Sine",
        "Regression with one input: the network bends a line until it fits the points.",
        _layers((8, 8), "tanh", _one("identity")),
        _training("mean squared error", 0.01, 16),
        samples=200,
    ),
    "bumps": _toy(
        "bumps",
        "Bumps",
        "Regression with two inputs: a landscape of hills and hollows.",
        _layers((12, 8), "tanh", _one("identity")),
        _training("mean squared error", 0.01, 32),
        samples=500,
        noise=0.05,
    ),
    "iris": _toy(
        "iris",
        "Iris flowers",
        "Three species told apart by four measures.",
        _layers((6,), "tanh", _classes(3)),
        _training("categorical cross-entropy", 0.02, 16),
        data=DataSpec(source=BuiltInSource(key="iris"), scaling="standard"),
    ),
    "digits": _toy(
        "digits",
        "Handwritten digits",
        "Ten digits from pictures of 8 × 8 pixels, with a little dropout.",
        (
            DenseSpec(id="hidden-1", units=32, activation="relu", initialiser="he normal"),
            DropoutSpec(id="dropout-1", rate=0.1),
            DenseSpec(id="hidden-2", units=16, activation="relu", initialiser="he normal"),
            _classes(10),
        ),
        _training("categorical cross-entropy", 0.003, 32),
        data=DataSpec(source=BuiltInSource(key="digits")),
    ),
}
DEFAULT_EXAMPLE = "xor"
