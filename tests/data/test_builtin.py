"""The built-in sets are what they say: shapes, classes, bits, ranges."""

import numpy as np
import pytest

from nnstudio.data.builtin import BUILT_IN, MAX_SAMPLES, make
from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError

ALL = tuple(BUILT_IN)
DRAWN = tuple(key for key, entry in BUILT_IN.items() if entry.has_samples)
PLANAR = tuple(key for key, entry in BUILT_IN.items() if entry.family == "classes")


def made(key: str, samples: int = 120, noise: float = 0.1, seed: int = 3) -> Dataset:
    return make(key, samples, noise, seed)


@pytest.mark.parametrize("key", ALL)
def test_every_set_holds_finite_numbers_that_nobody_can_change(key: str) -> None:
    data = made(key)
    assert np.isfinite(data.features).all()
    assert np.isfinite(data.targets).all()
    with pytest.raises(ValueError, match="read-only"):
        data.features[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        data.targets[0] = 1


@pytest.mark.parametrize("key", ALL)
def test_the_same_settings_give_the_same_bits(key: str) -> None:
    one, other = made(key), made(key)
    assert one.features.tobytes() == other.features.tobytes()
    assert one.targets.tobytes() == other.targets.tobytes()


@pytest.mark.parametrize("key", DRAWN)
def test_another_seed_gives_other_points(key: str) -> None:
    assert not np.array_equal(made(key, seed=1).features, made(key, seed=2).features)


@pytest.mark.parametrize("key", DRAWN)
def test_a_set_has_as_many_samples_as_were_asked_for(key: str) -> None:
    assert made(key, samples=10).samples == 10
    assert made(key, samples=301).samples == 301


@pytest.mark.parametrize("key", PLANAR)
def test_the_classes_of_a_planar_set_differ_by_one_sample_at_most(key: str) -> None:
    data = made(key, samples=101)
    counts = np.bincount(data.targets, minlength=len(data.class_names))
    assert counts.max() - counts.min() <= 1
    assert data.outputs == len(data.class_names) == BUILT_IN[key].default_classes


@pytest.mark.parametrize("key", PLANAR)
def test_a_planar_set_without_noise_fills_the_square_and_hardly_leaves_it(key: str) -> None:
    data = made(key, samples=600, noise=0.0)
    assert data.features.shape == (600, 2)
    assert data.feature_names == ("x₁", "x₂")
    assert np.abs(data.features).max() < 1.15
    assert (np.abs(data.features).max(axis=0) > 0.45).all()


@pytest.mark.parametrize("key", [key for key in PLANAR if BUILT_IN[key].has_noise])
def test_noise_blurs_the_picture_and_does_not_deal_a_new_one(key: str) -> None:
    calm, little, much = (made(key, noise=noise).features for noise in (0.0, 0.1, 0.2))
    assert np.abs(little - calm).mean() > 0.02
    assert np.allclose(much - calm, 2 * (little - calm))


@pytest.mark.parametrize("key", ["plane", "sine", "bumps"])
def test_the_noise_of_a_regression_set_moves_its_values_and_not_its_places(key: str) -> None:
    calm, noisy = made(key, noise=0.0), made(key, noise=0.5)
    assert np.array_equal(calm.features, noisy.features)
    assert calm.targets.shape == (120, 1)
    assert 0.15 < (noisy.targets - calm.targets).std() < 0.35
    assert (calm.kind, calm.outputs, calm.target_names) == ("regression", 1, ("y",))


def test_the_truth_tables_are_those_of_the_textbook() -> None:
    answers = {"xor": [0, 1, 1, 0], "and": [0, 0, 0, 1], "or": [0, 1, 1, 1]}
    for key, expected in answers.items():
        data = make(key, 4, 0, 0)
        assert data.features.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
        assert data.targets.tolist() == expected
        assert data.class_names == ("0", "1")
        assert data.truth_table


def test_noisy_xor_gives_opposite_corners_one_class() -> None:
    data = make("noisy-xor", 400, 0.0, 5)
    product = data.features[:, 0] * data.features[:, 1]
    assert np.array_equal(product < 0, data.targets == 1)


def test_circles_put_one_class_inside_the_other() -> None:
    data = make("circles", 400, 0.0, 5)
    radius = np.hypot(*data.features.T)
    assert radius[data.targets == 1].max() < radius[data.targets == 0].min()


def test_one_straight_line_separates_the_linear_set_and_not_the_moons() -> None:
    def misses(key: str) -> float:
        data = make(key, 400, 0.0, 5)
        with_one = np.column_stack([data.features, np.ones(400)])
        sign = 2.0 * data.targets - 1
        weights = np.linalg.lstsq(with_one, sign, rcond=None)[0]
        return float(np.mean((with_one @ weights) * sign < 0))

    assert misses("linear") < 0.05
    line = make("linear", 400, 0.0, 5)
    assert np.array_equal(line.features @ [0.6, 0.8] > 0, line.targets == 1)
    assert misses("moons") > 0.05


def test_the_neighbours_on_the_checkerboard_are_of_the_other_class() -> None:
    data = make("checkerboard", 400, 0.0, 5)
    column, row = np.floor((data.features.T + 1) * 2).astype(int)
    assert np.array_equal((column + row) % 2, data.targets)
    assert len(set(zip(column.tolist(), row.tolist(), strict=True))) == 16


@pytest.mark.parametrize(("key", "arms"), [("spirals-2", 2), ("spirals-3", 3)])
def test_the_arms_of_the_spirals_are_turned_copies_of_each_other(key: str, arms: int) -> None:
    turns = {2: 1.6, 3: 1.0}[arms]
    data = make(key, 300, 0.0, 5)
    radius = np.hypot(*data.features.T)
    unwound = np.arctan2(data.features[:, 1], data.features[:, 0]) - 2 * np.pi * turns * (
        (radius - 0.06) / 0.89
    )
    arm = np.round(unwound / (2 * np.pi / arms)).astype(int) % arms
    assert np.array_equal(arm, data.targets)


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 6])
def test_blobs_come_in_two_to_six_separate_classes(classes: int) -> None:
    data = make("blobs", 60 * classes, 0.0, 5, classes)
    assert len(data.class_names) == classes
    centres = np.array([data.features[data.targets == c].mean(axis=0) for c in range(classes)])
    distance = np.linalg.norm(data.features[:, None] - centres, axis=2)
    assert np.mean(distance.argmin(axis=1) == data.targets) > 0.97


def test_the_regression_sets_without_noise_follow_their_formulas() -> None:
    plane = make("plane", 50, 0.0, 1)
    assert np.allclose(plane.targets[:, 0], plane.features @ [0.7, -0.3])
    sine = make("sine", 50, 0.0, 1)
    assert np.allclose(sine.targets, np.sin(sine.features))
    assert sine.feature_names == ("x",)
    bumps = make("bumps", 2000, 0.0, 1)
    highest = bumps.features[bumps.targets.argmax()]
    lowest = bumps.features[bumps.targets.argmin()]
    assert np.allclose(highest, [-0.5, 0.5], atol=0.15)
    assert np.allclose(lowest, [0.55, 0.55], atol=0.15)


def test_iris_is_fishers_table() -> None:
    data = made("iris")
    assert data.features.shape == (150, 4)
    assert data.class_names == ("setosa", "versicolor", "virginica")
    assert np.bincount(data.targets).tolist() == [50, 50, 50]
    assert data.features[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    # The means known from the literature, to the printed digits.
    assert np.allclose(data.features.mean(axis=0), [5.8433, 3.0573, 3.7580, 1.1993], atol=5e-5)


def test_the_digits_are_1797_pictures_of_8_by_8_pixels_from_0_to_1() -> None:
    data = made("digits")
    assert data.features.shape == (1797, 64)
    assert data.image_shape == (8, 8)
    assert (data.features.min(), data.features.max()) == (0, 1)
    assert np.bincount(data.targets).tolist() == [
        178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]  # fmt: skip
    assert data.targets[:10].tolist() == list(range(10))
    # The first picture is a zero: a ring with an empty middle.
    zero = data.features[0].reshape(8, 8)
    assert zero[3:5, 3:5].max() == 0
    assert zero[1, 2:6].min() > 0


@pytest.mark.parametrize("key", ALL)
def test_every_set_introduces_itself_in_one_sentence(key: str) -> None:
    entry = BUILT_IN[key]
    assert entry.key == key
    assert entry.description.endswith(".")
    assert made(key).title == entry.title
    values = entry.family == "regression" or key in ("adding", "sine-continuation")
    assert made(key).kind == ("regression" if values else "classification")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("pretzel", 100, 0.0, 1), "no built-in data set called “pretzel”"),
        (("moons", 9, 0.0, 1), "from 10 to 100,000"),
        (("moons", MAX_SAMPLES + 1, 0.0, 1), "from 10 to 100,000"),
        (("moons", 100, 1.01, 1), "from 0 to 100 %"),
        (("moons", 100, float("nan"), 1), "from 0 to 100 %"),
        (("moons", 100, 0.0, -1), "from 0 upwards"),
        (("blobs", 100, 0.0, 1, 7), "2 to 6 classes"),
        (("shapes", 100, 0.0, 1, None, None, 5), "shift must lie from 0 to 4 pixels"),
        (("shapes", 100, 0.0, 1, None, None, -1), "shift must lie from 0 to 4 pixels"),
        (("remember-first", 100, 0.0, 1, None, 101), "delay of “Remember the first symbol” must"),
        (("remember-first", 100, 0.0, 1, None, -1), "must lie from 1 to 100"),
        (("reverse", 100, 0.0, 1, None, 1), "length of “Reverse” must lie from 2 to 40"),
        (("remember-first", 100_000, 0.0, 1, None, 100), "fewer samples or a smaller delay"),
    ],
)
def test_a_setting_out_of_range_is_refused_in_words(arguments: tuple, words: str) -> None:
    with pytest.raises(DataError, match=words):
        make(*arguments)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"features": np.zeros((0, 2))}, "no samples"),
        ({"features": np.array([[0.0, np.nan]] * 3)}, "feature that is not a finite number"),
        ({"feature_names": ("a",)}, "names more or fewer features"),
        ({"feature_names": ("a", "a")}, "two features of the same name"),
        ({"targets": np.array([0, 1, 2])}, "class without a name"),
        ({"targets": np.array([0, 1])}, "one class for each sample"),
        ({"class_names": (), "targets": np.zeros(3)}, "row of target values"),
        ({"class_names": (), "targets": np.full((3, 1), np.inf)}, "target that is not a finite"),
        ({"class_names": (), "targets": np.zeros((3, 2))}, "more or fewer targets"),
        ({"image_shape": (2, 2)}, "pictures of another size"),
        ({"channels": ("u", "v", "w")}, "sequence that breaks off"),
        ({"symbols": ("A",), "features": np.ones((3, 2))}, "stands for no symbol"),
        ({"symbols": ("A", "B"), "features": np.full((3, 2), 0.5)}, "stands for no symbol"),
        ({"symbols": ("A",), "channels": ("u",)}, "of tokens and of measured values at once"),
        ({"starts": np.array([0, 2, 1])}, "not in the order of the text"),
        ({"targets": np.zeros((3, 0))}, "one class for each sample"),
        ({"channels": ("u",), "targets": np.zeros((3, 3))}, "one class for each sample"),
    ],
)
def test_a_data_set_whose_parts_do_not_fit_is_refused_in_words(parts: dict, words: str) -> None:
    fitting = {
        "title": "Mine",
        "features": np.zeros((3, 2)),
        "targets": np.array([0, 1, 0]),
        "feature_names": ("a", "b"),
        "class_names": ("no", "yes"),
    }
    assert Dataset(**fitting).samples == 3
    with pytest.raises(DataError, match=words):
        Dataset(**(fitting | parts))


@pytest.mark.parametrize(
    ("key", "samples", "length"),
    [("shapes", 100_000, None), ("next-character", 20_000, 100), ("parity", 100_000, 100)],
)
def test_more_samples_than_memory_should_hold_are_refused_before_they_are_made(
    key: str, samples: int, length: int | None
) -> None:
    with pytest.raises(DataError, match="too many to keep in memory"):
        make(key, samples, 0.0, 0, length=length)
