"""a = f(z) on the way forward, and δ = ∂C/∂a · f′(z) on the way back."""

from dataclasses import replace
from math import exp

from nnstudio.explain.derivation import Curve
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Number,
    Place,
    Power,
    Product,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import (
    arriving,
    delta_number,
    features_at,
    output_number,
    sum_number,
    sums_of,
)
from nnstudio.nn.activations import Activation
from nnstudio.nn.layers.layer import Layer

ONE = Number("1", 1.0)


def activation_of(layer: Layer) -> Activation:
    """The activation of a layer that has one of its own."""
    return layer.activation  # type: ignore[attr-defined, no-any-return]


def activated(moment: Moment, layer_id: str, place: tuple[int, ...], most: int | None) -> Equation:
    """a = f(z); softmax writes out its share of all."""
    layer = moment.layer(layer_id)
    name = activation_of(layer).name
    left = output_number(moment, layer_id, place)
    z = sum_number(moment, layer_id, place)
    if name != "softmax":
        return Equation(left, Applied(name, z), "The activation bends the sum.")
    Z = sums_of(layer)
    assert Z is not None
    column = features_at(Z, place[1:], moment.column)
    largest = float(column.max())
    highest = Number("z_{max}", largest)
    values = [exp(float(value) - largest) for value in column]

    def term(unit: int) -> Expression:
        return Applied("exp", Difference(sum_number(moment, layer_id, (unit, *place[1:])), highest))

    total = Sum(folded(values, term, most), symbol="Σ_{k} e^{z_{k} − z_{max}}")
    about = (
        "Softmax shares out 100 % among all neurons. The largest z is taken off first, which "
        "changes nothing and keeps the numbers small."
    )
    return Equation(left, Quotient(Applied("exp", Difference(z, highest)), total), about)


def curve_at(moment: Moment, layer_id: str, place: tuple[int, ...]) -> Curve | None:
    """The activation with the point at which this neuron stands; none for softmax."""
    name = activation_of(moment.layer(layer_id)).name
    if name == "softmax":
        return None
    z = sum_number(moment, layer_id, place).value
    a = output_number(moment, layer_id, place)
    return Curve(name, z, a.value, slope(name, a).value)


def slope(name: str, a: Number) -> Expression:
    """f′(z) as the core has it, written through a."""
    if name == "sigmoid":
        return Product((a, Difference(ONE, a)))
    if name == "tanh":
        return Difference(ONE, Power(a, 2.0))
    if name == "relu":
        return Applied("sign", a)
    if name == "leaky relu":
        return ONE if a.value > 0.0 else Number("0.01", 0.01)
    return ONE


def delta_through(
    moment: Moment, layer_id: str, place: tuple[int, ...], above: Number, most: int | None = None
) -> Equation:
    """δ from what comes from above, ∂C/∂a, through the slope of the activation."""
    name = activation_of(moment.layer(layer_id)).name
    left = delta_number(moment, layer_id, place)
    a = output_number(moment, layer_id, place)
    if name == "softmax":
        right = _through_softmax(moment, layer_id, place, above, most)
        about = "Every answer of a softmax depends on every z, so all slopes of the loss count."
        return Equation(left, right, about)
    if name == "identity":
        return Equation(left, above, "The identity has the slope 1.")
    return Equation(left, Product((above, slope(name, a))), SLOPES[name])


def _through_softmax(
    moment: Moment, layer_id: str, place: tuple[int, ...], above: Number, most: int | None
) -> Expression:
    layer = moment.layer(layer_id)
    dA = arriving(moment.own, layer)
    assert dA is not None
    slopes = moment.share * features_at(dA, place[1:], moment.column).astype(float)
    answers = features_at(layer.A, place[1:], moment.column).astype(float)

    def term(unit: int) -> Expression:
        at = (unit, *place[1:])
        own = Number(f"∂C/∂{indexed('a', *at)}", float(slopes[unit]))
        return Product((output_number(moment, layer_id, at), own))

    values = [float(value) for value in slopes * answers]
    total = Sum(folded(values, term, most), symbol="Σ_{k} a_{k} ∂C/∂a_{k}")
    return Product((output_number(moment, layer_id, place), Difference(above, total)))


def arriving_number(moment: Moment, layer_id: str, place: tuple[int, ...]) -> Number | None:
    """∂C/∂a of the chosen sample alone; None where the core does not compute it."""
    dA = arriving(moment.own, moment.layer(layer_id))
    if dA is None:
        return None
    value = moment.share * float(dA[*place, moment.column])
    symbol = f"∂C/∂{indexed('a', *place)}"
    return Number(symbol, value, Place("part", layer_id, place, "slope of the loss"))


def from_further_up(moment: Moment, layer_id: str, place: tuple[int, ...]) -> Number:
    """∂C/∂a of a layer, as it stands in the equation of the layer below: with a + above, since
    that has a ∂C/∂a of its own."""
    number = arriving_number(moment, layer_id, place)
    assert number is not None
    return replace(number, symbol=f"{number.symbol}^{{+}}")


SLOPES = {
    "sigmoid": "The slope of the sigmoid is a (1 − a): steepest at a = ½.",
    "tanh": "The slope of tanh is 1 − a²: steepest at 0, flat where a is near ±1.",
    "relu": "The slope of ReLU is 1 where a is positive, else 0: then nothing comes through.",
    "leaky relu": "The slope of leaky ReLU is 1 where z is positive, else 0.01.",
}
