"""Zip archives, read without trust: few members, known ways of packing, every size bounded."""

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

MAX_MEMBERS = 16
MAX_DIRECTORY = 16 * 2**10
"""Bytes of the list of members, which is read before anything else is known of an archive."""
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LARGE_MARK = b"PK\x06\x07"
_LARGE_SIZE = 20
_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    EOFError,
)


class ArchiveError(ValueError):
    """An archive that is damaged or not one of ours; the message goes after “cannot be opened:”."""


@contextmanager
def new_archive(content: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """An archive to be written into a buffer. Raises MemoryError when that cannot grow.

    Such a buffer closes itself, and what the archive then says of it would hide the reason.
    """
    try:
        with zipfile.ZipFile(content, "w") as archive:
            yield archive
    except ValueError as problem:
        reason: BaseException | None = problem
        while reason is not None:
            if isinstance(reason, MemoryError):
                raise MemoryError from problem
            reason = reason.__context__
        raise


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive in a file that can be sought. Raises ArchiveError, or OSError from the disk."""
    try:
        _check_end(file)
        archive = zipfile.ZipFile(file)
    except OSError as problem:
        raise _of_the_disk(problem) from None
    except _FAULTS as problem:
        raise ArchiveError("it is not an NN Studio project, or it is damaged") from problem
    names = archive.namelist()
    if len(set(names)) < len(names):
        raise ArchiveError("it holds two things of one name")
    return archive


def read_member(archive: zipfile.ZipFile, name: str, largest: int) -> bytes:
    """A member of at most so many bytes. Raises ArchiveError, or OSError from the disk."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise ArchiveError(f"it is not an NN Studio project ({name} is missing)") from None
    if info.file_size > largest:
        raise ArchiveError(f"it holds more than NN Studio takes ({name} is too large)")
    if info.flag_bits & 0x1:
        raise ArchiveError("it is protected by a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveError(f"it is damaged ({name} is packed in an unknown way)")
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
    except OSError as problem:
        raise _of_the_disk(problem) from None
    except _FAULTS as problem:
        raise ArchiveError(f"it is damaged ({name} cannot be unpacked)") from problem
    if len(content) != info.file_size:
        raise ArchiveError(f"it is damaged ({name} is cut off)")
    return content


def _check_end(file: IO[bytes]) -> None:
    """The record at the end tells how much `zipfile` is about to read, so it is read first."""
    size = file.seek(0, 2)
    file.seek(max(size - _END.size - _LARGE_SIZE, 0))
    tail = file.read()
    mark, _, _, _, members, directory, _, comment = _END.unpack(tail[-_END.size :])
    large = tail.startswith(_LARGE_MARK)
    if mark != _END_MARK or comment or large or members > MAX_MEMBERS or directory > MAX_DIRECTORY:
        raise zipfile.BadZipFile("the end is not that of an archive of ours")


def _of_the_disk(problem: OSError) -> OSError | ArchiveError:
    """A place in the file that cannot be is the archive's fault; everything else the disk's."""
    if problem.errno in (None, errno.EINVAL):
        return ArchiveError("it is not an NN Studio project, or it is damaged")
    return problem
