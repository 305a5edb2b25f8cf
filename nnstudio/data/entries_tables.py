"""The built-in sets whose samples are rows of separate values: tables, points, curves, Iris."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nnstudio.data import files, planar, surfaces, truth_tables
from nnstudio.data.dataset import Dataset
from nnstudio.data.entry import BuiltIn, Choices, Recipe

PLANAR_NAMES = ("x₁", "x₂")


def _table(answers: Callable[[], NDArray[np.intp]]) -> Recipe:
    def recipe(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
        return Dataset(
            title=entry.title,
            features=truth_tables.CORNERS,
            targets=answers(),
            feature_names=PLANAR_NAMES,
            class_names=("0", "1"),
            truth_table=True,
        )

    return recipe


def _classes(
    places: Callable[[NDArray[np.intp], float, np.random.Generator], NDArray[np.float64]],
    count: int = 2,
) -> Recipe:
    def recipe(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
        labels = np.arange(choices.samples) % count
        return _planar(entry, places(labels, choices.noise, random), labels, count)

    return recipe


def _blobs(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    labels = np.arange(choices.samples) % choices.classes
    places = planar.blobs(labels, choices.noise, random, classes=choices.classes)
    return _planar(entry, places, labels, choices.classes)


def _planar(
    entry: BuiltIn, places: NDArray[np.float64], labels: NDArray[np.intp], classes: int
) -> Dataset:
    return Dataset(
        title=entry.title,
        features=places,
        targets=labels,
        feature_names=PLANAR_NAMES,
        class_names=tuple("ABCDEF"[:classes]),
    )


def _regression(
    surface: Callable[
        [int, float, np.random.Generator], tuple[NDArray[np.float64], NDArray[np.float64]]
    ],
    feature_names: tuple[str, ...] = PLANAR_NAMES,
) -> Recipe:
    def recipe(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
        features, values = surface(choices.samples, choices.noise, random)
        return Dataset(entry.title, features, values, feature_names)

    return recipe


def _truth(key: str, title: str, description: str, recipe: Recipe) -> BuiltIn:
    return BuiltIn(
        key, title, description, "truth table", recipe,
        has_noise=False, has_samples=False, default_samples=4, default_noise=0.0,
    )  # fmt: skip


ENTRIES = (
    _truth(
        "xor",
        "XOR",
        "1 if exactly one of the two inputs is 1: no single straight line can separate it.",
        _table(truth_tables.xor),
    ),
    _truth(
        "and",
        "AND",
        "1 only if both inputs are 1: one neuron is enough.",
        _table(truth_tables.logical_and),
    ),
    _truth(
        "or",
        "OR",
        "1 if at least one input is 1: one neuron is enough.",
        _table(truth_tables.logical_or),
    ),
    BuiltIn(
        "noisy-xor",
        "Noisy XOR",
        "Four clouds around the corners of XOR: opposite corners share a class.",
        "classes",
        _classes(planar.noisy_xor),
    ),
    BuiltIn(
        "circles",
        "Circles",
        "A disc inside a ring: the boundary has to close around the middle.",
        "classes",
        _classes(planar.circles),
    ),
    BuiltIn(
        "moons",
        "Moons",
        "Two half moons that reach into each other: the boundary has to bend twice.",
        "classes",
        _classes(planar.moons),
    ),
    BuiltIn(
        "spirals-2",
        "Two spirals",
        "Two arms wound around each other: the classic hard case for a small network.",
        "classes",
        _classes(partial(planar.spirals, arms=2, turns=1.6)),
        default_noise=0.02,
    ),
    BuiltIn(
        "spirals-3",
        "Three spirals",
        "Three arms wound around each other: three classes that no straight line tells apart.",
        "classes",
        _classes(partial(planar.spirals, arms=3, turns=1.0), count=3),
        default_noise=0.02,
        default_classes=3,
    ),
    BuiltIn(
        "blobs",
        "Blobs",
        "Round clouds on a circle, one for each class, from two to six.",
        "classes",
        _blobs,
        class_options=(2, 3, 4, 5, 6),
        default_classes=3,
    ),
    BuiltIn(
        "linear",
        "Linear",
        "Two halves beside a slanting line: one neuron is enough.",
        "classes",
        _classes(planar.linear),
        default_noise=0.05,
    ),
    BuiltIn(
        "checkerboard",
        "Checkerboard",
        "Four by four squares of alternating class: many corners to learn.",
        "classes",
        _classes(planar.checkerboard),
        default_samples=600,
        default_noise=0.0,
    ),
    BuiltIn(
        "plane",
        "Plane",
        "A tilted plane over two inputs: one neuron without activation learns it exactly.",
        "regression",
        _regression(surfaces.plane),
    ),
    BuiltIn(
        "sine",
        "Sine",
        "One period of a sine curve: one input, one value to predict.",
        "regression",
        _regression(surfaces.sine, ("x",)),
        default_samples=200,
    ),
    BuiltIn(
        "bumps",
        "Bumps",
        "A landscape of two hills and two hollows over two inputs.",
        "regression",
        _regression(surfaces.bumps),
        default_samples=500,
        default_noise=0.05,
    ),
    BuiltIn(
        "iris",
        "Iris flowers",
        "150 flowers of three species, measured by petal and sepal (Fisher, 1936).",
        "file",
        lambda entry, choices, random: files.iris(),
        has_noise=False,
        has_samples=False,
        default_samples=150,
        default_noise=0.0,
        default_classes=3,
    ),
)
