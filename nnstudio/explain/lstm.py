"""A unit of an LSTM at a step: its four gates, its cell and its state."""

import numpy as np

from nnstudio.explain.activations import ONE, slope
from nnstudio.explain.derivation import Curve, Derivation
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Number,
    Place,
    Power,
    Product,
    Sum,
)
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
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.lstm import LSTM

GATES = ("input gate", "forget gate", "cell candidate", "output gate")
"""In the order of their row blocks."""
LETTERS = ("i", "f", "g", "o")
FUNCTIONS = ("sigmoid", "sigmoid", "tanh", "sigmoid")
CELL = "cell"
ABOUT = (
    "The input gate: how much of the candidate the cell lets in.",
    "The forget gate: how much of what it held the cell keeps.",
    "The candidate: what the cell could take in now.",
    "The output gate: how much of the cell is shown.",
)
I, F, G, O = range(4)  # noqa: E741 - the letters of the gates


class LSTMExplainer(RecurrentExplainer):
    """Forward i, f, g, o, then c_t = f c_{t−1} + i g and h_t = o tanh(c_t); back to a δ of each."""

    def state(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        gates = [
            equation
            for gate in range(4)
            for equation in _gate_forward(moment, layer_id, gate, unit, step, most)
        ]
        o, c = _gate(moment, layer_id, O, unit, step), _cell(moment, layer_id, unit, step)
        h = state_number(moment, layer_id, unit, step)
        about = "The state: as much of the cell as the output gate lets through."
        return (
            *gates,
            _cell_forward(moment, layer_id, unit, step),
            Equation(h, Product((o, Applied("tanh", c))), about),
        )

    def step_back(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        return (
            _cell_back(moment, layer_id, unit, step),
            *(_gate_back(moment, layer_id, gate, unit, step) for gate in range(4)),
        )

    def within(
        self, moment: Moment, layer_id: str, name: str, unit: int, step: int, most: int | None
    ) -> Derivation:
        """A gate, or the cell."""
        cell_back = _cell_back(moment, layer_id, unit, step)
        if name == CELL:
            return Derivation(
                forward=(_cell_forward(moment, layer_id, unit, step),), backward=(cell_back,)
            )
        if name not in GATES:
            return super().within(moment, layer_id, name, unit, step, most)
        gate = GATES.index(name)
        back = _gate_back(moment, layer_id, gate, unit, step)
        a = _gate(moment, layer_id, gate, unit, step)
        z = _sum(moment, layer_id, gate, unit, step)
        function = FUNCTIONS[gate]
        return Derivation(
            forward=_gate_forward(moment, layer_id, gate, unit, step, most),
            backward=(back,) if gate == O else (cell_back, back),
            curve=Curve(function, z.value, a.value, slope(function, a).value),
        )

    def from_later(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Expression, ...]:
        return (self._back(moment, layer_id, unit, step + 1, most),)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x of an input at a step: Σ_k w_k δ_k over all gates of all units at that step."""
        feature, step = place
        column = _layer(moment, layer_id).units + feature
        return self._back(moment, layer_id, column, step, most)

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w of the batch: δ_t times what the weight read, over all steps of every sample."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, LSTM)
        bias = column == layer.parameter_shape[1] - 1
        reads = None if bias else layer.columns[:, column]
        return gradient_over_steps(_deltas(layer)[:, row], reads, row, read_of(layer, column), most)

    def _back(
        self, moment: Moment, layer_id: str, column: int, step: int, most: int | None
    ) -> Expression:
        layer = _layer(moment, layer_id)
        deltas = _deltas(layer)[step, :, moment.column]

        def delta(row: int) -> Number:
            gate, unit = divmod(row, layer.units)
            return _delta(moment, layer_id, gate, unit, step)

        symbol = f"Σ_{{k}} w_{{k,{column + 1}}} δ_{{k,{step + 1}}}"
        return weighted_deltas(moment, layer_id, column, deltas, delta, most, symbol)


def _gate_forward(
    moment: Moment, layer_id: str, gate: int, unit: int, step: int, most: int | None
) -> tuple[Equation, Equation]:
    row = gate * _layer(moment, layer_id).units + unit
    symbol = f"Σ_{{j}} w_{{{row + 1},j}} [h_{{t−1}}; x_{{t}}]_{{j}} + b_{{{row + 1}}}"
    total = sum_over_columns(moment, layer_id, row, step, most, symbol)
    z = _sum(moment, layer_id, gate, unit, step)
    a = _gate(moment, layer_id, gate, unit, step)
    return (
        Equation(z, total, "The states one step before and the inputs, times this gate's weights."),
        Equation(a, Applied(FUNCTIONS[gate], z), ABOUT[gate]),
    )


def _cell_forward(moment: Moment, layer_id: str, unit: int, step: int) -> Equation:
    i, f, g, _ = (_gate(moment, layer_id, gate, unit, step) for gate in range(4))
    before = _cell(moment, layer_id, unit, step - 1)
    right = Sum((Product((f, before)), Product((i, g))))
    about = "The cell: what it kept of what it held, and what it let in."
    return Equation(_cell(moment, layer_id, unit, step), right, about)


def _cell_back(moment: Moment, layer_id: str, unit: int, step: int) -> Equation:
    layer = _layer(moment, layer_id)
    o, c = _gate(moment, layer_id, O, unit, step), _cell(moment, layer_id, unit, step)
    flat = Difference(ONE, Power(Applied("tanh", c), 2.0))
    own = Product((state_slope(moment, layer_id, unit, step), o, flat))
    left = _cell_slope(moment, layer_id, unit, step)
    if step == layer.time - 1:
        return Equation(left, own, "The cell reaches the loss through the state that it shows.")
    if not dict(layer.backward_steps())[step + 1]:
        about = "The way back through time is cut here: what comes of it later does not count."
        return Equation(left, own, about)
    later = Product(
        (
            _cell_slope(moment, layer_id, unit, step + 1),
            _gate(moment, layer_id, F, unit, step + 1),
        )
    )
    about = "Through the state that it shows, and through what the next cell keeps of it."
    return Equation(left, Sum((own, later)), about)


def _gate_back(moment: Moment, layer_id: str, gate: int, unit: int, step: int) -> Equation:
    a = _gate(moment, layer_id, gate, unit, step)
    dc = _cell_slope(moment, layer_id, unit, step)
    others: dict[int, tuple[Expression, Expression]] = {
        I: (dc, _gate(moment, layer_id, G, unit, step)),
        F: (dc, _cell(moment, layer_id, unit, step - 1)),
        G: (dc, _gate(moment, layer_id, I, unit, step)),
        O: (
            state_slope(moment, layer_id, unit, step),
            Applied("tanh", _cell(moment, layer_id, unit, step)),
        ),
    }
    right = Product((*others[gate], slope(FUNCTIONS[gate], a)))
    about = "What this gate is multiplied with says how much it matters; then through its slope."
    return Equation(_delta(moment, layer_id, gate, unit, step), right, about)


def _layer(moment: Moment, layer_id: str) -> LSTM:
    layer = moment.layer(layer_id)
    assert isinstance(layer, LSTM)
    return layer


def _gate(moment: Moment, layer_id: str, gate: int, unit: int, step: int) -> Number:
    layer = _layer(moment, layer_id)
    value = float(layer.gates[step, gate * layer.units + unit, moment.column])
    place = Place("part", layer_id, (unit, step), GATES[gate])
    return Number(indexed(LETTERS[gate], unit, step), value, place)


def _sum(moment: Moment, layer_id: str, gate: int, unit: int, step: int) -> Number:
    # The core writes the gate over its z, so the product is taken again.
    layer = _layer(moment, layer_id)
    row = layer.Wb[gate * layer.units + unit]
    value = float(row.dot(layer.columns[step, :, moment.column]))
    place = Place("sum", layer_id, (unit, step), GATES[gate])
    return Number(indexed("z", unit, step, above=LETTERS[gate]), value, place)


def _cell(moment: Moment, layer_id: str, unit: int, step: int) -> Number:
    symbol = indexed("c", unit, step)
    if step < 0:
        return Number(symbol, 0.0)
    value = float(_layer(moment, layer_id).cells[step, unit, moment.column])
    return Number(symbol, value, Place("part", layer_id, (unit, step), CELL))


def _cell_slope(moment: Moment, layer_id: str, unit: int, step: int) -> Number:
    value = moment.share * float(_cell_slopes(_layer(moment, layer_id), unit, moment.column)[step])
    place = Place("part", layer_id, (unit, step), CELL)
    return Number(f"∂C/∂{indexed('c', unit, step)}", value, place)


def _cell_slopes(layer: LSTM, unit: int, column: int) -> Array:
    """∂C/∂c (time), taken again as the core takes it, which keeps one step of it at a time."""
    slopes = np.zeros(layer.time, layer.dH.dtype)
    forget = layer.one_gate_each[F]
    later = slopes.dtype.type(0.0)
    for step, goes_on in layer.backward_steps():
        own = layer.dH[step, unit, column] * layer.from_h[step, unit, column]
        slopes[step] = later + own
        later = slopes[step] * forget[step, unit, column] if goes_on else slopes.dtype.type(0.0)
    return slopes


def _deltas(layer: LSTM) -> Array:
    """δ (time, 4 · units, batch); the core keeps it without the s² of its gates' shared tanh."""
    found: Array = layer.dZ.reshape(layer.gates.shape) * layer.scale[:, :1] ** 2
    return found


def _delta(moment: Moment, layer_id: str, gate: int, unit: int, step: int) -> Number:
    layer = _layer(moment, layer_id)
    squared = float(layer.scale[gate * layer.units, 0]) ** 2
    value = moment.share * squared * float(layer.dZ[step, gate, unit, moment.column])
    place = Place("delta", layer_id, (unit, step), GATES[gate])
    return Number(indexed("δ", unit, step, above=LETTERS[gate]), value, place)
