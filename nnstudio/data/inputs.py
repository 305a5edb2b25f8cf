"""What can be fed to a network: the raw features, and inputs engineered from one or two of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError, shown

Features = NDArray[np.float64]


@dataclass(frozen=True)
class Input:
    """One input of the network.

    key: how files name it. label: how people read it.
    function: raw features (samples, features) to the values of this input, (samples,).
    engineered: made from the raw features and not one of them.
    """

    key: str
    label: str
    function: Callable[[Features], Features] = field(compare=False, repr=False)
    engineered: bool = False


def available_inputs(dataset: Dataset) -> tuple[Input, ...]:
    """Every input that the data set offers, the raw features first.

    Two features also offer their squares, product and sines; one offers its square and sine.
    From three features on, and for pictures and sequences of any size, there is one input a
    feature, with the feature's name as its key.
    """
    names = dataset.feature_names
    if dataset.time or dataset.image_shape is not None:
        return tuple(Input(name, name, _column(index)) for index, name in enumerate(names))
    if len(names) == 1:
        return (
            Input("x", names[0], _column(0)),
            Input("x^2", f"{names[0]}²", lambda x: x[:, 0] ** 2, engineered=True),
            Input("sin x", f"sin {names[0]}", lambda x: np.sin(x[:, 0]), engineered=True),
        )
    if len(names) == 2:
        first, second = names
        product = f"{first}{second}" if names == ("x₁", "x₂") else f"{first} × {second}"
        return (
            Input("x1", first, _column(0)),
            Input("x2", second, _column(1)),
            Input("x1^2", f"{first}²", lambda x: x[:, 0] ** 2, engineered=True),
            Input("x2^2", f"{second}²", lambda x: x[:, 1] ** 2, engineered=True),
            Input("x1*x2", product, lambda x: x[:, 0] * x[:, 1], engineered=True),
            Input("sin x1", f"sin {first}", lambda x: np.sin(x[:, 0]), engineered=True),
            Input("sin x2", f"sin {second}", lambda x: np.sin(x[:, 1]), engineered=True),
        )
    return tuple(Input(name, name, _column(index)) for index, name in enumerate(names))


def default_inputs(dataset: Dataset) -> tuple[str, ...]:
    """Keys of the raw features."""
    return tuple(entry.key for entry in available_inputs(dataset) if not entry.engineered)


def chosen_inputs(dataset: Dataset, keys: Sequence[str]) -> tuple[Input, ...]:
    """The inputs with these keys, in this order. Raises DataError for none or an unknown one."""
    known = {entry.key: entry for entry in available_inputs(dataset)}
    if not keys:
        raise DataError("A network needs at least one input: choose one in the data panel.")
    for key in keys:
        if key not in known:
            raise DataError(
                f"The data set “{shown(dataset.title)}” has no input called “{shown(key)}”."
            )
    if len(set(keys)) < len(keys):
        raise DataError("Each input can be chosen only once.")
    return tuple(known[key] for key in keys)


def input_values(inputs: Sequence[Input], features: Features) -> Features:
    """The table that the network sees: raw (samples, features) to (samples, inputs)."""
    return np.column_stack([entry.function(features) for entry in inputs])


def _column(index: int) -> Callable[[Features], Features]:
    return lambda features: features[:, index]
