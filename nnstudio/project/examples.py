"""Projects that are ready to play: one entry each."""

from dataclasses import dataclass

from nnstudio.project.layers import (
    ActivationName,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    Family,
    FlattenSpec,
    GRUSpec,
    LayerSpec,
    LSTMSpec,
    MaxPool2DSpec,
    PositionsSpec,
    RNNSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import (
    AdamSpec,
    BuiltInSource,
    ConstantSchedule,
    CosineSchedule,
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

    @property
    def family(self) -> Family:
        """Which of the families of networks it belongs to: that of its most telling layer."""
        families = {layer.family for layer in self.project.layers}
        telling: tuple[Family, ...] = ("attention", "recurrence", "convolution")
        return next((family for family in telling if family in families), "dense")


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


def _fast(
    rate: float,
    batch: int,
    epochs: int = 0,
    seed: int = 0,
    clip: float = 0.0,
    l2: float = 0.0,
    loss: LossName = "categorical cross-entropy",
) -> TrainingSpec:
    """Single precision, as these networks are large; the rate falls to 0 over so many epochs."""
    return TrainingSpec(
        loss=loss,
        optimiser=AdamSpec(),
        learning_rate=rate,
        schedule=CosineSchedule(epochs=epochs) if epochs else ConstantSchedule(),
        batch_size=batch,
        clip=clip,
        l2=l2,
        precision="float32",
        seed=seed,
    )


def _first_symbol(title: str, description: str, layer: LayerSpec) -> Example:
    """Both networks get the same of everything, so that only the kind of layer differs."""
    data = DataSpec(source=BuiltInSource(key="remember-first", samples=5000, noise=0.0, length=30))
    training = _fast(0.005, 32, epochs=20, seed=1, clip=1.0, l2=0.003)
    return Example(
        title, description, Project(data=data, layers=(layer, _classes(4)), training=training)
    )


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
    "digits-cnn": Example(
        "Digits with convolution",
        "Small windows that look for edges and strokes, as in LeNet (LeCun et al. 1998). Draw a "
        "digit of your own.",
        Project(
            data=DataSpec(source=BuiltInSource(key="digits"), reading="image"),
            layers=(
                Conv2DSpec(id="conv-1", filters=16, padding="same", initialiser="he uniform"),
                MaxPool2DSpec(id="pool-1"),
                Conv2DSpec(id="conv-2", filters=32, padding="same", initialiser="he uniform"),
                MaxPool2DSpec(id="pool-2"),
                FlattenSpec(id="flatten"),
                DenseSpec(id="hidden", units=64, activation="relu", initialiser="he uniform"),
                _classes(10),
            ),
            training=_fast(0.005, 32, epochs=20, seed=1),
        ),
    ),
    "shapes-cnn": Example(
        "Shapes with convolution",
        "Bars, crosses and rings, wherever they stand: the same few filters look everywhere.",
        Project(
            data=DataSpec(
                source=BuiltInSource(key="shapes", samples=600, noise=0.2), reading="image"
            ),
            layers=(
                Conv2DSpec(id="conv-1", filters=8),
                MaxPool2DSpec(id="pool-1"),
                Conv2DSpec(id="conv-2", filters=16),
                MaxPool2DSpec(id="pool-2"),
                FlattenSpec(id="flatten"),
                _classes(4),
            ),
            training=_fast(0.005, 32, epochs=30),
        ),
    ),
    "remember-rnn": _first_symbol(
        "Remember with an RNN",
        "The answer came 30 steps ago. With this start and this price on large weights (L2), a "
        "plain RNN never finds it; set L2 to 0 and it does.",
        RNNSpec(id="rnn", units=16, initialiser="small normal"),
    ),
    "remember-lstm": _first_symbol(
        "Remember with an LSTM",
        "The same task, the same settings: the cell of an LSTM keeps the symbol for all 30 steps.",
        LSTMSpec(id="lstm", units=16, initialiser="small normal", forget_bias=4.0),
    ),
    "adding": Example(
        "Adding with a GRU",
        "Two of twenty numbers are marked; the answer is their sum.",
        Project(
            data=DataSpec(source=BuiltInSource(key="adding", samples=2000, noise=0.0)),
            layers=(GRUSpec(id="gru", units=24), _one("identity")),
            training=_fast(0.01, 32, epochs=20, clip=1.0, loss="mean squared error"),
        ),
    ),
    "reverse": Example(
        "Reverse with attention",
        "Ten letters, to be said backwards: watch the attention turn into a diagonal.",
        Project(
            data=DataSpec(source=BuiltInSource(key="reverse", samples=2000, noise=0.0)),
            layers=(
                EmbeddingSpec(id="embedding", width=16),
                PositionsSpec(id="positions"),
                TransformerBlockSpec(id="block", heads=1, hidden=32),
                _classes(8),
            ),
            training=_fast(0.003, 32, l2=0.001),
        ),
    ),
    "next-character": Example(
        "The next character",
        "A small transformer reads the first chapter of Alice in Wonderland, and writes on.",
        Project(
            data=DataSpec(
                source=BuiltInSource(key="next-character", samples=2000, noise=0.0), validation=0.2
            ),
            layers=(
                EmbeddingSpec(id="embedding", width=48),
                PositionsSpec(id="positions"),
                TransformerBlockSpec(id="block-1", heads=2, hidden=96, causal=True, rate=0.1),
                TransformerBlockSpec(id="block-2", heads=2, hidden=96, causal=True, rate=0.1),
                _classes(39),
            ),
            training=_fast(0.005, 32, epochs=12, clip=1.0),
        ),
    ),
}
DEFAULT_EXAMPLE = "xor"
