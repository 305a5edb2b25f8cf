"""Brings features to a common scale, measured on the training share only."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scaler:
    """scaled = (value − offset) / width, column by column.

    offset, width: (features,). A column that never changes has width 1, so that it becomes 0.
    """

    offset: Features
    width: Features

    def transform(self, features: Features) -> Features:
        """Scale (samples, features)."""
        return (features - self.offset) / self.width

    def inverse(self, scaled: Features) -> Features:
        """Undo transform."""
        return scaled * self.width + self.offset


class Scaling(StrEnum):
    """How to scale: not at all, to the range 0 to 1, or to mean 0 and standard deviation 1."""

    NONE = "none"
    MIN_MAX = "min-max"
    STANDARD = "standard"

    def fit(self, features: Features) -> Scaler:
        """The scaler for (samples, features); give it the training share alone.

        The standard deviation divides by the number of samples.
        """
        columns = features.shape[1]
        if self is Scaling.NONE:
            return Scaler(np.zeros(columns), np.ones(columns))
        lowest = features.min(axis=0)
        spread = features.max(axis=0) - lowest
        # A column of one value may differ in its last bits: that is noise, not a range.
        size = np.abs(features).max(axis=0)
        constant = spread <= 10 * np.finfo(np.float64).eps * size
        if self is Scaling.MIN_MAX:
            return Scaler(lowest, np.where(constant, 1.0, spread))
        mean = np.where(constant, features[0], features.mean(axis=0))
        deviation = features.std(axis=0)
        return Scaler(mean, np.where(constant | (deviation == 0), 1.0, deviation))
