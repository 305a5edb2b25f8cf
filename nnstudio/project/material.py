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
from nnstudio.project.flow import Flow
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
    def flow(self) -> Flow:
        """What enters the network."""
        dataset = self.dataset
        if dataset.symbols:
            return Flow((dataset.time,), len(dataset.symbols))
        if dataset.channels:
            return Flow((len(dataset.channels), dataset.time))
        if dataset.image_shape is not None and self.spec.reading == "image":
            return Flow((1, *dataset.image_shape))
        return Flow((self.input_count,))

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
        """Raw features (samples, raw) as the network reads them, scaled, samples first.

        (samples, inputs), (samples, time, features), (samples, 1, height, width), or the numbers of
        tokens (samples, time).
        """
        flow = self.flow
        whole = flow.kind != "values"
        scaled = self.scaler.transform(raw if whole else input_values(self.inputs, raw))
        if flow.kind == "sequence":
            return scaled.reshape(len(raw), flow.time, flow.features)
        if flow.kind == "image":
            return scaled.reshape(len(raw), *flow.shape)
        return scaled

    def columns(self, raw: Rows, dtype: DTypeLike = np.float64) -> Array:
        """Raw features (samples, raw) as columns for the network; see nn.columns."""
        return to_columns(self.features(raw), dtype)

    def targets(self, indices: NDArray[np.intp], outputs: int) -> Rows:
        """The targets of these samples (samples, outputs) as the network sees them.

        0 and 1 for one output neuron on two classes, one-hot for more, scaled values for
        regression; (samples, time, outputs) where there is a class at every position.
        """
        raw = self.dataset.targets[indices]
        if not self.classes:
            return self.target_scaler.transform(raw)
        if outputs == 1:
            return raw.astype(np.float64)[..., np.newaxis]
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
    return make(
        source.key,
        source.samples,
        source.noise,
        spec.seed,
        classes,
        length=source.length,
        shift=source.shift,
    )


def prepare(spec: DataSpec, before: Material | None = None) -> Material:
    """The material that a data spec describes. Raises DataError in plain words.

    The data set of `before` is taken over when it would only be made again, which for a large
    table takes long.
    """
    if before is not None and _makes_the_same(before.spec, spec):
        dataset = before.dataset
    else:
        dataset = make_dataset(spec)
    repeated = _repeated(spec, dataset)
    keys = () if repeated or dataset.symbols else spec.inputs
    inputs = chosen_inputs(dataset, keys or default_inputs(dataset))
    train, validation = split(dataset, spec.validation, spec.seed)
    scaling = Scaling.NONE if dataset.symbols or dataset.one_hot else Scaling(spec.scaling)
    # Classes are not scaled, but the scaler of a column of zeros leaves everything as it is.
    values = np.zeros((1, 1)) if dataset.class_names else dataset.targets[train]
    return Material(
        spec=spec,
        dataset=dataset,
        inputs=inputs,
        train=train,
        validation=validation,
        scaler=_fit(scaling, input_values(inputs, dataset.features[train]), repeated),
        target_scaler=scaling.fit(values),
    )


def _repeated(spec: DataSpec, dataset: Dataset) -> int:
    """After how many columns the same is measured again: at the next step, at the next pixel.

    0 where every column measures something of its own.
    """
    if dataset.image_shape is not None and spec.reading == "image":
        return 1
    return len(dataset.channels)


def _fit(scaling: Scaling, rows: Rows, repeated: int) -> Scaler:
    """The scaler for these rows; columns that measure the same are scaled alike."""
    if not repeated:
        return scaling.fit(rows)
    one = scaling.fit(rows.reshape(-1, repeated))
    times = rows.shape[1] // repeated
    return Scaler(np.tile(one.offset, times), np.tile(one.width, times))


def _makes_the_same(before: DataSpec, spec: DataSpec) -> bool:
    """Whether both make the same data set; a table does so whatever the seed."""
    same_chance = before.seed == spec.seed or not isinstance(spec.source, BuiltInSource)
    return same_chance and before.source == spec.source
