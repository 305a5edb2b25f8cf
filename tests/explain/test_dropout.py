"""Dropout: the lots of this very step, forward and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.explanation import check_of, explain
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject
from nnstudio.project.layers import (
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    FlattenSpec,
    MeanOverTimeSpec,
)
from nnstudio.project.specs import Project
from tests.explain.holding import (
    assert_all_true,
    assert_announced,
    assert_every_number_can_be_clicked,
    moments,
    project,
    random_session,
)


def of_table(rate: float) -> Project:
    return project(
        "moons",
        DenseSpec(id="below", units=12),
        DropoutSpec(id="dropout", rate=rate),
        output=DenseSpec(id="output", units=2, activation="softmax"),
    )


def of_sequences(rate: float) -> Project:
    return project(
        "remember-first",
        DenseSpec(id="below", units=4),
        DropoutSpec(id="dropout", rate=rate),
        MeanOverTimeSpec(id="mean"),
    )


def of_images(rate: float) -> Project:
    image = Conv2DSpec(id="below", filters=2, stride=3)
    return project("shapes", image, DropoutSpec(id="dropout", rate=rate), FlattenSpec(id="flat"))


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from((of_table, of_sequences, of_images)),
    st.sampled_from((0.0, 0.1, 0.5, 0.95)),
    st.integers(0, 2**32 - 1),
)
def test_all_that_is_said_about_any_dropout_is_true(made, rate, seed):
    given_project = made(rate)
    for moment in moments(random_session(given_project, seed, steps=1)):
        for layer in given_project.layers:
            assert_all_true(moment, layer.id, seed)


def masks(moment: Moment) -> list[float]:
    """m of every value of the table's network, as it is told."""
    return [
        explain(moment, Subject("dropout", value=(unit,))).forward[0].left.value
        for unit in range(12)
    ]


def test_a_value_is_either_left_out_or_made_larger_and_both_say_why():
    moment = Twin().moment(random_session(of_table(0.6), 1), 0)
    said = [explain(moment, Subject("dropout", value=(unit,))) for unit in range(12)]
    assert {len(one.forward) for one in said} == {2}
    for one in said:
        mask, a = one.forward
        assert a.left.value == a.right.value
        if mask.left.value:
            assert mask.left.value == pytest.approx(1.0 / 0.4)
            assert "stays" in mask.about
        else:
            assert a.left.value == 0.0
            assert "left out" in mask.about
    assert len({one.forward[0].left.value for one in said}) == 2


def test_the_lots_are_those_that_the_step_draws():
    session = random_session(of_table(0.5), 2)
    sample = int(Twin().moment(session, 0).samples[1])
    moment = Twin().moment(session, sample)
    announced = masks(moment)
    session.training.step()
    layer = session.network.pass_for(5).layers[1]
    assert announced == layer.M[:, moment.column].tolist()


def test_the_way_back_meets_the_same_lots_as_the_way_forward():
    *_, moment = moments(random_session(of_table(0.5), 3))
    for unit, mask in enumerate(masks(moment)):
        slope, delta = explain(moment, Subject("below", value=(unit,))).backward
        again, above = slope.right.factors
        assert again.value == mask
        assert above.symbol == f"∂C/∂a_{{{unit + 1}}}^{{+}}"
        assert (delta.left.value == 0.0) == (mask == 0.0)


def test_every_look_sees_the_same_lots_until_the_step_is_made():
    session = random_session(of_table(0.5), 4)
    sample = int(session.material.validation[0])
    twin = Twin()
    first = masks(twin.moment(session, sample))
    twin.moment(session, 0)
    assert masks(twin.moment(session, sample)) == first
    assert masks(Twin().moment(session, sample)) == first
    seen = {tuple(first)}
    for _ in range(4):
        session.training.step()
        seen.add(tuple(masks(twin.moment(session, sample))))
    assert len(seen) > 1


@pytest.mark.parametrize("made", [of_table, of_sequences, of_images])
def test_the_weights_around_dropout_become_what_was_announced(made):
    session = random_session(made(0.4), 5, steps=3)
    assert_announced(session, "below")
    assert_announced(session, "output")


def test_there_is_no_check_by_numbers_where_lots_are_drawn():
    moment = Twin().moment(random_session(of_table(0.4), 6), 0)
    for weight in np.ndindex(2, 13):
        assert check_of(moment, Subject("output", weight=weight)) is None


@pytest.mark.parametrize("made", [of_table, of_sequences, of_images])
def test_every_number_of_dropout_can_be_clicked(made):
    for moment in moments(random_session(made(0.3), 7)):
        assert_every_number_can_be_clicked(moment, "dropout")
        assert_every_number_can_be_clicked(moment, "below")
