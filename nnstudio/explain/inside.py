"""Layers within layers: a part of a block is called by the block's id and the way into it.

"3f2a / feed forward and past it / norm" is a part of the layer 3f2a, and "3f2a / h" the block of
weights h of a layer that has two of them. The names are those of Chain.leaves().
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer

SEPARATOR = " / "


def inner_id(layer_id: str, *names: str) -> str:
    """The id of a part; empty names are left out."""
    return SEPARATOR.join((layer_id, *(name for name in names if name)))


@dataclass(frozen=True)
class Way:
    """The way to a layer: its place in the network, the names of the parts that it goes through,
    and which of its blocks of weights is meant, if it has several."""

    index: int
    path: tuple[str, ...]
    block: str

    def layers(self, layers: Sequence[Layer]) -> Iterator[Layer]:
        """The layers that the way goes through, from the network's own to the one it leads to."""
        layer = layers[self.index]
        yield layer
        for name in self.path:
            assert isinstance(layer, Chain)
            layer = layer.parts[name]
            yield layer

    def layer(self, layers: Sequence[Layer]) -> Layer:
        """The layer that it leads to."""
        *_, last = self.layers(layers)
        return last

    def outwards(self) -> "Way | None":
        """The way to the layer that this one is a part of."""
        return Way(self.index, self.path[:-1], "") if self.path else None

    def into(self, name: str) -> "Way":
        """The way on into one of its parts."""
        return Way(self.index, (*self.path, name), "")

    def read(self, layers: Sequence[Layer], X: Array) -> Array:
        """What the layer reads, with its row of ones, if X enters the network."""
        around = self.outwards()
        if around is None:
            return layers[self.index - 1].result if self.index else X
        before = part_before(around.layer(layers), self.path[-1])
        if before is None:
            return around.read(layers, X)
        chain = around.layer(layers)
        assert isinstance(chain, Chain)
        return chain.parts[before].result

    def part(self, layers: Sequence[Layer], start: int) -> slice:
        """Where its parameters lie, in a flat vector in which the outer layer begins at start."""
        passed = list(self.layers(layers))
        for chain, name in zip(passed, self.path, strict=False):
            assert isinstance(chain, Chain)
            for other, part in chain.parts.items():
                if other == name:
                    break
                start += part.size
        for name, (rows, columns) in blocks_of(passed[-1]).items():
            if name == self.block:
                return slice(start, start + rows * columns)
            start += rows * columns
        return slice(start - passed[-1].size, start)


def way_to(layers: Sequence[Layer], index: int, names: Sequence[str]) -> Way:
    """The way along these names. Raises KeyError for a part that is not there."""
    layer, path = layers[index], []
    rest = list(names)
    while rest and isinstance(layer, Chain):
        path.append(rest.pop(0))
        layer = layer.parts[path[-1]]
    if rest and (len(rest) > 1 or rest[0] not in blocks_of(layer)):
        raise KeyError(SEPARATOR.join(names))
    return Way(index, tuple(path), rest[0] if rest else "")


def blocks_of(layer: Layer) -> dict[str, tuple[int, int]]:
    """The shapes (rows, columns) of a layer's blocks [W | b], in their order in the flat vector.

    A single block has an empty name; a layer without parameters, or made of layers, has none.
    """
    if isinstance(layer, GRU):
        rows = 3 * layer.units
        return {"x": (rows, layer.inputs + 1), "h": (rows, layer.units + 1)}
    if isinstance(layer, MultiHeadAttention):
        width = layer.outputs
        return {"in": (3 * width, width + 1), "out": (width, width + 1)}
    return {"": layer.parameter_shape} if layer.size and not isinstance(layer, Chain) else {}


def part_before(chain: Layer, name: str) -> str | None:
    """The part that stands before this one in a chain; None for the first."""
    return _beside(chain, name, -1)


def part_after(chain: Layer, name: str) -> str | None:
    """The part that stands after this one in a chain; None for the last."""
    return _beside(chain, name, 1)


def _beside(chain: Layer, name: str, side: int) -> str | None:
    assert isinstance(chain, Chain)
    names = list(chain.parts)
    place = names.index(name) + side
    return names[place] if 0 <= place < len(names) else None
