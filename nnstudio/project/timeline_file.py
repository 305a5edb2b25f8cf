"""timeline.npz: the recorded moments, read without trust.

All vectors of one kind lie one after the other in one array; an index, as JSON, says how long each
is and what it is for. So the sizes of the vectors together are those of the file, and no index can
ask for more memory than the file has bytes.
"""

import itertools
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.project.archives import ArchiveError
from nnstudio.project.array_archive import read_arrays, write_arrays
from nnstudio.project.errors import ProjectError
from nnstudio.project.layers import LayerSpec
from nnstudio.project.moments import Block, LossLog, Moment
from nnstudio.project.run_file import Count, Numbers, numbers_of, run_of
from nnstudio.project.session import Losses
from nnstudio.project.specs import (
    MAX_LAYERS,
    BuiltInSource,
    DataSpec,
    Project,
    TableSource,
    TrainingSpec,
)
from nnstudio.project.timeline import (
    MOST_BRANCHES,
    MOST_MOMENTS,
    RunPath,
    Timeline,
    TimelineView,
)
from nnstudio.project.whole import check_whole

VERSION = 1
FILE_BUDGET = 16 * 2**20
"""Bytes of moments that a file carries; thinned as in memory."""
MAX_TABLES = 2**20
"""Bytes of other tables than the project's own, from which moments were learned."""
MAX_TIMELINE = 2 * FILE_BUDGET
MAX_LOSSES = 2**16
"""Points of a run's losses, also of those that its history has thinned out: it cannot live long
enough for more."""
MAX_VALUES = 2_000_000
"""Values in the index: one takes two bytes there, but thirty in memory."""
Kind = Literal["f8", "f4", "u4", "u2"]
Vector = tuple[Kind, Count]
"""Which kind, and the how manieth of it."""
KINDS: tuple[Kind, ...] = ("f8", "f4", "u4", "u2")
_WEIGHTS = ("f8", "f4")
_OF_MOMENTS = msgspec.Meta(max_length=MOST_MOMENTS)
"""There are no more of them than there can be moments."""


class _Header(msgspec.Struct):
    """What every version of the index begins with."""

    version: int


class _Data(msgspec.Struct, forbid_unknown_fields=True):
    """Which data. `source` -1 is that of the project in the file; the spec's own means nothing."""

    spec: DataSpec
    source: Annotated[int, msgspec.Meta(ge=-1, le=2**20)]


class _Design(msgspec.Struct, forbid_unknown_fields=True):
    """A project as it was, and where its layers' [W | b] lie: start, rows, columns."""

    data: Count
    layers: Annotated[tuple[LayerSpec, ...], msgspec.Meta(max_length=MAX_LAYERS)]
    training: TrainingSpec
    blocks: Annotated[dict[str, tuple[Count, Count, Count]], msgspec.Meta(max_length=MAX_LAYERS)]


class _Moment(msgspec.Struct, forbid_unknown_fields=True):
    design: Count
    parameters: Vector
    memory: dict[str, Vector]
    order: Vector
    best: Vector | None
    log: Count
    log_length: Count
    numbers: Numbers
    losses: tuple[float | None, float | None, float | None, float | None] | None
    words: Annotated[str, msgspec.Meta(max_length=1000)]
    gesture: Annotated[str, msgspec.Meta(max_length=1000)]


class _Run(msgspec.Struct, forbid_unknown_fields=True):
    number: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    moments: Annotated[list[Count], _OF_MOMENTS]
    curve: Vector


class _Index(msgspec.Struct, forbid_unknown_fields=True):
    """`sizes`: how long each vector is, by kind. `runs`: the one that goes on comes first."""

    version: int
    sizes: dict[Kind, Annotated[list[Count], msgspec.Meta(max_length=8 * MOST_MOMENTS)]]
    sources: Annotated[list[BuiltInSource | TableSource], _OF_MOMENTS]
    data: Annotated[list[_Data], _OF_MOMENTS]
    designs: Annotated[list[_Design], _OF_MOMENTS]
    logs: Annotated[list[Vector], _OF_MOMENTS]
    moments: Annotated[list[_Moment], _OF_MOMENTS]
    runs: Annotated[list[_Run], msgspec.Meta(max_length=1 + MOST_BRANCHES)]


class NewerTimelineError(ValueError):
    """The timeline was saved by a newer program."""


def write_timeline(timeline: TimelineView, project: Project) -> bytes | None:
    """The bytes of timeline.npz, in a file of this project; None when there is nothing to keep."""
    kept = Timeline(FILE_BUDGET, timeline).view(timeline.current.curve)
    writer = _Writer(project)
    runs = [writer.run(run) for run in (kept.current, *kept.branches)]
    if not any(run.moments for run in runs):
        return None
    return writer.content(runs)


def read_timeline(file: str, content: bytes, project: Project) -> TimelineView:
    """The timeline in these bytes. Raises ProjectError, in plain words, for anything else."""
    try:
        arrays = read_arrays(content, MAX_TIMELINE, unpacked=len(content))
        encoded = arrays.pop("index").tobytes()
        if msgspec.json.decode(encoded, type=_Header).version > VERSION:
            raise NewerTimelineError
        if encoded.count(b",") > MAX_VALUES:
            raise ValueError("more than there should be")
        index = msgspec.json.decode(encoded, type=_Index)
        return _Reader(file, project, index, arrays).timeline()
    except NewerTimelineError as problem:
        raise ProjectError(
            f"“{file}” was opened without its timeline, which a newer NN Studio has saved."
        ) from problem
    except (
        ArchiveError,
        ProjectError,
        ValueError,
        KeyError,
        IndexError,
        RecursionError,
        msgspec.MsgspecError,
    ) as problem:
        raise ProjectError(
            f"“{file}” was opened without its timeline, which is damaged and cannot be read."
        ) from problem


class _Writer:
    """Puts moments into an index and vectors, each thing once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._vectors: dict[Kind, list[Array]] = {kind: [] for kind in KINDS}
        self._places: dict[int, Vector] = {}
        self._index = _Index(VERSION, {}, [], [], [], [], [], [])
        self._moments: dict[int, int | None] = {}
        self._designs: dict[int, int | None] = {}
        self._logs: dict[int, int] = {}
        self._tables = 0

    def run(self, run: RunPath) -> _Run:
        """One run; without the moments of tables that are too large to be carried along."""
        places = [self._moment(moment) for moment in run.moments]
        known = [place for place in places if place is not None]
        return _Run(run.number, known, self._vector(run.curve.ravel()))

    def content(self, runs: list[_Run]) -> bytes:
        """The bytes of the whole."""
        index = self._index
        index.runs = runs
        index.sizes = {
            kind: [vector.size for vector in vectors] for kind, vectors in self._vectors.items()
        }
        arrays: dict[str, Array] = {
            kind: np.concatenate([np.zeros(0, f"<{kind}"), *vectors])
            for kind, vectors in self._vectors.items()
        }
        encoded = np.frombuffer(msgspec.json.encode(index), np.uint8)
        return write_arrays({"index": encoded, **arrays})

    def _moment(self, moment: Moment) -> int | None:
        if moment.number in self._moments:
            return self._moments[moment.number]
        design, kept, losses = self._design(moment), moment.kept, moment.losses
        place = None
        if design is not None:
            place = len(self._index.moments)
            best = kept.best_parameters
            self._index.moments.append(
                _Moment(
                    design=design,
                    parameters=self._vector(kept.parameters),
                    memory={name: self._vector(array) for name, array in kept.memory.items()},
                    order=self._vector(kept.order),
                    best=None if best is None else self._vector(best),
                    log=self._log(moment.log),
                    log_length=moment.log_length,
                    numbers=numbers_of(kept),
                    losses=None
                    if losses is None
                    else (
                        losses.train_loss,
                        losses.validation_loss,
                        losses.train_accuracy,
                        losses.validation_accuracy,
                    ),
                    words=moment.words[:1000],
                    gesture=moment.gesture[:1000],
                )
            )
        self._moments[moment.number] = place
        return place

    def _vector(self, values: Array) -> Vector:
        found = self._places.get(id(values))
        if found is None:
            kind: Kind = values.dtype.str[1:]  # type: ignore[assignment]
            found = self._places[id(values)] = (kind, len(self._vectors[kind]))
            self._vectors[kind].append(values)
        return found

    def _log(self, log: LossLog) -> int:
        if id(log) not in self._logs:
            self._logs[id(log)] = len(self._index.logs)
            self._index.logs.append(self._vector(log.values.ravel()))
        return self._logs[id(log)]

    def _design(self, moment: Moment) -> int | None:
        project = moment.project
        if id(project) not in self._designs:
            data = self._data(project.data)
            if data is not None:
                blocks = {
                    name: (block.start, block.rows, block.columns)
                    for name, block in moment.blocks.items()
                }
                design = _Design(data, project.layers, project.training, blocks)
                self._index.designs.append(design)
                data = len(self._index.designs) - 1
            self._designs[id(project)] = data
        return self._designs[id(project)]

    def _data(self, data: DataSpec) -> int | None:
        source = self._source(data.source)
        if source is None:
            return None
        entry = _Data(msgspec.structs.replace(data, source=BuiltInSource()), source)
        if entry not in self._index.data:
            self._index.data.append(entry)
        return self._index.data.index(entry)

    def _source(self, source: BuiltInSource | TableSource) -> int | None:
        if source == self._project.data.source:
            return -1
        if source in self._index.sources:
            return self._index.sources.index(source)
        if isinstance(source, TableSource):
            size = len(msgspec.json.encode(source))
            if self._tables + size > MAX_TABLES:
                return None
            self._tables += size
        self._index.sources.append(source)
        return len(self._index.sources) - 1


class _Reader:
    """Puts together what an index says; raises ValueError or IndexError where it cannot be so."""

    def __init__(
        self, file: str, project: Project, index: _Index, arrays: dict[str, Array]
    ) -> None:
        self._file = file
        self._index = index
        self._vectors = {
            kind: _cut(arrays.pop(kind), kind, index.sizes.get(kind, [])) for kind in KINDS
        }
        if arrays:
            raise ValueError("an array that nobody knows")
        self._finite: set[Vector] = set()
        # One for each vector, however often it is named: saving would write each of them again.
        logs = {vector: LossLog(self._losses(vector)) for vector in set(index.logs)}
        self._logs = [logs[vector] for vector in index.logs]
        sources = [*index.sources, project.data.source]
        self._data = [
            msgspec.structs.replace(data.spec, source=sources[data.source]) for data in index.data
        ]
        self._projects = [self._project(design, project.notes) for design in index.designs]
        self._blocks = [
            {name: Block(*place) for name, place in design.blocks.items()}
            for design in index.designs
        ]

    def timeline(self) -> TimelineView:
        """The whole."""
        index = self._index
        if len({moment.parameters for moment in index.moments}) < len(index.moments):
            raise ValueError("two moments of one vector of weights")
        moments = [self._moment(number, found) for number, found in enumerate(index.moments, 1)]
        runs = [self._run(run, moments) for run in index.runs]
        if not runs or len({run.number for run in runs}) < len(runs):
            raise ValueError("two runs of one number")
        _check_order(index.runs)
        return TimelineView(runs[0], tuple(run for run in runs[1:] if run.moments))

    def _project(self, design: _Design, notes: str) -> Project:
        project = Project(
            data=self._data[design.data],
            layers=design.layers,
            training=design.training,
            notes=notes,
        )
        check_whole(self._file, project)
        return project

    def _moment(self, number: int, found: _Moment) -> Moment:
        log, blocks = self._logs[found.log], self._blocks[found.design]
        parameters = self._weights(found.parameters)
        ends = [block.start + block.rows * block.columns for block in blocks.values()]
        if found.log_length > log.length or max(ends, default=0) > parameters.size:
            raise ValueError("a moment that cannot be")
        order = self._vector(found.order)
        if order.dtype.kind != "u":
            raise ValueError("an order that cannot be")
        kept = run_of(
            found.numbers,
            parameters=parameters,
            memory={name: self._weights(vector) for name, vector in found.memory.items()},
            order=order,
            history=np.zeros((3, 0)),
            best_parameters=None if found.best is None else self._weights(found.best),
        )
        return Moment(
            number=number,
            project=self._projects[found.design],
            kept=kept,
            log=log,
            log_length=found.log_length,
            blocks=blocks,
            losses=_losses(found.losses),
            words=found.words,
            gesture=found.gesture,
        )

    def _run(self, run: _Run, moments: Sequence[Moment]) -> RunPath:
        path = tuple(moments[place] for place in run.moments)
        for one, two in itertools.pairwise(path):
            if two.number <= one.number or two.step < one.step:
                raise ValueError("moments out of order")
        return RunPath(run.number, path, self._losses(run.curve))

    def _vector(self, vector: Vector) -> Array:
        kind, place = vector
        return self._vectors[kind][place]

    def _weights(self, vector: Vector) -> Array:
        if vector[0] not in _WEIGHTS:
            raise ValueError("weights of another kind than they can be")
        values = self._vector(vector)
        if vector not in self._finite:
            if not np.isfinite(values).all():
                raise ValueError("weights that are no numbers")
            self._finite.add(vector)
        return values

    def _losses(self, vector: Vector) -> Array:
        """(3, points): epochs, training and validation losses."""
        values = self._vector(vector)
        if values.dtype != np.float64 or values.size % 3 or values.size > 3 * MAX_LOSSES:
            raise ValueError("losses that cannot be")
        curve = values.reshape(3, -1)
        if not (np.isfinite(curve[0]).all() and (np.diff(curve[0]) > 0.0).all()):
            raise ValueError("losses out of order")
        return curve


def _check_order(runs: Sequence[_Run]) -> None:
    """Moments are written as the runs come to them; otherwise runs could share any of them, and
    not only those before the one branched off from the other."""
    known = 0
    for place in itertools.chain.from_iterable(run.moments for run in runs):
        if place > known:
            raise ValueError("moments out of order")
        known = max(known, place + 1)


def _cut(values: Array, kind: str, sizes: Sequence[int]) -> list[Array]:
    """The vectors that lie in an array one after the other, each in memory of its own."""
    if values.dtype != np.dtype(f"<{kind}") or values.ndim != 1 or sum(sizes) != values.size:
        raise ValueError("vectors of other sizes than they should be")
    ends = list(itertools.accumulate(sizes, initial=0))
    return [values[start:end].copy() for start, end in itertools.pairwise(ends)]


def _losses(found: tuple[float | None, ...] | None) -> Losses | None:
    if found is None or found[0] is None:
        return None
    return Losses(found[0], *found[1:])
