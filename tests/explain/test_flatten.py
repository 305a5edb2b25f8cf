"""Flatten: which value went where, and back again."""

import numpy as np
import pytest

from nnstudio.explain.explanation import explain
from nnstudio.explain.moment import Twin
from nnstudio.explain.subject import Subject
from nnstudio.project.layers import Conv2DSpec, DenseSpec, FlattenSpec
from tests.explain.holding import (
    assert_all_true,
    assert_every_number_can_be_clicked,
    moments,
    project,
    random_session,
)

NETWORKS = {
    "images": project(
        "shapes", Conv2DSpec(id="below", filters=2, stride=4), FlattenSpec(id="flat")
    ),
    "sequences": project("remember-first", DenseSpec(id="below", units=3), FlattenSpec(id="flat")),
    "values": project(
        "moons",
        DenseSpec(id="below", units=3),
        FlattenSpec(id="flat"),
        output=DenseSpec(id="output", units=2, activation="softmax"),
    ),
    "twice": project(
        "shapes",
        Conv2DSpec(id="below", filters=2, stride=4),
        FlattenSpec(id="flat"),
        FlattenSpec(id="again"),
    ),
    "data": project("shapes", FlattenSpec(id="flat")),
}
ALL = pytest.mark.parametrize("name", NETWORKS)


@ALL
def test_all_that_is_said_about_flattening_is_true(name):
    for moment in moments(random_session(NETWORKS[name], 1, steps=1)):
        for layer in NETWORKS[name].layers:
            assert_all_true(moment, layer.id)
            assert_every_number_can_be_clicked(moment, layer.id)


@ALL
def test_every_value_comes_from_one_place_and_every_place_is_named_once(name):
    moment = Twin().moment(random_session(NETWORKS[name], 2), 0)
    layer = moment.layer("flat")
    came_from = []
    for unit in range(layer.outputs):
        (found,) = explain(moment, Subject("flat", value=(unit,))).forward
        assert found.left.value == found.right.value
        came_from.append(found.right.place.index)
    assert came_from == list(np.ndindex(layer.input_shape))


@pytest.mark.parametrize("name", ["images", "sequences", "values"])
def test_what_comes_back_is_what_the_flat_value_gets(name):
    moment = Twin().moment(random_session(NETWORKS[name], 3), 0)
    layer = moment.layer("flat")
    for unit, place in enumerate(np.ndindex(layer.input_shape)):
        slope = explain(moment, Subject("below", value=place)).backward[0]
        above = explain(moment, Subject("flat", value=(unit,))).backward[0]
        assert slope.right.place.index == (unit,)
        assert slope.left.value == above.left.value


def test_before_the_first_weights_nothing_comes_back():
    moment = Twin().moment(random_session(NETWORKS["data"], 4), 0)
    assert explain(moment, Subject("flat", value=(5,))).backward == ()
