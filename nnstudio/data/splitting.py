"""Holds back a share of the samples for validation."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError

Indices = NDArray[np.intp]


def split(dataset: Dataset, validation_share: float, seed: int) -> tuple[Indices, Indices]:
    """Row numbers of the training and the validation samples, ascending, without overlap.

    The validation share holds round(share × samples) rows, at most all but one. Classes keep
    their proportions as far as whole rows allow, and no class leaves the training share.
    Truth tables are never split. The same arguments give the same rows.
    Raises DataError if the share is not from 0 to below 1.
    """
    if not 0 <= validation_share < 1:
        raise DataError("The validation share must lie from 0 to below 100 %.")
    everything = np.arange(dataset.samples)
    if dataset.truth_table or validation_share == 0:
        return everything, everything[:0]
    random = np.random.default_rng(seed)
    groups = _groups(dataset)
    counts = _held_back([group.size for group in groups], validation_share)
    chosen = [
        random.permutation(group)[:count] for group, count in zip(groups, counts, strict=True)
    ]
    validation = np.sort(np.concatenate(chosen))
    return np.setdiff1d(everything, validation), validation


def _groups(dataset: Dataset) -> list[Indices]:
    if dataset.kind == "regression":
        return [np.arange(dataset.samples)]
    classes = range(len(dataset.class_names))
    groups = [np.flatnonzero(dataset.targets == index) for index in classes]
    return [group for group in groups if group.size]


def _held_back(sizes: list[int], share: float) -> list[int]:
    """Rows to hold back from each group: rounded down, then topped up by largest remainder."""
    exact = [share * size for size in sizes]
    counts = [min(int(rows), size - 1) for rows, size in zip(exact, sizes, strict=True)]
    missing = round(share * sum(sizes)) - sum(counts)
    by_remainder = sorted(range(len(sizes)), key=lambda group: counts[group] - exact[group])
    for group in by_remainder:
        if missing > 0 and counts[group] < sizes[group] - 1:
            counts[group] += 1
            missing -= 1
    return counts
