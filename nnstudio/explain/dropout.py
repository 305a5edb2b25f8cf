"""Dropout: the lot that fell for a value in this step."""

from nnstudio.explain.activations import from_further_up
from nnstudio.explain.expressions import (
    Difference,
    Equation,
    Expression,
    Number,
    Place,
    Product,
    Quotient,
)
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import input_number, output_number
from nnstudio.nn.layers.dropout import Dropout

Index = tuple[int, ...]
ONE = Number("1", 1.0)


class DropoutExplainer:
    """a = m x, where m is 0 or 1 / (1 − p); back, ∂C/∂x = m ∂C/∂a with the same m."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """The mask of this step, and a."""
        m = mask_number(moment, layer_id, place)
        layer = moment.layer(layer_id)
        assert isinstance(layer, Dropout)
        if m.value:
            rate = Number("p", layer.rate)
            right: Expression = Quotient(ONE, Difference(ONE, rate))
            about = (
                "The lot fell so that this value stays in this step; it is made larger, so that "
                "the mean of what flows on stays the same."
            )
        else:
            right = Number("0", 0.0)
            about = "The lot fell so that this value is left out in this step."
        product = Product((m, input_number(moment, layer_id, place)))
        only = "Only a step of training draws lots: while evaluating, every value passes as it is."
        return (
            Equation(m, right, about),
            Equation(output_number(moment, layer_id, place), product, only),
        )

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x = m ∂C/∂a."""
        arrives = from_further_up(moment, layer_id, place)
        return Product((mask_number(moment, layer_id, place), arrives))


def mask_number(moment: Moment, layer_id: str, place: Index) -> Number:
    """m at this place in this step, for the chosen sample."""
    layer = moment.layer(layer_id)
    assert isinstance(layer, Dropout)
    value = float(layer.M[*place, moment.column])
    return Number(indexed("m", *place), value, Place("part", layer_id, place, "mask"))
