"""The loss around the present weights, over a plane through them (Li et al. 2018)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from nnstudio.app.loss_surface_directions import (
    Directions,
    SurfaceError,
    directions_of,
)
from nnstudio.nn.columns import Array, Examples
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.network import Network
from nnstudio.project.material import Material
from nnstudio.project.session import Session, build_network
from nnstudio.project.specs import Project

GRIDS = (11, 21, 41)
"""Points a side, from coarse to fine: each grid has the points of the one before."""
POINTS = GRIDS[-1] ** 2
SAMPLES = 500
FEWEST_SAMPLES = 16
PRODUCTS = 100_000_000
"""Products of a weight and a value that one point of the surface may take: some tenths of a second.
Of a large network fewer samples are looked at."""


@dataclass(frozen=True, eq=False)
class Standpoint:
    """Where a run stands: what it learns, and its weights, in an array of their own."""

    project: Project
    material: Material
    parameters: Array
    step: int
    epoch: int


def standpoint(session: Session) -> Standpoint:
    """The probe: where the run stands now."""
    training = session.training
    return Standpoint(
        session.project,
        session.material,
        session.network.parameters.copy(),
        training.step_count,
        training.epoch,
    )


@dataclass(frozen=True, eq=False)
class Plane:
    """All parameters centre + a · first + b · second, each (parameters,)."""

    centre: Array
    first: Array
    second: Array

    def __post_init__(self) -> None:
        """Raises SurfaceError where both directions are one, or none."""
        one, two = float(self.first @ self.first), float(self.second @ self.second)
        across = float(self.first @ self.second)
        if not one * two - across * across > 1e-9 * one * two:
            raise SurfaceError

    def at(self, a: float, b: float) -> Array:
        """The parameters at a place of the plane."""
        return self.centre + (a * self.first + b * self.second)

    @cached_property
    def inverse(self) -> Array:
        """(2, parameters): from an offset to the nearest place of the plane."""
        both = np.stack([self.first, self.second])
        return np.asarray(np.linalg.solve(both @ both.T, both))

    def place(self, parameters: Array) -> Array:
        """(a, b) of the place of the plane that is nearest to these parameters."""
        return np.asarray(self.inverse @ (parameters - self.centre))

    def places(self, path: Iterable[Array]) -> Array:
        """(vectors, 2): where a run went; vectors of another network are left out."""
        size = self.centre.shape
        found = [self.place(vector) for vector in path if vector.shape == size]
        return np.array(found).reshape(-1, 2)


@dataclass(frozen=True, eq=False)
class SurfaceTask:
    """What to compute: a surface that reaches from −reach to reach along both directions.

    path: the parameters of earlier moments of the run, oldest first.
    """

    standpoint: Standpoint
    directions: Directions
    reach: float
    path: Sequence[Array] = ()


@dataclass(frozen=True, eq=False)
class LossSurface:
    """A loss surface, perhaps still a coarse one.

    values: (n, n), the losses; a row for each place along the second direction, from −reach up,
    and a column for each along the first. path: (moments, 2) places of the run, oldest first.
    samples: how many training samples the loss is a mean of. loss: at the centre.
    """

    task: SurfaceTask
    plane: Plane
    values: Array
    path: Array
    samples: int
    loss: float

    @property
    def axis(self) -> Array:
        """The places along either direction."""
        return axis(self.task.reach, len(self.values))


def axis(reach: float, points: int) -> Array:
    """So many places, an odd number, from −reach to reach; the one in the middle is 0 exactly."""
    half = points // 2
    return reach * (np.arange(-half, half + 1) / half)


def survey(task: SurfaceTask) -> Iterator[LossSurface | None]:
    """Compute a surface in small pieces: yields None after each, and whenever a grid is complete
    the surface so far. Raises SurfaceError for directions that span no plane."""
    here = task.standpoint
    network = build_network(here.project, here.material, here.parameters.dtype)
    np.copyto(network.parameters, here.parameters)
    examples = _examples(here, network)
    plane = Plane(here.parameters, *directions_of(task.directions, here.project, network))
    path = plane.places(task.path)
    places = axis(task.reach, GRIDS[-1])
    values = np.full((GRIDS[-1], GRIDS[-1]), np.nan)
    loss = _loss_at(network, here.parameters, examples)
    for points in GRIDS:
        step = (GRIDS[-1] - 1) // (points - 1)
        for i in range(0, GRIDS[-1], step):
            for j in range(0, GRIDS[-1], step):
                if np.isnan(values[i, j]):
                    with np.errstate(all="ignore"):
                        parameters = plane.at(places[j], places[i])
                    value = _loss_at(network, parameters, examples)
                    # NaN says here that nobody has looked yet.
                    values[i, j] = np.inf if np.isnan(value) else value
                    yield None
        grid = values[::step, ::step].copy()
        yield LossSurface(task, plane, grid, path, examples.count, loss)


def _loss_at(network: Network, parameters: Array, examples: Examples) -> float:
    with np.errstate(all="ignore"):
        np.copyto(network.parameters, parameters, casting="same_kind")
    return network.value(examples)


def _examples(here: Standpoint, network: Network) -> Examples:
    """Training samples, evenly chosen if there are too many."""
    train = here.material.train
    products = sum(layer.size * _positions(layer) for layer in network.layers)
    most = min(max(PRODUCTS // max(products, 1), FEWEST_SAMPLES), SAMPLES, train.size)
    places = np.linspace(0, train.size - 1, most).round().astype(np.intp)
    return here.material.examples(train[places], network.outputs, network.dtype)


def _positions(layer: Layer) -> int:
    """How often a layer's weights are used on a sample: at each pixel, at each step."""
    return max(prod(layer.input_shape[1:]), prod(layer.output_shape[1:]))
