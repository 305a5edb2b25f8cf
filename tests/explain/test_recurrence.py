"""Recurrent layers: a unit at a step, its gates and its way back, agree with core and training."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.explanation import check_of, explain
from nnstudio.explain.expressions import Equation, Expression, Number
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.recurrent import Recurrent
from nnstudio.project.layers import DenseSpec, GRUSpec, LSTMSpec, MeanOverTimeSpec, RNNSpec
from nnstudio.project.specs import AdamSpec, MomentumSpec, Project, SGDSpec
from tests.explain.holding import (
    assert_all_true,
    assert_true,
    everything_of,
    moments,
    numbers,
    project,
    random_session,
)
from tests.explain.links import arrive, clickable, wander

GATES = {
    LSTM: ("input gate", "forget gate", "cell candidate", "output gate", "cell", "state"),
    GRU: ("reset gate", "update gate", "candidate", "state"),
}
KINDS = {"rnn": RNNSpec, "lstm": LSTMSpec, "gru": GRUSpec}
EVERY_KIND = pytest.mark.parametrize("kind", list(KINDS))
BLOCKS = {"rnn": ("",), "lstm": ("",), "gru": ("x", "h")}


def of_one(kind: str, whole: bool = False, truncate: int = 0, **more: Any) -> Project:
    """One recurrent layer between a dense layer and the output."""
    cell = KINDS[kind](id="cell", units=3, whole_sequence=whole, truncate=truncate)
    mean = (MeanOverTimeSpec(id="mean"),) if whole else ()
    return project("remember-first", DenseSpec(id="below", units=3), cell, *mean, **more)


@st.composite
def networks(draw) -> Project:
    """Up to three recurrent layers of any kind, the last whole or with its last state."""
    layers: list[Any] = []
    count = draw(st.integers(1, 3))
    for place in range(count):
        kind = draw(st.sampled_from(list(KINDS)))
        more = {"activation": draw(st.sampled_from(["tanh", "relu"]))} if kind == "rnn" else {}
        last = place == count - 1
        layers.append(
            KINDS[kind](
                id=f"cell {place}",
                units=draw(st.integers(1, 6)),
                whole_sequence=not last or draw(st.booleans()),
                truncate=draw(st.sampled_from([0, 0, 1, 2, 3])),
                **more,
            )
        )
    if layers[-1].whole_sequence:
        layers.append(MeanOverTimeSpec(id="mean"))
    key = draw(st.sampled_from(["remember-first", "parity"]))
    output = None
    loss = {}
    if key == "parity":
        output = DenseSpec(id="output", units=1, activation="sigmoid")
        loss = {"loss": "binary cross-entropy"}
    optimiser = draw(st.sampled_from([SGDSpec(), MomentumSpec(), AdamSpec()]))
    return project(key, *layers, output=output, optimiser=optimiser, **loss)


def inside(moment: Moment, layer_id: str) -> list[Subject]:
    """Every state of a layer, and everything in it that has a name, at every step."""
    layer = moment.layer(layer_id)
    assert isinstance(layer, Recurrent)
    return [
        Subject(layer_id, value=(unit,), step=step, name=name)
        for unit in range(layer.units)
        for step in range(layer.time)
        for name in ("", *GATES.get(type(layer), ("state",)))
    ]


def weights_of(moment: Moment, layer_id: str) -> list[Subject]:
    """Every weight of a layer, in all of its blocks."""
    layer = moment.layer(layer_id)
    blocks = ("x", "h") if isinstance(layer, GRU) else ("",)
    return [
        Subject(layer_id, weight=weight, block=block)
        for block in blocks
        for weight in np.ndindex(
            moment.weight_shape(f"{layer_id} / {block}" if block else layer_id)
        )
    ]


def some(subjects: list[Subject], generator: np.random.Generator, most: int) -> list[Subject]:
    return [subjects[place] for place in generator.permutation(len(subjects))[:most]]


def by_hand(
    moment: Moment, layer_id: str, moved: tuple[int, int, float] = (0, -1, 0.0)
) -> dict[str, np.ndarray]:
    """All states and gates (time, units) of the sample from weights and inputs alone.

    moved: a unit, a step, and by how much its state there is moved.
    """
    layer = moment.layer(layer_id)
    x = moment.read_by(layer_id)[:, :, moment.column]
    h, c = np.zeros(layer.units), np.zeros(layer.units)
    found: dict[str, list[np.ndarray]] = {}
    for step in range(layer.time):
        column = np.concatenate([h, x[:, step]])
        if isinstance(layer, LSTM):
            i, f, g, o = np.split(layer.Wb @ column, 4)
            i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
            c = f * c + i * g
            h = o * np.tanh(c)
            made = (i, f, g, o, c, h)
        elif isinstance(layer, GRU):
            r_x, z_x, n_x = np.split(layer.Wb_x @ x[:, step], 3)
            r_h, z_h, n_h = np.split(layer.Wb_h @ np.append(h, 1.0), 3)
            r, z = sigmoid(r_x + r_h), sigmoid(z_x + z_h)
            n = np.tanh(n_x + r * n_h)
            h = (1 - z) * n + z * h
            made = (r, z, n, h)
        else:
            h = np.tanh(layer.Wb @ column)
            made = (h,)
        if step == moved[1]:
            h[moved[0]] += moved[2]
        for name, values in zip(GATES.get(type(layer), ("state",)), made, strict=True):
            found.setdefault(name, []).append(values)
    return {name: np.array(values) for name, values in found.items()}


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-z))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(networks(), st.integers(0, 10_000), st.integers(0, 4))
def test_all_that_is_said_about_any_recurrent_network_is_true(given, seed, steps):
    session = random_session(given, seed, steps)
    generator = np.random.default_rng(seed)
    for moment in moments(session):
        for layer in given.layers:
            assert_all_true(moment, layer.id, seed)
            if isinstance(moment.layer(layer.id), Recurrent):
                chosen = some(inside(moment, layer.id), generator, 8)
                chosen += some(weights_of(moment, layer.id), generator, 4)
                for subject in chosen:
                    assert_true(moment, explain(moment, subject, 3))
                    assert_true(moment, explain(moment, subject, None))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(networks(), st.integers(0, 10_000))
def test_a_click_on_any_number_leads_to_where_it_is_worked_out(given, seed):
    session = random_session(given, seed)
    generator = np.random.default_rng(seed)
    for moment in moments(session):
        for subject in some(inside(moment, "cell 0"), generator, 3):
            for number in clickable(explain(moment, subject, 3)):
                arrive(moment, number)
        wander(moment, Subject("output", value=(0,)), generator, 12)


@EVERY_KIND
@pytest.mark.parametrize("whole", [False, True], ids=["last state", "whole sequence"])
def test_every_weight_has_the_gradient_that_is_measured_and_becomes_what_training_makes_of_it(
    kind, whole
):
    session = random_session(of_one(kind, whole), 5, steps=2)
    moment = Twin().moment(session, 0)
    announced = {}
    for subject in weights_of(moment, "cell"):
        derivation = explain(moment, subject)
        assert_true(moment, derivation)
        check = check_of(moment, subject)
        assert check is not None
        assert check.numeric == pytest.approx(check.backpropagated, rel=1e-6, abs=1e-9)
        new = derivation.update[-1].left
        assert new.place is not None
        assert new.place.role == "new weight"
        announced[(subject.block, *subject.weight)] = new.value
    session.training.step()
    assert list(announced.values()) == session.network.parameters[moment.part("cell")].tolist()


@EVERY_KIND
@pytest.mark.parametrize("whole", [False, True], ids=["last state", "whole sequence"])
def test_the_slope_of_a_state_is_how_the_loss_changes_when_that_state_is_moved(kind, whole):
    session = random_session(of_one(kind, whole), 7)
    moment = Twin().moment(session, int(session.material.validation[0]))
    layer = moment.layer("cell")

    def loss_with(unit: int, step: int, by: float) -> float:
        """The loss of the sample when one state is moved, and all after it follows."""
        states = by_hand(moment, "cell", (unit, step, by))["state"]
        read = states.mean(0) if whole else states[-1]
        z = moment.own.output.Wb @ np.append(read, 1.0)
        right = moment.Y[:, moment.column] == 1.0
        return float(np.log(np.exp(z).sum()) - z[right][0])

    for unit, step in ((0, 0), (2, 3), (1, layer.time - 1)):
        back = explain(moment, Subject("cell", value=(unit,), step=step), None).backward
        slope = next(one for one in back if one.left.symbol.startswith("∂C/∂h"))
        measured = (loss_with(unit, step, 1e-6) - loss_with(unit, step, -1e-6)) / 2e-6
        assert slope.left.value == pytest.approx(measured, rel=1e-6, abs=1e-9)


@EVERY_KIND
@pytest.mark.parametrize("whole", [False, True], ids=["last state", "whole sequence"])
def test_what_is_said_about_a_sample_is_the_same_whoever_else_is_in_the_batch(kind, whole):
    session = random_session(of_one(kind, whole), 16)
    sample = int(Twin().moment(session, 0).samples[3])
    within = Twin().moment(session, sample)
    assert within.in_batch
    alone = Twin().moment(random_session(of_one(kind, whole, batch_size=2), 16), sample)
    assert not alone.in_batch
    for subject in inside(within, "cell"):
        one, other = (explain(moment, subject, None) for moment in (within, alone))
        assert_true(within, one)
        assert_true(alone, other)
        for left, right in zip(one.equations(), other.equations(), strict=True):
            assert left.left.symbol == right.left.symbol
            assert left.left.value == pytest.approx(right.left.value, rel=1e-11, abs=1e-14)


@EVERY_KIND
def test_states_and_gates_are_those_that_the_weights_alone_make(kind):
    moment = Twin().moment(random_session(of_one(kind), 17), 2)
    for name, values in by_hand(moment, "cell").items():
        for step, unit in np.ndindex(values.shape):
            said = explain(moment, Subject("cell", value=(unit,), step=step, name=name))
            assert said.forward[-1].left.value == pytest.approx(values[step, unit], rel=1e-12)


@EVERY_KIND
def test_the_first_step_reads_a_state_of_zero_and_later_ones_the_state_before(kind):
    moment = Twin().moment(random_session(of_one(kind), 8), 0)
    first = explain(moment, Subject("cell", value=(1,), step=0), None).forward
    before = [one for equation in first for one in numbers(equation.right) if one.symbol[:1] == "h"]
    assert before
    assert all(one.value == 0.0 and one.place is None for one in before)
    H = moment.layer("cell").H
    later = explain(moment, Subject("cell", value=(1,), step=3), None).forward
    read = {
        one.place.index: one.value
        for equation in later
        for one in numbers(equation.right)
        if one.symbol[:1] == "h" and one.place is not None
    }
    assert read == {(unit, 2): H[2, unit, moment.column] for unit in range(3)}


@EVERY_KIND
def test_nothing_comes_back_from_beyond_a_cut_and_the_words_say_so(kind):
    moment = Twin().moment(random_session(of_one(kind, truncate=2), 9), 0)
    layer = moment.layer("cell")
    slopes = {}
    for step in range(layer.time):
        back = explain(moment, Subject("cell", value=(0,), step=step), None).backward
        slopes[step] = next(one for one in back if one.left.symbol.startswith("∂C/∂h"))
    # Six steps, cut two before the end: the last two learn from the answer, the others do not.
    assert [slopes[step].left.value == 0.0 for step in range(6)] == 4 * [True] + 2 * [False]
    assert [step for step in slopes if "cut here" in slopes[step].about] == [1, 3]
    assert all(slopes[step].right.value == 0.0 for step in range(4))
    weight = Subject("cell", weight=(0, 0), block=BLOCKS[kind][0])
    assert "cut every 2 steps" in explain(moment, weight).update[0].about
    whole = Twin().moment(random_session(of_one(kind), 9), 0)
    assert "cut" not in explain(whole, weight).update[0].about


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_a_gate_has_its_curve_with_the_point_at_which_it_stands(kind):
    moment = Twin().moment(random_session(of_one(kind), 10), 0)
    name = {"lstm": "forget gate", "gru": "update gate"}[kind]
    derivation = explain(moment, Subject("cell", value=(2,), step=1, name=name), None)
    assert derivation.curve is not None
    assert derivation.curve.function == "sigmoid"
    assert derivation.curve.a == moment.layer("cell").gates[1, 5, moment.column]
    assert derivation.curve.a == pytest.approx(1 / (1 + np.exp(-derivation.curve.z)), rel=1e-12)
    assert derivation.curve.slope == pytest.approx(
        derivation.curve.a * (1 - derivation.curve.a), rel=1e-12
    )


def test_an_lstm_keeps_what_it_held_by_the_forget_gate():
    moment = Twin().moment(random_session(of_one("lstm"), 11), 0)
    layer = moment.layer("cell")
    cell = explain(moment, Subject("cell", value=(1,), step=2, name="cell"), None)
    assert cell.forward[0].left.value == layer.cells[2, 1, moment.column]
    values = [one.value for one in numbers(cell.forward[0].right)]
    i, f, g = (layer.gates[2, 3 * gate + 1, moment.column] for gate in range(3))
    assert values == [f, layer.cells[1, 1, moment.column], i, g]


@EVERY_KIND
def test_the_last_step_of_a_last_state_is_the_output_itself(kind):
    moment = Twin().moment(random_session(of_one(kind), 12), 0)
    by_step = explain(moment, Subject("cell", value=(2,), step=5))
    assert by_step == explain(moment, Subject("cell", value=(2,)))
    assert by_step.forward[-1].left.value == moment.layer("cell").A[2, moment.column]
    whole = Twin().moment(random_session(of_one(kind, whole=True), 12), 0)
    assert explain(whole, Subject("cell", value=(2, 3))) == explain(
        whole, Subject("cell", value=(2,), step=3, name="state")
    )


@EVERY_KIND
def test_what_a_recurrent_layer_does_not_have_is_refused(kind):
    moment = Twin().moment(random_session(of_one(kind), 13), 0)
    for subject in (
        Subject("cell", value=(3,)),
        Subject("cell", value=(0,), step=6),
        Subject("cell", value=(0,), step=-1),
        Subject("cell", value=(0,), step=0, name="peephole"),
        Subject("cell", weight=(99, 0), block=BLOCKS[kind][0]),
    ):
        with pytest.raises(IndexError):
            explain(moment, subject)
    with pytest.raises(KeyError):
        explain(moment, Subject("cell", weight=(0, 0), block="y"))


def test_the_two_blocks_of_a_gru_have_their_own_places_in_the_flat_vector():
    session = random_session(of_one("gru"), 14)
    moment = Twin().moment(session, 0)
    layer = session.network.layers[1]
    for block, weights in (("x", layer.Wb_x), ("h", layer.Wb_h)):
        for weight in np.ndindex(weights.shape):
            update = explain(moment, Subject("cell", weight=weight, block=block), 2).update
            held = [one for one in _numbers(update) if one.place and one.place.role == "weight"]
            assert {one.value for one in held} == {weights[weight]}
            assert {one.place.block for one in held if one.place} == {block}
    with pytest.raises(IndexError):
        explain(moment, Subject("cell", weight=(0, 0)))


@EVERY_KIND
def test_looking_inside_changes_nothing_of_the_run(kind):
    session = random_session(of_one(kind), 15, steps=1)
    before = everything_of(session)
    for moment in moments(session):
        for subject in (*inside(moment, "cell"), *weights_of(moment, "cell")[:5]):
            explain(moment, subject)
    assert everything_of(session) == before


def _numbers(equations: tuple[Equation, ...]) -> list[Number]:
    expressions: list[Expression] = [one.right for one in equations]
    return [number for expression in expressions for number in numbers(expression)]
