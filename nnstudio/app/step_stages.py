"""The next training step in stages, for one sample: the probe behind slow motion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nnstudio.app.activity import inside
from nnstudio.app.inspection import View
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject
from nnstudio.explain.values import arriving, deltas_of
from nnstudio.nn.columns import Array, values_of
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.layer import Layer
from nnstudio.project.session import Session, Status

NAME = "slow motion"
StageKind = Literal["batch", "forward", "loss", "backward", "update"]


@dataclass(frozen=True)
class Stage:
    """One stage of a step. layer_id: of the layer in question, on the ways forward and back.

    subject, view: what there is to read about it in the inspector; None to leave it as it is.
    """

    kind: StageKind
    layer_id: str = ""
    subject: Subject | None = None
    view: View | None = None


@dataclass(frozen=True, eq=False)
class LayerStep:
    """What one layer has to do with the step, as far as the sample is concerned.

    values: its output in its own shape, and parts as in LayerActivity. deltas: what came back to
    it, for the loss of the sample alone: ∂C/∂Z where `through_activation`, else ∂C/∂A; None where
    nothing comes back since nothing below learns. size, change: the length of its weights as one
    vector, and of what the step adds to them; 0 where there are none. largest: the place of its
    largest δ, or value.
    """

    values: Array
    parts: Mapping[str, Array]
    deltas: Array | None
    through_activation: bool
    size: float
    change: float
    largest: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class StepNumbers:
    """A step before it is made. Never changed once made.

    step: how many steps the run has made so far. samples: which of the data set are in its batch;
    sample: the one that is followed. inputs: as it enters the network, in the shape of the flow.
    loss, batch_loss: of the sample, and of the whole batch. layers: by their ids, in their order.
    new_weights: [W | b] after the step, as `Snapshot.weights` will have them. stages: all of them.
    """

    probe: "StepStages"
    step: int
    epoch: int
    samples: Array
    sample: int
    inputs: Array
    loss: float
    batch_loss: float
    rate: float
    layers: Mapping[str, LayerStep]
    new_weights: Mapping[str, Array]
    stages: tuple[Stage, ...]

    @property
    def in_batch(self) -> bool:
        """Whether the step learns from the sample that is followed."""
        return bool((self.samples == self.sample).any())


@dataclass(frozen=True, eq=False)
class StepStages:
    """The probe: the step that the run takes next, taken aside by a twin: the run never notices.

    sample: which of the data set is followed; None for the first of the batch. The twin goes from
    one probe to the next; only the trainer's thread touches it.
    """

    sample: int | None
    twin: Twin = field(default_factory=Twin, repr=False)

    def __call__(self, session: Session) -> StepNumbers | None:
        """None for a run that has ended, and for a sample that is not among the data."""
        sample, material = self.sample, session.material
        if session.status is not Status.READY:
            return None
        if sample is not None and sample >= material.dataset.samples:
            return None
        if sample is None:
            sample = int(self.twin.moment(session, int(material.train[0])).samples[0])
        with np.errstate(all="ignore"):
            return self._numbers(session, self.twin.moment(session, sample), sample)

    def _numbers(self, session: Session, moment: Moment, sample: int) -> StepNumbers:
        training, column = session.training, moment.column
        ids = [layer.id for layer in session.project.layers]
        layers = {layer_id: _layer_step(moment, layer_id) for layer_id in ids}
        return StepNumbers(
            probe=self,
            step=training.step_count,
            epoch=training.epoch,
            samples=moment.samples.copy(),
            sample=sample,
            inputs=values_of(moment.X)[..., column].copy(),
            loss=_loss_of(moment),
            batch_loss=float(moment.step.value(moment.targets)),
            rate=moment.rate,
            layers=layers,
            new_weights=_new_weights(moment, ids),
            stages=_stages(moment, ids, layers),
        )


def _layer_step(moment: Moment, layer_id: str) -> LayerStep:
    layer, column = moment.layer(layer_id), moment.column
    values = layer.A[..., column].copy()
    found = deltas_of(moment.own, layer)
    through_activation = found is not None
    if found is None:
        found = arriving(moment.own, layer)
    deltas = None if found is None else moment.share * found[..., column]
    part = moment.part(layer_id) if layer.size else slice(0)
    w = moment.w[part]
    return LayerStep(
        values=values,
        parts=inside(layer, column),
        deltas=deltas,
        through_activation=through_activation,
        size=float(np.linalg.norm(w)),
        change=float(np.linalg.norm(moment.new_w[part] - w)),
        largest=_largest(values if deltas is None else deltas),
    )


def _largest(values: Array) -> tuple[int, ...]:
    sizes = np.nan_to_num(np.abs(values))
    return tuple(int(at) for at in np.unravel_index(int(sizes.argmax()), sizes.shape))


def _loss_of(moment: Moment) -> float:
    """C of the sample alone."""
    own, output = slice(moment.column, moment.column + 1), moment.own.output
    Z, A, Y = (values[..., own] for values in (output.Z, output.A, moment.Y))
    return float(moment.own.loss.value(Z, A, Y))


def _is_weighted(layer: Layer) -> bool:
    """Whether snapshots carry its [W | b]."""
    return isinstance(layer, Dense | DenseOverTime | Conv2D)


def _new_weights(moment: Moment, ids: Sequence[str]) -> dict[str, Array]:
    pairs = zip(ids, moment.own.layers, strict=True)
    return {
        layer_id: moment.new_w[moment.part(layer_id)].reshape(layer.Wb.shape).copy()  # type: ignore[attr-defined]
        for layer_id, layer in pairs
        if _is_weighted(layer)
    }


def _stages(
    moment: Moment, ids: Sequence[str], layers: Mapping[str, LayerStep]
) -> tuple[Stage, ...]:
    forward = [
        Stage("forward", name, Subject(name, layers[name].largest), "forward") for name in ids
    ]
    loss = Stage("loss", "", Subject(ids[-1], layers[ids[-1]].largest), "loss")
    backward = [
        Stage("backward", name, Subject(name, layers[name].largest), "backward")
        for name in reversed(ids)
        if layers[name].deltas is not None
    ]
    moves = _moves_most(moment, ids)
    update = Stage("update", "", moves, None if moves is None else "update")
    return (Stage("batch"), *forward, loss, *backward, update)


def _moves_most(moment: Moment, ids: Sequence[str]) -> Subject | None:
    """The weight that the step changes most, of those that stand in a [W | b]."""
    best, found = -1.0, None
    for layer_id, layer in zip(ids, moment.own.layers, strict=True):
        if not _is_weighted(layer):
            continue
        part = moment.part(layer_id)
        moves = np.nan_to_num(np.abs(moment.new_w[part] - moment.w[part]))
        at = int(moves.argmax())
        if moves[at] > best:
            best = float(moves[at])
            columns = layer.Wb.shape[1]  # type: ignore[attr-defined]
            found = Subject(layer_id, weight=divmod(at, columns))
    return found
