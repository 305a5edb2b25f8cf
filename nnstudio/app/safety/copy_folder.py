"""A folder with the safety copy of one running NN Studio, locked by it for as long as it runs.

The lock ends with the process, however it ends: what lies in a folder that nobody holds was left
behind by an unhappy end. Whoever looks at it holds it, so two starts never offer the same copy.
"""

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec
from PySide6.QtCore import QLockFile

from nnstudio.project import SUFFIX, files
from nnstudio.project.fingerprint import Fingerprint

COPIES = "copies"
FOREIGN = 24 * 60 * 60 * 1000
"""Milliseconds after which a folder that another computer of the same home once held is free."""
_PROJECT, _TIMELINE = f"project{SUFFIX}", "timeline.npz"
_ABOUT, _LOCK = "about.json", "lock"
_LARGEST_ABOUT = 2**16
_END_OF_TIME = 2.0**40


class About(msgspec.Struct, frozen=True):
    """Whose copy it is: the project's name, its own file and what that was, if there is one.

    title: empty if it is not known. saved_at: seconds since 1970.
    """

    title: str = ""
    saved_at: float = 0.0
    path: str = ""
    fingerprint: Fingerprint | None = None


class CopyFolder:
    """Holds the copy. Attributes: `folder`; `about`, of the copy that is in it."""

    def __init__(self, folder: Path, lock: QLockFile) -> None:
        self.folder = folder
        self.about = _read_about(folder / _ABOUT)
        self._lock = lock

    @classmethod
    def make(cls, places: Iterable[Path]) -> Self:
        """A new one in the first of these places that can be written to. Raises OSError."""
        last: OSError = FileNotFoundError()
        for place in places:
            try:
                folder = _own(place / COPIES) / secrets.token_hex(6)
                folder.mkdir(mode=0o700)
                lock = _lock(folder)
                if lock is not None:
                    return cls(folder, lock)
                raise PermissionError
            except OSError as problem:
                last = problem
        raise last

    @classmethod
    def claim(cls, folder: Path) -> Self | None:
        """One that was left behind; None if somebody holds it."""
        lock = _lock(folder)
        return None if lock is None else cls(folder, lock)

    @property
    def project(self) -> Path:
        """Where the copy lies."""
        return self.folder / _PROJECT

    @property
    def timeline(self) -> Path:
        """Where its timeline lies, if it has one; it comes rarer than the copy itself."""
        return self.folder / _TIMELINE

    @property
    def holds_something(self) -> bool:
        """Whether there is a copy in it."""
        return self.project.is_file()

    def write(self, about: About, encoded: bytes, run: bytes | None) -> None:
        """Put a copy in the place of the one before. Raises ProjectError or OSError."""
        files.save_encoded(self.project, encoded, run)
        _replace(self.folder / _ABOUT, msgspec.json.encode(about))
        self.about = about

    def write_timeline(self, timeline: bytes | None) -> None:
        """Put the timeline of the copy in the place of the one before. Raises OSError."""
        if timeline is None:
            self.timeline.unlink(missing_ok=True)
        else:
            _replace(self.timeline, timeline)

    def clear(self) -> None:
        """There is nothing to lose any more. Raises OSError."""
        self.about = About()
        (self.folder / _ABOUT).unlink(missing_ok=True)
        self.project.unlink(missing_ok=True)
        self.timeline.unlink(missing_ok=True)

    def remove(self) -> None:
        """Take the folder away with all that is in it.

        The lock goes last: what lies in a folder that nobody holds would be offered by a start that
        looks in between. A folder that somebody has taken up since then stays.
        """
        with suppress(OSError):
            for entry in sorted(self.folder.iterdir()):
                if entry.name == _LOCK:
                    continue
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry, ignore_errors=True)
                else:
                    entry.unlink(missing_ok=True)
        self._lock.unlock()
        with suppress(OSError):
            self.folder.rmdir()

    def release(self) -> None:
        """Leave it for the next start."""
        self._lock.unlock()


def left_behind(places: Iterable[Path]) -> list[CopyFolder]:
    """The copies that nobody holds, the latest first; whoever asks holds them from now on."""
    found = []
    for place in places:
        try:
            folders = sorted(_own(place / COPIES, make=False).iterdir())
        except OSError:
            continue
        for folder in folders:
            copy = CopyFolder.claim(folder) if folder.is_dir() else None
            if copy is None:
                continue
            if copy.holds_something:
                found.append(copy)
            else:
                copy.remove()
    return sorted(found, key=lambda copy: -copy.about.saved_at)


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _lock(folder: Path) -> QLockFile | None:
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(FOREIGN)
    return lock if lock.tryLock(0) else None


def _own(folder: Path, make: bool = True) -> Path:
    """A folder for this person alone: others who share the computer must not read or plant one."""
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or not folder.is_dir():
        raise NotADirectoryError
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise PermissionError
    return folder


def _read_about(path: Path) -> About:
    """What is known of a copy; one of which nothing is known is still a copy."""
    try:
        if path.stat().st_size <= _LARGEST_ABOUT:
            about = msgspec.json.decode(path.read_bytes(), type=About)
            if 0 <= about.saved_at < _END_OF_TIME:
                return about
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        pass
    return About()
