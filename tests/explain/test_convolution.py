"""A pixel of a feature map: the patch under the kernel, their products, and the way back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.convolution import patch_of
from nnstudio.explain.explanation import explain
from nnstudio.explain.expressions import Product, Rest
from nnstudio.explain.moment import Twin
from nnstudio.explain.subject import Subject
from nnstudio.project.layers import (
    AvgPool2DSpec,
    Conv2DSpec,
    FlattenSpec,
    GlobalAveragePoolSpec,
)
from nnstudio.project.specs import Project
from tests.explain.holding import (
    assert_all_true,
    assert_announced,
    assert_every_number_can_be_clicked,
    assert_numeric,
    moments,
    numbers,
    project,
    random_session,
)


def two(first: Conv2DSpec, second: Conv2DSpec) -> Project:
    """A convolution on a convolution."""
    return project("shapes", first, second, FlattenSpec(id="flat"))


def conv(name: str, **settings) -> Conv2DSpec:
    return Conv2DSpec(id=name, **{"filters": 2, "activation": "tanh", **settings})


@st.composite
def convolutions(draw, name: str) -> Conv2DSpec:
    return Conv2DSpec(
        id=name,
        filters=draw(st.integers(1, 3)),
        kernel=draw(st.integers(1, 4)),
        stride=draw(st.integers(1, 3)),
        padding=draw(st.sampled_from(("valid", "same"))),
        bias=draw(st.booleans()),
        activation=draw(st.sampled_from(("identity", "sigmoid", "tanh", "relu", "leaky relu"))),
    )


@settings(max_examples=20, deadline=None)
@given(convolutions("first"), convolutions("second"), st.integers(0, 2**32 - 1))
def test_all_that_is_said_about_any_convolution_is_true(first, second, seed):
    if second.padding == "valid":
        second = conv("second", kernel=1, stride=second.stride, bias=second.bias)
    for moment in moments(random_session(two(first, second), seed, steps=1)):
        for layer in ("first", "second", "flat"):
            assert_all_true(moment, layer, seed)


def test_the_patch_of_a_pixel_is_read_channel_by_channel_and_row_by_row():
    given_project = two(conv("first"), conv("second", kernel=2, stride=2))
    moment = Twin().moment(random_session(given_project, 1), 0)
    seen = patch_of(moment.layer("second"), (1, 3))
    assert seen == [(c, y, x) for c in (0, 1) for y in (2, 3) for x in (6, 7)]
    z, a = explain(moment, Subject("second", value=(1, 1, 3)), most=None).forward
    *products, bias = z.right.terms
    for column, (at, term) in enumerate(zip(seen, products, strict=True)):
        weight, pixel = term.factors
        assert weight.place.index == (1, column)
        assert (pixel.place.layer_id, pixel.place.index) == ("first", at)
    assert [term.factors[0].symbol for term in products[:3]] == [
        "w_{2,1,1,1}",
        "w_{2,1,1,2}",
        "w_{2,1,2,1}",
    ]
    assert bias.symbol == "b_{2}"
    assert (a.left.symbol, a.left.place.role) == ("a_{2,2,4}", "output")


def test_zeros_around_the_image_are_named_as_such():
    given_project = two(conv("first", padding="same"), conv("second", padding="same"))
    moment = Twin().moment(random_session(given_project, 2), 0)
    for place, zeros in (((0, 0, 0), 5), ((1, 0, 4), 3), ((1, 11, 11), 5), ((0, 5, 5), 0)):
        z = explain(moment, Subject("first", value=place), most=None).forward[0]
        padding = [n for n in numbers(z.right) if n.place and n.place.name == "padding"]
        assert len(padding) == zeros
        assert all((zero.symbol, zero.value) == ("0", 0.0) for zero in padding)
        assert (f"{zeros} are zeros around the image" in z.about) == bool(zeros)


def test_without_a_bias_there_is_none_in_the_sum_and_none_to_ask_about():
    given_project = two(conv("first", bias=False), conv("second"))
    moment = Twin().moment(random_session(given_project, 3), 0)
    z = explain(moment, Subject("first", value=(1, 2, 2)), most=None).forward[0]
    assert len(z.right.terms) == 9
    assert all(isinstance(term, Product) for term in z.right.terms)
    assert "bias" not in z.about
    with pytest.raises(IndexError):
        explain(moment, Subject("first", weight=(0, 9)))


def test_many_channels_fold_to_the_largest_products_and_count_the_others():
    given_project = two(conv("first", filters=6), conv("second"))
    moment = Twin().moment(random_session(given_project, 4), 0)
    z = explain(moment, Subject("second", value=(0, 3, 3))).forward[0]
    *shown, rest = z.right.terms
    assert isinstance(rest, Rest)
    assert (len(shown), rest.count) == (12, 6 * 9 + 1 - 12)


def test_a_pixel_hears_from_every_place_whose_window_saw_it():
    given_project = two(conv("first", padding="same"), conv("second", filters=3))
    moment = Twin().moment(random_session(given_project, 5), 0)
    layer = moment.layer("second")
    # Inside, nine windows of each filter see a pixel; in the corner only one.
    for place, windows in (((0, 5, 5), 9), ((1, 0, 0), 1), ((1, 0, 3), 3)):
        slope = explain(moment, Subject("first", value=place), most=None).backward[0]
        assert len(slope.right.terms) == 3 * windows
        for term in slope.right.terms:
            weight, delta = term.factors
            filter_, down, right = delta.place.index
            assert weight.place.index[0] == filter_
            assert patch_of(layer, (down, right))[weight.place.index[1]] == place


def test_a_pixel_that_no_window_sees_gets_nothing_back():
    given_project = two(conv("first"), conv("second", kernel=1, stride=2))
    moment = Twin().moment(random_session(given_project, 6), 0)
    slope, delta = explain(moment, Subject("first", value=(0, 1, 2))).backward
    assert slope.left.value == slope.right.value == delta.left.value == 0.0
    assert slope.right.symbol == "0"


def test_the_gradient_of_a_kernel_weight_has_a_term_for_every_place_of_every_sample():
    given_project = two(conv("first", stride=3), conv("second"))
    moment = Twin().moment(random_session(given_project, 7), 0)
    gradient = explain(moment, Subject("first", weight=(0, 4)), most=None).update[0]
    places = 4 * 4 * moment.step.batch
    assert len(gradient.right.over.terms) == places
    assert gradient.right.under.value == moment.step.batch
    delta, pixel = gradient.right.over.terms[-1].factors
    assert (delta.symbol, pixel.symbol) == ("δ_{1,4,4}^{5}", "x_{1,11,11}^{5}")
    assert "every place" in gradient.about
    folded = explain(moment, Subject("first", weight=(0, 4))).update[0].right.over.terms
    assert folded[-1].count == places - 12


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("bias", [True, False])
def test_the_announced_kernel_is_the_one_that_training_then_has(padding, bias):
    given_project = two(conv("first", padding=padding, bias=bias), conv("second"))
    session = random_session(given_project, 8, steps=2)
    assert_announced(session, "first")
    assert_announced(session, "second")


def test_the_numeric_derivative_agrees_with_that_of_a_kernel():
    given_project = project(
        "shapes",
        conv("first", padding="same", stride=2),
        AvgPool2DSpec(id="pool"),
        conv("second", kernel=2, bias=False),
        GlobalAveragePoolSpec(id="average"),
    )
    for moment in moments(random_session(given_project, 9)):
        assert_numeric(moment, "first")
        assert_numeric(moment, "second")


def test_a_pixel_has_the_curve_of_its_activation_with_its_own_point_on_it():
    moment = Twin().moment(random_session(two(conv("first"), conv("second")), 10), 0)
    found = explain(moment, Subject("first", value=(1, 2, 3)))
    assert found.curve.function == "tanh"
    assert found.curve.a == pytest.approx(np.tanh(found.curve.z))
    assert found.curve.slope == pytest.approx(1.0 - found.curve.a**2)


def test_every_number_of_a_convolution_can_be_clicked():
    given_project = two(conv("first", padding="same"), conv("second"))
    for moment in moments(random_session(given_project, 11)):
        assert_every_number_can_be_clicked(moment, "first")
        assert_every_number_can_be_clicked(moment, "second")
