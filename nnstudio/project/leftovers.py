"""Half-written files that a program left behind because it was ended while it saved."""

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import IO

LEAST_AGE = 60.0
"""Seconds: one that was written to so long before the file just saved, and no longer is."""
_PREFIX, _SUFFIX = ".nnstudio-", ".part"


def part_beside(path: Path) -> Path:
    """A name beside this file, for its next content while it is written."""
    return path.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")


def hold(file: IO[bytes]) -> None:
    """Show others that this file is being written, for as long as it is open."""
    _lock(file)


def clear_leftovers(saved: Path) -> None:
    """Take away what lies half written beside a file that was just saved, if it is surely dead.

    Its age is told by the clock of the disk itself, which may be another computer's. Never raises
    OSError: litter is no reason to say that saving failed.
    """
    with contextlib.suppress(OSError):
        newest = saved.stat().st_mtime
        with os.scandir(saved.parent) as entries:
            parts = [entry for entry in entries if _is_part(entry.name)]
        for entry in parts:
            with contextlib.suppress(OSError):
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(found.st_mode) and newest - found.st_mtime > LEAST_AGE:
                    _remove_unless_held(Path(entry.path))


def _is_part(name: str) -> bool:
    return name.startswith(_PREFIX) and name.endswith(_SUFFIX)


def _remove_unless_held(path: Path) -> None:
    if os.name == "nt":  # There, a file that somebody has open cannot be removed.
        path.unlink()
        return
    with path.open("rb") as file:
        if _lock(file):
            path.unlink()


def _lock(file: IO[bytes]) -> bool:
    """Whether the file is ours alone now: the lock of a program goes with it, however it ends."""
    if os.name == "nt":
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
