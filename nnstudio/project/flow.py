"""What flows from one layer to the next: how much, and of which kind."""

from dataclasses import dataclass
from math import prod
from typing import Literal

from nnstudio.nn.columns import Shape

Kind = Literal["values", "sequence", "image", "tokens"]
KINDS: tuple[Kind, ...] = ("values", "sequence", "image", "tokens")


@dataclass(frozen=True)
class Flow:
    """A sample on its way, without the batch.

    kind        shape
    values      (features,)
    sequence    (features, time)
    image       (channels, height, width)
    tokens      (time,): numbers that stand for the symbols of a `vocabulary` of so many
    """

    shape: Shape
    vocabulary: int = 0

    @property
    def kind(self) -> Kind:
        """Which of the four kinds it is."""
        if self.vocabulary:
            return "tokens"
        return KINDS[len(self.shape) - 1]

    @property
    def size(self) -> int:
        """How many numbers a sample has here."""
        return prod(self.shape)

    @property
    def features(self) -> int:
        """How many features a step, or how many channels an image, or how many values it has."""
        return self.shape[0]

    @property
    def time(self) -> int:
        """How many steps there are; 0 where there are none."""
        return self.shape[-1] if self.kind in ("sequence", "tokens") else 0

    def in_words(self) -> str:
        """As people read it, such as “8 maps of 6 × 6”."""
        if self.kind == "values":
            return f"{self.size:,} values" if self.size > 1 else "1 value"
        if self.kind == "tokens":
            return f"{self.time} tokens"
        if self.kind == "sequence":
            return f"a sequence of {self.time} steps with {self.features} values each"
        channels, height, width = self.shape
        if channels == 1:
            return f"an image of {height} × {width} pixels"
        return f"{channels} maps of {height} × {width}"
