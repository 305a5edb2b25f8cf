"""The loss, written out for one sample and over its batch, and where the way back begins."""

from math import isclose

import numpy as np

from nnstudio.explain.activations import delta_through
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
from nnstudio.explain.values import delta_number
from nnstudio.nn.columns import Array
from nnstudio.nn.losses import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    HalfSquaredError,
    Loss,
    MeanSquaredError,
)

ONE = Number("1", 1.0)


def loss_equations(moment: Moment, most: int | None) -> tuple[Equation, ...]:
    """C of the chosen sample, and over the batch of this step, term by term."""
    own = loss_of_sample(moment, most)
    return own, loss_of_batch(moment, most)


def loss_of_sample(moment: Moment, most: int | None) -> Equation:
    """C for the chosen sample alone; over all positions where there is an answer at each."""
    output_id = moment.project.layers[-1].id
    A, Y = columns_of(moment.own.output.A, moment.column), columns_of(moment.Y, moment.column)
    loss = moment.own.loss
    cells = [(i, t) for t in range(A.shape[1]) for i in range(A.shape[0])]
    if isinstance(loss, CategoricalCrossEntropy):
        cells = [(i, t) for i, t in cells if Y[i, t] == 1.0]
    positions = A.shape[1] > 1

    def term(index: int) -> Expression:
        i, t = cells[index]
        place = (i, t) if positions else (i,)
        a = Number(indexed("a", *place), float(A[i, t]), Place("output", output_id, place))
        y = Number(indexed("y", *place), float(Y[i, t]), Place("target", "", place))
        return term_of(loss, a, y)

    values = [term(index).value for index in range(len(cells))]
    terms = folded(values, term, most)
    count = counted(loss, A)
    about = ABOUT[type(loss)]
    total = Sum(terms, symbol=SYMBOLS[type(loss)])
    right: Expression = total
    if count != 1.0:
        right = Quotient(total, Number(str(int(count)), count))
    own, output = slice(moment.column, moment.column + 1), moment.own.output
    core = float(loss.value(output.Z[..., own], output.A[..., own], moment.Y[..., own]))
    if not isclose(core, right.value, rel_tol=1e-9, abs_tol=1e-12):
        about = f"{about} {ROUNDED}"
    return Equation(Number("C", core, Place("loss")), right, about)


def loss_of_batch(moment: Moment, most: int | None) -> Equation:
    """C over the batch of this step: the mean of its samples."""
    values = batch_losses(moment)

    def term(index: int) -> Expression:
        return Number(indexed("C", index), values[index])

    total = Sum(folded(values, term, most), symbol="Σ_{s} C_{s}")
    count = len(values)
    right = Quotient(total, Number(str(count), float(count)))
    about = "Over the batch the loss is the mean of its samples."
    value = float(moment.step.value(moment.targets))
    return Equation(Number("C̄", value, Place("loss", name="batch")), right, about)


def batch_losses(moment: Moment) -> list[float]:
    """C of every sample of the batch."""
    step, Y = moment.step, moment.targets
    found = []
    for sample in range(step.batch):
        part = slice(sample, sample + 1)
        output = step.output
        found.append(step.loss.value(output.Z[..., part], output.A[..., part], Y[..., part]))
    return found


def delta_of_output(moment: Moment, place: tuple[int, ...]) -> tuple[Equation, ...]:
    """∂C/∂z of an output neuron for the chosen sample, as loss and activation in use make it."""
    output, loss = moment.own.output, moment.own.loss
    layer_id = moment.project.layers[-1].id
    at = (*place, moment.column)
    a = Number(indexed("a", *place), float(output.A[at]), Place("output", layer_id, place))
    y = Number(indexed("y", *place), float(moment.Y[at]), Place("target", "", place))
    E = Difference(a, y)
    count = float(np.prod(output.output_shape[1:]))  # positions that the mean is taken over
    if loss.fused_with is not None:
        right: Expression = E if count == 1 else Quotient(E, Number(str(int(count)), count))
        about = (
            "The slope of the loss and that of the activation cancel out, so that what is left is "
            "how far the answer is from the target."
        )
        return (Equation(delta_number(moment, layer_id, place), right, about),)
    outer: list[Expression] = [
        *([Number("2", 2.0)] if isinstance(loss, MeanSquaredError) else []),
        E,
    ]
    shared = count * (output.outputs if isinstance(loss, MeanSquaredError) else 1.0)
    right = Product(tuple(outer)) if len(outer) > 1 else E
    if shared != 1.0:
        right = Quotient(right, Number(str(int(shared)), shared))
    slope = Number(
        f"∂C/∂{indexed('a', *place)}",
        right.value,
        Place("part", layer_id, place, "slope of the loss"),
    )
    return (
        Equation(slope, right, "How the loss of this sample changes with the answer."),
        delta_through(moment, layer_id, place, slope),
    )


def term_of(loss: Loss, a: Number, y: Number) -> Expression:
    """What one output adds to the loss of a sample."""
    if isinstance(loss, MeanSquaredError):
        return Power(Difference(a, y), 2.0)
    if isinstance(loss, HalfSquaredError):
        return Product((Number("½", 0.5), Power(Difference(a, y), 2.0)))
    if isinstance(loss, CategoricalCrossEntropy):
        return Product((Number("−1", -1.0), Applied("log", a)))
    sure: Expression = Applied("log", a)
    unsure: Expression = Applied("log", Difference(ONE, a))
    if y.value not in (0.0, 1.0):
        sure, unsure = Product((y, sure)), Product((Difference(ONE, y), unsure))
        return Product((Number("−1", -1.0), Sum((sure, unsure))))
    return Product((Number("−1", -1.0), sure if y.value else unsure))


SYMBOLS: dict[type[Loss], str] = {
    MeanSquaredError: "Σ_{i} (a_{i} − y_{i})^{2}",
    HalfSquaredError: "Σ_{i} ½ (a_{i} − y_{i})^{2}",
    BinaryCrossEntropy: "− Σ_{i} [y_{i} log a_{i} + (1 − y_{i}) log(1 − a_{i})]",
    CategoricalCrossEntropy: "− Σ_{i} y_{i} log a_{i}",
}
ROUNDED = (
    "Here the answer is so certain that a has lost its digits; the core works from z, which has "
    "kept them, so its C is the exact one."
)
ABOUT: dict[type[Loss], str] = {
    MeanSquaredError: "The mean squared error: how far each answer is from its target, squared.",
    HalfSquaredError: "Half of the squared error, the form in which textbooks write it.",
    BinaryCrossEntropy: "Cross-entropy: the less probable the network thought the truth, the more.",
    CategoricalCrossEntropy: (
        "Cross-entropy: only the probability of the right class counts, and the less it was the "
        "more this costs."
    ),
}


def counted(loss: Loss, A: Array) -> float:
    """What the terms of a sample are divided by."""
    positions = float(A.shape[1])
    return positions * A.shape[0] if isinstance(loss, MeanSquaredError) else positions


def columns_of(values: Array, column: int) -> Array:
    """(outputs, positions) of one sample; one position where there is an answer for all."""
    own = values[..., column]
    return own if own.ndim == 2 else own[:, np.newaxis]
