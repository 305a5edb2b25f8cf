"""Where a token stands: what is added to it, given or learned."""

from nnstudio.explain.activations import from_further_up
from nnstudio.explain.expressions import (
    Applied,
    Equation,
    Expression,
    Number,
    Place,
    Power,
    Quotient,
    Sum,
)
from nnstudio.explain.gradients import gradient_sum
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import input_number, output_number, weight_number
from nnstudio.explain.way_back import arriving
from nnstudio.nn.layers.learned_positions import LearnedPositions
from nnstudio.nn.layers.sinusoidal_positions import SinusoidalPositions

Index = tuple[int, ...]
ABOUT = "The same token is another one elsewhere: its position is added to what it is."


class PositionsExplainer:
    """What both kinds share: a = x + p, and ∂C/∂x = ∂C/∂a."""

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """It comes back as it is, for what is added does not depend on x."""
        return from_further_up(moment, layer_id, place)


class LearnedPositionsExplainer(PositionsExplainer):
    """p is learned; ∂C/∂p = the mean of ∂C/∂a over the batch."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """x + p."""
        row, position = place
        time = moment.layer(layer_id).output_shape[1]
        p = weight_number(moment, layer_id, row, position, time)
        right = Sum((input_number(moment, layer_id, place), p))
        return (Equation(output_number(moment, layer_id, place), right, ABOUT),)

    def about_gradient(self, moment: Moment, layer_id: str) -> str:
        """What a weight of this kind learns from."""
        return "The gradient: the mean of what every sample of the batch says at this position."

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂p of the batch: ∂C/∂a at this position in every sample."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, LearnedPositions)
        dA = arriving(moment.step, layer)
        assert dA is not None  # its own weights learn
        return gradient_sum(dA[row, column], None, row, column, moment.step.batch, most)


class SinusoidalPositionsExplainer(PositionsExplainer):
    """p is a wave: sin or cos of t / 10000^(2i / width)."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """p, and x + p."""
        layer = moment.layer(layer_id)
        assert isinstance(layer, SinusoidalPositions)
        row, position = place
        width = layer.output_shape[0]
        p = Number(
            indexed("p", row, position),
            float(layer.P[row, position]),
            Place("part", layer_id, place, "position"),
        )
        length = Power(Number("10000", 10000.0), (row - row % 2) / width)
        angle = Quotient(Number("t", float(position)), length)
        about = (
            "A wave over the positions, t counted from 0: fast ones in the first rows, slow ones "
            "in the last, so that together they tell every position apart."
        )
        right = Sum((input_number(moment, layer_id, place), p))
        return (
            Equation(p, Applied("cos" if row % 2 else "sin", angle), about),
            Equation(output_number(moment, layer_id, place), right, ABOUT),
        )
