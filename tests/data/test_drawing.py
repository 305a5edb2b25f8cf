"""Drawings become pictures as the data sets have them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nnstudio.data import files, shapes
from nnstudio.data.drawing import INK, Points, digit_from, picture_from

RING = np.linspace(0.0, 2.0 * np.pi, 60)


def ring(
    middle: tuple[float, float] = (0.5, 0.5), radii: tuple[float, float] = (0.2, 0.3)
) -> Points:
    return np.stack(
        [middle[0] + radii[0] * np.cos(RING), middle[1] + radii[1] * np.sin(RING)], axis=1
    )


def line(*points: tuple[float, float]) -> Points:
    return np.array(points, dtype=np.float64)


def as_picture(row: NDArray[np.float64]) -> NDArray[np.float64]:
    side = round(row.size**0.5)
    return row.reshape(side, side)


def test_nothing_drawn_is_an_empty_picture() -> None:
    assert not digit_from([]).any()
    assert not picture_from([], 12, 12).any()


def test_a_digit_counts_ink_in_sixteenths_as_the_set_does() -> None:
    row = digit_from([ring()])
    assert row.shape == (64,)
    np.testing.assert_array_equal(row * 16, np.round(row * 16))
    assert row.min() == 0.0
    assert 0.0 < row.max() <= 1.0


def test_every_digit_of_the_set_fills_the_height_and_stands_upright_on_its_left() -> None:
    """What the cleaning is measured on."""
    pictures = files.digits().features.reshape(-1, 8, 8)
    assert pictures[:, 0].any(axis=1).all()
    assert pictures[:, 7].any(axis=1).all()
    assert pictures[:, :, 0].any(axis=1).mean() < 0.02
    ink = pictures.sum(axis=(1, 2)) * 16
    assert ink.mean() == pytest.approx(INK, abs=1.0)
    first, last = ((row > 0.25).argmax(axis=1) for row in (pictures[:, 0], pictures[:, 7]))
    assert abs((first - last).mean()) < 0.05
    assert (first - last).std() < 0.4


@pytest.mark.parametrize("size", [0.15, 0.5, 0.9])
@pytest.mark.parametrize("middle", [(0.5, 0.5), (0.45, 0.55)])
def test_size_and_place_on_the_pad_do_not_matter_for_a_digit(
    size: float, middle: tuple[float, float]
) -> None:
    drawn = digit_from([ring(middle, (0.3 * size, 0.5 * size))])
    np.testing.assert_allclose(drawn, digit_from([ring()]), atol=2 / 16)


def test_a_digit_fills_its_height_and_has_as_much_ink_as_those_of_the_set() -> None:
    picture = as_picture(digit_from([ring()]))
    assert picture[0].any()
    assert picture[7].any()
    assert not picture[:, (0, 7)].any()
    assert picture.sum() * 16 == pytest.approx(INK, rel=0.1)
    np.testing.assert_allclose(picture, picture[:, ::-1], atol=2 / 16)


@pytest.mark.parametrize("lean", [-0.3, 0.3])
def test_a_leaning_stroke_is_set_upright(lean: float) -> None:
    picture = as_picture(digit_from([line((0.5 + lean, 0.1), (0.5, 0.9))]))
    middles = picture @ np.arange(8) / picture.sum(axis=1)
    assert abs(middles[7] - middles[0]) < 1.0


def test_a_thin_one_does_not_become_a_block() -> None:
    picture = as_picture(digit_from([line((0.5, 0.1), (0.5, 0.9))]))
    assert not picture[:, (0, 1, 6, 7)].any()
    assert (picture[1:7, 3:5] == 1.0).all()


def test_a_dot_and_a_dash_are_drawn_too() -> None:
    assert digit_from([line((0.5, 0.5))]).any()
    dash = as_picture(digit_from([line((0.1, 0.5), (0.9, 0.5))]))
    assert dash[3:5].any()
    assert not dash[(0, 1, 6, 7), :].any()


def test_endless_scribbling_is_still_a_picture() -> None:
    scribble = np.random.default_rng(0).random((5000, 2))
    assert np.isfinite(digit_from([scribble])).all()
    assert digit_from([scribble]).mean() > 0.2


def test_other_pictures_keep_place_and_size_and_the_width_of_the_sets_pen() -> None:
    middle = (shapes.SIDE / 2) / shapes.SIDE
    reach = shapes.REACH / shapes.SIDE
    drawn = picture_from([line((middle - reach, middle), (middle + reach, middle))], 12, 12)
    wanted = shapes.shapes(np.array([0]), 0.0, 0, np.random.default_rng(0))[0]
    np.testing.assert_allclose(drawn, wanted, atol=0.3)
    assert drawn.sum() == pytest.approx(wanted.sum(), rel=0.15)
