"""Known mistakes: what comes out of an equation if one thing in it is done wrongly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import exp, isfinite, log10, tanh
from operator import add, mul
from typing import Literal

from nnstudio.explain.exercise.wording import NAMES, factor_name, formula, function_name
from nnstudio.explain.expressions import (
    FUNCTIONS,
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

Kind = Literal[
    "sign",
    "derivative",
    "factor",
    "divisor",
    "bias",
    "term",
    "activation",
    "inverted",
    "power",
    "point",
]
ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "leaky relu")
COUNTS = {1: "one", 2: "two", 3: "three"}
SHIFTS = (1, -1, 2, -2, 3, -3)


@dataclass(frozen=True)
class Mistake:
    """What a learner gets who does this one thing wrongly, and the sentence that helps."""

    kind: Kind
    value: float
    sentence: str


def mistakes_of(equation: Equation) -> Iterator[Mistake]:
    """All known mistakes of an equation, the likeliest first; each gives a finite number."""
    truth = equation.left.value
    known = [*_slope_forgotten(equation), *_of(equation.right)]
    turned = Mistake("sign", -truth, _sign_sentence(equation))
    # Who takes a − y the wrong way round gets the sign wrong, and should hear why.
    known.insert(len(known) if _meets_target(equation.right) else 0, turned)
    for mistake in known:
        if isfinite(mistake.value):
            yield mistake
    for power in SHIFTS:
        count, places = COUNTS[abs(power)], "place" if abs(power) == 1 else "places"
        side = "left" if power > 0 else "right"
        yield Mistake(
            "point",
            truth * 10.0**power,
            "The digits are right, but the decimal point is not: it belongs "
            f"{count} {places} further to the {side}.",
        )


def _sign_sentence(equation: Equation) -> str:
    if isinstance(equation.right, Product):
        return "The size is right, only the sign is not: count the minus signs among the factors."
    return "The size is right, only the sign is not: follow the minus signs once more."


def _meets_target(node: Expression) -> bool:
    """Whether an answer is compared with its target in it: a − y."""
    if isinstance(node, Difference):
        second = node.second
        place = second.place if isinstance(second, Number) else None
        return place is not None and place.role == "target"
    if isinstance(node, Product):
        return any(_meets_target(factor) for factor in node.factors)
    return isinstance(node, Quotient) and _meets_target(node.over)


def _slope_forgotten(equation: Equation) -> Iterator[Mistake]:
    """δ without f′(z), which stands last among its factors."""
    right, is_delta = equation.right, equation.left.symbol.startswith("δ")
    if is_delta and isinstance(right, Product) and len(right.factors) == 2:
        above, slope = right.factors
        yield Mistake(
            "derivative",
            above.value,
            "That is what comes back from above. The derivative of the activation is still "
            f"missing: times f′(z) = {formula(slope)}.",
        )


def _of(node: Expression) -> Iterator[Mistake]:
    """What the node comes to when one thing in or below it is done wrongly."""
    if isinstance(node, Sum):
        yield from _of_sum(node)
    elif isinstance(node, Product):
        yield from _of_product(node)
    elif isinstance(node, Quotient):
        yield from _of_quotient(node)
    elif isinstance(node, Difference):
        yield from _of_difference(node)
    elif isinstance(node, Power):
        yield from _of_power(node)
    elif isinstance(node, Applied):
        yield from _of_applied(node)
    elif isinstance(node, Largest):
        for one in node.of:
            name = formula(one)
            yield Mistake("term", one.value, f"That is {name}, which is not the largest of them.")


def _of_sum(node: Sum) -> Iterator[Mistake]:
    total = node.value
    if len(node.terms) > 1:
        for term in node.terms:
            yield _term_forgotten(term, total - term.value)
        for term in node.terms:
            if term.value:
                yield Mistake(
                    "sign",
                    total - 2.0 * term.value,
                    f"One sign has turned round: {formula(term)} comes in with its own sign, "
                    f"and it is {'negative' if term.value < 0.0 else 'positive'}.",
                )
    if len(node.terms) > 2:
        for term in node.terms:
            yield Mistake(
                "term", term.value, f"That is {formula(term)} alone; add the other terms to it."
            )
    for term in node.terms:
        yield from _through(term, partial(add, total - term.value))


def _term_forgotten(term: Expression, value: float) -> Mistake:
    bias = isinstance(term, Number) and term.symbol.startswith("b")
    if bias:
        return Mistake("bias", value, f"The bias is missing: add {formula(term)} at the end.")
    if isinstance(term, Rest):
        return Mistake("term", value, "The smaller terms are missing: their sum is given too.")
    return Mistake("term", value, f"One term is missing: {formula(term)}.")


def _of_product(node: Product) -> Iterator[Mistake]:
    values = [factor.value for factor in node.factors]

    def others(without: int) -> float:
        found = 1.0
        for place, value in enumerate(values):
            found *= 1.0 if place == without else value
        return found

    for place, factor in enumerate(node.factors):
        if isinstance(factor, Number) and factor.symbol == "−1":
            sentence = "The minus sign in front is missing."
        else:
            sentence = f"One factor is missing: {factor_name(factor)}."
        yield Mistake("factor", others(place), sentence)
    if len(values) == 2:
        first, second = (formula(factor) for factor in node.factors)
        yield Mistake(
            "factor", values[0] + values[1], f"{first} and {second} are multiplied, not added."
        )
    for place, factor in enumerate(node.factors):
        yield from _through(factor, partial(mul, others(place)))


def _of_quotient(node: Quotient) -> Iterator[Mistake]:
    over, under = node.over.value, node.under.value
    name = formula(node.under)
    mean = isinstance(node.under, Number) and node.under.symbol.isdigit()
    yield Mistake(
        "divisor",
        over,
        f"The sum is right; for the mean divide it by {name}."
        if mean
        else f"Nearly there: it is still to be divided by {name}.",
    )
    yield Mistake("divisor", over * under, f"Divide by {name} here; do not multiply.")
    if over:
        yield Mistake(
            "inverted", under / over, f"The fraction is upside down: {formula(node.over)} is above."
        )
    yield from _through(node.over, lambda value: value / under)
    yield from _through(node.under, lambda value: over / value)


def _of_difference(node: Difference) -> Iterator[Mistake]:
    first, second = node.first.value, node.second.value
    names = formula(node.first), formula(node.second)
    yield Mistake(
        "inverted",
        second - first,
        f"The difference is the wrong way round: {names[0]} comes first, and {names[1]} is "
        "taken off.",
    )
    yield Mistake("sign", first + second, f"{names[1]} is taken off, not added.")
    yield Mistake("term", first, f"{names[1]} has not been taken off yet.")
    if isinstance(node.first, Number) and node.first.place is None:
        yield Mistake("term", second, f"That is {names[1]}; take it off {names[0]}.")
    yield from _through(node.second, lambda value: first - value)
    yield from _through(node.first, lambda value: value - second)


def _of_power(node: Power) -> Iterator[Mistake]:
    base, exponent, name = node.base.value, node.exponent, formula(node.base)
    yield Mistake("power", base, f"The power is missing: {formula(node)}.")
    yield Mistake(
        "power",
        base * exponent,
        f"{formula(node)} is {name} times itself, not {exponent:g} times {name}.",
    )
    yield Mistake("sign", -(base**exponent), f"{formula(node)} is never negative.")
    yield from _through(node.base, lambda value: float(value**exponent))


def _of_applied(node: Applied) -> Iterator[Mistake]:
    z, name, argument = node.argument.value, function_name(node), formula(node.argument)
    activation = node.function in ACTIVATIONS
    yield Mistake(
        "activation",
        z,
        f"That is {argument}, before the activation: {name} is still to be applied to it."
        if activation
        else f"That is {argument}; {name} is still to be applied to it.",
    )
    if activation:
        for other in ACTIVATIONS:
            if other not in (node.function, "identity"):
                yield Mistake(
                    "activation",
                    FUNCTIONS[other](z),
                    f"That is {NAMES.get(other, other)} of {argument}; this neuron has {name}.",
                )
    if node.function == "log" and z > 0.0:
        yield Mistake(
            "activation", log10(z), "Here log is the natural logarithm, the one to the base e."
        )
    if node.function == "tanh":
        yield Mistake("sign", tanh(-z), "tanh keeps the sign of what it is applied to.")
    if node.function == "sigmoid" and abs(z) < 700.0:
        yield Mistake(
            "sign",
            1.0 / (1.0 + exp(z)),
            f"The sign in the exponent: sigmoid is 1 / (1 + e^(−z)), and z is {argument}.",
        )
    yield from _through(node.argument, lambda value: FUNCTIONS[node.function](value))


def _through(part: Expression, whole: Callable[[float], float]) -> Iterator[Mistake]:
    """Mistakes made in a part, as they show in the whole."""
    for mistake in _of(part):
        try:
            value = whole(mistake.value)
        except (ArithmeticError, ValueError, TypeError):
            continue
        if isfinite(value):
            yield Mistake(mistake.kind, value, mistake.sentence)
