"""Small projects to try things on."""

from typing import Any

import numpy as np

from nnstudio.project.layers import DenseSpec, LayerSpec
from nnstudio.project.session import Session
from nnstudio.project.specs import (
    AdamSpec,
    BuiltInSource,
    DataSpec,
    MomentumSpec,
    OptimiserSpec,
    Project,
    RMSpropSpec,
    SGDSpec,
    TableColumn,
    TableSource,
    TrainingSpec,
)

OPTIMISERS: tuple[OptimiserSpec, ...] = (SGDSpec(), MomentumSpec(), RMSpropSpec(), AdamSpec())


def dense(name: str, units: int = 3, activation: str = "tanh", **settings: Any) -> DenseSpec:
    """A layer of neurons called `name`."""
    return DenseSpec(id=name, units=units, activation=activation, **settings)  # type: ignore[arg-type]


def project(
    *hidden: LayerSpec,
    key: str = "xor",
    samples: int = 60,
    output: LayerSpec | None = None,
    inputs: tuple[str, ...] = (),
    validation: float = 0.3,
    scaling: str = "none",
    **training: Any,
) -> Project:
    """A project on a built-in set: these layers, then one sigmoid unless told otherwise."""
    source = BuiltInSource(key=key, samples=samples)
    data = DataSpec(source=source, inputs=inputs, validation=validation, scaling=scaling)  # type: ignore[arg-type]
    settings = {"learning_rate": 0.05, "batch_size": 7, **training}
    layers = (*hidden, output or dense("output", 1, "sigmoid"))
    return Project(data=data, layers=layers, training=TrainingSpec(**settings))


DIVERGING = project(
    dense("a", 4, "relu"),
    key="plane",
    output=dense("output", 1, "identity"),
    loss="mean squared error",
    optimiser=SGDSpec(),
    learning_rate=1e9,
)
"""A run that leaves the numbers within a few steps."""


def table(rows: int = 12) -> TableSource:
    """A table with two columns of numbers, one of them with a gap, and one of texts."""
    random = np.random.default_rng(0)
    width = tuple(random.normal(size=rows).tolist())
    height: list[float | None] = random.normal(size=rows).tolist()
    height[1] = None
    kinds = tuple("cat" if value > 0 else "dog" for value in width)
    return TableSource(
        title="animals",
        columns=(
            TableColumn(name="width", numbers=width),
            TableColumn(name="height", numbers=tuple(height)),
            TableColumn(name="kind", texts=kinds),
        ),
        inputs=("width", "height"),
        target="kind",
        task="classes",
    )


def trained(spec: Project, epochs: int = 3, steps: int = 0) -> Session:
    """A session after so many epochs and steps."""
    session = Session(spec)
    session.train_epochs(epochs)
    for _ in range(steps):
        session.training.step()
    return session


def weights(session: Session, layer_id: str) -> np.ndarray[Any, Any]:
    """A copy of [W | b] of a layer."""
    index = session.project.index(layer_id)
    return session.network.layers[index].Wb.copy()  # type: ignore[attr-defined, no-any-return]
