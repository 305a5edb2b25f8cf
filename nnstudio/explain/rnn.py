"""A unit of a plain recurrent layer, at a step."""

from nnstudio.explain.activations import SLOPES, slope
from nnstudio.explain.derivation import Curve
from nnstudio.explain.expressions import Applied, Equation, Expression, Number, Place, Product
from nnstudio.explain.moment import Moment
from nnstudio.explain.recurrent import (
    Index,
    RecurrentExplainer,
    gradient_over_steps,
    read_of,
    state_number,
    state_slope,
    sum_over_columns,
    weighted_deltas,
)
from nnstudio.explain.symbols import indexed
from nnstudio.nn.layers.rnn import RNN


class RNNExplainer(RecurrentExplainer):
    """Forward z_t = Σ w h_{t−1} + Σ w x_t + b and h_t = f(z_t); back δ_t = ∂C/∂h_t · f′(z_t)."""

    def state(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        symbol = f"Σ_{{j}} w_{{{unit + 1},j}} [h_{{t−1}}; x_{{t}}]_{{j}} + b_{{{unit + 1}}}"
        total = sum_over_columns(moment, layer_id, unit, step, most, symbol)
        z = _sum(moment, layer_id, unit, step)
        h = state_number(moment, layer_id, unit, step)
        name = _layer(moment, layer_id).activation.name
        return (
            Equation(z, total, "The states one step before and the inputs, times their weights."),
            Equation(h, Applied(name, z), "The activation bends the sum: this is the new state."),
        )

    def curve(self, moment: Moment, layer_id: str, place: Index) -> Curve | None:
        """The activation at this unit, at this step."""
        unit, step = self.unit_and_step(moment, layer_id, place)
        name = _layer(moment, layer_id).activation.name
        h = state_number(moment, layer_id, unit, step)
        return Curve(name, _sum(moment, layer_id, unit, step).value, h.value, slope(name, h).value)

    def step_back(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        name = _layer(moment, layer_id).activation.name
        h = state_number(moment, layer_id, unit, step)
        right = Product((state_slope(moment, layer_id, unit, step), slope(name, h)))
        return (Equation(_delta(moment, layer_id, unit, step), right, SLOPES[name]),)

    def from_later(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Expression, ...]:
        return (self._back(moment, layer_id, unit, step + 1, most),)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x of an input at a step: Σ_k w_k δ_k over the units at that step."""
        feature, step = place
        column = _layer(moment, layer_id).units + feature
        return self._back(moment, layer_id, column, step, most)

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w of the batch: δ_t times what the weight read, over all steps of every sample."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, RNN)
        bias = column == layer.parameter_shape[1] - 1
        reads = None if bias else layer.columns[:, column]
        return gradient_over_steps(layer.dZ[:, row], reads, row, read_of(layer, column), most)

    def _back(
        self, moment: Moment, layer_id: str, column: int, step: int, most: int | None
    ) -> Expression:
        deltas = _layer(moment, layer_id).dZ[step, :, moment.column]

        def delta(unit: int) -> Number:
            return _delta(moment, layer_id, unit, step)

        symbol = f"Σ_{{k}} w_{{k,{column + 1}}} δ_{{k,{step + 1}}}"
        return weighted_deltas(moment, layer_id, column, deltas, delta, most, symbol)


def _layer(moment: Moment, layer_id: str) -> RNN:
    layer = moment.layer(layer_id)
    assert isinstance(layer, RNN)
    return layer


def _sum(moment: Moment, layer_id: str, unit: int, step: int) -> Number:
    # The core writes h over z, so the product is taken again.
    layer = _layer(moment, layer_id)
    value = float(layer.Wb[unit].dot(layer.columns[step, :, moment.column]))
    return Number(indexed("z", unit, step), value, Place("sum", layer_id, (unit, step)))


def _delta(moment: Moment, layer_id: str, unit: int, step: int) -> Number:
    value = moment.share * float(_layer(moment, layer_id).dZ[step, unit, moment.column])
    return Number(indexed("δ", unit, step), value, Place("delta", layer_id, (unit, step)))
