"""What all recurrent layers share: states over time, and what comes back through it."""

from collections.abc import Callable

from nnstudio.explain.activations import arriving_number
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.expressions import (
    SLOPE_OF_THE_STATE,
    Equation,
    Expression,
    Number,
    Place,
    Product,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import input_number, weight_number
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.recurrent import Recurrent

Index = tuple[int, ...]
STATE = "state"


class RecurrentExplainer:
    """A state h of a unit at a step: how it came about, and ∂C/∂h_t = what comes from above + what
    comes back from step t + 1. The kinds say what a step is."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """The step that made this state."""
        unit, step = self.unit_and_step(moment, layer_id, place)
        return self.state(moment, layer_id, unit, step, most)

    def further_back(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """From what comes from above to all δ of this unit at this step."""
        unit, step = self.unit_and_step(moment, layer_id, place)
        whole = through_time(self, moment, layer_id, unit, step, most)
        return whole, *self.step_back(moment, layer_id, unit, step, most)

    def as_output(self, moment: Moment, layer_id: str, name: str, place: Index) -> Index | None:
        """Where this state stands in the output; None for all that stays inside."""
        unit, step = self.unit_and_step(moment, layer_id, place)
        layer = recurrent_layer(moment, layer_id)
        if name not in ("", STATE):
            return None
        if layer.whole_sequence:
            return (unit, step)
        return (unit,) if step == layer.time - 1 else None

    def inside(
        self, moment: Moment, layer_id: str, name: str, place: Index, most: int | None
    ) -> Derivation:
        """An earlier state that is not handed on, or a number inside, such as a gate.

        Raises IndexError for a name that this kind does not have.
        """
        unit, step = self.unit_and_step(moment, layer_id, place)
        if name in ("", STATE):
            return Derivation(
                forward=self.state(moment, layer_id, unit, step, most),
                backward=self.further_back(moment, layer_id, place, most),
            )
        return self.within(moment, layer_id, name, unit, step, most)

    def about_gradient(self, moment: Moment, layer_id: str) -> str:
        """What a weight that all steps share learns from."""
        cut = recurrent_layer(moment, layer_id).truncate
        about = "The gradient: all steps share this weight, so what every step says is added up"
        if not cut:
            return f"{about}, and the mean is taken over the samples of the batch."
        steps = "step" if cut == 1 else f"{cut} steps"
        return (
            f"{about}. The way back through time is cut every {steps} from the end, so that a step "
            "does not hear what came of it beyond a cut."
        )

    def unit_and_step(self, moment: Moment, layer_id: str, place: Index) -> tuple[int, int]:
        """(unit,) is that of the last step. Raises IndexError for a place that is not there."""
        layer = recurrent_layer(moment, layer_id)
        unit, step = place if len(place) > 1 else (*place, layer.time - 1)
        if not (0 <= unit < layer.units and 0 <= step < layer.time):
            raise IndexError("there is no such unit, or no such step")
        return unit, step

    def state(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        """All equations of a step for one unit; the last gives h."""
        raise NotImplementedError

    def step_back(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Equation, ...]:
        """From ∂C/∂h to δ."""
        raise NotImplementedError

    def within(
        self, moment: Moment, layer_id: str, name: str, unit: int, step: int, most: int | None
    ) -> Derivation:
        """A number inside, by its name."""
        raise IndexError(f"there is no {name} in this layer")

    def from_later(
        self, moment: Moment, layer_id: str, unit: int, step: int, most: int | None
    ) -> tuple[Expression, ...]:
        """What the step after this one says about the state."""
        raise NotImplementedError


def through_time(
    explainer: RecurrentExplainer,
    moment: Moment,
    layer_id: str,
    unit: int,
    step: int,
    most: int | None,
) -> Equation:
    """∂C/∂h of a state: what comes from above, and what comes back from the step after it."""
    layer = recurrent_layer(moment, layer_id)
    terms: list[Expression] = []
    place = explainer.as_output(moment, layer_id, STATE, (unit, step))
    if place is not None:
        above = arriving_number(moment, layer_id, place)
        assert above is not None  # its own weights learn
        terms.append(above)
    last = step == layer.time - 1
    cut = not last and not dict(layer.backward_steps())[step + 1]
    if not last and not cut:
        terms.extend(explainer.from_later(moment, layer_id, unit, step, most))
    if cut:
        about = "The way back through time is cut here: nothing comes back from later."
    elif last:
        about = "This is the last step: all that comes, comes from above."
    elif place is None:
        about = "Nothing above reads this state; only the next step does."
    else:
        about = "What comes from above, and what the next step says about this state."
    right: Expression = Sum(tuple(terms)) if terms else Number("0", 0.0)
    return Equation(state_slope(moment, layer_id, unit, step), right, about)


def read_of(layer: Recurrent, column: int) -> tuple[str, int]:
    """What a column of W reads of [h_{t−1}; x_t]: "h" or "x", and which."""
    return ("h", column) if column < layer.units else ("x", column - layer.units)


def recurrent_layer(moment: Moment, layer_id: str) -> Recurrent:
    """The layer, which is known to be a recurrent one."""
    layer = moment.layer(layer_id)
    assert isinstance(layer, Recurrent)
    return layer


def state_number(moment: Moment, layer_id: str, unit: int, step: int) -> Number:
    """h of a unit at a step; before the first step it is 0."""
    symbol = indexed("h", unit, step)
    if step < 0:
        return Number(symbol, 0.0)
    layer = recurrent_layer(moment, layer_id)
    value = float(layer.H[step, unit, moment.column])
    if layer.whole_sequence:
        return Number(symbol, value, Place("output", layer_id, (unit, step)))
    if step == layer.time - 1:
        return Number(symbol, value, Place("output", layer_id, (unit,)))
    return Number(symbol, value, Place("part", layer_id, (unit, step), STATE))


def state_slope(moment: Moment, layer_id: str, unit: int, step: int) -> Number:
    """∂C/∂h of a unit at a step, from above and from later, for the chosen sample alone."""
    layer = recurrent_layer(moment, layer_id)
    value = moment.share * float(layer.dH[step, unit, moment.column])
    place = Place("part", layer_id, (unit, step), SLOPE_OF_THE_STATE)
    return Number(f"∂C/∂{indexed('h', unit, step)}", value, place)


def sum_over_columns(
    moment: Moment, layer_id: str, row: int, step: int, most: int | None, symbol: str
) -> Sum:
    """A row of [W | b] times the column [h_{t−1}; x_t; 1], of an RNN or an LSTM."""
    layer = recurrent_layer(moment, layer_id)
    units, columns = layer.units, layer.parameter_shape[1]
    own = layer.columns[step, :, moment.column]  # type: ignore[attr-defined]
    weights = layer.Wb[row]  # type: ignore[attr-defined]
    values = [float(w) * float(x) for w, x in zip(weights, own, strict=True)]

    def term(column: int) -> Expression:
        weight = weight_number(moment, layer_id, row, column, columns)
        if column == columns - 1:
            return weight
        if column < units:
            return Product((weight, state_number(moment, layer_id, column, step - 1)))
        return Product((weight, input_number(moment, layer_id, (column - units, step))))

    return Sum(folded(values, term, most), symbol)


def weighted_deltas(
    moment: Moment,
    layer_id: str,
    column: int,
    deltas: Array,
    delta: Callable[[int], Number],
    most: int | None,
    symbol: str,
) -> Sum:
    """Σ_k w_k δ_k with a column of W, which stands in the block of weights of this id.

    deltas (rows,) as the core has them, of the loss of the batch; `delta` makes the number of a
    row, of the chosen sample alone.
    """
    shape = moment.weight_shape(layer_id)
    weights = moment.w[moment.part(layer_id)].reshape(shape)[:, column]
    own = moment.share * deltas.astype(float)
    values = [float(w) * float(one) for w, one in zip(weights, own, strict=True)]

    def term(row: int) -> Expression:
        return Product((weight_number(moment, layer_id, row, column, shape[1]), delta(row)))

    return Sum(folded(values, term, most), symbol)


def gradient_over_steps(
    deltas: Array, reads: Array | None, row: int, read: tuple[str, int], most: int | None
) -> Expression:
    """1/n Σ δ_t h_{t−1}, or δ_t x_t, over all steps t of all n samples of a batch.

    deltas (time, batch): of the loss of the batch, as the core has them; each is shown n times as
    large, as that of its own sample. reads (time, batch): what the weight read, or None for a
    bias; read: whether it is an "h" or an "x", and which.
    """
    time, batch = deltas.shape
    own = batch * deltas.T.ravel().astype(float)
    others = None if reads is None else reads.T.ravel().astype(float)
    products = own if others is None else own * others
    letter, column = read
    earlier = 1 if letter == "h" else 0

    def term(index: int) -> Expression:
        sample, step = divmod(index, time)
        above = f"{sample + 1},{step + 1}"
        delta = Number(indexed("δ", row, above=above), float(own[index]))
        if others is None:
            return delta
        above = f"{sample + 1},{step + 1 - earlier}"
        return Product((delta, Number(indexed(letter, column, above=above), float(others[index]))))

    at = "t−1" if earlier else "t"
    of_read = "" if others is None else f" {letter}_{{{column + 1}}}^{{s,{at}}}"
    symbol = f"Σ_{{s,t}} δ_{{{row + 1}}}^{{s,t}}{of_read}"
    total = Sum(folded([float(one) for one in products], term, most), symbol)
    return Quotient(total, Number(str(batch), float(batch)))
