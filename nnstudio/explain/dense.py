"""A neuron of a dense layer, at one step of a sequence if it works over time."""

from nnstudio.explain.activations import activated, curve_at
from nnstudio.explain.derivation import Curve
from nnstudio.explain.expressions import Equation, Expression, Product, Sum, folded
from nnstudio.explain.gradients import gradient_sum
from nnstudio.explain.moment import Moment
from nnstudio.explain.values import (
    delta_number,
    deltas_of,
    features_at,
    input_number,
    sum_number,
    weight_number,
)
from nnstudio.nn.columns import as_columns
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime


class DenseExplainer:
    """Forward z = Σ w x + b and a = f(z); back ∂C/∂x = Σ w δ; ∂C/∂w = the mean of δ x."""

    def forward(
        self, moment: Moment, layer_id: str, place: tuple[int, ...], most: int | None
    ) -> tuple[Equation, ...]:
        """z and a of a neuron."""
        layer = _layer(moment, layer_id)
        unit, *position = place
        X = features_at(moment.read_by(layer_id), position, moment.column)
        columns = layer.inputs + 1
        values = [float(w) * float(x) for w, x in zip(layer.Wb[unit], X, strict=True)]

        def term(column: int) -> Expression:
            weight = weight_number(moment, layer_id, unit, column, columns)
            if column == layer.inputs:
                return weight
            return Product((weight, input_number(moment, layer_id, (column, *position))))

        symbol = f"Σ_{{j}} w_{{{unit + 1},j}} x_{{j}} + b_{{{unit + 1}}}"
        total = Sum(folded(values, term, most), symbol)
        z = sum_number(moment, layer_id, place)
        return (
            Equation(z, total, "Every input times its weight, and the bias."),
            activated(moment, layer_id, place, most),
        )

    def curve(self, moment: Moment, layer_id: str, place: tuple[int, ...]) -> Curve | None:
        """The activation at this neuron."""
        return curve_at(moment, layer_id, place)

    def to_input(
        self, moment: Moment, layer_id: str, place: tuple[int, ...], most: int | None
    ) -> Expression:
        """∂C/∂x of one of its inputs: Σ_k w_k δ_k over its neurons."""
        layer = _layer(moment, layer_id)
        column, *position = place
        deltas = deltas_of(moment.own, layer)
        assert deltas is not None
        own = moment.share * features_at(deltas, position, moment.column)
        columns = layer.inputs + 1
        values = [float(w) * float(d) for w, d in zip(layer.W[:, column], own, strict=True)]

        def term(unit: int) -> Expression:
            weight = weight_number(moment, layer_id, unit, column, columns)
            return Product((weight, delta_number(moment, layer_id, (unit, *position))))

        return Sum(folded(values, term, most), f"Σ_{{k}} w_{{k,{column + 1}}} δ_{{k}}")

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w of the batch: δ x of every sample, at every position."""
        layer = moment.in_step(layer_id)
        deltas = deltas_of(moment.step, layer)
        assert deltas is not None
        X = as_columns(moment.read_in_step(layer_id))
        bias = column == layer.inputs
        return gradient_sum(
            as_columns(deltas)[row],
            None if bias else X[column],
            row,
            column,
            moment.step.batch,
            most,
        )


def _layer(moment: Moment, layer_id: str) -> Dense | DenseOverTime:
    layer = moment.layer(layer_id)
    assert isinstance(layer, Dense | DenseOverTime)
    return layer
