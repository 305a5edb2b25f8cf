"""Flatten: nothing is computed, a value only gets another place."""

import numpy as np

from nnstudio.explain.activations import from_further_up
from nnstudio.explain.expressions import Equation, Expression
from nnstudio.explain.moment import Moment
from nnstudio.explain.values import input_number, output_number

Index = tuple[int, ...]


class FlattenExplainer:
    """a = x, from its place in an image or a sequence to its place in the row of all values."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """Which value this is."""
        shape = moment.layer(layer_id).input_shape
        came_from = tuple(int(one) for one in np.unravel_index(place[0], shape))
        about = "The same value in another place: all of a sample stand one below the other."
        left = output_number(moment, layer_id, place)
        return (Equation(left, input_number(moment, layer_id, came_from), about),)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x = ∂C/∂a: it comes back as it went."""
        shape = moment.layer(layer_id).input_shape
        return from_further_up(moment, layer_id, (int(np.ravel_multi_index(place, shape)),))
