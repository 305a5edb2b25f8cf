"""`.nnstudio` files: a zip of project.json and, if trained, run.npz.

Nothing in a file is executed, no name in it is used as a path, and every size is bounded before
memory is taken. Saving is atomic: the old file or the new one, never a broken one.
"""

import contextlib
import io
import os
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from nnstudio import __version__
from nnstudio.nn.run_state import RunState
from nnstudio.project.errors import ProjectError
from nnstudio.project.run_file import read_run, write_run
from nnstudio.project.specs import Project, TableSource

FORMAT = 1
SUFFIX = ".nnstudio"
MAX_FILE = 512 * 2**20
MAX_PROJECT = 96 * 2**20
MAX_RUN = 768 * 2**20


class _Header(msgspec.Struct):
    """What every version of the format begins with."""

    format: int


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    program: str
    project: Project


@dataclass(frozen=True, eq=False)
class Saved:
    """What a file holds: the project and, if it was trained, the run."""

    project: Project
    run: RunState | None


def save(path: Path, project: Project, run: RunState | None) -> None:
    """Write a project file, atomically. Raises ProjectError in plain words."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        encoded = msgspec.json.encode(_File(FORMAT, __version__, project))
        archive.writestr("project.json", msgspec.json.format(encoded, indent=2))
        if run is not None:
            archive.writestr("run.npz", write_run(run))
    try:
        _replace(path, content.getbuffer())
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ProjectError(f"“{path.name}” could not be saved: {reason}.") from problem


def load(path: Path) -> Saved:
    """Read a project file. Raises ProjectError, in plain words, for anything else."""
    name = path.name
    try:
        if path.stat().st_size > MAX_FILE:
            raise ProjectError(f"“{name}” is larger than any project file can be.")
        with zipfile.ZipFile(path) as archive:
            project = _decode(name, _member(archive, name, "project.json", MAX_PROJECT))
            run = None
            if "run.npz" in archive.namelist():
                run = read_run(name, _member(archive, name, "run.npz", MAX_RUN))
    except FileNotFoundError:
        raise ProjectError(f"There is no file “{name}” any more.") from None
    except IsADirectoryError:
        raise ProjectError(f"“{name}” is a folder, not a project file.") from None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ProjectError(f"“{name}” could not be read: {reason}.") from problem
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as problem:
        raise ProjectError(f"“{name}” is not an NN Studio project, or it is damaged.") from problem
    return Saved(project, run)


def _replace(path: Path, content: memoryview) -> None:
    """Write beside the target, make sure it is on the disk, and then put it in place."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            Path(temporary).chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _member(archive: zipfile.ZipFile, file: str, name: str, largest: int) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise ProjectError(f"“{file}” is not an NN Studio project: {name} is missing.") from None
    if info.file_size > largest:
        raise ProjectError(f"“{file}” holds more than NN Studio takes ({name} is too large).")
    if info.flag_bits & 0x1:
        raise ProjectError(f"“{file}” is protected by a password.")
    try:
        with archive.open(info) as member:
            content = member.read(largest + 1)
    except (zipfile.BadZipFile, RuntimeError, ValueError, zlib.error) as problem:
        raise ProjectError(f"“{file}” is damaged: {name} cannot be unpacked.") from problem
    if len(content) != info.file_size:
        raise ProjectError(f"“{file}” is damaged: {name} is cut off.")
    return content


def _decode(file: str, content: bytes) -> Project:
    try:
        header = msgspec.json.decode(content, type=_Header)
        if header.format > FORMAT:
            raise ProjectError(
                f"“{file}” was saved by a newer NN Studio (format {header.format}; this one reads "
                f"up to {FORMAT}). Please open it with the newer version."
            )
        if header.format < 1:
            raise ProjectError(f"“{file}” has no valid format number.")
        project = msgspec.json.decode(content, type=_File).project
    except msgspec.ValidationError as problem:
        raise ProjectError(f"“{file}” has a setting that cannot be: {problem}.") from problem
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
        raise ProjectError(f"“{file}” is damaged: project.json cannot be read.") from problem
    _check_whole(file, project)
    return project


def _check_whole(file: str, project: Project) -> None:
    """What the types alone cannot say."""
    ids = [layer.id for layer in project.layers]
    if len(set(ids)) < len(ids):
        raise ProjectError(f"“{file}” is damaged: two layers have the same id.")
    source: Any = project.data.source
    if not isinstance(source, TableSource):
        return
    lengths = {len(column.numbers or column.texts) for column in source.columns}
    if len(lengths) != 1 or any(c.numbers and c.texts for c in source.columns):
        raise ProjectError(f"“{file}” is damaged: the columns of its table differ in length.")
