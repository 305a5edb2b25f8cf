"""A unit of a gated recurrent unit at a step: its two gates, its candidate and its state."""

from nnstudio.explain.activations import ONE, slope
from nnstudio.explain.derivation import Curve, Derivation
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Number,
    Place,
    Product,
    Sum,
    folded,
)
from nnstudio.explain.inside import inner_id
from nnstudio.explain.moment import Moment
from nnstudio.explain.recurrent import (
    Index,
    RecurrentExplainer,
    gradient_over_steps,
    state_number,
    state_slope,
    weighted_deltas,
)
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import input_number, weight_number
from nnstudio.nn.layers.gru import GRU

GATES = ("reset gate", "update gate", "candidate")
"""In the order of their row blocks."""
LETTERS = ("r", "z", "n")
FUNCTIONS = ("sigmoid", "sigmoid", "tanh")
ABOUT = (
    "The reset gate: how much the states before count for the candidate.",
    "The update gate: how much of the state before stays.",
    "The candidate for the new state; the reset gate weighs what comes from the states before.",
)
R, Z, N = range(3)


class GRUExplainer(RecurrentExplainer):
    """Forward r, z and n, then h_t = (1 − z) n + z h_{t−1}; back to a δ of each."""

    def state(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        gates = [
            equation
            for gate in range(3)
            for equation in _gate_forward(moment, layer_id, gate, unit, step, most)
        ]
        z, n = (_gate(moment, layer_id, gate, unit, step) for gate in (Z, N))
        before = state_number(moment, layer_id, unit, step - 1)
        right = Sum((Product((Difference(ONE, z), n)), Product((z, before))))
        h = state_number(moment, layer_id, unit, step)
        about = "The state: between the candidate and the state before, where the gate says."
        return (*gates, Equation(h, right, about))

    def step_back(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        return tuple(
            equation
            for gate in (N, Z, R)
            for equation in _gate_back(moment, layer_id, gate, unit, step)
        )

    def within(
        self, moment: Moment, layer_id: str, name: str, unit: int, step: int, most: int | None
    ) -> Derivation:
        """A gate, or the candidate."""
        if name not in GATES:
            return super().within(moment, layer_id, name, unit, step, most)
        gate = GATES.index(name)
        forward = _gate_forward(moment, layer_id, gate, unit, step, most)
        a, function = _gate(moment, layer_id, gate, unit, step), FUNCTIONS[gate]
        argument = forward[-1].right
        assert isinstance(argument, Applied)
        return Derivation(
            forward=forward,
            backward=_gate_back(moment, layer_id, gate, unit, step),
            curve=Curve(function, argument.argument.value, a.value, slope(function, a).value),
        )

    def from_later(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Expression, ...]:
        later = step + 1
        kept = Product(
            (
                state_slope(moment, layer_id, unit, later),
                _gate(moment, layer_id, Z, unit, later),
            )
        )
        return kept, self._back(moment, layer_id, "h", unit, later, most)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x of an input at a step: Σ_k w_k δ_k over both gates and the candidate."""
        feature, step = place
        return self._back(moment, layer_id, "x", feature, step, most)

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w of the batch, in the block of x or that of h, over all steps of every sample."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, GRU)
        time, _, batch = layer.gates.shape
        block = moment.way(layer_id).block
        if block == "x":
            deltas, columns = layer.dZ_x, layer.columns_x.reshape(-1, time, batch)
        else:
            deltas, columns = layer.dZ_h, layer.columns_h.swapaxes(0, 1)
        reads = None if column == len(columns) - 1 else columns[column]
        return gradient_over_steps(deltas[:, row], reads, row, (block, column), most)

    def _back(
        self, moment: Moment, layer_id: str, block: str, column: int, step: int, most: int | None
    ) -> Expression:
        layer = _layer(moment, layer_id)
        deltas = (layer.dZ_x if block == "x" else layer.dZ_h)[step, :, moment.column]

        def delta(row: int) -> Number:
            return _row_delta(moment, layer_id, block, row, step)

        symbol = f"Σ_{{k}} w_{{k,{column + 1}}}^{{{block}}} δ_{{k,{step + 1}}}^{{{block}}}"
        weights = inner_id(layer_id, block)
        return weighted_deltas(moment, weights, column, deltas, delta, most, symbol)


def _gate_forward(
    moment: Moment, layer_id: str, gate: int, unit: int, step: int, most: int | None
) -> tuple[Equation, ...]:
    of_x = _sum_of_x(moment, layer_id, gate, unit, step, most)
    of_h = _sum_of_h(moment, layer_id, gate, unit, step, most)
    second: Expression = of_h.left
    if gate == N:
        second = Product((_gate(moment, layer_id, R, unit, step), of_h.left))
    total = Sum((of_x.left, second))
    left = _gate(moment, layer_id, gate, unit, step)
    return of_x, of_h, Equation(left, Applied(FUNCTIONS[gate], total), ABOUT[gate])


def _sum_of_x(
    moment: Moment, layer_id: str, gate: int, unit: int, step: int, most: int | None
) -> Equation:
    layer, weights = _layer(moment, layer_id), inner_id(layer_id, "x")
    row, columns = gate * layer.units + unit, layer.inputs + 1
    own = layer.x[:, step, moment.column]
    values = [*(float(w) * float(x) for w, x in zip(layer.W_x[row], own, strict=True))]
    values.append(float(layer.b_x[row]))

    def term(column: int) -> Expression:
        weight = weight_number(moment, weights, row, column, columns)
        if column == layer.inputs:
            return weight
        return Product((weight, input_number(moment, layer_id, (column, step))))

    symbol = f"Σ_{{j}} w_{{{row + 1},j}}^{{x}} x_{{j}} + b_{{{row + 1}}}^{{x}}"
    about = "The inputs at this step times their weights."
    return Equation(
        _sum(moment, layer_id, gate, unit, step, "x"),
        Sum(folded(values, term, most), symbol),
        about,
    )


def _sum_of_h(
    moment: Moment, layer_id: str, gate: int, unit: int, step: int, most: int | None
) -> Equation:
    layer, weights = _layer(moment, layer_id), inner_id(layer_id, "h")
    row, columns = gate * layer.units + unit, layer.units + 1
    own = layer.columns_h[step, :, moment.column]
    values = [float(w) * float(h) for w, h in zip(layer.Wb_h[row], own, strict=True)]

    def term(column: int) -> Expression:
        weight = weight_number(moment, weights, row, column, columns)
        if column == layer.units:
            return weight
        return Product((weight, state_number(moment, layer_id, column, step - 1)))

    symbol = f"Σ_{{j}} w_{{{row + 1},j}}^{{h}} h_{{j,t−1}} + b_{{{row + 1}}}^{{h}}"
    about = "The states one step before, times their weights."
    return Equation(
        _sum(moment, layer_id, gate, unit, step, "h"),
        Sum(folded(values, term, most), symbol),
        about,
    )


def _gate_back(
    moment: Moment, layer_id: str, gate: int, unit: int, step: int
) -> tuple[Equation, ...]:
    dh = state_slope(moment, layer_id, unit, step)
    r, z, n = (_gate(moment, layer_id, one, unit, step) for one in range(3))
    left = _delta(moment, layer_id, gate, unit, step, "x")
    through = slope(FUNCTIONS[gate], (r, z, n)[gate])
    if gate == N:
        counted = Equation(
            left,
            Product((dh, Difference(ONE, z), through)),
            "The candidate counts by 1 − z; then through the slope of tanh.",
        )
        weighed = Equation(
            _delta(moment, layer_id, N, unit, step, "h"),
            Product((left, r)),
            "The reset gate weighs what comes from the states before, and so what goes back there.",
        )
        return counted, weighed
    if gate == Z:
        before = state_number(moment, layer_id, unit, step - 1)
        right = Product((dh, Difference(before, n), through))
        return (Equation(left, right, "More z means more of the state before and less of n."),)
    of_h = _sum(moment, layer_id, N, unit, step, "h")
    right = Product((_delta(moment, layer_id, N, unit, step, "x"), of_h, through))
    return (Equation(left, right, "The reset gate matters through the candidate alone."),)


def _layer(moment: Moment, layer_id: str) -> GRU:
    layer = moment.layer(layer_id)
    assert isinstance(layer, GRU)
    return layer


def _gate(moment: Moment, layer_id: str, gate: int, unit: int, step: int) -> Number:
    layer = _layer(moment, layer_id)
    value = float(layer.gates[step, gate * layer.units + unit, moment.column])
    place = Place("part", layer_id, (unit, step), GATES[gate])
    return Number(indexed(LETTERS[gate], unit, step), value, place)


def _sum(moment: Moment, layer_id: str, gate: int, unit: int, step: int, block: str) -> Number:
    layer = _layer(moment, layer_id)
    row = gate * layer.units + unit
    found = layer.Z_x[row, step] if block == "x" else layer.Z_h[step, row]
    place = Place("sum", layer_id, (unit, step), GATES[gate])
    symbol = indexed("z", unit, step, above=f"{block},{LETTERS[gate]}")
    return Number(symbol, float(found[moment.column]), place)


def _delta(moment: Moment, layer_id: str, gate: int, unit: int, step: int, block: str) -> Number:
    layer = _layer(moment, layer_id)
    return _row_delta(moment, layer_id, block, gate * layer.units + unit, step)


def _row_delta(moment: Moment, layer_id: str, block: str, row: int, step: int) -> Number:
    """δ^x or δ^h in this row; they differ in the rows of the candidate alone."""
    layer = _layer(moment, layer_id)
    gate, unit = divmod(row, layer.units)
    deltas = layer.dZ_x if block == "x" else layer.dZ_h
    place = Place("delta", layer_id, (unit, step), GATES[gate])
    symbol = indexed("δ", unit, step, above=f"{block},{LETTERS[gate]}")
    return Number(symbol, moment.share * float(deltas[step, row, moment.column]), place)
