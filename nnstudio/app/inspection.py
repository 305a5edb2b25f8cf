"""The probe of the inspector: the arithmetic of a selected thing, in the trainer's own thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Literal

import numpy as np

from nnstudio.explain.check import USUAL_EPSILON, Check
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.explanation import EXPLAINERS, MOST_TERMS, check_of, explain
from nnstudio.explain.inside import SEPARATOR, blocks_of
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject
from nnstudio.explain.values import deltas_of, sums_of
from nnstudio.nn.columns import Array, as_columns, values_of
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.layer import Layer
from nnstudio.project.session import Session

NAME = "inspection"
View = Literal["forward", "loss", "backward", "update", "check", "code", "matrices"]
Problem = Literal["", "gone", "not a value", "no words yet", "no weights", "beyond numbers"]
NOTHING = Derivation()
PACE = 12.0
"""Between two looks at a run that goes on there is so many times as long as one takes."""
LARGEST = 300_000
"""Numbers of a matrix that are copied for the window; of more, only the first rows."""


@dataclass(frozen=True)
class Working:
    """The layer behind a subject: its class, those it computes with, and the shapes just now.

    shapes: (rows, columns, …) by the name that the code uses. output_shape: of what it hands on.
    blocks: the parts and blocks of weights of a layer that has several, as Subject calls them.
    learns: whether it has parameters. single: in single precision.
    """

    kind: type[Layer]
    activation: type | None
    optimiser: type
    loss: type
    shapes: Mapping[str, tuple[int, ...]]
    output_shape: tuple[int, ...] = ()
    blocks: tuple[str, ...] = ()
    learns: bool = False
    single: bool = False


@dataclass(frozen=True, eq=False)
class Matrices:
    """The numbers of a layer at this step; (rows, columns), a column a sample of the batch.

    tables: by name, among W, b, X, Z, A, δ, ∂C/∂W. rows: how many there are of each, where not all
    are shown. samples: which sample of the data set a column of X, Z, A, δ belongs to; of a
    sequence or an image every position is a column.
    """

    tables: Mapping[str, Array]
    rows: Mapping[str, int]
    samples: Array


@dataclass(frozen=True, eq=False)
class Inspected:
    """What the probe found; never changed once made.

    value, weight: what the derivation is about: the value for the way forward and back, the weight
    for update and check; None where there is none. step: that of the run, counted before the step
    which the numbers belong to. problem: why there is no derivation, if there is none.
    """

    inspection: "Inspection"
    step: int
    in_batch: bool
    batch: int
    derivation: Derivation = NOTHING
    value: Subject | None = None
    weight: Subject | None = None
    check: Check | None = None
    working: Working | None = None
    matrices: Matrices | None = None
    problem: Problem = ""


@dataclass(frozen=True, eq=False)
class Inspection:
    """Explains `subject` for this sample of the data set, as far as `view` shows it.

    A weight has its neuron explained on the ways forward and back; a neuron shows its bias when it
    comes to update and check. most: terms written out of a sum, None for all. The twin goes from
    one inspection to the next; only the trainer's thread touches it.
    """

    subject: Subject
    sample: int
    view: View = "forward"
    most: int | None = MOST_TERMS
    epsilon: float = USUAL_EPSILON
    position: tuple[int, ...] = ()
    """Where in time or space the neuron of a weight is looked at."""
    twin: Twin = field(default_factory=Twin, repr=False)
    last: "Last" = field(default_factory=lambda: Last(), repr=False)

    def __call__(self, session: Session) -> Inspected | None:
        """None if the sample is not among the data.

        Of a run that goes on what was found shortly before may be given again, so that training
        keeps its pace; `step` tells.
        """
        if self.sample >= session.material.dataset.samples:
            return None
        last, begin = self.last, perf_counter()
        moved = last.found is not None and last.found.step != session.training.step_count
        if moved and begin - last.time < PACE * last.cost:
            return last.found
        last.found = self._find(session)
        last.time = perf_counter()
        last.cost = last.time - begin
        return last.found

    def _find(self, session: Session) -> Inspected:
        with np.errstate(all="ignore"):
            moment = self.twin.moment(session, self.sample)
            try:
                return self._inspect(session, moment)
            except (ArithmeticError, ValueError):
                return self._found(session, moment, problem="beyond numbers")

    def _inspect(self, session: Session, moment: Moment) -> Inspected:
        subject = self.subject
        try:
            layer = moment.layer(subject.inner_id)
        except (KeyError, ValueError):
            return self._found(session, moment, problem="gone")
        working = _working(moment, layer, subject)
        if self.view == "matrices":
            tables = _matrices(moment, subject)
            return self._found(session, moment, working=working, matrices=tables)
        if self.view == "code":
            return self._found(session, moment, working=working)
        asked = self._asked(moment, layer)
        value, weight = (asked, None) if asked.weight is None else (None, asked)
        check = None
        try:
            derivation = explain(moment, asked, self.most, self.epsilon)
            if self.view == "check":
                check = check_of(moment, asked, self.epsilon)
            _work_out(derivation)
        except IndexError:
            return self._found(session, moment, working=working, problem="not a value")
        except (KeyError, AttributeError, AssertionError):
            known = type(layer) in EXPLAINERS
            problem: Problem = "no weights" if known and weight else "no words yet"
            return self._found(session, moment, working=working, problem=problem)
        return self._found(
            session,
            moment,
            derivation=derivation,
            value=value,
            weight=weight,
            check=check,
            working=working,
        )

    def _asked(self, moment: Moment, layer: Layer) -> Subject:
        """The value or the weight that this view is about."""
        subject = self.subject
        if self.view in ("update", "check") and subject.weight is None:
            column = _bias_column(layer)
            if subject.value and column is not None and not subject.name:
                own = (subject.value[0], column)
                return Subject(subject.layer_id, weight=own, block=subject.block)
        if (
            self.view in ("forward", "backward")
            and subject.weight is not None
            and isinstance(layer, Dense | DenseOverTime | Conv2D)
        ):
            at = fitting(self.position, layer.output_shape[1:])
            return Subject(subject.layer_id, (subject.weight[0], *at), block=subject.block)
        if self.view == "loss":
            return Subject(subject.layer_id)
        return subject

    def _found(self, session: Session, moment: Moment, **found: object) -> Inspected:
        return Inspected(
            self,
            session.training.step_count,
            moment.in_batch,
            len(moment.samples),
            **found,  # type: ignore[arg-type]
        )


@dataclass(eq=False)
class Last:
    """What an inspection found last, and when, and how long it took."""

    found: Inspected | None = None
    time: float = 0.0
    cost: float = 0.0


def fitting(position: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """A position that this shape has: the asked one, or the last step, or the middle pixel."""
    if len(position) == len(shape):
        return tuple(min(max(at, 0), size - 1) for at, size in zip(position, shape, strict=True))
    return (shape[0] - 1,) if len(shape) == 1 else tuple(size // 2 for size in shape)


def _bias_column(layer: Layer) -> int | None:
    """Where the bias stands in [W | b]; None where there is none."""
    if isinstance(layer, Conv2D):
        return layer.patch if layer.has_bias else 0
    return layer.inputs if isinstance(layer, Dense | DenseOverTime) else None


def _work_out(derivation: Derivation) -> None:
    """Every number once, so that what cannot be worked out shows here and not in the window."""
    for equation in derivation.equations():
        equation.right.value  # noqa: B018


def _working(moment: Moment, layer: Layer, subject: Subject) -> Working:
    inner = layer.dense if isinstance(layer, DenseOverTime) else layer
    activation = getattr(inner, "activation", None)
    shapes = {}
    own_layer = moment.in_step(subject.inner_id)
    for name in ("X", "W", "Wb", "b", "Z", "A", "dZ", "dWb", "dX"):
        values = getattr(own_layer, name, None)
        if isinstance(values, np.ndarray):
            shapes[name] = values.shape
    return Working(
        type(inner),
        None if activation is None else type(activation),
        type(moment.training.optimiser),
        type(moment.own.loss),
        shapes,
        layer.output_shape,
        _blocks(moment.layer(subject.layer_id)),
        layer.size > 0,
        moment.w.dtype == np.float32,
    )


def _blocks(layer: Layer) -> tuple[str, ...]:
    """What can be looked at inside a layer, by the names that a Subject knows."""
    if not isinstance(layer, Chain):
        return tuple(name for name in blocks_of(layer) if name)
    found: list[str] = []
    for name, leaf in layer.leaves():
        found.append(name)
        found += [name + SEPARATOR + block for block in blocks_of(leaf) if block]
    return tuple(found)


def _matrices(moment: Moment, subject: Subject) -> Matrices:
    """Copies of the layer's numbers in the step, at most LARGEST of each."""
    layer_id = subject.inner_id
    layer = moment.in_step(layer_id)
    found: dict[str, Array] = {}
    shape = moment.weight_shape(layer_id) if not isinstance(layer, Chain) else (0, 0)
    if blocks_of(layer) and shape != (0, 0):
        part = moment.part(layer_id)
        weights, gradient = moment.w[part].reshape(shape), moment.g[part].reshape(shape)
        bias = _bias_column(layer)
        if bias is not None and bias == shape[1] - 1:
            found["W"], found["b"] = weights[:, :bias], weights[:, bias:]
        else:
            found["W"] = weights
        found["∂C/∂W"] = gradient
    found["X"] = _flat(values_of(moment.read_in_step(layer_id)))
    sums, deltas = sums_of(layer), deltas_of(moment.step, layer)
    if sums is not None:
        found["Z"] = _flat(sums)
    found["A"] = _flat(layer.A)
    if deltas is not None:
        found["δ"] = moment.step.batch * _flat(deltas)
    return Matrices(
        {
            name: values[: max(LARGEST // values.shape[1], 1)].copy()
            for name, values in found.items()
        },
        {name: values.shape[0] for name, values in found.items()},
        _samples_of(layer.A, moment.samples),
    )


def _flat(values: Array) -> Array:
    """(features, …, batch) as (features, columns)."""
    return values if values.ndim == 2 else as_columns(values)


def _samples_of(values: Array, samples: Array) -> Array:
    """Which sample each column of `_flat(values)` belongs to."""
    shape = (1, *values.shape[1:])
    flat: Array = _flat(np.broadcast_to(samples, shape))[0].copy()
    return flat
