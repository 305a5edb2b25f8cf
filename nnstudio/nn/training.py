"""Training: batches, steps and epochs over a network."""

from dataclasses import dataclass, field
from math import isfinite, nan
from time import perf_counter

import numpy as np

from nnstudio.nn.columns import Array, Examples, samples_first, samples_last, shape_of
from nnstudio.nn.early_stopping import EarlyStopping
from nnstudio.nn.history import History
from nnstudio.nn.layers.layer import in_words
from nnstudio.nn.network import Network, Pass
from nnstudio.nn.optimisers import SGD, Optimiser
from nnstudio.nn.regularisation import Penalty, clip_norm
from nnstudio.nn.schedules import Constant, Schedule

BATCHES_AT_ONCE = 4096
"""Views kept of an epoch's batches: a large data set in tiny batches would have a million."""

BEYOND_ALL_BOUNDS = 1e14
"""Σ w² at which a run has diverged: weights of ten million. Saturated neurons can keep the loss
finite for ever at a learning rate far too high, while nothing is learned any more."""


class Diverged(ArithmeticError):  # noqa: N818 - the word for it, not the name of a mistake
    """The weights grew beyond all bounds, or the loss stopped being a finite number."""

    def __init__(self, step: int, epoch: int) -> None:
        super().__init__(f"diverged at step {step}, in epoch {epoch}")
        self.step = step
        self.epoch = epoch


@dataclass(frozen=True)
class Settings:
    """How to train. `clip` is the largest length of the gradient, 0 for no bound.

    Raises ValueError for a batch without samples, and for a rate or bound below 0 or not finite.
    """

    learning_rate: float = 0.1
    batch_size: int = 10
    schedule: Schedule = field(default_factory=Constant)
    penalty: Penalty = field(default_factory=Penalty)
    clip: float = 0.0

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise ValueError("a batch needs at least one sample")
        if not (isfinite(self.learning_rate) and self.learning_rate >= 0.0):
            raise ValueError("the learning rate must be a finite number, 0 or more")
        if not (isfinite(self.clip) and self.clip >= 0.0):
            raise ValueError("the bound on the gradient must be a finite number, 0 or more")


class Training:
    """A run: the network, the examples, and how far it has come.

    A step learns from one batch; an epoch is one pass over the training examples in a fresh random
    order. `step_count` and `epoch` count what is done. The samples of an epoch lie shuffled in one
    buffer, and every batch is a view of it that is made once. No NumPy warning comes out of a run:
    numbers that stop being finite are found and raised as Diverged.
    """

    def __init__(
        self,
        network: Network,
        train: Examples,
        validation: Examples | None = None,
        settings: Settings | None = None,
        optimiser: Optimiser | None = None,
        early_stopping: EarlyStopping | None = None,
    ) -> None:
        """Raises ValueError when the examples do not fit the network, or there are none."""
        self.network = network
        self.train = fitting(train, network)
        self.validation = None if validation is None else fitting(validation, network)
        self.optimiser = optimiser or SGD(network.parameters)
        self.early_stopping = early_stopping
        self.history = History()
        self.step_count = 0
        self.epoch = 0
        self.stopped_early = False
        self.order = np.arange(train.count)
        self.position = 0
        """How many samples of the epoch under way have been learned from."""
        # One sample a row, in one piece of memory: gathering an epoch copies whole rows.
        self._samples = np.ascontiguousarray(samples_first(self.train.X))
        self._targets = np.ascontiguousarray(samples_first(self.train.Y))
        self._shuffled_samples = np.empty_like(self._samples)
        self._shuffled_targets = np.empty_like(self._targets)
        self.settings = settings or Settings()

    @property
    def settings(self) -> Settings:
        """How to train; may be replaced at any moment between two steps."""
        return self._settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self._settings = settings
        self._penalty = settings.penalty if settings.penalty else None
        self._set_rate()
        self._cut_batches()

    def _set_rate(self) -> None:
        settings = self._settings
        rate = settings.schedule.rate(settings.learning_rate, self.epoch)
        with np.errstate(all="ignore"):
            self._rate = np.array(rate, self.network.dtype)

    @property
    def learning_rate(self) -> float:
        """The rate that the schedule gives to the epoch under way."""
        return float(self._rate)

    @property
    def batches_per_epoch(self) -> int:
        """How many steps an epoch takes."""
        return -(-self.train.count // self.settings.batch_size)

    def step(self) -> None:
        """Learn from one batch. Raises Diverged when the weights grow beyond all bounds."""
        with np.errstate(all="ignore"):
            self._step()

    def step_on(self, examples: Examples) -> None:
        """Learn from these examples alone, beside the epoch: a step that counts as one, while the
        place in the epoch and its order stay. Raises Diverged, and ValueError for a misfit."""
        examples = fitting(examples, self.network)
        with np.errstate(all="ignore"):
            run = self.network.pass_for(examples.count)
            run.forward(examples.X)
            run.backward(examples.Y)
            self.change_weights()
            self._count()

    def run_epochs(self, epochs: int) -> None:
        """Train to the end of this many more epochs, or until stopped early; may raise Diverged."""
        with np.errstate(all="ignore"):
            last = self.epoch + epochs
            while self.epoch < last and not self.stopped_early:
                self._step()

    def run_for(self, seconds: float) -> None:
        """Train flat out for this long, or until stopped early; may raise Diverged.

        At least one step is taken, and the last one is finished: with a large network this can
        take longer than asked for.
        """
        until = perf_counter() + seconds
        with np.errstate(all="ignore"):
            while not self.stopped_early:
                self._step()
                if perf_counter() >= until:
                    return

    def _step(self) -> None:
        X, Y, run = self.pick()
        run.forward(X)
        run.backward(Y)
        self.change_weights()
        self._conclude(run)

    def pick(self) -> tuple[Array, Array, Pass]:
        """The batch that this step learns from, and the pass with buffers for it.

        At the start of an epoch the order of its samples is drawn, so this is done once a step.
        """
        if self.position == 0:
            self._shuffle()
        return self._batches[self._next]

    def change_weights(self) -> None:
        """What the optimiser makes of the gradient, after a pass has gone forward and backward."""
        w, g = self.network.parameters, self.network.gradient
        if self._penalty:
            self._penalty.add_gradient(w, self.network.weight_mask, g)
        if self._settings.clip:
            clip_norm(g, self._settings.clip)
        self.optimiser.update(w, g, self._rate)

    def _count(self) -> None:
        self.step_count += 1
        w = self.network.parameters
        # One product tells of weights beyond all bounds and of any NaN, at a twentieth of a step.
        if not w.dot(w) < BEYOND_ALL_BOUNDS:
            raise Diverged(self.step_count, self.epoch)

    def _conclude(self, run: Pass) -> None:
        self._count()
        self._next += 1
        self.position += run.batch
        if self._next == len(self._batches):
            if self.position == self.train.count:
                self._finish_epoch()
            else:
                self._cut_batches()

    def losses(self) -> tuple[float, float]:
        """The loss over the training examples and over the validation examples (NaN without)."""
        validation = nan if self.validation is None else self.network.value(self.validation)
        return self.network.value(self.train), validation

    def record(self) -> None:
        """Write the losses of this moment into the history. Raises Diverged if not finite."""
        train, validation = self.losses()
        if not isfinite(train):
            raise Diverged(self.step_count, self.epoch)
        self.history.record(self.epoch, train, validation)

    def go_on_from(
        self, order: Array, position: int, epoch: int, step_count: int, stopped_early: bool
    ) -> None:
        """Stand where a run stood: in which epoch, and where in its order of the samples."""
        self.order[...] = order
        self.position = position
        self.epoch = epoch
        self.step_count = step_count
        self.stopped_early = stopped_early
        self._gather()
        self.settings = self._settings

    def _shuffle(self) -> None:
        self.network.generator.shuffle(self.order)
        self._gather()

    def _gather(self) -> None:
        # mode="clip" lets NumPy write into `out` at once; no index is ever out of bounds.
        self._samples.take(self.order, 0, self._shuffled_samples, mode="clip")
        self._targets.take(self.order, 0, self._shuffled_targets, mode="clip")

    def _cut_batches(self) -> None:
        """Views of the batches that come next in this epoch, each with the pass of its size."""
        X, Y = samples_last(self._shuffled_samples), samples_last(self._shuffled_targets)
        count, size = self.train.count, self._settings.batch_size
        stop = min(self.position + size * BATCHES_AT_ONCE, count)
        self._batches: list[tuple[Array, Array, Pass]] = []
        for start in range(self.position, stop, size):
            end = min(start + size, count)
            batch = X[..., start:end], Y[..., start:end], self.network.pass_for(end - start)
            self._batches.append(batch)
        self._next = 0
        self._whole = self.position == 0 and stop == count

    def _finish_epoch(self) -> None:
        self.epoch += 1
        self.position = 0
        self._set_rate()
        if self._whole:
            self._next = 0
        else:
            self._cut_batches()
        if self.history.wants(self.epoch):
            self.record()
        if self.early_stopping is not None:
            self._watch(self.early_stopping)

    def _watch(self, early_stopping: EarlyStopping) -> None:
        loss = self.network.value(self.train if self.validation is None else self.validation)
        if not isfinite(loss):
            raise Diverged(self.step_count, self.epoch)
        if early_stopping.sees(self.epoch, loss, self.network.parameters):
            self.stopped_early = True
            if early_stopping.best_parameters is not None:
                self.network.parameters[...] = early_stopping.best_parameters


def fitting(examples: Examples, network: Network) -> Examples:
    """The examples in the network's precision. Raises ValueError when they do not fit it."""
    sample, target = shape_of(examples.X), examples.Y.shape[:-1]
    if sample != network.input_shape:
        kind = " features" if len(sample) == len(network.input_shape) == 1 else ""
        raise ValueError(
            f"the network reads {in_words(network.input_shape)}{kind}, "
            f"the data has {in_words(sample)}"
        )
    if target != network.output_shape:
        raise ValueError(
            f"the network has {in_words(network.output_shape)} outputs, "
            f"the data has {in_words(target)}"
        )
    if examples.count == 0:
        raise ValueError("there are no examples to learn from")
    return examples.as_type(network.dtype)
