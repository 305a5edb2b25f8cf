"""Is the gradient right? The slope of the loss, measured by moving one weight a little."""

from dataclasses import dataclass
from math import log10

import numpy as np

from nnstudio.explain.expressions import Difference, Equation, Number, Place, Product, Quotient
from nnstudio.explain.moment import Moment
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.layer import Layer

USUAL_EPSILON = 1e-5


@dataclass(frozen=True)
class Check:
    """The numeric derivative beside the backpropagated one.

    digits: to how many decimal digits the two agree.
    """

    epsilon: float
    backpropagated: float
    numeric: float

    @property
    def digits(self) -> float:
        """−log₁₀ of their relative difference; 16 where float64 can tell no more."""
        scale = abs(self.backpropagated) + abs(self.numeric)
        difference = abs(self.backpropagated - self.numeric)
        if difference <= 1e-16 * scale or scale == 0.0:
            return 16.0
        return min(16.0, max(0.0, -log10(difference / scale)))


def numeric_derivative(
    moment: Moment, flat: int, epsilon: float = USUAL_EPSILON
) -> tuple[Equation, Check] | None:
    """(C(w + ε) − C(w − ε)) / 2ε over the batch of this step.

    None for a network with dropout or batch normalisation: what they do in a step of training
    depends on chance and on the batch, so the loss as evaluated has another slope.
    """
    if any(_depends_on_the_step(layer) for layer in moment.step.layers):
        return None
    parameters = moment.training.network.parameters
    before = parameters[flat]
    losses = []
    with np.errstate(all="ignore"):
        for side in (epsilon, -epsilon):
            parameters[flat] = before + side
            moment.step.forward(moment.inputs)
            losses.append(moment.step.value(moment.targets))
        parameters[flat] = before
        moment.step.forward(moment.inputs)
    above, below = Number("C(w + ε)", losses[0]), Number("C(w − ε)", losses[1])
    width = Product((Number("2", 2.0), Number("ε", epsilon)))
    right = Quotient(Difference(above, below), width)
    left = Number("ΔC/Δw", right.value, Place("part", name="numeric"))
    about = "The loss with the weight moved up and down by ε: its slope, without any calculus."
    check = Check(epsilon, float(moment.g[flat]), right.value)
    return Equation(left, right, about), check


def _depends_on_the_step(layer: Layer) -> bool:
    leaves = [leaf for _, leaf in layer.leaves()] if isinstance(layer, Chain) else [layer]
    return any(isinstance(leaf, Dropout | BatchNorm) for leaf in leaves)
