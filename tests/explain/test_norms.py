"""Norms: mean and variance, what is normalised, and the way back through both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.check import numeric_derivative
from nnstudio.explain.explanation import check_of, explain
from nnstudio.explain.moment import Twin
from nnstudio.explain.subject import Subject
from nnstudio.project.layers import (
    AvgPool2DSpec,
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    FlattenSpec,
    GlobalAveragePoolSpec,
    LayerNormSpec,
    MeanOverTimeSpec,
)
from nnstudio.project.specs import AdamSpec, MomentumSpec, Project, RMSpropSpec, SGDSpec
from tests.explain.holding import (
    assert_all_true,
    assert_announced,
    assert_every_number_can_be_clicked,
    assert_numeric,
    equation_of,
    moments,
    numbers,
    project,
    random_session,
)


def dense(name: str, units: int = 5) -> DenseSpec:
    return DenseSpec(id=name, units=units)


def of_table(norm: LayerNormSpec | BatchNormSpec, **training) -> Project:
    """A norm between two dense layers."""
    return project(
        "moons",
        dense("below"),
        norm,
        dense("above"),
        output=DenseSpec(id="output", units=2, activation="softmax"),
        **training,
    )


def of_sequences(norm: LayerNormSpec | BatchNormSpec) -> Project:
    """A norm at every step of a sequence."""
    return project(
        "remember-first", dense("below"), norm, dense("above"), MeanOverTimeSpec(id="mean")
    )


def of_images(norm: BatchNormSpec) -> Project:
    """A norm of feature maps."""
    image = Conv2DSpec(id="below", filters=3, activation="tanh")
    return project("shapes", image, norm, AvgPool2DSpec(id="above", size=3), FlattenSpec(id="flat"))


NORMED = (
    of_table(LayerNormSpec(id="norm")),
    of_sequences(LayerNormSpec(id="norm")),
    of_table(BatchNormSpec(id="norm")),
    of_sequences(BatchNormSpec(id="norm", momentum=0.4)),
    of_images(BatchNormSpec(id="norm")),
)
NAMES = ("layer, table", "layer, time", "batch, table", "batch, time", "batch, image")
ALL = pytest.mark.parametrize("given_project", NORMED, ids=NAMES)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(NORMED), st.integers(0, 2**32 - 1), st.integers(0, 2))
def test_all_that_is_said_about_any_norm_is_true(given_project, seed, steps):
    for moment in moments(random_session(given_project, seed, steps)):
        for layer in ("below", "norm", "above"):
            assert_all_true(moment, layer, seed)


@ALL
def test_every_number_of_a_norm_can_be_clicked(given_project):
    for moment in moments(random_session(given_project, 1)):
        assert_every_number_can_be_clicked(moment, "norm")


@ALL
def test_forward_goes_by_mean_and_variance_to_what_is_normalised_and_then_scaled(given_project):
    *_, moment = moments(random_session(given_project, 2))
    place = tuple(0 for _ in moment.layer("norm").output_shape)
    mean, variance, normalised, a = explain(moment, Subject("norm", value=place)).forward
    assert mean.left.symbol.startswith("μ")
    assert variance.left.symbol.startswith("σ²")
    assert normalised.left.symbol.startswith("x̂")
    assert {one.symbol for one in numbers(normalised.right)} >= {
        mean.left.symbol,
        variance.left.symbol,
        "ε",
    }
    assert [one.symbol for one in numbers(a.right)] == ["γ_{1}", normalised.left.symbol, "β_{1}"]
    assert a.left.value == moment.layer("norm").A[*place, moment.column]


@pytest.mark.parametrize(
    ("given_project", "count"),
    [(NORMED[0], 5), (NORMED[1], 5), (NORMED[2], 5), (NORMED[3], 30), (NORMED[4], 500)],
    ids=NAMES,
)
def test_a_layer_norm_counts_features_and_a_batch_norm_all_places_of_the_batch(
    given_project, count
):
    *_, moment = moments(random_session(given_project, 3))
    shape = moment.layer("norm").output_shape
    place = tuple(size - 1 for size in shape)
    mean, variance, *_ = explain(moment, Subject("norm", value=place), most=None).forward
    assert len(mean.right.over.terms) == len(variance.right.over.terms) == count
    assert mean.right.under.value == variance.right.under.value == count


@ALL
def test_the_chosen_sample_alone_can_be_followed_from_a_mean_to_the_layer_before(given_project):
    *_, moment = moments(random_session(given_project, 4))
    place = tuple(1 for _ in moment.layer("norm").output_shape)
    mean = explain(moment, Subject("norm", value=place), most=None).forward[0]
    own = [one for one in numbers(mean.right) if one.place is not None]
    assert place in [one.place.index for one in own]
    for one in own:
        assert one.place.layer_id == "below"
        assert one.value == moment.layer("below").A[*one.place.index, moment.column]


@ALL
def test_scale_and_shift_are_called_so_and_the_announced_ones_come_true(given_project):
    session = random_session(given_project, 5, steps=2)
    moment = Twin().moment(session, 0)
    for column, symbol in enumerate("γβ"):
        gradient = explain(moment, Subject("norm", weight=(2, column))).update[0]
        assert gradient.left.symbol == f"∂C/∂{symbol}_{{3}}"
        over_places = len(moment.layer("norm").output_shape) > 1
        assert ("positions added up" in gradient.about) == over_places
    assert_announced(session, "norm")


@pytest.mark.parametrize("optimiser", [SGDSpec(), MomentumSpec(), RMSpropSpec(), AdamSpec()])
def test_running_statistics_follow_the_batch_whatever_the_optimiser(optimiser):
    given_project = of_table(
        BatchNormSpec(id="norm", momentum=0.25), optimiser=optimiser, l2=0.1, l1=0.01, clip=0.1
    )
    session = random_session(given_project, 6, steps=2)
    moment = Twin().moment(session, 0)
    for column, symbol in ((2, "μ̄"), (3, "σ̄²")):
        found = explain(moment, Subject("norm", weight=(1, column)))
        assert not found.check
        assert found.update[-1].left.symbol == f"{symbol}_{{2}}'"
        assert "Not learned" in found.update[-1].about
        assert not any(one.left.symbol.startswith("∂C") for one in found.update)
        assert found.update[-1].left.value == pytest.approx(found.update[-1].right.value, rel=1e-12)
    assert_announced(session, "norm")


def test_penalties_leave_scale_and_shift_alone():
    given_project = of_table(LayerNormSpec(id="norm"), l2=0.1)
    moment = Twin().moment(random_session(given_project, 7), 0)
    for column in (0, 1):
        found = explain(moment, Subject("norm", weight=(0, column)))
        assert not any("Regularisation" in one.about for one in found.update)


@pytest.mark.parametrize("given_project", NORMED[:2], ids=NAMES[:2])
def test_the_numeric_derivative_agrees_around_a_layer_norm(given_project):
    for moment in moments(random_session(given_project, 8)):
        for layer in ("below", "norm", "above"):
            assert_numeric(moment, layer)


@pytest.mark.parametrize("given_project", NORMED[2:], ids=NAMES[2:])
def test_a_batch_norm_has_no_check_since_its_step_depends_on_the_batch(given_project):
    moment = Twin().moment(random_session(given_project, 9), 0)
    subject = Subject("norm", weight=(0, 0))
    assert check_of(moment, subject) is None
    assert not explain(moment, subject).check
    assert numeric_derivative(moment, 0) is None


def test_through_a_batch_norm_every_sample_of_the_batch_has_its_say():
    given_project = of_table(BatchNormSpec(id="norm"))
    *_, moment = moments(random_session(given_project, 10))
    slope = explain(moment, Subject("below", value=(3,)), most=None).backward[0]
    symbols = {one.symbol for one in numbers(slope.right)}
    others = {sample + 1 for sample in range(moment.step.batch)} - {moment.column + 1}
    assert {f"∂C/∂a_{{4}}^{{{sample}}}" for sample in others} < symbols
    assert "∂C/∂a_{4}^{+}" in symbols
    assert slope.left.symbol == "∂C/∂a_{4}"


def test_what_a_layer_norm_hands_back_moves_neither_mean_nor_spread():
    for moment in moments(random_session(NORMED[0], 11)):
        slopes = [
            equation_of(
                explain(moment, Subject("below", value=(unit,))), f"∂C/∂a_{{{unit + 1}}}"
            ).right.value
            for unit in range(5)
        ]
        x = moment.layer("below").A[:, moment.column]
        size = np.abs(slopes).max()
        assert size > 0.0
        assert np.sum(slopes) == pytest.approx(0.0, abs=1e-12 * size)
        # ε lets a little of the spread through.
        assert np.dot(slopes, x - x.mean()) == pytest.approx(0.0, abs=1e-3 * size)


def test_a_norm_of_an_image_with_one_value_a_map_is_still_true():
    given_project = project(
        "shapes",
        Conv2DSpec(id="below", filters=4),
        GlobalAveragePoolSpec(id="average"),
        LayerNormSpec(id="norm"),
        BatchNormSpec(id="again"),
    )
    for moment in moments(random_session(given_project, 12, steps=2)):
        for layer in given_project.layers:
            assert_all_true(moment, layer.id)
