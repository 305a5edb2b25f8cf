"""The built-in sets whose samples are pictures."""

import numpy as np

from nnstudio.data import files, shapes
from nnstudio.data.dataset import Dataset
from nnstudio.data.entry import BuiltIn, Choices


def _digits(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    return files.digits()


def _shapes(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    labels = np.arange(choices.samples) % len(shapes.NAMES)
    side = range(shapes.SIDE)
    return Dataset(
        title=entry.title,
        features=shapes.shapes(labels, choices.noise, choices.shift, random),
        targets=labels,
        feature_names=tuple(f"pixel {row},{column}" for row in side for column in side),
        class_names=shapes.NAMES,
        target_names=("shape",),
        image_shape=(shapes.SIDE, shapes.SIDE),
    )


ENTRIES = (
    BuiltIn(
        "digits",
        "Handwritten digits",
        "1,797 handwritten digits as pictures of 8 × 8 pixels (Alpaydin & Kaynak, 1998).",
        "images",
        _digits,
        has_noise=False,
        has_samples=False,
        default_samples=1797,
        default_noise=0.0,
        default_classes=10,
    ),
    BuiltIn(
        "shapes",
        "Shapes",
        "Bars, crosses and rings as pictures of 12 × 12 pixels, each in a place of its own.",
        "images",
        _shapes,
        default_samples=600,
        default_noise=0.2,
        default_classes=4,
        values_per_step=shapes.SIDE**2 + len(shapes.NAMES),
        has_shift=True,
        default_shift=2,
    ),
)
