"""Learning-rate schedules: the rate η of an epoch, from the base rate that the user set."""

from dataclasses import dataclass
from math import cos, pi
from typing import Protocol


class Schedule(Protocol):
    """η(epoch)."""

    def rate(self, base: float, epoch: int) -> float:
        """The learning rate in this epoch, counted from 0."""
        ...


@dataclass(frozen=True)
class Constant:
    """η = η₀."""

    def rate(self, base: float, epoch: int) -> float:
        return base


@dataclass(frozen=True)
class Step:
    """η = η₀ · factor^⌊epoch / every⌋: drops by the factor every so many epochs."""

    factor: float = 0.5
    every: int = 100

    def rate(self, base: float, epoch: int) -> float:
        return base * float(self.factor ** (epoch // self.every))


@dataclass(frozen=True)
class Cosine:
    """η = η₀ · ½ (1 + cos(π · epoch / epochs)), at the least 0.001 η₀.

    Loshchilov and Hutter 2017. The floor keeps a run that goes on after the last epoch from
    standing still for no visible reason.
    """

    epochs: int = 1000

    def rate(self, base: float, epoch: int) -> float:
        share = min(epoch / self.epochs, 1.0)
        return base * max(0.5 * (1.0 + cos(pi * share)), 0.001)
