"""The vector of a token."""

import numpy as np

from nnstudio.explain.expressions import Equation, Expression, Number
from nnstudio.explain.gradients import gradient_sum
from nnstudio.explain.moment import Moment
from nnstudio.explain.values import output_number, weight_number
from nnstudio.explain.way_back import arriving
from nnstudio.nn.columns import as_columns
from nnstudio.nn.layers.embedding import Embedding


class EmbeddingExplainer:
    """Forward a = the token's column of W; ∂C/∂w = the mean of ∂C/∂a where the token stands."""

    def forward(
        self, moment: Moment, layer_id: str, place: tuple[int, ...], most: int | None
    ) -> tuple[Equation, ...]:
        """A value of the vector of the token at this position."""
        layer = moment.layer(layer_id)
        assert isinstance(layer, Embedding)
        row, position = place
        token = int(moment.read_by(layer_id)[position, moment.column])
        weight = weight_number(moment, layer_id, row, token, layer.vocabulary)
        about = (
            f"The token here is number {token} and picks column {token + 1} of W: a product with "
            "a column that has a 1 in the token's row and 0 everywhere else."
        )
        return (Equation(output_number(moment, layer_id, place), weight, about),)

    def to_input(
        self, moment: Moment, layer_id: str, place: tuple[int, ...], most: int | None
    ) -> Expression:
        """Tokens come from the data and have no gradient."""
        return Number("0", 0.0)

    def about_gradient(self, moment: Moment, layer_id: str) -> str:
        """What a weight of this kind learns from."""
        return (
            "The gradient: the vector of a token learns wherever the token stands in the "
            "batch; what is said there is added up, and divided by the samples of the batch."
        )

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w of the batch: ∂C/∂a wherever this token stands."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, Embedding)
        dA = arriving(moment.step, layer)
        assert dA is not None  # its own weights learn
        where = np.flatnonzero(layer.tokens == column)
        if not where.size:
            return Number("0", 0.0)
        time = layer.input_shape[0]

        def named(index: int) -> str:
            sample, position = divmod(int(where[index]), time)
            return f"{sample + 1},{position + 1}"

        deltas = as_columns(dA)[row, where]
        return gradient_sum(deltas, None, row, column, moment.step.batch, most, named)
