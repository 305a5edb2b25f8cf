"""Moments of a run: what is kept so that it can be seen again, and gone on from bit for bit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec
import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.run_state import RunState
from nnstudio.project.session import Losses, Session
from nnstudio.project.specs import Project

OVERHEAD = 2048
"""Bytes that a moment takes beside its arrays: the state of chance as text, counts, references."""
_NO_HISTORY = np.zeros((3, 0))


@dataclass(frozen=True)
class Block:
    """Where [W | b] of a layer lies in the flat vector: `start`, then rows · columns values."""

    start: int
    rows: int
    columns: int


class LossLog:
    """Every loss that a run wrote into its history, also those that the history has thinned out.

    It only grows, so many moments can share one: a moment's history is the first `length` entries
    whose epoch its stride divides. values: (3, entries) epochs, training and validation losses.
    """

    def __init__(self, values: Array = _NO_HISTORY) -> None:
        self.values = values

    @property
    def length(self) -> int:
        """How many entries there are."""
        return int(self.values.shape[1])

    def history(self, length: int, stride: int) -> Array:
        """(3, moments): the history as it was when the log had this length."""
        first = self.values[:, :length]
        return first[:, first[0] % stride == 0.0]

    def extended_by(self, history: Array, length: int, stride: int) -> "tuple[LossLog, int]":
        """The log with this history after its first `length` entries, and the new length.

        It is this very log where that can be: where nothing else has been added meanwhile.
        """
        last = self.values[0, length - 1] if length else -1.0
        new = history[:, history[0] > last]
        log = self if length == self.length else LossLog(self.values[:, :length])
        values = np.concatenate([log.values, new], axis=1) if new.size else log.values
        first = values[:, values[0] % stride == 0.0]
        if not np.array_equal(first, history, equal_nan=True):
            return LossLog(history), history.shape[1]
        log.values = values
        return log, values.shape[1]


@dataclass(frozen=True, eq=False)
class Moment:
    """A recorded moment of a run. Never changed once made; moments share what is the same.

    number: its name, unique in a timeline; those recorded later have larger ones. project: as it
    was. kept: the run's state without its history, the order of the samples as narrow integers.
    blocks: the layers' [W | b] in the flat vector, by the layer's id. losses: None if nobody
    measured them. words: the edit that led here, empty where there was none; gesture: edits of one
    gesture (a drag, say) have the same, empty for an edit of its own.
    """

    number: int
    project: Project
    kept: RunState
    log: LossLog
    log_length: int
    blocks: Mapping[str, Block]
    losses: Losses | None = None
    words: str = ""
    gesture: str = ""

    @property
    def step(self) -> int:
        """Steps done by then."""
        return self.kept.step_count

    @property
    def epoch(self) -> int:
        """Epochs done by then."""
        return self.kept.epoch

    @cached_property
    def arrays(self) -> tuple[Array, ...]:
        """All that takes memory."""
        kept = self.kept
        best = () if kept.best_parameters is None else (kept.best_parameters,)
        return (kept.parameters, *kept.memory.values(), kept.order, *best)

    def run_state(self) -> RunState:
        """The run as it was, ready to be restored."""
        kept = self.kept
        history = self.log.history(self.log_length, kept.history_stride)
        return replace(kept, order=kept.order.astype(np.intp), history=history)

    def weights(self, layer_id: str) -> Array | None:
        """[W | b] of a layer then; None if there was no such layer."""
        block = self.blocks.get(layer_id)
        if block is None:
            return None
        end = block.start + block.rows * block.columns
        return self.kept.parameters[block.start : end].reshape(block.rows, block.columns)

    def is_same_run(self, other: "Moment") -> bool:
        """Whether both stand at the same step with the same bits, so that they go on alike."""
        one, two = self.kept, other.kept
        return (
            (one.step_count, one.position, one.random) == (two.step_count, two.position, two.random)
            and np.array_equal(one.parameters, two.parameters)
            and one.memory.keys() == two.memory.keys()
            and all(np.array_equal(one.memory[name], two.memory[name]) for name in one.memory)
            and _same_design(self.project, other.project)
        )


def moment_of(session: Session, number: int, before: Moment | None = None) -> Moment | None:
    """The moment at which a session stands; it shares with the one before what did not change.

    None for a run that cannot go on, since its numbers grew beyond all bounds.
    """
    state = session.state()
    if state is None:
        return None
    log, length = (before.log, before.log_length) if before else (LossLog(), 0)
    log, length = log.extended_by(state.history, length, state.history_stride)
    order, best = narrow(state.order), state.best_parameters
    if before is not None:
        order = _shared(order, before.kept.order)
        if best is not None and before.kept.best_parameters is not None:
            best = _shared(best, before.kept.best_parameters)
    same = before is not None and before.project is session.project
    return Moment(
        number=number,
        project=session.project,
        kept=replace(state, order=order, best_parameters=best, history=_NO_HISTORY),
        log=log,
        log_length=length,
        blocks=before.blocks if before is not None and same else blocks_of(session),
    )


def blocks_of(session: Session) -> dict[str, Block]:
    """Where [W | b] of the session's layers lie, by the layer's id; of those that have one."""
    found = {}
    layers = zip(session.project.layers, session.network.layers, strict=True)
    for (spec, layer), part in zip(layers, session.network.parts(), strict=True):
        weights = getattr(layer, "Wb", None)
        if isinstance(weights, np.ndarray) and weights.ndim == 2:
            found[spec.id] = Block(part.start, *weights.shape)
    return found


def narrow(order: Array) -> Array:
    """The same order in as few bytes as its numbers need."""
    return order.astype(np.uint16 if order.size <= 2**16 else np.uint32)


def _same_design(one: Project, two: Project) -> bool:
    """Whether both learn the same: names and notes make no difference to that."""
    if one is two:
        return True
    layers = [
        [msgspec.structs.replace(layer, title="") for layer in project.layers]
        for project in (one, two)
    ]
    return one.data == two.data and one.training == two.training and layers[0] == layers[1]


def _shared(new: Array, old: Array) -> Array:
    """The old array if it holds the same."""
    return old if np.array_equal(new, old) else new
