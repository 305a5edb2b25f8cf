"""An edit keeps every weight whose layer, and whose place in it, still exists."""

import msgspec
import numpy as np
import pytest

from nnstudio.project import edits
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.material import prepare
from nnstudio.project.session import Session
from nnstudio.project.specs import Project

from .projects import OPTIMISERS, dense, project, trained, weights

BASE = project(dense("a", 4), dense("b", 3), key="moons")


def after(session: Session, edited: Project) -> Session:
    """The session after this edit; data that did not change stay the same."""
    data = edited.data == session.project.data
    session.adopt(edited, session.material if data else prepare(edited.data))
    return session


def carried(edited: Project, base: Project = BASE):
    """[W | b] of every layer before the edit and after it."""
    session = trained(base)
    before = {layer.id: weights(session, layer.id) for layer in base.layers if layer.id != "d"}
    after(session, edited)
    now = {layer.id: weights(session, layer.id) for layer in edited.layers if layer.id != "d"}
    return before, now


def test_one_more_neuron_leaves_all_others_as_they_are():
    before, now = carried(edits.set_units(BASE, "a", 5))
    assert now["a"].shape == (5, 3)
    assert np.array_equal(now["a"][:4], before["a"])
    assert now["b"].shape == (3, 6)
    assert np.array_equal(now["b"][:, :4], before["b"][:, :4])
    assert np.array_equal(now["b"][:, -1], before["b"][:, -1])
    assert np.array_equal(now["output"], before["output"])
    assert now["a"][4, :2].any()


def test_one_neuron_less_takes_its_row_and_its_column_and_nothing_else():
    before, now = carried(edits.set_units(BASE, "a", 3))
    assert np.array_equal(now["a"], before["a"][:3])
    assert np.array_equal(now["b"][:, :3], before["b"][:, :3])
    assert np.array_equal(now["b"][:, 3], before["b"][:, 4])
    assert np.array_equal(now["output"], before["output"])


def test_columns_follow_the_names_of_the_inputs():
    base = project(dense("a", 4), key="moons", inputs=("x1", "x2"))
    data = msgspec.structs.replace(base.data, inputs=("x1*x2", "x2", "x1"))
    before, now = carried(msgspec.structs.replace(base, data=data), base)
    assert np.array_equal(now["a"][:, 2], before["a"][:, 0])
    assert np.array_equal(now["a"][:, 1], before["a"][:, 1])
    assert np.array_equal(now["a"][:, 3], before["a"][:, 2])
    back, _ = carried(base, msgspec.structs.replace(base, data=data))
    assert back["a"].shape == (4, 4)


def test_an_input_that_is_switched_off_and_on_comes_back_with_fresh_weights_only():
    base = project(dense("a", 4), key="moons", inputs=("x1", "x2"))
    data = msgspec.structs.replace(base.data, inputs=("x2",))
    before, now = carried(msgspec.structs.replace(base, data=data), base)
    assert now["a"].shape == (4, 2)
    assert np.array_equal(now["a"][:, 0], before["a"][:, 1])


def test_dropout_put_in_between_changes_no_weight():
    edited = edits.insert_layers(BASE, 1, [DropoutSpec(id="d")])
    before, now = carried(edited)
    assert all(np.array_equal(now[name], before[name]) for name in before)


def test_a_layer_put_in_between_keeps_the_weights_below_it_and_the_bias_above_it():
    edited = edits.insert_layers(BASE, 1, [dense("new", 6)])
    before, now = carried(edited)
    assert np.array_equal(now["a"], before["a"])
    assert now["b"].shape == (3, 7)
    assert np.array_equal(now["b"][:, -1], before["b"][:, -1])
    assert np.array_equal(now["output"], before["output"])


def test_a_layer_as_wide_as_the_one_before_it_keeps_the_columns_above_it_too():
    before, now = carried(edits.insert_layers(BASE, 1, [dense("new", 4)]))
    assert np.array_equal(now["b"], before["b"])


def test_a_layer_taken_out_leaves_its_neighbours_what_still_has_a_place():
    before, now = carried(edits.remove_layers(BASE, ["b"]))
    assert np.array_equal(now["a"], before["a"])
    assert now["output"].shape == (1, 5)
    assert now["output"][0, -1] == before["output"][0, -1]


def test_layers_that_change_places_take_their_biases_along():
    before, now = carried(edits.move_layers(BASE, ["b"], 0))
    assert now["b"].shape == (3, 3)
    assert np.array_equal(now["b"][:, -1], before["b"][:, -1])
    assert np.array_equal(now["a"][:, -1], before["a"][:, -1])


def test_another_activation_changes_no_weight():
    before, now = carried(edits.set_activation(BASE, "a", "relu"))
    assert all(np.array_equal(now[name], before[name]) for name in before)


def test_weights_go_over_into_single_precision_and_too_large_ones_end_as_diverged():
    edited = edits.change_training(BASE, precision="float32")
    before, now = carried(edited)
    assert now["a"].dtype == np.float32
    assert np.array_equal(now["a"], before["a"].astype(np.float32))
    session = trained(BASE)
    session.network.parameters[0] = 1e300
    after(session, edited).train_epochs(1)
    assert "Diverged" in session.message


@pytest.mark.parametrize("optimiser", OPTIMISERS[1:])
def test_what_the_optimiser_remembers_goes_on_when_nothing_about_the_weights_changed(optimiser):
    base = edits.change_training(BASE, optimiser=optimiser)
    session = trained(base)
    memory = {name: values.copy() for name, values in session.training.optimiser.memory.items()}
    after(session, edits.insert_layers(base, 1, [DropoutSpec(id="d")]))
    assert all(values.any() for values in memory.values())
    for name, values in session.training.optimiser.memory.items():
        assert np.array_equal(values, memory[name])
    after(session, edits.set_units(session.project, "a", 5))
    assert not any(values.any() for values in session.training.optimiser.memory.values())
