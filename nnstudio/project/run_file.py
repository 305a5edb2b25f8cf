"""run.npz: a run's state as NumPy arrays, read without trust."""

import io
import json
import math
import re
import zipfile
from typing import Annotated

import msgspec
import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.nn.run_state import RunState
from nnstudio.project.archives import ArchiveError, open_archive, read_member
from nnstudio.project.checking import MAX_PARAMETERS
from nnstudio.project.errors import ProjectError

MAX_ARRAY = 8 * MAX_PARAMETERS + 2**10
MAX_RUN = 4 * MAX_ARRAY + 2**24
"""Bytes: the weights, two vectors that an optimiser remembers, the best weights, and the rest."""
_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '(?P<dtype><f8|<f4|<i8|\|u1)', 'fortran_order': False, "
    rb"'shape': \((?P<shape>\d{1,12},|\d{1,12}, \d{1,12})\), \} *\n"
)
Count = Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class _PCGState(msgspec.Struct, forbid_unknown_fields=True):
    """The two 128-bit numbers of PCG64, as decimal digits: JSON readers differ in long integers."""

    state: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,39}$")]
    inc: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,39}$")]
    has_uint32: Annotated[int, msgspec.Meta(ge=0, le=1)]
    uinteger: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]


class _Numbers(msgspec.Struct, forbid_unknown_fields=True):
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
        **{f"memory.{name}": values for name, values in run.memory.items()},
    }
    if run.best_parameters is not None:
        arrays["best_parameters"] = run.best_parameters
    state = json.loads(run.random)
    numbers = _Numbers(
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
    arrays["numbers"] = np.frombuffer(msgspec.json.encode(numbers), np.uint8)
    content = io.BytesIO()
    # As numpy.savez writes it, which in NumPy 2.1 takes allow_pickle for one array more.
    with zipfile.ZipFile(content, "w") as archive:
        for name, values in arrays.items():
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, values, allow_pickle=False)
    return content.getvalue()


def read_run(file: str, content: bytes) -> RunState:
    """The run in these bytes. Raises ProjectError, in plain words, for anything else."""
    try:
        with open_archive(io.BytesIO(content)) as archive:
            arrays = {
                name: _array(read_member(archive, name, MAX_ARRAY)) for name in archive.namelist()
            }
        numbers = msgspec.json.decode(arrays.pop("numbers.npy").tobytes(), type=_Numbers)
        return _run(arrays, numbers)
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


def _run(arrays: dict[str, Array], numbers: _Numbers) -> RunState:
    state = {"state": int(numbers.random.state), "inc": int(numbers.random.inc)}
    if max(state.values()) >= 2**128:
        raise ValueError("the state of chance is out of range")
    random = {
        "bit_generator": "PCG64",
        "state": state,
        "has_uint32": numbers.random.has_uint32,
        "uinteger": numbers.random.uinteger,
    }
    memory = {
        name.removeprefix("memory.").removesuffix(".npy"): values
        for name, values in arrays.items()
        if name.startswith("memory.")
    }
    best = arrays.get("best_parameters.npy")
    order, history = arrays["order.npy"], arrays["history.npy"]
    if order.dtype != np.int64 or history.dtype != np.float64:
        raise ValueError("an array of another kind than it should be")
    return RunState(
        parameters=arrays["parameters.npy"],
        memory=memory,
        optimiser_steps=numbers.optimiser_steps,
        order=order.astype(np.intp),
        position=numbers.position,
        epoch=numbers.epoch,
        step_count=numbers.step_count,
        stopped_early=numbers.stopped_early,
        random=json.dumps(random),
        history=history,
        history_stride=max(numbers.history_stride, 1),
        best_loss=math.inf if numbers.best_loss is None else numbers.best_loss,
        best_epoch=numbers.best_epoch,
        best_parameters=best,
    )


def _array(content: bytes) -> Array:
    """One array. Its header must account for every byte, and for no more, before it is made.

    The header is matched and not evaluated: NumPy always writes it in these very words.
    """
    start = len(_MAGIC) + 2
    header_size = int.from_bytes(content[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(content[start : start + header_size])
    if not content.startswith(_MAGIC) or header is None:
        raise ValueError("no array of a run")
    shape = [int(size) for size in header["shape"].replace(b" ", b"").split(b",") if size]
    dtype = np.dtype(header["dtype"].decode())
    if math.prod(shape) * dtype.itemsize != len(content) - start - header_size:
        raise ValueError("an array of another size than it says")
    return np.frombuffer(content, dtype, offset=start + header_size).reshape(shape)
