"""The pictures of shapes show what their class says, where the shift allows it."""

import numpy as np
import pytest

from nnstudio.data.builtin import make
from nnstudio.data.dataset import Dataset


def drawn(samples: int = 400, noise: float = 0.0, shift: int = 2, seed: int = 3) -> Dataset:
    return make("shapes", samples, noise, seed, shift=shift)


def pictures(data: Dataset, name: str) -> np.ndarray:
    of_class = data.targets == data.class_names.index(name)
    return data.features[of_class].reshape(-1, 12, 12)


def test_every_picture_has_144_pixels_from_paper_to_ink() -> None:
    for noise in (0.0, 0.3, 1.0):
        data = drawn(noise=noise)
        assert data.image_shape == (12, 12)
        assert data.features.shape == (400, 144)
        assert (data.features.min(), data.features.max()) == (0, 1)


def test_the_four_classes_are_equally_frequent() -> None:
    assert np.bincount(drawn(402).targets).tolist() == [101, 101, 100, 100]


def test_bars_lie_or_stand_and_a_cross_is_both() -> None:
    data = drawn(shift=0)
    lying, standing = pictures(data, "horizontal bar")[0], pictures(data, "vertical bar")[0]
    assert np.flatnonzero(lying.any(axis=1)).tolist() == [5, 6]
    assert lying.any(axis=0).sum() == 10
    assert np.array_equal(standing, lying.T)
    assert np.array_equal(pictures(data, "cross")[0], np.maximum(lying, standing))


def test_a_ring_goes_all_the_way_round_and_is_empty_in_the_middle() -> None:
    ring = pictures(drawn(shift=0), "ring")[0]
    assert ring[5:7, 5:7].max() == 0
    for turn in range(4):
        assert np.allclose(np.rot90(ring, turn), ring)
    angles = np.linspace(0, 2 * np.pi, 60)
    on_line = ring[
        np.round(5.5 + 3.5 * np.sin(angles)).astype(int),
        np.round(5.5 + 3.5 * np.cos(angles)).astype(int),
    ]
    assert on_line.min() >= 0.5


@pytest.mark.parametrize("shift", [0, 1, 2, 4])
def test_the_shift_moves_each_picture_by_whole_pixels_as_far_as_it_says(shift: int) -> None:
    middle = pictures(drawn(shift=0), "cross")[0]
    wide = np.pad(middle, shift)
    moved = {
        (down, across): wide[shift - down : shift - down + 12, shift - across : shift - across + 12]
        for down in range(-shift, shift + 1)
        for across in range(-shift, shift + 1)
    }
    seen = set()
    for picture in pictures(drawn(2000, shift=shift), "cross"):
        places = [at for at, copy in moved.items() if np.array_equal(copy, picture)]
        assert len(places) == 1
        seen.update(places)
    assert seen == set(moved)


def test_noise_blurs_the_pictures_and_leaves_the_shapes_where_they_are() -> None:
    calm, noisy = drawn(), drawn(noise=0.2)
    change = noisy.features - calm.features
    # Half of the noise on blank paper would be whiter than white, and is cut off.
    blank = calm.features == 0
    assert np.isclose(np.mean(noisy.features[blank] == 0), 0.5, atol=0.02)
    assert np.isclose(np.sqrt(np.mean(change[blank] ** 2)), 0.1 / np.sqrt(2), rtol=0.05)
    assert np.abs(change).max() < 0.6
