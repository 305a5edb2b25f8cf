"""Which weights survive an edit: every one whose layer, and whose place in it, still exists."""

from dataclasses import dataclass

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.network import Network
from nnstudio.nn.training import Training
from nnstudio.project.layers import DenseSpec
from nnstudio.project.material import Material
from nnstudio.project.specs import Project

Source = tuple[str, ...] | str
"""Where a layer's columns come from: the keys of the inputs, or the id of a layer of neurons."""


@dataclass(frozen=True)
class Place:
    """One layer of neurons: its id, its shape [W | b], and where its columns come from."""

    layer_id: str
    rows: int
    columns: int
    source: Source


@dataclass(frozen=True, eq=False)
class Trained:
    """Weights, and the places that they belong to."""

    places: tuple[Place, ...]
    parameters: Array

    def weights(self) -> dict[str, tuple[Place, Array]]:
        """[W | b] of every layer by its id."""
        found, start = {}, 0
        for place in self.places:
            size = place.rows * place.columns
            part = self.parameters[start : start + size]
            found[place.layer_id] = (place, part.reshape(place.rows, place.columns))
            start += size
        return found


def layout(project: Project, material: Material) -> tuple[Place, ...]:
    """The places of a project's weights, in the order of the flat vector."""
    places = []
    source: Source = material.input_keys
    inputs = material.input_count
    for layer in project.layers:
        if isinstance(layer, DenseSpec):
            places.append(Place(layer.id, layer.units, inputs + 1, source))
            source = layer.id
        inputs = layer.outputs(inputs)
    return tuple(places)


def carry(before: Trained, places: tuple[Place, ...], network: Network) -> None:
    """Put the trained weights that still have their place into the new network.

    Rows are neurons: the first ones stay. Columns are found again by where they come from; where
    a layer now reads from another one, they stay only if their number is the same.
    """
    old = before.weights()
    for place, target in Trained(places, network.parameters).weights().values():
        if place.layer_id in old:
            origin, weights = old[place.layer_id]
            rows = min(origin.rows, place.rows)
            taken, put = _matching_columns(origin, place)
            # What float64 holds and float32 cannot becomes infinite; the next step tells of it.
            with np.errstate(over="ignore"):
                target[np.ix_(range(rows), put)] = weights[np.ix_(range(rows), taken)]


def _matching_columns(origin: Place, place: Place) -> tuple[list[int], list[int]]:
    """Which columns of the origin go to which of the place; the last one, the bias, always does."""
    old, new = origin.columns - 1, place.columns - 1
    if isinstance(origin.source, tuple) and isinstance(place.source, tuple):
        shared = [key for key in place.source if key in origin.source]
        pairs = [(origin.source.index(key), place.source.index(key)) for key in shared]
    elif origin.source == place.source or old == new:
        pairs = [(column, column) for column in range(min(old, new))]
    else:
        pairs = []
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
