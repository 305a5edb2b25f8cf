"""Project files taken apart and put together again, with damage."""

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.project import files
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.specs import Project

from .projects import dense, project, trained

BASE = project(dense("a", 4), DropoutSpec(id="d"), dense("b", 3), key="moons")


def valid_file(path: Path, spec: Project = BASE) -> dict[str, bytes]:
    """A file of a trained project, and its members."""
    session = trained(spec, 3, steps=2)
    files.save(path, spec, session.state())
    return members(path.read_bytes())


def members(content: bytes) -> dict[str, bytes]:
    """What is in an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def as_json(spec: Project = BASE) -> Any:
    """What project.json holds, to be changed."""
    return json.loads(
        msgspec.json.encode({"format": 1, "program": "0", "project": msgspec.to_builtins(spec)})
    )


def npy(values: Array, allow_pickle: bool = False) -> bytes:
    """An array as it lies in a file."""
    content = io.BytesIO()
    np.save(content, values, allow_pickle=allow_pickle)
    return content.getvalue()


def npy_with_header(header: str, data: bytes = b"", version: tuple[int, int] = (1, 0)) -> bytes:
    """An array with a header of its own."""
    encoded = header.encode("latin1") + b"\n"
    size = struct.pack("<H" if version == (1, 0) else "<I", len(encoded))
    return b"\x93NUMPY" + bytes(version) + size + encoded + data
