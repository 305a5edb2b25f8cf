"""timeline.npz: the recorded moments, read without trust.

All vectors of one kind lie one after the other in one array; an index says how long each is and
what it is for. So the sizes of the vectors together are those of the file, and no index can
ask for more memory than the file has bytes.
"""

import itertools
from collections.abc import Sequence

import msgspec
import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.project.archives import ArchiveError
from nnstudio.project.array_archive import read_arrays, write_arrays
from nnstudio.project.errors import ProjectError
from nnstudio.project.moments import Block, LossLog, Moment
from nnstudio.project.run_file import numbers_of, run_of
from nnstudio.project.session import Losses
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TableSource
from nnstudio.project.timeline import RunPath, Timeline, TimelineView
from nnstudio.project.timeline_index import (
    KINDS,
    VERSION,
    DataEntry,
    DesignEntry,
    Index,
    Kind,
    MomentEntry,
    NewerTimelineError,
    RunEntry,
    Vector,
    read_index,
)
from nnstudio.project.whole import check_whole

FILE_BUDGET = 16 * 2**20
"""Bytes of moments that a file carries; thinned as in memory."""
MAX_TABLES = 2**20
"""Bytes of other tables than the project's own, from which moments were learned."""
MAX_TIMELINE = 2 * FILE_BUDGET
MAX_LOSSES = 2**16
"""Points of a run's losses, also of those that its history has thinned out: it cannot live long
enough for more."""
_WEIGHTS = ("f8", "f4")


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
        index = read_index(arrays.pop("index").tobytes())
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
        self._index = Index(VERSION, {}, [], [], [], [], [], [])
        self._moments: dict[int, int | None] = {}
        self._designs: dict[int, int | None] = {}
        self._logs: dict[int, int] = {}
        self._tables = 0

    def run(self, run: RunPath) -> RunEntry:
        """One run; without the moments of tables that are too large to be carried along."""
        places = [self._moment(moment) for moment in run.moments]
        known = [place for place in places if place is not None]
        return RunEntry(run.number, known, self._vector(run.curve.ravel()))

    def content(self, runs: list[RunEntry]) -> bytes:
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
                MomentEntry(
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
                design = DesignEntry(data, project.layers, project.training, blocks)
                self._index.designs.append(design)
                data = len(self._index.designs) - 1
            self._designs[id(project)] = data
        return self._designs[id(project)]

    def _data(self, data: DataSpec) -> int | None:
        source = self._source(data.source)
        if source is None:
            return None
        entry = DataEntry(msgspec.structs.replace(data, source=BuiltInSource()), source)
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

    def __init__(self, file: str, project: Project, index: Index, arrays: dict[str, Array]) -> None:
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
        moments = [self._moment(number, found) for number, found in enumerate(index.moments, 1)]
        runs = [self._run(run, moments) for run in index.runs]
        return TimelineView(runs[0], tuple(run for run in runs[1:] if run.moments))

    def _project(self, design: DesignEntry, notes: str) -> Project:
        project = Project(
            data=self._data[design.data],
            layers=design.layers,
            training=design.training,
            notes=notes,
        )
        check_whole(self._file, project)
        return project

    def _moment(self, number: int, found: MomentEntry) -> Moment:
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

    def _run(self, run: RunEntry, moments: Sequence[Moment]) -> RunPath:
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
