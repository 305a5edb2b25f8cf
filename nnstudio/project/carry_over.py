"""Which weights survive an edit: every one whose layer, and whose place in it, still exists."""

from dataclasses import dataclass

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.flatten import Flatten
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.network import Network
from nnstudio.nn.training import Training
from nnstudio.project.layers import LayerSpec
from nnstudio.project.material import Material
from nnstudio.project.specs import Project

Source = tuple[str, ...] | str
"""Where a layer's columns come from: the keys of the inputs, or the id of a layer of neurons."""


@dataclass(frozen=True)
class Place:
    """One block of weights: its layer's id, its shape, and where its columns come from.

    name: which of its layer's blocks it is. grows: whether it is [W | b] of neurons or filters,
    of which the first ones stay when there are more or fewer; other blocks stay whole or not at
    all, since their rows belong to gates, heads or tokens. bias: whether the last column is one.
    window: how many columns each feature of the source takes, such as the pixels of a kernel.
    """

    layer_id: str
    name: str
    rows: int
    columns: int
    source: Source
    grows: bool = False
    bias: bool = True
    window: int = 1

    @property
    def size(self) -> int:
        """How many parameters it has."""
        return self.rows * self.columns


@dataclass(frozen=True, eq=False)
class Trained:
    """Weights, and the places that they belong to."""

    places: tuple[Place, ...]
    parameters: Array

    def weights(self) -> dict[tuple[str, str], tuple[Place, Array]]:
        """Every block of weights by its layer's id and its own name."""
        found, start = {}, 0
        for place in self.places:
            part = self.parameters[start : start + place.size]
            found[place.layer_id, place.name] = (place, part.reshape(place.rows, place.columns))
            start += place.size
        return found


def layout(project: Project, material: Material) -> tuple[Place, ...]:
    """The places of a project's weights, in the order of the flat vector.

    Raises ValueError or UnfitError for layers that do not fit together.
    """
    places: list[Place] = []
    source: Source = material.input_keys
    flow, window = material.flow, 1
    for spec in project.layers:
        layer = spec.build(flow)
        if isinstance(layer, Flatten):
            window = flow.size // flow.features
        elif layer.size:
            places += _blocks(spec, layer, source, window)
            source, window = spec.id, 1
        flow = spec.output(flow)
    return tuple(places)


def _blocks(spec: LayerSpec, layer: Layer, source: Source, window: int) -> list[Place]:
    """The blocks of weights of one layer, in their order."""
    if isinstance(layer, Conv2D):
        window = layer.kernel**2
    leaves = dict(layer.leaves()) if isinstance(layer, Chain) else {"": layer}
    blocks = []
    for name, leaf in leaves.items():
        if isinstance(leaf, GRU):
            gates = 3 * leaf.units
            blocks.append(Place(spec.id, "x", gates, leaf.inputs + 1, source))
            blocks.append(Place(spec.id, "h", gates, leaf.units + 1, source))
        elif isinstance(leaf, MultiHeadAttention):
            width = leaf.inputs
            blocks.append(Place(spec.id, f"{name} in", 3 * width, width + 1, source))
            blocks.append(Place(spec.id, f"{name} out", width, width + 1, source))
        elif leaf.size:
            grows = isinstance(leaf, Dense | DenseOverTime | Conv2D) and leaf is layer
            bias = not isinstance(leaf, Conv2D) or leaf.has_bias
            blocks.append(Place(spec.id, name, *leaf.parameter_shape, source, grows, bias, window))
    return blocks


def carry(before: Trained, places: tuple[Place, ...], network: Network) -> None:
    """Put the trained weights that still have their place into the new network.

    Rows are neurons or filters: the first ones stay. Columns are found again by where they come
    from; where a layer now reads from another one, they stay only if their number is the same.
    """
    old = before.weights()
    for key, (place, target) in Trained(places, network.parameters).weights().items():
        if key in old:
            origin, weights = old[key]
            rows = min(origin.rows, place.rows)
            if place.grows and origin.bias == place.bias:
                taken, put = _matching_columns(origin, place)
            elif (origin.rows, origin.columns) == (place.rows, place.columns):
                taken = put = list(range(place.columns))
            else:
                continue
            # What float64 holds and float32 cannot becomes infinite; the next step tells of it.
            with np.errstate(over="ignore"):
                target[np.ix_(range(rows), put)] = weights[np.ix_(range(rows), taken)]


def _matching_columns(origin: Place, place: Place) -> tuple[list[int], list[int]]:
    """Which columns of the origin go to which of the place; the bias always goes to the bias."""
    old, new = origin.columns - origin.bias, place.columns - place.bias
    if origin.window != place.window:
        pairs = []
    elif (
        isinstance(origin.source, tuple)
        and isinstance(place.source, tuple)
        and (len(origin.source), len(place.source)) == (old, new)
    ):
        shared = [key for key in place.source if key in origin.source]
        pairs = [(origin.source.index(key), place.source.index(key)) for key in shared]
    elif origin.source == place.source or old == new:
        pairs = [(column, column) for column in range(min(old, new))]
    else:
        pairs = []
    if place.bias:
        pairs.append((old, new))
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def carry_memory(before: Training, after: Training) -> None:
    """Let the optimiser go on with what it remembers, when nothing about its weights changed."""
    old, new = before.optimiser, after.optimiser
    if type(old) is type(new):
        new.steps = old.steps
        with np.errstate(over="ignore"):
            for name, values in new.memory.items():
                values[...] = old.memory[name]
