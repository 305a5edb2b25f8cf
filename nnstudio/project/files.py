"""`.nnstudio` files: a zip of project.json and, once there is a run, run.npz and timeline.npz.

Nothing in a file is executed, no name in it is used as a path, and every size is bounded before
memory is taken. Saving is atomic: the old file or the new one, never a broken one. What was saved
can be opened again: the bounds are those of both.
"""

import contextlib
import errno
import io
import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from nnstudio import __version__
from nnstudio.nn.run_state import RunState
from nnstudio.project.archives import ArchiveError, new_archive, open_archive, read_member
from nnstudio.project.errors import ProjectError, reason_of
from nnstudio.project.fingerprint import Fingerprint
from nnstudio.project.leftovers import clear_leftovers, hold, part_beside
from nnstudio.project.run_file import MAX_RUN, read_run, write_run
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView
from nnstudio.project.timeline_file import MAX_TIMELINE, read_timeline, write_timeline
from nnstudio.project.whole import check_whole
from nnstudio.project.wording import complaint

FORMAT = 1
MAX_PROJECT = 96 * 2**20
MAX_VALUES = 3_000_000
"""Values in project.json: one takes two bytes there, but thirty in memory."""
MAX_FILE = MAX_PROJECT + MAX_RUN + MAX_TIMELINE


class _Header(msgspec.Struct):
    """What every version of the format begins with."""

    format: int


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    program: str
    project: Project


@dataclass(frozen=True, eq=False)
class Saved:
    """What a file holds: the project and, if it was trained, the run and its timeline.

    left_out: why there is no timeline though the file has one, in words; else empty.
    fingerprint: what the file was when it was read.
    """

    project: Project
    run: RunState | None
    timeline: TimelineView | None = None
    left_out: str = ""
    fingerprint: Fingerprint | None = None


def save(
    path: Path, project: Project, run: RunState | None, timeline: TimelineView | None = None
) -> Fingerprint:
    """Write a project file, atomically, and return what it is now.

    Raises ProjectError in plain words.
    """
    try:
        return _put(path, _packed(path.name, project, run, timeline))
    except MemoryError as problem:
        raise ProjectError(
            f"“{path.name}” needs more memory to be saved than there is."
        ) from problem


def _packed(
    name: str, project: Project, run: RunState | None, timeline: TimelineView | None
) -> io.BytesIO:
    encoded = encode(project, name)
    content = io.BytesIO()
    with new_archive(content) as archive:
        # A large table is packed in a second this way, where the usual thoroughness takes five.
        archive.writestr("project.json", _readable(encoded), zipfile.ZIP_DEFLATED, compresslevel=1)
        if run is not None:
            # Weights look like noise: packing them takes long and saves next to nothing.
            archive.writestr("run.npz", write_run(run), zipfile.ZIP_STORED)
        moments = None if timeline is None else write_timeline(timeline, project)
        if moments is not None:
            archive.writestr("timeline.npz", moments, zipfile.ZIP_STORED)
    return content


def encode(project: Project, name: str) -> bytes:
    """A project as it lies in a file of this name. Raises ProjectError if it is too large."""
    encoded = msgspec.json.encode(_File(FORMAT, __version__, project))
    if not _within_bounds(encoded):
        raise ProjectError(
            f"“{name}” cannot be saved: its table is larger than a project can carry. "
            "Import fewer rows or columns of it."
        )
    return encoded


def save_encoded(path: Path, encoded: bytes, run: bytes | None) -> Fingerprint:
    """Write a project that `encode` has made ready, quickly: for copies that are made often.

    run: the bytes of run.npz. Raises ProjectError in plain words.
    """
    content = io.BytesIO()
    with new_archive(content) as archive:
        archive.writestr("project.json", encoded)
        if run is not None:
            archive.writestr("run.npz", run)
    return _put(path, content)


def packed_run(path: Path) -> bytes | None:
    """The bytes of run.npz in a file that we wrote ourselves; None if there are none."""
    try:
        with path.open("rb") as file, open_archive(file) as archive:
            return read_member(archive, "run.npz", MAX_RUN)
    except (OSError, ArchiveError):
        return None


def load(path: Path, name: str = "") -> Saved:
    """Read a project file. Raises ProjectError, in plain words, for anything else.

    `name` is what the words call it, if not by its own name.
    """
    name = name or path.name
    try:
        # Opening a pipe would wait for ever, so the kind is looked at first.
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ProjectError(f"“{name}” is a folder, not a project.")
        if not stat.S_ISREG(found.st_mode):
            raise ProjectError(f"“{name}” is a device, not a project.")
        if found.st_size > MAX_FILE:
            raise ProjectError(f"“{name}” is larger than any project can be.")
        with path.open("rb") as file:
            # First, so that whatever another program writes meanwhile is another file than this.
            fingerprint = Fingerprint.of(file, os.fstat(file.fileno()))
            with open_archive(file) as archive:
                project = _decode(name, read_member(archive, "project.json", MAX_PROJECT))
                run = None
                if "run.npz" in archive.namelist():
                    run = read_run(name, read_member(archive, "run.npz", MAX_RUN))
                timeline, left_out = _timeline(archive, name, project)
    except FileNotFoundError:
        raise ProjectError(f"There is no file “{name}” any more.") from None
    except OSError as problem:
        raise ProjectError(f"“{name}” cannot be read: {reason_of(problem)}.") from problem
    except ArchiveError as problem:
        raise ProjectError(f"“{name}” cannot be opened: {problem}.") from problem
    except MemoryError as problem:
        raise ProjectError(f"“{name}” needs more memory than there is.") from problem
    return Saved(project, run, timeline, left_out, fingerprint)


def _timeline(
    archive: zipfile.ZipFile, file: str, project: Project
) -> tuple[TimelineView | None, str]:
    """The timeline, or why it is left out: the project does not depend on it."""
    if "timeline.npz" not in archive.namelist():
        return None, ""
    try:
        if archive.getinfo("timeline.npz").compress_type != zipfile.ZIP_STORED:
            raise ArchiveError("it is damaged (timeline.npz is packed in an unknown way)")
        content = read_member(archive, "timeline.npz", MAX_TIMELINE)
        return read_timeline(file, content, project), ""
    except ArchiveError as problem:
        return None, f"“{file}” was opened without its timeline: {problem}."
    except ProjectError as problem:
        return None, str(problem)


def load_timeline(path: Path, file: str, project: Project) -> tuple[TimelineView | None, str]:
    """A timeline that lies beside the copy of a project, or why it is left out, in words."""
    try:
        if path.stat().st_size > MAX_TIMELINE:
            raise ArchiveError("it holds more than NN Studio takes (timeline.npz is too large)")
        return read_timeline(file, path.read_bytes(), project), ""
    except FileNotFoundError:
        return None, ""
    except (OSError, ArchiveError, MemoryError):
        return None, f"“{file}” was opened without its timeline: that cannot be read."
    except ProjectError as problem:
        return None, str(problem)


def _within_bounds(encoded: bytes) -> bool:
    return len(encoded) <= MAX_PROJECT and encoded.count(b",") <= MAX_VALUES


def _readable(encoded: bytes) -> bytes:
    """The same with indentation for whoever looks inside; a table would only be blown up by it."""
    return msgspec.json.format(encoded, indent=2) if len(encoded) < 2**17 else encoded


def _put(path: Path, content: io.BytesIO) -> Fingerprint:
    """Put the bytes of a file in its place. Raises ProjectError."""
    target = path.resolve()
    try:
        if not target.parent.exists():
            raise ProjectError(
                f"“{path.name}” cannot be saved: its folder “{target.parent.name}” is not there. "
                "It may be on a drive that was removed."
            )
        # A view that an exception kept alive would outlast the bytes that it shows.
        with content.getbuffer() as packed:
            written = _replace(target, packed)
        return Fingerprint.of(content, written)
    except OSError as problem:
        raise ProjectError(f"“{path.name}” cannot be saved: {reason_of(problem)}.") from problem


def _replace(path: Path, content: memoryview) -> os.stat_result:
    """Write beside the target, make sure it is on the disk, and then put it in place.

    Returns what the system tells of the file that was written.
    """
    temporary = part_beside(path)
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError  # Replacing it would need no permission, but that is not the point.
    try:
        with temporary.open("xb") as file:
            hold(file)
            file.write(content)
            file.flush()
            _make_sure(file)
            written = os.fstat(file.fileno())
        with contextlib.suppress(OSError):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    clear_leftovers(path)
    return written


def _make_sure(file: IO[bytes]) -> None:
    """Have the system put the file on the disk itself; some network drives know no such thing."""
    try:
        os.fsync(file.fileno())
    except OSError as problem:
        if problem.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise


def _decode(file: str, content: bytes) -> Project:
    try:
        header = msgspec.json.decode(content, type=_Header)
        if header.format > FORMAT:
            raise ProjectError(
                f"“{file}” was saved by a newer NN Studio (format {header.format}; this one reads "
                f"up to {FORMAT}). Please open it with the newer version."
            )
        if header.format < 1:
            raise ProjectError(f"“{file}” cannot be opened: it has no valid format number.")
        if not _within_bounds(content):
            raise ProjectError(f"“{file}” cannot be opened: it holds more than NN Studio takes.")
        project = msgspec.json.decode(content, type=_File).project
    except msgspec.ValidationError as problem:
        raise ProjectError(f"“{file}” cannot be opened: {complaint(problem)}.") from problem
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
        raise ProjectError(
            f"“{file}” cannot be opened: it is damaged (project.json cannot be read)."
        ) from problem
    check_whole(file, project)
    return project
