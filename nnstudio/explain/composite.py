"""Layers that are made of layers: their parts explain themselves, here stands how they join."""

from collections.abc import Mapping
from dataclasses import replace

from nnstudio.explain.activations import from_further_up
from nnstudio.explain.explainer import Explainer, Index
from nnstudio.explain.expressions import Equation, Expression, Sum
from nnstudio.explain.inside import inner_id
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import input_number, output_number
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.layer import Layer


class ChainExplainer:
    """One part after the other: forward what the last one does, back what the first one does."""

    def __init__(self, explainers: Mapping[type[Layer], Explainer]) -> None:
        self._explainers = explainers

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """The equations of the last part; its numbers lead to those before it."""
        last = part_id(moment, layer_id, -1)
        *before, of_last = self.of(moment, last).forward(moment, last, place, most)
        return (*before, replace(of_last, left=output_number(moment, layer_id, place)))

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x, as the first part has it."""
        first = part_id(moment, layer_id, 0)
        return self.of(moment, first).to_input(moment, first, place, most)

    def of(self, moment: Moment, layer_id: str) -> Explainer:
        """Who explains a part."""
        return self._explainers[type(moment.layer(layer_id))]


class ResidualExplainer(ChainExplainer):
    """a = x + F(x); back ∂C/∂x = ∂C/∂a + what comes back through F."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        last = part_id(moment, layer_id, -1)
        *before, of_last = super().forward(moment, layer_id, place, most)
        f = replace(output_number(moment, last, place), symbol=indexed("f", *place))
        right = Sum((input_number(moment, layer_id, place), f))
        about = "What went past all this, and what came of it."
        return (
            *before,
            replace(of_last, left=f),
            Equation(output_number(moment, layer_id, place), right, about),
        )

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        past = from_further_up(moment, layer_id, place)
        return Sum((past, super().to_input(moment, layer_id, place, most)))


def part_id(moment: Moment, layer_id: str, place: int) -> str:
    """The id of a part of a chain, by its place in it."""
    chain = moment.layer(layer_id)
    assert isinstance(chain, Chain)
    return inner_id(layer_id, list(chain.parts)[place])
