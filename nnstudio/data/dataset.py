"""A data set: samples with their features and the targets to be learned."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.errors import DataError, shown

Kind = Literal["classification", "regression"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples first, as in the rest of the Python world; the network transposes at its own door.

    features: (samples, features), finite; a picture row by row, a sequence step by step.
    targets: (samples,) class index for classification, (samples, time) for a class at every
    position, (samples, outputs) values for regression.
    feature_names: one a column; "x₁", "x₂" for the planar toy sets.
    class_names: one a class; empty means regression.
    target_names: names of what is predicted, such as ("y",).
    truth_table: every row is a case of its own: never split, all rows shown.
    image_shape: (height, width) if a row of features is a picture, read row by row.
    channels: if a row is a sequence, the names of what is measured at each of its steps.
    symbols: if a row is a sequence of tokens, what each number stands for, from 0 on.
    starts: if the rows are windows on one long text, where in it each begins, (samples,),
    ascending. Windows overlap, so validation takes the end of the text and no row at random.

    The arrays are read-only. Raises DataError if the parts do not fit together.
    """

    title: str
    features: NDArray[np.float64]
    targets: NDArray[Any]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ("y",)
    truth_table: bool = False
    image_shape: tuple[int, int] | None = None
    channels: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    starts: NDArray[np.intp] | None = None

    def __post_init__(self) -> None:
        features = np.array(self.features, dtype=np.float64, order="C")
        wanted = np.intp if self.class_names else np.float64
        targets = np.array(self.targets, dtype=wanted, order="C")
        features.flags.writeable = False
        targets.flags.writeable = False
        object.__setattr__(self, "features", features)
        object.__setattr__(self, "targets", targets)
        for wrong, sentence in self._faults(features, targets):
            if wrong:
                raise DataError(f"The data set “{shown(self.title)}” {sentence}.")

    def _faults(
        self, features: NDArray[np.float64], targets: NDArray[Any]
    ) -> list[tuple[bool, str]]:
        if features.ndim != 2 or 0 in features.shape:
            return [(True, "has no samples or no features")]
        samples, columns = features.shape
        faults = [
            (not np.isfinite(features).all(), "has a feature that is not a finite number"),
            (len(self.feature_names) != columns, "names more or fewer features than it has"),
            (len(set(self.feature_names)) < columns, "has two features of the same name"),
        ]
        if self.image_shape is not None:
            height, width = self.image_shape
            faults.append((height * width != columns, "has pictures of another size than it says"))
        if self.channels:
            faults.append((columns % len(self.channels) != 0, "has a sequence that breaks off"))
        if self.symbols:
            within = features.min() >= 0 and features.max() < len(self.symbols)
            known = bool(within) and bool((features == np.floor(features)).all())
            faults.append((not known, "has a number that stands for no symbol"))
            faults.append((bool(self.channels), "is of tokens and of measured values at once"))
        if self.starts is not None:
            ascending = self.starts.shape == (samples,) and bool((np.diff(self.starts) >= 0).all())
            faults.append((not ascending, "has windows that are not in the order of the text"))
        if self.class_names:
            if targets.shape not in ((samples,), (samples, max(self.time, 1))):
                return [*faults, (True, "needs exactly one class for each sample")]
            known = bool(targets.min() >= 0 and targets.max() < len(self.class_names))
            return [*faults, (not known, "has a class without a name")]
        if targets.ndim != 2 or targets.shape[0] != samples or targets.shape[1] == 0:
            return [*faults, (True, "needs a row of target values for each sample")]
        return [
            *faults,
            (not np.isfinite(targets).all(), "has a target that is not a finite number"),
            (len(self.target_names) != targets.shape[1], "names more or fewer targets than it has"),
        ]

    @property
    def samples(self) -> int:
        return int(self.features.shape[0])

    @property
    def time(self) -> int:
        """How many steps a sequence has; 0 where a sample is none."""
        if self.symbols:
            return int(self.features.shape[1])
        return int(self.features.shape[1]) // len(self.channels) if self.channels else 0

    @property
    def per_position(self) -> bool:
        """Whether there is a class to predict at every position, and not one for all."""
        return bool(self.class_names) and self.targets.ndim == 2

    @property
    def kind(self) -> Kind:
        return "classification" if self.class_names else "regression"

    @property
    def outputs(self) -> int:
        """Values to predict, at each position if at any: one a class, or one a target."""
        return len(self.class_names) if self.class_names else int(self.targets.shape[1])

    @property
    def one_hot(self) -> bool:
        """Whether each step of a sequence names a symbol: a single 1 among zeros.

        Such numbers, like those of tokens, are not measured and must not be scaled.
        """
        if len(self.channels) < 2:
            return False
        steps = self.features.reshape(self.samples, self.time, len(self.channels))
        return bool(((steps == 0) | (steps == 1)).all() and (steps.sum(axis=2) == 1).all())
