"""What a project learns from, made ready: samples split, inputs computed, scaled, as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nnstudio.data.builtin import BUILT_IN, make
from nnstudio.data.dataset import Dataset
from nnstudio.data.inputs import Input, chosen_inputs, default_inputs, input_values
from nnstudio.data.scaling import Scaler, Scaling
from nnstudio.data.splitting import split
from nnstudio.nn.columns import Array, Examples, to_columns
from nnstudio.project.specs import BuiltInSource, DataSpec
from nnstudio.project.tables import dataset_of

Rows = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Material:
    """A data set ready for a network.

    `spec` is what it was made of. `train` and `validation` are indices into the data set's
    samples. The scalers were fitted on the training share alone. `target_scaler` is used for
    regression only.
    """

    spec: DataSpec
    dataset: Dataset
    inputs: tuple[Input, ...]
    train: NDArray[np.intp]
    validation: NDArray[np.intp]
    scaler: Scaler
    target_scaler: Scaler

    @property
    def input_count(self) -> int:
        """How many values the network reads."""
        return len(self.inputs)

    @property
    def input_keys(self) -> tuple[str, ...]:
        """The keys of the chosen inputs, in their order."""
        return tuple(entry.key for entry in self.inputs)

    @property
    def classes(self) -> int:
        """How many classes there are; 0 for regression."""
        return len(self.dataset.class_names)

    def fitting_outputs(self) -> tuple[int, ...]:
        """The numbers of output neurons that fit the targets."""
        if self.classes == 2:
            return (1, 2)
        return (self.dataset.outputs,)

    def features(self, raw: Rows) -> Rows:
        """Raw features (samples, raw) as the network's inputs (samples, inputs), scaled."""
        return self.scaler.transform(input_values(self.inputs, raw))

    def columns(self, raw: Rows, dtype: DTypeLike = np.float64) -> Array:
        """Raw features (samples, raw) as columns (inputs + 1, samples) for the network."""
        return to_columns(self.features(raw), dtype)

    def targets(self, indices: NDArray[np.intp], outputs: int) -> Rows:
        """The targets of these samples (samples, outputs) as the network sees them: 0 and 1 for
        one output neuron on two classes, one-hot for more, scaled values for regression."""
        raw = self.dataset.targets[indices]
        if not self.classes:
            return self.target_scaler.transform(raw)
        if outputs == 1:
            return raw.astype(np.float64)[:, np.newaxis]
        one_hot: Rows = np.eye(self.classes)[raw]
        return one_hot

    def examples(
        self, indices: NDArray[np.intp], outputs: int, dtype: DTypeLike = np.float64
    ) -> Examples:
        """The samples with these indices, ready to train or to evaluate."""
        return Examples.from_rows(
            self.features(self.dataset.features[indices]), self.targets(indices, outputs), dtype
        )


def make_dataset(spec: DataSpec) -> Dataset:
    """The data set that a spec describes. Raises DataError in plain words."""
    source = spec.source
    if not isinstance(source, BuiltInSource):
        return dataset_of(source)
    entry = BUILT_IN.get(source.key)
    classes = source.classes if entry and source.classes in entry.class_options else None
    return make(source.key, source.samples, source.noise, spec.seed, classes)


def prepare(spec: DataSpec, before: Material | None = None) -> Material:
    """The material that a data spec describes. Raises DataError in plain words.

    The data set of `before` is taken over when it would only be made again, which for a large
    table takes long.
    """
    if before is not None and _makes_the_same(before.spec, spec):
        dataset = before.dataset
    else:
        dataset = make_dataset(spec)
    inputs = chosen_inputs(dataset, spec.inputs or default_inputs(dataset))
    train, validation = split(dataset, spec.validation, spec.seed)
    scaling = Scaling(spec.scaling)
    # Classes are not scaled, but the scaler of a column of zeros leaves everything as it is.
    values = np.zeros((1, 1)) if dataset.class_names else dataset.targets[train]
    return Material(
        spec=spec,
        dataset=dataset,
        inputs=inputs,
        train=train,
        validation=validation,
        scaler=scaling.fit(input_values(inputs, dataset.features[train])),
        target_scaler=scaling.fit(values),
    )


def _makes_the_same(before: DataSpec, spec: DataSpec) -> bool:
    """Whether both make the same data set; a table does so whatever the seed."""
    same_chance = before.seed == spec.seed or not isinstance(spec.source, BuiltInSource)
    return same_chance and before.source == spec.source
