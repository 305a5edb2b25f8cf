"""From ∂C/∂w to the weight that the run has after this step."""

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
)
from nnstudio.explain.moment import Moment
from nnstudio.nn.optimisers import Adam, Momentum, RMSprop


def update_equations(
    moment: Moment,
    layer_id: str,
    weight: tuple[int, int],
    flat: int,
    gradient: Expression,
    name: str,
) -> tuple[Equation, ...]:
    """∂C/∂w over the batch, what regularisation and bound make of it, and the new weight.

    `flat` is where the weight stands in the flat vector, `gradient` how its ∂C/∂w came about,
    `name` its symbol.
    """
    w = Number(name, float(moment.w[flat]), Place("weight", layer_id, weight))
    g = Number(f"∂C/∂{name}", float(moment.g[flat]), Place("gradient", layer_id, weight))
    about = "The gradient: the mean of what every sample of the batch says."
    equations = [Equation(g, gradient, about)]
    penalised = _penalised(moment, flat, w, g)
    if penalised is not None:
        equations.append(penalised)
        g = penalised.left
    if moment.clipping != 1.0:
        factor = Number("c", moment.clipping)
        clipped = Number("g", float(g.value * moment.clipping))
        about = "The gradient is longer than its bound, so all of it is made shorter alike."
        equations.append(Equation(clipped, Product((factor, g)), about))
        g = clipped
    return (*equations, *_optimised(moment, flat, w, g, Place("new weight", layer_id, weight)))


def _penalised(moment: Moment, flat: int, w: Number, g: Number) -> Equation | None:
    penalty = moment.training.settings.penalty
    if not penalty or not moment.training.network.weight_mask[flat]:
        return None
    terms: list[Expression] = [g]
    if penalty.l2:
        terms.append(Product((Number("λ_{2}", penalty.l2), w)))
    if penalty.l1:
        terms.append(Product((Number("λ_{1}", penalty.l1), Applied("sign", w))))
    left = Number("g", float(moment.g[flat] + moment.penalty[flat]))
    return Equation(left, Sum(tuple(terms)), "Regularisation adds its price on a large weight.")


def _optimised(moment: Moment, flat: int, w: Number, g: Number, new: Place) -> tuple[Equation, ...]:
    optimiser = moment.training.optimiser
    if isinstance(optimiser, Momentum):
        return _momentum(optimiser, moment, flat, w, g, new)
    if isinstance(optimiser, RMSprop):
        return _rmsprop(optimiser, moment, flat, w, g, new)
    if isinstance(optimiser, Adam):
        return _adam(optimiser, moment, flat, w, g, new)
    change = Product((_rate(moment), g))
    return (_new_weight(moment, flat, w, change, new, "Against the gradient, by the rate η."),)


def _momentum(
    optimiser: Momentum, moment: Moment, flat: int, w: Number, g: Number, new: Place
) -> tuple[Equation, ...]:
    before = Number("v", float(moment.memory["v"][flat]))
    v = Number("v_{new}", float(moment.new_memory["v"][flat]))
    mu = Number("μ", float(optimiser.mu))
    speed = Equation(
        v, Sum((Product((mu, before)), g)), "The velocity keeps a part of what it was."
    )
    change = Product((_rate(moment), v))
    return speed, _new_weight(moment, flat, w, change, new, "By the velocity, times the rate η.")


def _rmsprop(
    optimiser: RMSprop, moment: Moment, flat: int, w: Number, g: Number, new: Place
) -> tuple[Equation, ...]:
    before = Number("s", float(moment.memory["s"][flat]))
    s = Number("s_{new}", float(moment.new_memory["s"][flat]))
    rho, rest = Number("ρ", float(optimiser.rho)), Number("(1 − ρ)", float(optimiser.rest))
    mean = Sum((Product((rho, before)), Product((rest, Power(g, 2.0)))))
    size = Sum((Applied("sqrt", s), Number("ε", float(optimiser.epsilon))))
    change = Product((_rate(moment), Quotient(g, size)))
    return (
        Equation(s, mean, "A running mean of the squared gradient."),
        _new_weight(moment, flat, w, change, new, "By the gradient over its usual size."),
    )


def _adam(
    optimiser: Adam, moment: Moment, flat: int, w: Number, g: Number, new: Place
) -> tuple[Equation, ...]:
    beta1, beta2, t = optimiser.beta1, optimiser.beta2, moment.steps
    # The core remembers m / (1 − β₁) and v / (1 − β₂); the textbook's moments are shown.
    m_before = Number("m", (1.0 - beta1) * float(moment.memory["M"][flat]))
    v_before = Number("v", (1.0 - beta2) * float(moment.memory["V"][flat]))
    m = Number("m_{new}", (1.0 - beta1) * float(moment.new_memory["M"][flat]))
    v = Number("v_{new}", (1.0 - beta2) * float(moment.new_memory["V"][flat]))
    b1, r1 = Number("β_{1}", beta1), Number("(1 − β_{1})", 1.0 - beta1)
    b2, r2 = Number("β_{2}", beta2), Number("(1 − β_{2})", 1.0 - beta2)
    c1, c2 = 1.0 - beta1**t, 1.0 - beta2**t
    m_hat, v_hat = Number("m̂", m.value / c1), Number("v̂", v.value / c2)
    size = Sum((Applied("sqrt", v_hat), Number("ε", optimiser.epsilon)))
    change = Product((_rate(moment), Quotient(m_hat, size)))
    first = Sum((Product((b1, m_before)), Product((r1, g))))
    second = Sum((Product((b2, v_before)), Product((r2, Power(g, 2.0)))))
    start = f"Corrected for the start at 0; this is step t = {t}."
    return (
        Equation(m, first, "The first moment: a running mean of the gradient."),
        Equation(v, second, "The second moment: a running mean of its square."),
        Equation(m_hat, Quotient(m, Number(f"(1 − β_{{1}}^{{{t}}})", c1)), start),
        Equation(v_hat, Quotient(v, Number(f"(1 − β_{{2}}^{{{t}}})", c2)), start),
        _new_weight(moment, flat, w, change, new, "By the mean over the usual size, times η."),
    )


def _rate(moment: Moment) -> Number:
    return Number("η", moment.rate)


def _new_weight(
    moment: Moment, flat: int, w: Number, change: Expression, new: Place, about: str
) -> Equation:
    left = Number(f"{w.symbol}'", float(moment.new_w[flat]), new)
    return Equation(left, Difference(w, change), about)
