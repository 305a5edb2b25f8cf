"""Which way to look around the present weights: at random, or along two chosen weights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from nnstudio.explain.inside import blocks_of, inner_id
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.network import Network
from nnstudio.project.flow import Flow
from nnstudio.project.specs import Project


class SurfaceError(Exception):
    """Two directions that span no plane: they are one, or none at all."""


@dataclass(frozen=True)
class RandomDirections:
    """Two directions drawn at random, each filter as long as the network's own."""

    seed: int = 0


@dataclass(frozen=True)
class WeightPlace:
    """A weight, or a bias: where it stands in [W | b] of a layer, or of a part of one.

    layer_id: as explain.inside names layers, their parts and their blocks of weights.
    """

    layer_id: str
    row: int
    column: int


@dataclass(frozen=True)
class TwoWeights:
    """Along the first weight, and along the second."""

    first: WeightPlace
    second: WeightPlace


Directions = RandomDirections | TwoWeights


@dataclass(frozen=True)
class WeightBlock:
    """A block [W | b] in the flat vector of parameters; `bias`: whether it has that last column.

    layer_id: of the layer it belongs to, and its own way into that; see explain.inside.
    """

    layer_id: str
    start: int
    rows: int
    columns: int
    bias: bool

    def index(self, place: WeightPlace) -> int:
        """Where a weight of this block stands in the flat vector. Raises SurfaceError."""
        if not (0 <= place.row < self.rows and 0 <= place.column < self.columns):
            raise SurfaceError
        return self.start + place.row * self.columns + place.column


def weight_blocks(project: Project, flows: tuple[Flow, ...]) -> tuple[WeightBlock, ...]:
    """All blocks of weights of a network that fits, in the order of the flat vector.

    What a norm learns is not among them: those are scales and shifts.
    """
    layers = [spec.build(flow) for spec, flow in zip(project.layers, flows, strict=False)]
    return tuple(_blocks(project, layers, _weight_mask(layers)))


def directions_of(
    directions: Directions, project: Project, network: Network
) -> tuple[Array, Array]:
    """Both directions (parameters,) around the network's present weights. Raises SurfaceError."""
    blocks = tuple(_blocks(project, network.layers, network.weight_mask))
    size = network.parameters.size
    if isinstance(directions, RandomDirections):
        generator = np.random.default_rng(directions.seed)
        first, second = (_random(network, blocks, generator) for _ in range(2))
        return first, second
    found = np.zeros((2, size))
    for vector, place in zip(found, (directions.first, directions.second), strict=True):
        block = next((block for block in blocks if block.layer_id == place.layer_id), None)
        if block is None:
            raise SurfaceError
        vector[block.index(place)] = 1.0
    return found[0], found[1]


def _random(
    network: Network, blocks: tuple[WeightBlock, ...], generator: np.random.Generator
) -> Array:
    """A filter-normalised direction: d ← d / ‖d‖ · ‖w‖ for each filter (Li et al. 2018, section 4).

    A filter is what one neuron, gate or filter multiplies with: a row of W. Biases, and the scales
    and shifts of norms, stay where they are.
    """
    direction = np.zeros(network.parameters.size)
    for block in blocks:
        weights = block.columns - block.bias
        part = slice(block.start, block.start + block.rows * block.columns)
        w = network.parameters[part].reshape(block.rows, block.columns)[:, :weights]
        d = generator.standard_normal(w.shape)
        d *= np.linalg.norm(w, axis=1, keepdims=True) / np.linalg.norm(d, axis=1, keepdims=True)
        direction[part].reshape(block.rows, block.columns)[:, :weights] = d
    return direction


def _blocks(project: Project, layers: Iterable[Layer], weight_mask: Array) -> Iterator[WeightBlock]:
    """`weight_mask` (parameters,) is 1 where a weight stands, and 0 where a bias does."""
    start = 0
    for spec, layer in zip(project.layers, layers, strict=False):
        for leaf_id, leaf in _leaves(spec.id, layer):
            for name, (rows, columns) in blocks_of(leaf).items():
                end = start + rows * columns
                if not isinstance(leaf, LayerNorm | BatchNorm):
                    bias = not weight_mask[start:end].all()
                    yield WeightBlock(inner_id(leaf_id, name), start, rows, columns, bias)
                start = end


def _leaves(layer_id: str, layer: Layer) -> Iterator[tuple[str, Layer]]:
    if isinstance(layer, Chain):
        for name, leaf in layer.leaves():
            yield inner_id(layer_id, name), leaf
    else:
        yield layer_id, layer


def _weight_mask(layers: Iterable[Layer]) -> Array:
    """(parameters,) of layers that belong to no network yet."""
    masks = []
    for layer in layers:
        mask = np.zeros(layer.size, np.int8)
        layer.attach(np.zeros_like(mask), np.zeros_like(mask), mask)
        masks.append(mask)
    return np.concatenate(masks) if masks else np.zeros(0, np.int8)
