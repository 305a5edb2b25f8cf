"""A neuron of a dense layer: what is said about it agrees with the core and with training."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.check import numeric_derivative
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.explanation import check_of, explain
from nnstudio.explain.expressions import FUNCTIONS, Number, Product, Rest, Sum
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject
from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.project.layers import DenseSpec, EmbeddingSpec, MeanOverTimeSpec
from nnstudio.project.specs import AdamSpec, MomentumSpec, Project, RMSpropSpec, SGDSpec
from tests.explain.holding import (
    assert_all_true,
    assert_true,
    equation_of,
    moments,
    project,
    random_session,
)

ACTIVATION_NAMES = tuple(ACTIVATIONS)
SQUARED = ("mean squared error", "half squared error")
OPTIMISERS = (SGDSpec(), MomentumSpec(), RMSpropSpec(), AdamSpec())
ENDS = (
    *product(SQUARED, ACTIVATION_NAMES),
    ("binary cross-entropy", "sigmoid"),
    ("categorical cross-entropy", "softmax"),
)
"""Every loss with every activation that the output may have under it."""


def dense(name: str, units: int = 4, activation: str = "tanh") -> DenseSpec:
    return DenseSpec(id=name, units=units, activation=activation)


def of_table(
    *hidden: DenseSpec, loss: str = SQUARED[0], activation: str = "softmax", **training
) -> Project:
    """Two-class points; an output neuron for each class."""
    return project("moons", *hidden, output=dense("output", 2, activation), loss=loss, **training)


@st.composite
def networks(draw) -> Project:
    """Any dense network on a table, with any settings of training."""
    hidden = [
        dense(f"hidden {place}", draw(st.integers(1, 16)), draw(st.sampled_from(ACTIVATION_NAMES)))
        for place in range(draw(st.integers(0, 3)))
    ]
    loss, activation = draw(st.sampled_from(ENDS))
    return of_table(
        *hidden,
        loss=loss,
        activation=activation,
        optimiser=draw(st.sampled_from(OPTIMISERS)),
        learning_rate=0.03,
        batch_size=draw(st.integers(1, 9)),
        l1=draw(st.sampled_from((0.0, 0.01))),
        l2=draw(st.sampled_from((0.0, 0.1))),
        clip=draw(st.sampled_from((0.0, 0.05, 10.0))),
    )


@settings(max_examples=25, deadline=None)
@given(networks(), st.integers(0, 2**32 - 1), st.integers(0, 4))
def test_all_that_is_said_about_any_dense_network_is_true(given_project, seed, steps):
    session = random_session(given_project, seed, steps)
    for moment in moments(session):
        for layer in given_project.layers:
            assert_all_true(moment, layer.id, seed)
            assert_true(moment, explain(moment, Subject(layer.id), most=None))


@pytest.mark.parametrize(("loss", "activation"), ENDS)
def test_every_loss_is_true_over_every_activation_of_the_output(loss, activation):
    given_project = of_table(dense("hidden"), loss=loss, activation=activation)
    for moment in moments(random_session(given_project, 1, steps=2)):
        for layer in given_project.layers:
            assert_all_true(moment, layer.id)


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@pytest.mark.parametrize("loss", ["half squared error", "categorical cross-entropy"])
def test_a_neuron_at_a_step_of_a_sequence_is_a_dense_neuron(activation, loss):
    given_project = project(
        "remember-first",
        dense("first", 3, activation),
        dense("second", 3),
        MeanOverTimeSpec(id="mean"),
        loss=loss,
    )
    for moment in moments(random_session(given_project, 2, steps=1)):
        for layer in ("first", "second", "output"):
            assert_all_true(moment, layer)


@pytest.mark.parametrize(("loss", "activation"), ENDS)
def test_an_answer_at_every_position_shares_the_loss_among_them(loss, activation):
    given_project = project(
        "reverse",
        EmbeddingSpec(id="embed", width=4),
        dense("hidden", 3),
        output=dense("output", 8, activation),
        loss=loss,
    )
    for moment in moments(random_session(given_project, 3, steps=1)):
        assert_all_true(moment, "hidden")
        assert_all_true(moment, "output")


@pytest.mark.parametrize(("loss", "activation"), ENDS)
def test_the_loss_of_a_sample_and_that_of_the_batch_are_those_of_the_core(loss, activation):
    given_project = of_table(dense("hidden"), loss=loss, activation=activation)
    for moment in moments(random_session(given_project, 16)):
        sample, batch = explain(moment, Subject("output")).loss
        own = slice(moment.column, moment.column + 1)
        layer = moment.own.output
        expected = moment.own.loss.value(layer.Z[:, own], layer.A[:, own], moment.Y[:, own])
        assert sample.left.value == pytest.approx(expected, rel=1e-12)
        assert batch.left.value == moment.step.value(moment.targets)


def test_an_answer_that_is_certain_and_wrong_can_still_be_explained():
    given_project = project(
        "moons", output=dense("output", 1, "sigmoid"), loss="binary cross-entropy"
    )
    session = random_session(given_project, 1)
    session.network.parameters[...] *= 200.0
    twin = Twin()
    for sample in range(24):
        moment = twin.moment(session, sample)
        assert explain(moment, Subject("output", value=(0,))).loss[0].left.value >= 0.0


def test_backward_is_the_slope_of_the_loss_of_the_chosen_sample_alone():
    given_project = of_table(dense("hidden", 3), dense("more", 3), loss=SQUARED[1])
    for moment in moments(random_session(given_project, 4)):
        network = moment.training.network
        first = moment.part("hidden")
        X, Y = moment.X[:, [moment.column]].copy(), moment.Y[:, [moment.column]].copy()
        run = network.pass_for(1)
        # The bias of a neuron is added to its z: their slopes are one.
        announced = [
            equation_of(explain(moment, Subject("hidden", value=(unit,))), f"δ_{{{unit + 1}}}")
            for unit in range(3)
        ]
        for unit, equation in enumerate(announced):
            flat = first.start + unit * 3 + 2
            before, sides = network.parameters[flat], []
            for side in (1e-5, -1e-5):
                network.parameters[flat] = before + side
                run.forward(X)
                sides.append(run.value(Y))
            network.parameters[flat] = before
            assert (sides[0] - sides[1]) / 2e-5 == pytest.approx(equation.left.value, abs=1e-8)


@pytest.mark.parametrize(("loss", "activation"), ENDS)
def test_the_numeric_derivative_agrees_with_the_gradient(loss, activation):
    given_project = of_table(dense("hidden", 5), loss=loss, activation=activation)
    moment = Twin().moment(random_session(given_project, 5, steps=1), 0)
    for layer in given_project.layers:
        for weight in np.ndindex(moment.layer(layer.id).parameter_shape):
            check = check_of(moment, Subject(layer.id, weight=weight))
            assert check.numeric == pytest.approx(check.backpropagated, rel=1e-6, abs=1e-9)


def test_the_check_leaves_the_moment_as_it_was():
    moment = Twin().moment(random_session(of_table(dense("hidden")), 6), 0)
    before = explain(moment, Subject("hidden", value=(1,)))
    w = moment.training.network.parameters.tobytes()
    assert numeric_derivative(moment, 3, 0.5) is not None
    assert explain(moment, Subject("hidden", value=(1,))) == before
    assert moment.training.network.parameters.tobytes() == w


def test_a_neuron_has_the_curve_of_its_activation_with_its_own_point_on_it():
    for name in ACTIVATION_NAMES:
        given_project = of_table(dense("hidden", 4, name))
        moment = Twin().moment(random_session(given_project, 7), 0)
        for unit in range(4):
            found = explain(moment, Subject("hidden", value=(unit,)))
            if name == "softmax":
                assert found.curve is None
                continue
            curve = found.curve
            assert curve.function == name
            assert curve.a == pytest.approx(FUNCTIONS[name](curve.z), rel=1e-12)
            beside = FUNCTIONS[name](curve.z + 1e-6) - FUNCTIONS[name](curve.z - 1e-6)
            assert curve.slope == pytest.approx(beside / 2e-6, abs=1e-5)


def test_a_long_sum_shows_its_largest_terms_in_their_order_and_counts_the_others():
    moment = Twin().moment(random_session(of_table(dense("wide", 40), dense("hidden")), 8), 0)
    subject = Subject("hidden", value=(2,))
    folded, whole = (explain(moment, subject, most).forward[0].right for most in (6, None))
    assert len(whole.terms) == 41
    *shown, rest = folded.terms
    assert isinstance(rest, Rest)
    assert len(shown) == 6
    assert rest.count == 35
    assert shown == [term for term in whole.terms if term in shown]
    smallest = min(abs(term.value) for term in shown)
    assert all(abs(term.value) <= smallest for term in whole.terms if term not in shown)
    assert folded.value == pytest.approx(whole.value, rel=1e-12)


def test_every_term_of_z_can_be_followed_to_its_wire_and_to_the_neuron_before():
    moment = Twin().moment(random_session(of_table(dense("first"), dense("second")), 9), 0)
    z, a = explain(moment, Subject("second", value=(3,))).forward
    *terms, bias = z.right.terms
    assert isinstance(z.right, Sum)
    for column, term in enumerate(terms):
        assert isinstance(term, Product)
        weight, read = term.factors
        assert (weight.place.layer_id, weight.place.index) == ("second", (3, column))
        assert (read.place.layer_id, read.place.index) == ("first", (column,))
        assert weight.symbol == f"w_{{4,{column + 1}}}"
    assert isinstance(bias, Number)
    assert (bias.symbol, bias.place.index) == ("b_{4}", (3, 4))
    assert (a.left.place.role, a.left.place.index) == ("output", (3,))


def test_the_way_back_can_be_followed_to_the_delta_of_every_neuron_above():
    moment = Twin().moment(random_session(of_table(dense("first"), dense("second", 3)), 10), 0)
    slope, delta = explain(moment, Subject("first", value=(1,))).backward
    for unit, term in enumerate(slope.right.terms):
        weight, above = term.factors
        assert (weight.place.layer_id, weight.place.index) == ("second", (unit, 1))
        assert (above.place.role, above.place.layer_id) == ("delta", "second")
        there = explain(moment, Subject("second", value=above.place.index)).backward[-1]
        assert there.left == above
    assert delta.left.symbol == "δ_{2}"


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_last_line_of_an_update_is_the_weight_that_training_then_has(optimiser):
    given_project = of_table(
        dense("hidden"), optimiser=optimiser, l1=0.003, l2=0.02, clip=0.01, loss=SQUARED[0]
    )
    session = random_session(given_project, 11, steps=3)
    moment = Twin().moment(session, 0)
    said = updates(moment, "hidden")
    part = moment.part("hidden")
    session.training.step()
    now = session.network.parameters[part].reshape(4, 3)
    for weight, found in said.items():
        assert found.update[-1].left.value == now[weight]
        assert found.update[-1].left.symbol.endswith("'")


def updates(moment: Moment, layer_id: str) -> dict[tuple[int, ...], Derivation]:
    """What is said about every weight of a layer."""
    shape = moment.layer(layer_id).parameter_shape
    return {at: explain(moment, Subject(layer_id, weight=at)) for at in np.ndindex(shape)}


def test_regularisation_is_told_of_weights_and_never_of_biases():
    given_project = of_table(dense("hidden"), l1=0.01, l2=0.1)
    moment = Twin().moment(random_session(given_project, 12), 0)
    for (_, column), found in updates(moment, "hidden").items():
        told = any("Regularisation" in one.about for one in found.update)
        assert told == (column != 2)
        assert found.update[0].left.symbol.startswith("∂C/∂b" if column == 2 else "∂C/∂w")


def test_a_bound_on_the_gradient_is_told_of_only_where_it_is_crossed():
    for clip, told in ((1e-3, True), (1e3, False), (0.0, False)):
        given_project = of_table(dense("hidden"), clip=clip)
        moment = Twin().moment(random_session(given_project, 13), 0)
        found = explain(moment, Subject("hidden", weight=(0, 0)))
        assert any("bound" in one.about for one in found.update) == told


def test_single_precision_agrees_as_far_as_it_goes():
    given_project = of_table(dense("hidden"), precision="float32", loss=SQUARED[1])
    for moment in moments(random_session(given_project, 14, steps=2)):
        for subject in (Subject("hidden", value=(1,)), Subject("output", weight=(1, 2))):
            found = explain(moment, subject)
            for equation in (*found.forward, *found.loss, *found.backward, *found.update):
                assert equation.right.value == pytest.approx(
                    equation.left.value, rel=1e-4, abs=1e-6
                )
