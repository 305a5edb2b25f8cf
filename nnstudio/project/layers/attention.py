"""What transformers are made of, in a project."""

from typing import Annotated, ClassVar, Literal

import msgspec

from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.embedding import Embedding
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.learned_positions import LearnedPositions
from nnstudio.nn.layers.sinusoidal_positions import SinusoidalPositions
from nnstudio.nn.layers.transformer_block import TransformerBlock
from nnstudio.project.flow import Flow, Kind
from nnstudio.project.layers.kind import Family, LayerKind, UnfitError

SEQUENCE: frozenset[Kind] = frozenset({"sequence"})
Heads = Annotated[int, msgspec.Meta(ge=1, le=16)]


class EmbeddingSpec(LayerKind, frozen=True, kw_only=True, tag="embedding"):
    """A vector of so many values for every token."""

    kind_title: ClassVar[str] = "Embedding"
    family: ClassVar[Family] = "attention"
    reads: ClassVar[frozenset[Kind]] = frozenset({"tokens"})
    width: Annotated[int, msgspec.Meta(ge=1, le=512)] = 16

    def output(self, flow: Flow) -> Flow:
        return Flow((self.width, flow.time))

    def build(self, flow: Flow) -> Layer:
        return Embedding(flow.vocabulary, flow.time, self.width)


class PositionsSpec(LayerKind, frozen=True, kw_only=True, tag="positions"):
    """Tells every step where it stands: waves that are given, or vectors that are learned."""

    kind_title: ClassVar[str] = "Positions"
    family: ClassVar[Family] = "attention"
    reads: ClassVar[frozenset[Kind]] = SEQUENCE
    encoding: Literal["sinusoidal", "learned"] = "sinusoidal"

    def output(self, flow: Flow) -> Flow:
        return flow

    def build(self, flow: Flow) -> Layer:
        if self.encoding == "learned":
            return LearnedPositions(flow.features, flow.time)
        return SinusoidalPositions(flow.features, flow.time)


class AttentionSpec(LayerKind, frozen=True, kw_only=True, tag="attention"):
    """Self-attention; causal: no step looks at what comes after it."""

    kind_title: ClassVar[str] = "Attention"
    family: ClassVar[Family] = "attention"
    reads: ClassVar[frozenset[Kind]] = SEQUENCE
    heads: Heads = 2
    causal: bool = False

    def check(self, flow: Flow) -> None:
        check_heads(self, self.heads, flow)

    def output(self, flow: Flow) -> Flow:
        return flow

    def build(self, flow: Flow) -> Layer:
        return MultiHeadAttention(flow.features, flow.time, self.heads, self.causal)


class TransformerBlockSpec(LayerKind, frozen=True, kw_only=True, tag="transformer-block"):
    """Attention and a feed-forward network, each with a norm and a way past it.

    `hidden` is the width within the feed-forward network, `rate` the share that dropout leaves out.
    """

    kind_title: ClassVar[str] = "Transformer block"
    family: ClassVar[Family] = "attention"
    reads: ClassVar[frozenset[Kind]] = SEQUENCE
    heads: Heads = 2
    hidden: Annotated[int, msgspec.Meta(ge=1, le=2048)] = 32
    causal: bool = False
    norm: Literal["before", "after"] = "before"
    rate: Annotated[float, msgspec.Meta(ge=0.0, le=0.95)] = 0.0

    def check(self, flow: Flow) -> None:
        check_heads(self, self.heads, flow)

    def output(self, flow: Flow) -> Flow:
        return flow

    def build(self, flow: Flow) -> Layer:
        return TransformerBlock(
            flow.features,
            flow.time,
            self.heads,
            self.hidden,
            self.causal,
            self.norm == "before",
            self.rate,
        )


def check_heads(spec: AttentionSpec | TransformerBlockSpec, heads: int, flow: Flow) -> None:
    """Raises UnfitError when the width of the flow cannot be shared out among the heads."""
    width = flow.features
    if width % heads:
        fitting = max(count for count in range(1, heads) if width % count == 0)
        raise UnfitError(
            f"{heads} heads share the {width} values of every step among them, and {width} cannot "
            f"be divided by {heads}.",
            msgspec.structs.replace(spec, heads=fitting),
            f"Take {fitting} heads" if fitting > 1 else "Take 1 head",
        )
