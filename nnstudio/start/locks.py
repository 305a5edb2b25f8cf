"""Two starts at once: one makes the environment, the other waits; nobody clears one in use.

The locks belong to the operating system and end with the process that holds them, however it
ends. Where a file system has no locks the start goes on without.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing's own would cost a warm start five milliseconds.
if TYPE_CHECKING:
    from typing import IO, Any

MAKING = "nnstudio-making.lock"
USING = "nnstudio-using.lock"


def share(folder: str) -> int | None:
    """Mark the environment as in use until this process ends, also across an exec.

    Returns the handle of the lock, to be closed by who changes its mind; -1 where there are no
    locks; None if another start is clearing the environment at this moment.
    """
    if os.name == "nt":
        return -1  # Windows itself refuses to delete a program that runs.
    import fcntl

    try:
        handle = os.open(os.path.join(folder, USING), os.O_RDONLY | os.O_CREAT, 0o666)
    except OSError:
        return -1
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        pass
    os.set_inheritable(handle, True)
    return handle


def alone(folder: str) -> IO[bytes] | None:
    """Keep others from beginning to use the environment, until what is returned is closed.

    Returns None if a running NN Studio already lives from it.
    """
    file = open(os.path.join(folder, USING), "ab")  # noqa: SIM115 (held by the caller)
    if os.name == "nt":
        return file
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except OSError:
        pass  # This file system has no locks.
    return file


def take(folder: str, wait: bool) -> IO[bytes] | None:
    """Take the right to make the environment; close what is returned to give it back.

    Without `wait`, return None when another start has it.
    """
    file = open(os.path.join(folder, MAKING), "ab")  # noqa: SIM115 (held by the caller)
    try:
        if os.name == "nt":
            import msvcrt

            _lock_on_windows(msvcrt, file, wait)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        file.close()
        return None
    except OSError:
        pass  # This file system has no locks.
    except BaseException:
        file.close()
        raise
    return file


def _lock_on_windows(msvcrt: Any, file: IO[bytes], wait: bool) -> None:
    import time

    file.seek(0)
    while True:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            return
        except PermissionError as error:
            if not wait:
                raise BlockingIOError from error
            time.sleep(0.2)
