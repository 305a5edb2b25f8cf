"""A derivation: everything that there is to say about a number, in the order of a step."""

from dataclasses import dataclass
from typing import Literal

from nnstudio.explain.expressions import Equation

Part = Literal["forward", "loss", "backward", "update", "check"]
PARTS: tuple[Part, ...] = ("forward", "loss", "backward", "update", "check")


@dataclass(frozen=True)
class Curve:
    """A function through which a number went: by its name, at z, with a = f(z) and its slope."""

    function: str
    z: float
    a: float
    slope: float


@dataclass(frozen=True)
class Derivation:
    """Equations by the part of the step that they belong to; parts without any are left out.

    `curve` is the activation at this neuron, if it has one of its own.
    """

    forward: tuple[Equation, ...] = ()
    loss: tuple[Equation, ...] = ()
    backward: tuple[Equation, ...] = ()
    update: tuple[Equation, ...] = ()
    check: tuple[Equation, ...] = ()
    curve: Curve | None = None

    def equations(self) -> tuple[Equation, ...]:
        """All equations, in the order of a step."""
        return (*self.forward, *self.loss, *self.backward, *self.update, *self.check)
