"""A weight moved by hand lands in the live network, and undo brings it back."""

import math

import pytest

from nnstudio.app.speed import Speed
from nnstudio.app.weight_edit import WeightEdit

from ..project.projects import dense, project

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)


def weight(studio, layer="a", row=1, column=0) -> float:
    return float(studio.fresh().weights[layer][row, column])


def test_a_weight_that_is_set_lands_in_the_network_and_changes_the_loss(open_studio):
    studio = open_studio(MOONS)
    before = studio.fresh()
    studio.run.set_weight("a", 1, 0, 3.25)
    after = studio.fresh()
    assert after.weights["a"][1, 0] == 3.25
    assert after.losses != before.losses
    different = after.weights["a"] != before.weights["a"]
    assert different.sum() == 1


def test_the_last_column_is_the_bias(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_weight("a", 2, 2, -7.0)
    assert weight(studio, "a", 2, 2) == -7.0
    assert studio.session.network.layers[0].b[2] == -7.0


def test_a_weight_is_undone_and_done_again(open_studio):
    studio = open_studio(MOONS)
    before = weight(studio)
    stack = studio.document.undo_stack
    stack.push(WeightEdit(studio.run, "a", 1, 0, before, 0.5, "Change a weight"))
    assert weight(studio) == 0.5
    assert stack.undoText() == "Change a weight"
    assert studio.document.modified
    stack.undo()
    assert weight(studio) == before
    stack.redo()
    assert weight(studio) == 0.5


def test_undoing_a_weight_puts_back_this_one_alone_when_the_run_has_gone_on(open_studio):
    studio = open_studio(MOONS)
    before = weight(studio)
    studio.document.undo_stack.push(WeightEdit(studio.run, "a", 1, 0, before, 0.5, "Weight"))
    trained = studio.train_until(5)
    studio.document.undo_stack.undo()
    after = studio.fresh()
    assert after.weights["a"][1, 0] == before
    assert after.step == trained.step
    assert (after.weights["a"] != trained.weights["a"]).sum() == 1


def test_a_weight_can_be_set_while_the_training_runs(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: studio.latest.step > 10)
    studio.run.set_weight("b", 0, 0, 1e6)
    studio.until(lambda: abs(studio.latest.weights["b"][0, 0]) > 1e5)


@pytest.mark.parametrize(
    ("layer", "row", "column", "value"),
    [
        ("gone", 0, 0, 1.0),
        ("a", 4, 0, 1.0),
        ("a", 0, 3, 1.0),
        ("a", -1, 0, 1.0),
        ("a", 0, -1, 1.0),
        ("a", 0, 0, math.nan),
        ("a", 0, 0, math.inf),
    ],
)
def test_a_weight_that_does_not_exist_or_no_number_changes_nothing(
    layer, row, column, value, open_studio
):
    studio = open_studio(MOONS)
    before = studio.session.network.parameters.copy()
    studio.run.set_weight(layer, row, column, value)
    studio.run.state()
    assert (studio.session.network.parameters == before).all()
    assert not studio.failures


def test_a_weight_of_a_layer_that_is_gone_can_be_undone_without_harm(open_studio):
    studio = open_studio(MOONS)
    stack = studio.document.undo_stack
    stack.push(WeightEdit(studio.run, "a", 3, 0, 0.1, 0.5, "Weight"))
    studio.units("a", 2)
    studio.run.set_weight("a", 3, 0, 0.2)
    stack.undo()
    stack.undo()
    assert weight(studio, "a", 3, 0) == 0.1
