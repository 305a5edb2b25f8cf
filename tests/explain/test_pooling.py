"""Pooling and means: which value goes on, and who gets back what."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.explanation import explain
from nnstudio.explain.expressions import Largest, Quotient, Rest
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.pooling import winner_of
from nnstudio.explain.subject import Subject
from nnstudio.project.layers import (
    AvgPool2DSpec,
    Conv2DSpec,
    DenseSpec,
    FlattenSpec,
    GlobalAveragePoolSpec,
    LayerSpec,
    MaxPool2DSpec,
    MeanOverTimeSpec,
)
from nnstudio.project.specs import Project
from tests.explain.holding import (
    assert_all_true,
    assert_every_number_can_be_clicked,
    assert_numeric,
    moments,
    numbers,
    project,
    random_session,
)


def pooled(pool: LayerSpec, activation: str = "tanh") -> Project:
    """Pooling on a convolution; without a window of its own, no Flatten is needed."""
    image = Conv2DSpec(id="conv", filters=2, activation=activation)
    return project("shapes", image, pool, FlattenSpec(id="flat"))


AVERAGE = project("shapes", Conv2DSpec(id="conv", filters=3), GlobalAveragePoolSpec(id="average"))
MEAN = project("remember-first", DenseSpec(id="dense", units=3), MeanOverTimeSpec(id="mean"))


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from((MaxPool2DSpec, AvgPool2DSpec)),
    st.integers(1, 4),
    st.integers(0, 5),
    st.sampled_from(("tanh", "relu")),
    st.integers(0, 2**32 - 1),
)
def test_all_that_is_said_about_any_pooling_is_true(kind, size, stride, activation, seed):
    given_project = pooled(kind(id="pool", size=size, stride=stride), activation)
    for moment in moments(random_session(given_project, seed, steps=1)):
        for layer in ("conv", "pool", "flat"):
            assert_all_true(moment, layer, seed)


@pytest.mark.parametrize("given_project", [AVERAGE, MEAN], ids=["image", "time"])
def test_all_that_is_said_about_a_mean_is_true(given_project):
    for moment in moments(random_session(given_project, 1, steps=1)):
        for layer in given_project.layers:
            assert_all_true(moment, layer.id)
            assert_every_number_can_be_clicked(moment, layer.id)
        assert_numeric(moment, given_project.layers[0].id)


@pytest.mark.parametrize("kind", [MaxPool2DSpec, AvgPool2DSpec])
def test_every_number_of_pooling_can_be_clicked(kind):
    for moment in moments(random_session(pooled(kind(id="pool")), 2)):
        assert_every_number_can_be_clicked(moment, "pool")
        assert_every_number_can_be_clicked(moment, "conv")


def test_the_largest_of_the_window_goes_on_and_its_four_values_can_be_read():
    moment = Twin().moment(random_session(pooled(MaxPool2DSpec(id="pool")), 3), 0)
    (found,) = explain(moment, Subject("pool", value=(1, 2, 3))).forward
    assert isinstance(found.right, Largest)
    assert [one.place.index for one in found.right.of] == [
        (1, 4, 6),
        (1, 4, 7),
        (1, 5, 6),
        (1, 5, 7),
    ]
    assert found.left.value == max(one.value for one in found.right.of)


def test_of_a_wide_window_the_largest_values_are_shown_and_the_others_counted():
    moment = Twin().moment(random_session(pooled(MaxPool2DSpec(id="pool", size=5)), 4), 0)
    (found,) = explain(moment, Subject("pool", value=(0, 0, 0))).forward
    *shown, rest = found.right.of
    assert isinstance(rest, Rest)
    assert (len(shown), rest.count) == (12, 13)
    assert rest.value <= min(one.value for one in shown)
    assert found.right.value == found.left.value


def backs(moment: Moment) -> dict[tuple[int, ...], list[tuple[float, tuple[int, ...]]]]:
    """For every pixel: the factor, 0 or 1, that each window which saw it hands back with."""
    found = {}
    for place in np.ndindex(moment.layer("conv").output_shape):
        right = explain(moment, Subject("conv", value=place), most=None).backward[0].right
        own = [one for one in numbers(right) if one.place is not None]
        factors = [one.value for one in numbers(right) if one.place is None]
        found[place] = [(f, n.place.index) for f, n in zip(factors, own, strict=True)]
    return found


@pytest.mark.parametrize("stride", [0, 1])
@pytest.mark.parametrize("equal", [True, False])
def test_every_window_hands_back_to_exactly_one_of_its_values(stride, equal):
    given_project = pooled(MaxPool2DSpec(id="pool", stride=stride), "identity")
    session = random_session(given_project, 5)
    if equal:  # then every pixel of a map is its bias
        weights = session.network.parameters[:20].reshape(2, 10)
        weights[:, :9] = 0.0
    moment = Twin().moment(session, 0)
    winners: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for pixel, windows in backs(moment).items():
        for factor, window in windows:
            if factor:
                winners.setdefault(window, []).append(pixel)
    shape = moment.layer("pool").output_shape
    assert sorted(winners) == sorted(np.ndindex(shape))
    for window, won in winners.items():
        assert won == [winner_of(moment, "pool", window)]
        if equal:  # of equals the first takes all
            step = stride or 2
            assert won == [(window[0], window[1] * step, window[2] * step)]
    assert_all_true(moment, "conv")


def test_of_equals_the_first_by_column_takes_all_as_in_the_core():
    given_project = pooled(MaxPool2DSpec(id="pool"), "identity")
    session = random_session(given_project, 6)
    moment = Twin().moment(session, 0)
    A = moment.layer("conv").A
    # Two equals on the falling diagonal's other side: below left, and above right.
    A[0, :2, :2, moment.column] = [[0.0, 7.0], [7.0, 0.0]]
    pool = moment.layer("pool")
    pool.forward(A)
    pool.backward(np.ones_like(pool.A))
    assert winner_of(moment, "pool", (0, 0, 0)) == (0, 1, 0)
    assert np.array_equal(pool.dX[0, :2, :2, moment.column], [[0.0, 0.0], [1.0, 0.0]])


def test_a_value_between_the_windows_gets_nothing_back():
    for kind in (MaxPool2DSpec, AvgPool2DSpec):
        given_project = pooled(kind(id="pool", size=1, stride=2))
        moment = Twin().moment(random_session(given_project, 7), 0)
        slope, _ = explain(moment, Subject("conv", value=(0, 1, 1))).backward
        assert slope.left.value == slope.right.value == 0.0


def test_an_average_shares_out_what_comes_back_among_its_window():
    moment = Twin().moment(random_session(pooled(AvgPool2DSpec(id="pool")), 8), 0)
    slope, _ = explain(moment, Subject("conv", value=(1, 5, 4))).backward
    assert isinstance(slope.right, Quotient)
    assert slope.right.over.place.index == (1, 2, 2)
    assert slope.right.under.value == 4.0


def test_no_number_above_has_the_symbol_of_the_one_below():
    for given_project in (pooled(MaxPool2DSpec(id="pool")), AVERAGE):
        moment = Twin().moment(random_session(given_project, 9), 0)
        slope, _ = explain(moment, Subject("conv", value=(0, 0, 0))).backward
        assert slope.left.symbol not in {one.symbol for one in numbers(slope.right)}
