"""The probe of the inspector: what it finds is what the core has, and the run never notices."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.app.inspection import Inspected, Inspection
from nnstudio.explain.expressions import Number
from nnstudio.explain.subject import Subject
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session

from ..project.projects import dense, project


def session_of(example: str, steps: int = 3) -> Session:
    session = Session(EXAMPLES[example].project)
    for _ in range(steps):
        session.training.step()
    return session


def found_in(session: Session, inspection: Inspection) -> Inspected:
    found = inspection(session)
    assert found is not None
    return found


def test_a_neuron_is_explained_with_the_numbers_that_the_core_computes() -> None:
    session = session_of("xor")
    found = found_in(session, Inspection(Subject("hidden-2", (1,)), sample=2))
    z, a = (equation.left.value for equation in found.derivation.forward)
    raw = session.material.dataset.features[[2]]
    way = session.network.pass_for(1)
    way.infer(session.material.columns(raw, session.network.dtype))
    assert z == pytest.approx(way.layers[1].Z[1, 0], rel=1e-12)
    assert a == pytest.approx(way.layers[1].A[1, 0], rel=1e-12)
    assert found.problem == ""
    assert found.step == session.training.step_count


def test_the_new_weight_that_is_announced_is_the_one_that_the_step_makes() -> None:
    session = session_of("xor")
    wire = Subject("hidden-2", weight=(1, 2))
    found = found_in(session, Inspection(wire, sample=0, view="update"))
    announced = found.derivation.update[-1].left.value
    session.training.step()
    assert announced == session.network.layers[1].Wb[1, 2]
    assert found.weight == wire


def test_a_wire_has_its_neuron_explained_on_the_ways_forward_and_back() -> None:
    session = session_of("xor")
    wire = Subject("hidden-2", weight=(1, 2))
    for view in ("forward", "backward"):
        found = found_in(session, Inspection(wire, 0, view))
        assert found.value == Subject("hidden-2", (1,))
        assert getattr(found.derivation, view)


def test_a_neuron_shows_its_bias_when_it_comes_to_the_update() -> None:
    found = found_in(session_of("xor"), Inspection(Subject("hidden-2", (1,)), 0, "update"))
    assert found.weight == Subject("hidden-2", weight=(1, 4))
    assert "b_{2}" in found.derivation.update[-1].left.symbol


def test_the_check_agrees_with_what_is_propagated_back() -> None:
    found = found_in(session_of("xor"), Inspection(Subject("hidden-1", weight=(0, 1)), 0, "check"))
    assert found.check is not None
    assert found.check.digits > 6.0
    assert found.derivation.check


@pytest.mark.parametrize("example", ["xor", "digits"])
def test_a_run_that_is_looked_at_learns_the_same_bits(example: str) -> None:
    """Dropout in one of them: not even chance may be touched."""
    alone, watched = session_of(example), session_of(example)
    layer = watched.project.layers[0].id
    looks = [
        Inspection(Subject(layer, (0,)), 0, "forward"),
        Inspection(Subject(layer, weight=(0, 1)), 1, "check"),
        Inspection(Subject(layer, (0,)), 2, "matrices"),
    ]
    for step in range(12):
        looks[step % 3](watched)
        alone.training.step()
        watched.training.step()
    assert np.array_equal(alone.network.parameters, watched.network.parameters)


def test_what_does_not_exist_is_told_and_breaks_nothing() -> None:
    session = session_of("digits")
    dense, dropout = session.project.layers[0].id, session.project.layers[1].id
    assert found_in(session, Inspection(Subject("no such", (0,)), 0)).problem == "gone"
    assert found_in(session, Inspection(Subject(dense, (9999,)), 0)).problem == "not a value"
    of_dropout = Inspection(Subject(dropout, weight=(0, 0)), 0, "update")
    assert found_in(session, of_dropout).problem in ("no weights", "not a value")
    assert Inspection(Subject(dense, (0,)), 10**9)(session) is None


def test_a_run_whose_numbers_are_beyond_all_bounds_is_told_in_words() -> None:
    session = session_of("xor")
    session.network.parameters[...] = np.inf
    for view in ("forward", "loss", "backward", "update", "check"):
        found = found_in(session, Inspection(Subject("hidden-1", (0,)), 0, view))
        assert found.problem in ("", "beyond numbers")


def test_the_matrices_are_those_of_the_layer_in_the_step() -> None:
    session = session_of("xor")
    found = found_in(session, Inspection(Subject("hidden-2", (1,)), 0, "matrices"))
    assert found.matrices is not None
    tables = found.matrices.tables
    layer = session.network.layers[1]
    assert np.array_equal(tables["W"], layer.W)
    assert np.array_equal(tables["b"][:, 0], layer.b)
    assert tables["A"].shape == (3, found.batch) == tables["δ"].shape
    np.testing.assert_allclose(
        tables["δ"] @ tables["X"].T / found.batch, tables["∂C/∂W"][:, :-1], rtol=1e-12
    )
    at = list(found.matrices.samples).index(0)
    neuron = found_in(session, Inspection(Subject("hidden-2", (1,)), 0))
    assert tables["Z"][1, at] == pytest.approx(neuron.derivation.forward[0].left.value)


def test_every_column_of_a_sequence_belongs_to_its_sample() -> None:
    session = session_of("reverse", steps=1)
    block = session.project.layers[2].id
    found = found_in(session, Inspection(Subject(block, (0, 0)), 0, "matrices"))
    assert found.matrices is not None
    samples, answers = found.matrices.samples, found.matrices.tables["A"]
    assert len(samples) == answers.shape[1]
    assert np.array_equal(
        samples.reshape(found.batch, -1)[:, 0], samples.reshape(found.batch, -1)[:, 1]
    )


def test_a_run_that_goes_on_is_not_asked_at_every_frame_but_one_that_stands_is() -> None:
    session = session_of("xor")
    inspection = Inspection(Subject("hidden-1", (0,)), 3)
    first = found_in(session, inspection)
    inspection.last.cost = 60.0  # as if it had taken a minute: the next look can wait
    session.training.step()
    assert inspection(session) is first
    fresh = found_in(session, replace(inspection, last=type(inspection.last)()))
    assert fresh.step == session.training.step_count
    # A weight is put by hand while the run stands.
    session.network.layers[0].Wb[0, 0] += 1.0
    again = found_in(session, fresh.inspection)
    assert again.derivation.forward[0].left.value != fresh.derivation.forward[0].left.value


def test_a_long_sum_is_folded_to_its_largest_terms_unless_all_are_asked_for() -> None:
    session = session_of("digits")
    layer = session.project.layers[0].id
    short = found_in(session, Inspection(Subject(layer, (0,)), 0))
    long = found_in(session, Inspection(Subject(layer, (0,)), 0, most=None))

    def terms(found: Inspected) -> int:
        return len(found.derivation.forward[0].right.terms)  # type: ignore[union-attr]

    assert terms(short) == 13
    assert terms(long) == 65
    assert isinstance(long.derivation.forward[0].left, Number)


@settings(max_examples=25, deadline=None)
@given(
    units=st.lists(st.integers(1, 4), min_size=0, max_size=3),
    activation=st.sampled_from(["sigmoid", "tanh", "identity"]),
    seed=st.integers(0, 10_000),
    steps=st.integers(0, 5),
    data=st.data(),
)
def test_any_dense_network_any_neuron_any_sample_shows_what_the_core_has(
    units: list[int], activation: str, seed: int, steps: int, data: st.DataObject
) -> None:
    """Value and gradient are the core's, and the slope measured by hand is the gradient."""
    hidden = [dense(f"h{place}", count, activation) for place, count in enumerate(units)]
    session = Session(project(*hidden, key="xor", validation=0.0, seed=seed))
    for _ in range(steps):
        session.training.step()
    layers = session.project.layers
    place = data.draw(st.integers(0, len(layers) - 1), "layer")
    layer = session.network.layers[place]
    row = data.draw(st.integers(0, layer.outputs - 1), "neuron")
    column = data.draw(st.integers(0, layer.inputs), "wire")
    sample = data.draw(st.integers(0, session.material.dataset.samples - 1), "sample")
    value = found_in(session, Inspection(Subject(layers[place].id, (row,)), sample))
    way = session.network.pass_for(1)
    way.infer(session.material.columns(session.material.dataset.features[[sample]], np.float64))
    shown = value.derivation.forward[-1].left.value
    assert shown == pytest.approx(way.layers[place].A[row, 0], rel=1e-12, abs=1e-15)
    wire = Subject(layers[place].id, weight=(row, column))
    checked = found_in(session, Inspection(wire, sample, "check")).check
    announced = found_in(session, Inspection(wire, sample, "update")).derivation.update[-1]
    session.training.step()
    assert announced.left.value == session.network.layers[place].Wb[row, column]
    assert checked is not None
    assert checked.backpropagated == session.network.layers[place].dWb[row, column]
    assert checked.numeric == pytest.approx(checked.backpropagated, rel=1e-4, abs=1e-8)
