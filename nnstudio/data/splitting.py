"""Holds back a share of the samples for validation."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError

Indices = NDArray[np.intp]


def split(dataset: Dataset, validation_share: float, seed: int) -> tuple[Indices, Indices]:
    """Row numbers of the training and the validation samples, ascending, without overlap.

    The validation share holds round(share × samples) rows, at most all but one. Classes keep
    their proportions as far as whole rows allow, and no class leaves the training share; values
    and classes at every position are taken at random. Of windows on one text the last are held
    back, and those that reach into them belong to neither side.
    Truth tables are never split. The same arguments give the same rows.
    Raises DataError if the share is not from 0 to below 1.
    """
    if not 0 <= validation_share < 1:
        raise DataError("The validation share must lie from 0 to below 100 %.")
    everything = np.arange(dataset.samples)
    if dataset.truth_table or validation_share == 0:
        return everything, everything[:0]
    if dataset.starts is not None:
        return _split_text(dataset.starts, dataset.time + 1, validation_share)
    random = np.random.default_rng(seed)
    groups = _groups(dataset)
    counts = _held_back([group.size for group in groups], validation_share)
    chosen = [
        random.permutation(group)[:count] for group, count in zip(groups, counts, strict=True)
    ]
    validation = np.sort(np.concatenate(chosen))
    return np.setdiff1d(everything, validation), validation


def _split_text(starts: Indices, span: int, share: float) -> tuple[Indices, Indices]:
    """Windows that end before the held-back ones begin, and those; span: characters a window
    and its answers take."""
    rows = np.arange(starts.size)
    first = starts.size - min(round(share * starts.size), starts.size - 1)
    if first == starts.size:
        return rows, rows[:0]
    train = rows[starts + span <= starts[first]]
    if train.size:
        return train, rows[first:]
    # The text is short or the share large: one window is left to train on.
    return rows[:1], rows[starts >= starts[0] + span]


def _groups(dataset: Dataset) -> list[Indices]:
    if dataset.kind == "regression" or dataset.per_position:
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
