"""One moment of a run, as it travels from the trainer to the window. Never changed once made."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from nnstudio.app.past import Past
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.project.session import Losses, Session, Status
from nnstudio.project.timeline import TimelineView


class Phase(Enum):
    """What the trainer is doing."""

    PAUSED = "paused"
    RUNNING = "running"
    DIVERGED = "diverged"
    STOPPED_EARLY = "stopped early"
    MISFIT = "misfit"
    """The network on the canvas does not fit; the run waits until it does."""
    FAILED = "failed"


def resting_phase(session: Session) -> Phase:
    """The phase of a run that nobody drives at the moment."""
    return {
        Status.READY: Phase.PAUSED,
        Status.DIVERGED: Phase.DIVERGED,
        Status.STOPPED_EARLY: Phase.STOPPED_EARLY,
    }[session.status]


@dataclass(frozen=True, eq=False)
class LossCurve:
    """The losses so far, at most some two thousand moments; NaN where there is no validation."""

    epochs: Array
    train: Array
    validation: Array


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A moment of a run.

    weights: [W | b] (units, inputs + 1) of every layer of neurons, and W or [W | b] of every
    convolution (filters, channels · kernel · kernel and perhaps 1), by the layer's id.
    results: what the wanted probes found, by the name under which they were wanted.
    losses: of this moment; of a run that goes on perhaps of shortly before, see LossMeter.
    message: how the run stands, in words; empty when there is nothing to say.
    edition: which network this is a moment of. The controller counts them and lets no snapshot of
    an earlier one through, so the weights always belong to the layers that the document shows.
    timeline: all recorded moments. past: which of them this is, None for the present. request: the
    last request to look at a moment that has been heard.
    """

    phase: Phase
    epoch: int
    step: int
    losses: Losses
    learning_rate: float
    steps_per_second: float
    epochs_per_second: float
    parameters: int
    weights: Mapping[str, Array]
    curve: LossCurve
    results: Mapping[str, object]
    timeline: TimelineView
    past: Past | None = None
    request: int = 0
    message: str = ""
    edition: int = 0

    @property
    def at_past(self) -> bool:
        """Whether this is a moment that was, while the run itself stands elsewhere."""
        return self.past is not None


def snapshot_of(
    session: Session,
    phase: Phase,
    losses: Losses,
    pace: tuple[float, float],
    results: Mapping[str, object],
    timeline: TimelineView,
    *,
    past: Past | None = None,
    request: int = 0,
    edition: int = 0,
) -> Snapshot:
    """This moment of a run, in arrays of its own; `pace` in steps and epochs a second."""
    training = session.training
    history = timeline.current.curve if past is None else training.history.as_array()
    return Snapshot(
        phase=phase,
        epoch=training.epoch,
        step=training.step_count,
        losses=losses,
        learning_rate=training.learning_rate,
        steps_per_second=pace[0],
        epochs_per_second=pace[1],
        parameters=session.network.parameters.size,
        weights={name: values.copy() for name, values in live_weights(session).items()},
        curve=LossCurve(*history),
        results=results,
        timeline=timeline,
        past=past,
        request=request,
        message=session.message,
        edition=edition,
    )


def live_weights(session: Session) -> dict[str, Array]:
    """The weights that a snapshot carries, as views of the network itself."""
    pairs = zip(session.project.layers, session.network.layers, strict=True)
    kinds = Dense | DenseOverTime | Conv2D
    return {spec.id: layer.Wb for spec, layer in pairs if isinstance(layer, kinds)}
