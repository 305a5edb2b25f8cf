"""The measured sets that travel with the program; resources/data/README.md names their sources."""

import csv

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.data.resources import resource


def iris() -> Dataset:
    """150 iris flowers, four measures in centimetres, three species (Fisher, 1936)."""
    with resource("data", "iris.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    species = tuple(dict.fromkeys(row[-1] for row in rows))
    return Dataset(
        title="Iris flowers",
        features=np.array([[float(cell) for cell in row[:-1]] for row in rows]),
        targets=np.array([species.index(row[-1]) for row in rows]),
        feature_names=tuple(header[:-1]),
        class_names=species,
        target_names=(header[-1],),
    )


def digits() -> Dataset:
    """1,797 handwritten digits, 8 × 8 pixels from 0 to 1 (Alpaydin & Kaynak, 1998)."""
    with np.load(resource("data", "digits.npz"), allow_pickle=False) as file:
        pixels, digit = file["pixels"], file["digit"]
    return Dataset(
        title="Handwritten digits",
        features=pixels / 16.0,
        targets=digit,
        feature_names=tuple(f"pixel {row},{column}" for row in range(8) for column in range(8)),
        class_names=tuple("0123456789"),
        target_names=("digit",),
        image_shape=(8, 8),
    )
