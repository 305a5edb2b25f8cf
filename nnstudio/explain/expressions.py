"""Expressions: numbers that know their symbol and where they came from, and what is done to them.

Every expression has a `value`, worked out anew from the numbers in it. An equation says that this
is the number that the core has: the tests compare the two.

Symbols are written as in TeX, with `_` and `^` and braces, and with Greek letters as they are:
"w_{3,1}", "δ_2", "m̂". Equal formulas have equal symbols, so that they are typeset once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, exp, fsum, inf, log, prod, sin, sqrt, tanh
from typing import Literal

from nnstudio.explain.inside import SEPARATOR

SLOPE_OF_THE_LOSS = "slope of the loss"
"""The name of ∂C/∂a, what comes back to an output from above."""

SLOPE_OF_THE_STATE = "slope of the state"
"""The name of ∂C/∂h of a state: what comes from above and what comes back from later."""

Role = Literal[
    "input",
    "output",
    "sum",
    "weight",
    "delta",
    "target",
    "loss",
    "gradient",
    "new weight",
    "part",
]


@dataclass(frozen=True)
class Place:
    """Where a number stands, so that a click on it can lead there.

    role       layer_id   index
    input      empty      what enters the network, in the shape of its flow
    output     its layer  a of a neuron: (unit,); of a step or pixel (feature, …)
    sum        its layer  z, likewise
    delta      its layer  ∂C/∂z, likewise; ∂C/∂a where a layer has no z
    weight     its layer  (row, column) of [W | b]; the bias stands in the last column
    gradient   its layer  ∂C/∂w, likewise
    new weight its layer  w after this step, likewise
    target     empty      y: (output,) or (output, position)
    loss       empty      ()
    part       its layer  a number inside, `name` says of what: a gate, a score, a mask

    `block` says in which part of a layer that is made of layers, or in which of several blocks of
    weights, as in Subject; it may be given behind the layer's id, as inside.inner_id writes it.
    A sum or a delta inside has a `name` too: that of the gate, say, and (unit, step) as index.
    """

    role: Role
    layer_id: str = ""
    index: tuple[int, ...] = ()
    name: str = ""
    block: str = ""

    def __post_init__(self) -> None:
        outer, _, inner = self.layer_id.partition(SEPARATOR)
        if inner:
            object.__setattr__(self, "layer_id", outer)
            object.__setattr__(self, "block", inner)


@dataclass(frozen=True)
class Number:
    """A number with its symbol; `place` is None for constants and settings."""

    symbol: str
    value: float
    place: Place | None = None


@dataclass(frozen=True)
class Rest:
    """The terms of a long sum that are too small to be shown: how many, and what they make."""

    count: int
    value: float


@dataclass(frozen=True)
class Sum:
    """term + term + …

    `symbol` is the sum in short, such as "Σ_j w_{3j} x_j", which stands before the numbers.
    """

    terms: tuple["Expression", ...]
    symbol: str = ""

    @property
    def value(self) -> float:
        return fsum(term.value for term in self.terms)


@dataclass(frozen=True)
class Product:
    """factor · factor · …"""

    factors: tuple["Expression", ...]

    @property
    def value(self) -> float:
        return prod(factor.value for factor in self.factors)


@dataclass(frozen=True)
class Quotient:
    """over / under."""

    over: "Expression"
    under: "Expression"

    @property
    def value(self) -> float:
        return self.over.value / self.under.value


@dataclass(frozen=True)
class Difference:
    """first − second."""

    first: "Expression"
    second: "Expression"

    @property
    def value(self) -> float:
        return self.first.value - self.second.value


@dataclass(frozen=True)
class Power:
    """base ^ exponent."""

    base: "Expression"
    exponent: float

    @property
    def value(self) -> float:
        return float(self.base.value**self.exponent)


@dataclass(frozen=True)
class Applied:
    """A function of a number, by its name: see FUNCTIONS."""

    function: str
    argument: "Expression"

    @property
    def value(self) -> float:
        return FUNCTIONS[self.function](self.argument.value)


@dataclass(frozen=True)
class Largest:
    """The largest of some expressions."""

    of: tuple["Expression", ...]

    @property
    def value(self) -> float:
        return max(one.value for one in self.of)


Expression = Number | Rest | Sum | Product | Quotient | Difference | Power | Applied | Largest


@dataclass(frozen=True)
class Equation:
    """left = right, in numbers; `about` says in a sentence what happens here, and why."""

    left: Number
    right: Expression
    about: str = ""


def _sigmoid(z: float) -> float:
    return 0.5 * tanh(0.5 * z) + 0.5


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "identity": lambda z: z,
    "sigmoid": _sigmoid,
    "tanh": tanh,
    "relu": lambda z: max(z, 0.0),
    "leaky relu": lambda z: z if z > 0.0 else 0.01 * z,
    "exp": exp,
    "log": lambda z: log(z) if z > 0.0 else -inf,
    "sqrt": sqrt,
    "sign": lambda z: float((z > 0.0) - (z < 0.0)),
    "abs": abs,
    "sin": sin,
    "cos": cos,
}


def folded(
    values: Sequence[float], make: Callable[[int], Expression], most: int | None
) -> tuple[Expression, ...]:
    """The terms of a sum in their order: the `most` largest, and the others as one Rest.

    `values` are what the terms come to, `make` writes one of them out. None shows them all.
    """
    count = len(values)
    if most is None or count <= most + 1:
        return tuple(make(index) for index in range(count))
    by_size = sorted(range(count), key=lambda index: -abs(values[index]))
    shown = sorted(by_size[:most])
    rest = fsum(float(values[index]) for index in by_size[most:])
    return (*(make(index) for index in shown), Rest(count - most, rest))
