"""A run of a project, without any window: data, network and training together."""

from dataclasses import dataclass, replace
from enum import StrEnum
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nnstudio.nn.columns import Array, Examples, samples_first
from nnstudio.nn.early_stopping import EarlyStopping
from nnstudio.nn.losses import LOSSES
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import OPTIMISERS, Optimiser
from nnstudio.nn.regularisation import Penalty
from nnstudio.nn.run_state import RunState, capture, restore
from nnstudio.nn.schedules import Constant, Cosine, Schedule, Step
from nnstudio.nn.training import Diverged, Settings, Training
from nnstudio.project import carry_over
from nnstudio.project.checking import check
from nnstudio.project.errors import ProjectError
from nnstudio.project.material import Material, prepare
from nnstudio.project.specs import CosineSchedule, Project, StepSchedule, TrainingSpec


class Status(StrEnum):
    """How a run stands."""

    READY = "ready"
    DIVERGED = "diverged"
    STOPPED_EARLY = "stopped early"


@dataclass(frozen=True)
class Losses:
    """The losses of a moment, and the share of right answers; None where there is none."""

    train_loss: float
    validation_loss: float | None
    train_accuracy: float | None
    validation_accuracy: float | None


@dataclass(frozen=True, eq=False)
class Predictions:
    """Samples with what the network answers.

    inputs: raw features (samples, raw). targets, outputs: (samples, outputs), regression in the
    data's own units; (samples, time, outputs) for an answer at every position. target_class,
    answered_class: (samples,) or (samples, time), empty for regression.
    """

    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]
    outputs: NDArray[np.float64]
    target_class: NDArray[np.intp]
    answered_class: NDArray[np.intp]


class Session:
    """What a project becomes when it runs.

    `status` and `message` tell how the run stands; `adopt` takes over an edited project and keeps
    every weight that still fits. `is_from_seed`: whether what is not learned came from the seed,
    and nothing from a saved run, a network before, or a hand.
    """

    def __init__(
        self, project: Project, material: Material | None = None, run: RunState | None = None
    ) -> None:
        """Raises DataError or ProjectError, in plain words, when the project cannot be run."""
        self.status = Status.READY
        self.diverged_at: tuple[int, int] | None = None
        self.is_from_seed = run is None
        self._right: WeakKeyDictionary[Examples, NDArray[np.intp]] = WeakKeyDictionary()
        self.project = project
        self.material = material or prepare(project.data)
        self.training = build_training(project, self.material)
        if run is not None:
            try:
                restore(self.training, run)
            except ValueError as problem:
                raise ProjectError(f"The saved run does not fit the project: {problem}.") from None
            self.note_how_it_stands()

    @property
    def network(self) -> Network:
        """The network that learns."""
        return self.training.network

    @property
    def message(self) -> str:
        """How the run stands, in words."""
        if self.status is Status.DIVERGED and self.diverged_at is not None:
            step, epoch = self.diverged_at
            return (
                f"Diverged at step {step:,}, in epoch {epoch:,}: the numbers grew beyond all "
                "bounds. A smaller learning rate helps; start over with Reset."
            )
        stopping = self.training.early_stopping
        if self.status is Status.STOPPED_EARLY and stopping is not None:
            return (
                f"Stopped early at epoch {self.training.epoch:,}: the validation loss had not "
                f"fallen for {stopping.patience:,} epochs. The weights are those of epoch "
                f"{stopping.best_epoch:,}, the best. More patience lets it go on."
            )
        return ""

    def train_epochs(self, epochs: int) -> None:
        """Train for this many more epochs, or until the run ends by itself."""
        if self.status is not Status.READY:
            return
        try:
            self.training.run_epochs(epochs)
        except Diverged as end:
            self.note_divergence(end)
        self.note_how_it_stands()

    def note_divergence(self, end: Diverged) -> None:
        """Remember that the run diverged, and where."""
        self.status = Status.DIVERGED
        self.diverged_at = (end.step, end.epoch)

    def adopt(self, project: Project, material: Material) -> None:
        """Go on with an edited project; weights, where they still fit, stay as they are.

        A run that diverged has no weights worth keeping and starts over.
        Raises ProjectError when the edited project cannot be run; the run is then unchanged.
        """
        old, new = self.training, build_training(project, material)
        if self.status is not Status.DIVERGED:
            self._carry_over(old, new, project, material)
        self.is_from_seed = self.status is Status.DIVERGED
        self.project, self.material, self.training = project, material, new
        self.status = Status.READY
        self.diverged_at = None

    def change_settings(self, project: Project) -> None:
        """Take over other training settings, in the middle of a run."""
        old, new = self.project.training, project.training
        self.project = project
        # Weights are drawn when a run begins, not when its seed is another one.
        self.is_from_seed = self.is_from_seed and old.seed == new.seed
        if old.optimiser != new.optimiser:
            self.training.optimiser = _optimiser(new, self.network)
        if old.patience != new.patience:
            stopping = _early_stopping(new)
            if stopping is not None and self.training.early_stopping is not None:
                stopping = replace(self.training.early_stopping, patience=new.patience)
            self.training.early_stopping = stopping
            self.training.stopped_early = False
            if self.status is Status.STOPPED_EARLY:
                self.status = Status.READY
        self.training.settings = _settings(new)

    def losses(self) -> Losses:
        """The losses and accuracies of this moment, over all samples of each share."""
        train, validation = self.training.train, self.training.validation
        train_loss, train_accuracy = self._measure(train)
        if validation is None:
            return Losses(train_loss, None, train_accuracy, None)
        validation_loss, validation_accuracy = self._measure(validation)
        return Losses(train_loss, validation_loss, train_accuracy, validation_accuracy)

    def predictions(self, indices: NDArray[np.intp] | None = None) -> Predictions:
        """What the network answers to samples of the data set; to all of them without indices."""
        dataset, material = self.material.dataset, self.material
        if indices is None:
            indices = np.arange(dataset.samples)
        raw = dataset.features[indices]
        outputs = samples_first(self.network.infer(material.columns(raw, self.network.dtype)))
        outputs = outputs.astype(np.float64)
        if material.classes:
            targets = material.targets(indices, self.network.outputs)
            return Predictions(raw, targets, outputs, dataset.targets[indices], classes(outputs))
        none = np.zeros(0, np.intp)
        answers = material.target_scaler.inverse(outputs)
        return Predictions(raw, dataset.targets[indices], answers, none, none)

    def state(self) -> RunState | None:
        """All that is needed to go on later, bit for bit.

        None for a run that cannot go on, since its numbers grew beyond all bounds.
        """
        vectors = (self.network.parameters, *self.training.optimiser.memory.values())
        finite = all(np.isfinite(vector).all() for vector in vectors)
        if self.status is Status.DIVERGED or not finite:
            return None
        return capture(self.training)

    def _carry_over(
        self, old: Training, new: Training, project: Project, material: Material
    ) -> None:
        """Everything that the new training can go on with."""
        before = carry_over.layout(self.project, self.material)
        after = carry_over.layout(project, material)
        carry_over.carry(carry_over.Trained(before, old.network.parameters), after, new.network)
        new.network.generator.bit_generator.state = old.network.generator.bit_generator.state
        new.history = old.history
        new.go_on_from(
            order=new.order,
            position=0,
            epoch=old.epoch,
            step_count=old.step_count,
            stopped_early=False,
        )
        if material is self.material and before == after:
            carry_over.carry_memory(old, new)

    def note_how_it_stands(self) -> None:
        """Take notice of a run that ended by itself."""
        if self.status is Status.READY and self.training.stopped_early:
            self.status = Status.STOPPED_EARLY

    def _measure(self, examples: Examples) -> tuple[float, float | None]:
        if not self.material.classes:
            return self.network.value(examples), None
        loss, outputs = self.network.evaluate(examples)
        right = self._right.get(examples)
        if right is None:
            right = self._right[examples] = classes(samples_first(examples.Y))
        return loss, float((classes(samples_first(outputs)) == right).mean())


def classes(outputs: Array) -> NDArray[np.intp]:
    """The class that outputs (…, outputs) stand for: the largest, or whether above ½."""
    if outputs.shape[-1] == 1:
        return (outputs[..., 0] > 0.5).astype(np.intp)
    largest: NDArray[np.intp] = outputs.argmax(axis=-1)
    return largest


def build_network(project: Project, material: Material, dtype: DTypeLike | None = None) -> Network:
    """The network of a project, its weights still zero. Raises ProjectError for a misfit."""
    shapes = check(project, material)
    if not shapes.fits:
        raise ProjectError(shapes.misfits[0].text)
    spec = project.training
    return Network(
        [layer.build(flow) for layer, flow in zip(project.layers, shapes.flows, strict=False)],
        LOSSES[spec.loss](),
        np.random.default_rng(spec.seed),
        dtype or spec.precision,
    )


def build_training(project: Project, material: Material) -> Training:
    """The training of a project, its weights drawn from the seed. Raises ProjectError."""
    network = build_network(project, material)
    network.initialise()
    train = material.examples(material.train, network.outputs, network.dtype)
    validation = None
    if material.validation.size:
        validation = material.examples(material.validation, network.outputs, network.dtype)
    return Training(
        network,
        train,
        validation,
        settings=_settings(project.training),
        optimiser=_optimiser(project.training, network),
        early_stopping=_early_stopping(project.training),
    )


def _settings(spec: TrainingSpec) -> Settings:
    return Settings(
        learning_rate=spec.learning_rate,
        batch_size=spec.batch_size,
        schedule=_schedule(spec),
        penalty=Penalty(spec.l1, spec.l2),
        clip=spec.clip,
    )


def _schedule(spec: TrainingSpec) -> Schedule:
    if isinstance(spec.schedule, StepSchedule):
        return Step(spec.schedule.factor, spec.schedule.every)
    if isinstance(spec.schedule, CosineSchedule):
        return Cosine(spec.schedule.epochs)
    return Constant()


def _optimiser(spec: TrainingSpec, network: Network) -> Optimiser:
    chosen = spec.optimiser
    kind = OPTIMISERS[str(chosen.__struct_config__.tag)]
    options = {name: getattr(chosen, name) for name in chosen.__struct_fields__}
    return kind(network.parameters, **options)


def _early_stopping(spec: TrainingSpec) -> EarlyStopping | None:
    return EarlyStopping(spec.patience) if spec.patience else None
