"""run.npz: a run's state as NumPy arrays, read without trust."""

import json
import math
from collections.abc import Mapping
from typing import Annotated

import msgspec
import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.run_state import RunState
from nnstudio.project.archives import ArchiveError
from nnstudio.project.array_archive import read_arrays, write_arrays
from nnstudio.project.checking import MAX_PARAMETERS
from nnstudio.project.errors import ProjectError

MAX_ARRAY = 8 * MAX_PARAMETERS + 2**10
MAX_RUN = 4 * MAX_ARRAY + 2**24
"""Bytes: the weights, two vectors that an optimiser remembers, the best weights, and the rest."""
Count = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
_MEMORY = "memory."


class _PCGState(msgspec.Struct, forbid_unknown_fields=True):
    """The two 128-bit numbers of PCG64, as decimal digits: JSON readers differ in long integers."""

    state: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,39}$")]
    inc: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,39}$")]
    has_uint32: Annotated[int, msgspec.Meta(ge=0, le=1)]
    uinteger: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]


class Numbers(msgspec.Struct, forbid_unknown_fields=True):
    """What a run holds beside its arrays. `best_loss` is None until there is one."""

    optimiser_steps: Count
    position: Count
    epoch: Count
    step_count: Count
    stopped_early: bool
    history_stride: Count
    best_loss: float | None
    best_epoch: Count
    random: _PCGState


def write_run(run: RunState) -> bytes:
    """The bytes of run.npz."""
    arrays = {
        "parameters": run.parameters,
        "order": run.order.astype("<i8"),
        "history": run.history,
        **{f"{_MEMORY}{name}": values for name, values in run.memory.items()},
    }
    if run.best_parameters is not None:
        arrays["best_parameters"] = run.best_parameters
    arrays["numbers"] = np.frombuffer(msgspec.json.encode(numbers_of(run)), np.uint8)
    return write_arrays(arrays)


def read_run(file: str, content: bytes) -> RunState:
    """The run in these bytes. Raises ProjectError, in plain words, for anything else."""
    try:
        arrays = read_arrays(content, MAX_ARRAY)
        numbers = msgspec.json.decode(arrays.pop("numbers").tobytes(), type=Numbers)
        if arrays["order"].dtype != np.int64 or arrays["history"].dtype != np.float64:
            raise ValueError("an array of another kind than it should be")
        return run_of(
            numbers,
            parameters=arrays["parameters"],
            memory={
                name.removeprefix(_MEMORY): values
                for name, values in arrays.items()
                if name.startswith(_MEMORY)
            },
            order=arrays["order"].astype(np.intp),
            history=arrays["history"],
            best_parameters=arrays.get("best_parameters"),
        )
    except (
        ArchiveError,
        ValueError,
        KeyError,
        RecursionError,
        msgspec.MsgspecError,
    ) as problem:
        raise ProjectError(
            f"The training saved in “{file}” is damaged and cannot be read."
        ) from problem


def numbers_of(run: RunState) -> Numbers:
    """What a run holds beside its arrays, as it lies in a file."""
    state = json.loads(run.random)
    return Numbers(
        optimiser_steps=run.optimiser_steps,
        position=run.position,
        epoch=run.epoch,
        step_count=run.step_count,
        stopped_early=run.stopped_early,
        history_stride=run.history_stride,
        best_loss=run.best_loss if math.isfinite(run.best_loss) else None,
        best_epoch=run.best_epoch,
        random=_PCGState(
            state=str(state["state"]["state"]),
            inc=str(state["state"]["inc"]),
            has_uint32=state["has_uint32"],
            uinteger=state["uinteger"],
        ),
    )


def run_of(
    numbers: Numbers,
    *,
    parameters: Array,
    memory: Mapping[str, Array],
    order: Array,
    history: Array,
    best_parameters: Array | None,
) -> RunState:
    """The run of these numbers and arrays. Raises ValueError where chance cannot be as it says."""
    state = {"state": int(numbers.random.state), "inc": int(numbers.random.inc)}
    if max(state.values()) >= 2**128:
        raise ValueError("the state of chance is out of range")
    random = {
        "bit_generator": "PCG64",
        "state": state,
        "has_uint32": numbers.random.has_uint32,
        "uinteger": numbers.random.uinteger,
    }
    return RunState(
        parameters=parameters,
        memory=dict(memory),
        optimiser_steps=numbers.optimiser_steps,
        order=order,
        position=numbers.position,
        epoch=numbers.epoch,
        step_count=numbers.step_count,
        stopped_early=numbers.stopped_early,
        random=json.dumps(random),
        history=history,
        history_stride=max(numbers.history_stride, 1),
        best_loss=math.inf if numbers.best_loss is None else numbers.best_loss,
        best_epoch=numbers.best_epoch,
        best_parameters=best_parameters,
    )
