"""The index of timeline.npz: how long each vector there is and what it is for, as JSON.

It names everything by its place: a moment the design that it was made with, a design its data, and
a run its moments. What it says is bounded before it is made, and checked as far as it goes without
the vectors.
"""

import itertools
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from nnstudio.project.layers import LayerSpec
from nnstudio.project.run_file import Count, Numbers
from nnstudio.project.specs import (
    MAX_LAYERS,
    BuiltInSource,
    DataSpec,
    TableSource,
    TrainingSpec,
)
from nnstudio.project.timeline import MOST_BRANCHES, MOST_MOMENTS

VERSION = 1
MAX_VALUES = 2_000_000
"""Values in the index: one takes two bytes there, but thirty in memory."""
Kind = Literal["f8", "f4", "u4", "u2"]
Vector = tuple[Kind, Count]
"""Which kind, and the how manieth of it."""
KINDS: tuple[Kind, ...] = ("f8", "f4", "u4", "u2")
_OF_MOMENTS = msgspec.Meta(max_length=MOST_MOMENTS)
"""There are no more of them than there can be moments."""


class _Header(msgspec.Struct):
    """What every version of the index begins with."""

    version: int


class DataEntry(msgspec.Struct, forbid_unknown_fields=True):
    """Which data. `source` -1 is that of the project in the file; the spec's own means nothing."""

    spec: DataSpec
    source: Annotated[int, msgspec.Meta(ge=-1, le=2**20)]


class DesignEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A project as it was, and where its layers' [W | b] lie: start, rows, columns."""

    data: Count
    layers: Annotated[tuple[LayerSpec, ...], msgspec.Meta(max_length=MAX_LAYERS)]
    training: TrainingSpec
    blocks: Annotated[dict[str, tuple[Count, Count, Count]], msgspec.Meta(max_length=MAX_LAYERS)]


class MomentEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A moment: its design, its vectors, its losses so far, and the words of its mark."""

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


class RunEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A run: its number, its moments in order, and its curve."""

    number: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    moments: Annotated[list[Count], _OF_MOMENTS]
    curve: Vector


class Index(msgspec.Struct, forbid_unknown_fields=True):
    """`sizes`: how long each vector is, by kind. `runs`: the one that goes on comes first."""

    version: int
    sizes: dict[Kind, Annotated[list[Count], msgspec.Meta(max_length=8 * MOST_MOMENTS)]]
    sources: Annotated[list[BuiltInSource | TableSource], _OF_MOMENTS]
    data: Annotated[list[DataEntry], _OF_MOMENTS]
    designs: Annotated[list[DesignEntry], _OF_MOMENTS]
    logs: Annotated[list[Vector], _OF_MOMENTS]
    moments: Annotated[list[MomentEntry], _OF_MOMENTS]
    runs: Annotated[list[RunEntry], msgspec.Meta(max_length=1 + MOST_BRANCHES)]


class NewerTimelineError(ValueError):
    """The timeline was saved by a newer program."""


def read_index(encoded: bytes) -> Index:
    """The index in these bytes.

    Raises NewerTimelineError, and ValueError, RecursionError or MsgspecError for anything else
    that cannot be.
    """
    if msgspec.json.decode(encoded, type=_Header).version > VERSION:
        raise NewerTimelineError
    if encoded.count(b",") > MAX_VALUES:
        raise ValueError("more than there should be")
    index = msgspec.json.decode(encoded, type=Index)
    if len({moment.parameters for moment in index.moments}) < len(index.moments):
        raise ValueError("two moments of one vector of weights")
    if not index.runs or len({run.number for run in index.runs}) < len(index.runs):
        raise ValueError("two runs of one number")
    _check_order(index.runs)
    return index


def _check_order(runs: Sequence[RunEntry]) -> None:
    """Moments are written as the runs come to them; otherwise runs could share any of them, and
    not only those before the one branched off from the other."""
    known = 0
    for place in itertools.chain.from_iterable(run.moments for run in runs):
        if place > known:
            raise ValueError("moments out of order")
        known = max(known, place + 1)
