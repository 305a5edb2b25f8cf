"""Which numbers of a derivation are left blank, and with how many digits the others are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, isfinite, log10
from random import Random
from typing import Literal

from nnstudio.explain.derivation import Derivation
from nnstudio.explain.exercise.wording import formula, spoken
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Largest,
    Number,
    Power,
    Product,
    Quotient,
    Rest,
    Sum,
)

Level = Literal[1, 2, 3]
ALL: Level = 3
"""The level at which every result and every product is blank."""
LEAST, MOST = 2, 6
"""Significant digits that an answer needs: usually, and where a small step would drown in less."""
FEWEST_GIVEN, MOST_GIVEN = 4, 10
GIVEN_ERROR = 0.3
"""How far the numbers that are given may lead from the truth, in units of the last digit judged."""
JUDGED = 3
"""Digits up to which an answer is judged, unless it needs more: the numbers given are rounded."""
ZERO = 1e-6
"""What is nearer to 0 than this counts as 0 where 0 is right."""


@dataclass(frozen=True)
class Blank:
    """A number to be worked out.

    line: the place of its equation among those of the exercise. term: which term of that
    equation's sum, None for the result. equation: what it is worked out from. needed: how many
    significant digits an answer has to have.
    """

    line: int
    term: int | None
    equation: Equation
    needed: int = LEAST

    @property
    def value(self) -> float:
        """The right number, as the core has it."""
        return self.equation.left.value

    @property
    def name(self) -> str:
        """What it is called: z₂, or w₂,₁ · x₁."""
        return formula(self.equation.right) if self.term is not None else self.symbol

    @property
    def symbol(self) -> str:
        """The symbol of its equation's left side."""
        return spoken(self.equation.left.symbol)


@dataclass(frozen=True)
class Exercise:
    """Equations of a derivation with blanks in them, in reading order.

    digits: for every equation with how many significant digits its numbers are given, so that
    whoever reckons with them comes to the right answer.
    """

    equations: tuple[Equation, ...]
    blanks: tuple[Blank, ...]
    digits: tuple[int, ...]


def choose(derivation: Derivation, level: Level, seed: int, subject: str = "") -> Exercise:
    """One blank, two, or all; the same for the same level, seed and subject.

    The numeric derivative is left out: what is left of two nearly equal losses is nothing to
    reckon by hand. So is what has no finite number. What is only copied is a blank where there is
    nothing else. An exercise may have no blanks.
    """
    equations: list[Equation] = []
    every: list[Blank] = []
    digits: list[int] = []
    for equation in _written(derivation):
        needed = digits_given(equation)
        if needed is not None:
            within = [
                (blank, given)
                for blank in _terms_blank(len(equations), equation)
                if (given := digits_given(blank.equation)) is not None
            ]
            every += [blank for blank, _ in within]
            every.append(Blank(len(equations), None, equation, needed_for(equation)))
            digits.append(max(needed, *(given for _, given in within), FEWEST_GIVEN))
            equations.append(equation)
    every = [blank for blank in every if not _is_copy(blank.equation.right)] or every
    if level != ALL and every:
        chance = Random(f"{subject} {level} {seed}")
        first = chance.choice([blank for blank in every if blank.term is None])
        picked = [first]
        others = [blank for blank in every if blank is not first]
        if level == 2 and others:
            picked.append(chance.choice(others))
        every = sorted(picked, key=every.index)
    return Exercise(tuple(equations), tuple(every), tuple(digits))


def terms_of(equation: Equation) -> tuple[Expression, ...]:
    """The terms of the equation's sum; none where it has no sum with something to work out."""
    for node in _walk(equation.right):
        if isinstance(node, Sum):
            return node.terms if any(_is_work(term) for term in node.terms) else ()
        if not isinstance(node, Quotient | Product):
            return ()
    return ()


def digits_given(equation: Equation) -> int | None:
    """How many digits its numbers need, so that they lead to its value; None if too many."""
    value = equation.left.value
    if not isfinite(value) or not isfinite(equation.right.value):
        return None
    allowed = GIVEN_ERROR * unit(value, max(JUDGED, needed_for(equation)))
    for digits in range(FEWEST_GIVEN, MOST_GIVEN + 1):
        try:
            reached = rounded(equation.right, digits).value
        except (ArithmeticError, ValueError):
            continue
        if abs(reached - value) <= allowed:
            return digits
    return None


def needed_for(equation: Equation) -> int:
    """Enough digits to tell a small step from none: w − η g is not w."""
    right, value = equation.right, equation.left.value
    if not isinstance(right, Difference) or not value:
        return LEAST
    step = abs(right.second.value)
    if not step:
        return LEAST
    for digits in range(LEAST, MOST):
        if unit(value, digits) <= 0.6 * step:
            return digits
    return MOST


def unit(value: float, digits: int) -> float:
    """How much one more is in this significant digit of a number."""
    if not value:
        return ZERO
    return float(10.0 ** (floor(log10(abs(value))) - digits + 1))


def rounded(node: Expression, digits: int) -> Expression:
    """The same expression with its numbers rounded to so many significant digits."""

    def inner(part: Expression) -> Expression:
        return rounded(part, digits)

    match node:
        case Number():
            return Number(node.symbol, _rounded(node.value, digits), node.place)
        case Rest():
            return Rest(node.count, _rounded(node.value, digits))
        case Sum():
            return Sum(tuple(map(inner, node.terms)), node.symbol)
        case Product():
            return Product(tuple(map(inner, node.factors)))
        case Quotient():
            return Quotient(inner(node.over), inner(node.under))
        case Difference():
            return Difference(inner(node.first), inner(node.second))
        case Power():
            return Power(inner(node.base), node.exponent)
        case Applied():
            return Applied(node.function, inner(node.argument))
        case Largest():
            return Largest(tuple(map(inner, node.of)))


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _written(derivation: Derivation) -> tuple[Equation, ...]:
    parts = derivation
    return (*parts.forward, *parts.loss, *parts.backward, *parts.update)


def _terms_blank(line: int, equation: Equation) -> Iterator[Blank]:
    """The terms of its sum that are to be worked out themselves; what is 0 need not be."""
    terms = terms_of(equation)
    if len(terms) > 1:
        for place, term in enumerate(terms):
            if _is_work(term) and term.value:
                yield Blank(line, place, Equation(Number("", term.value), term))


def _is_work(term: Expression) -> bool:
    return not isinstance(term, Number | Rest)


def _is_copy(right: Expression) -> bool:
    """Whether there is nothing to work out."""
    if isinstance(right, Applied):
        return right.function == "identity"
    return isinstance(right, Number)


def _walk(node: Expression) -> Iterator[Expression]:
    """The node, and what stands in it where a sum may be looked for."""
    yield node
    if isinstance(node, Quotient):
        yield from _walk(node.over)
    elif isinstance(node, Product):
        sums = [factor for factor in node.factors if isinstance(factor, Sum)]
        if sums:
            yield from _walk(sums[0])
