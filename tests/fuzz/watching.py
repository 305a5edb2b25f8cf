"""What a process does besides what it should: the files it opens, the code it runs, its memory."""

import ctypes
import gc
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")
PEAK_CAN_BE_RESET = sys.platform == "linux" and Path("/proc/self/clear_refs").exists()
MEGABYTE = 2**20

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_HARM = (
    "exec", "compile", "import", "socket.", "subprocess.", "shutil.", "pickle.", "marshal.loads",
    "ctypes.dlopen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.kill",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod",
    "os.chown", "os.truncate", "os.utime", "os.putenv", "os.chdir", "tempfile.",
)  # fmt: skip


_LEAST: dict[str, int] = {}
"""What this program had at rest, to tell whether there is something to give back."""


@dataclass
class Guard:
    """Listens to what Python itself tells of: from `learn` on it remembers, while `watch` it notes.

    What happened while sound files were opened may happen again, such as a data set of ours that
    is read; all else is noted in `seen`.
    """

    seen: list[str] = field(default_factory=list)
    _usual: set[str] = field(default_factory=set)
    _mode: str = ""
    _allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        sys.addaudithook(self._hear)

    @contextmanager
    def learn(self) -> Iterator[None]:
        """What happens meanwhile is what happens with sound files."""
        yield from self._during("learn", ())

    @contextmanager
    def watch(self, *allowed: Path) -> Iterator[None]:
        """Note what is unusual; these files and folders may be read and written."""
        self.seen.clear()
        yield from self._during("watch", tuple(str(path) for path in allowed))

    def _during(self, mode: str, allowed: tuple[str, ...]) -> Iterator[None]:
        self._mode, self._allowed = mode, allowed
        try:
            yield
        finally:
            self._mode = ""

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._mode:
            return
        told = self._told(event, arguments)
        if not told:
            return
        if self._mode == "learn":
            self._usual.add(told)
        elif told not in self._usual:
            callers = _callers()
            # PySide looks into the source of whoever imports something for the first time.
            if "_mod_uses_pyside" not in callers:
                self.seen.append(f"{told} ({callers})")

    def _told(self, event: str, arguments: tuple[Any, ...]) -> str:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int) or str(os.fsdecode(path)).startswith(self._allowed or "\0"):
                return ""
            writes = isinstance(flags, int) and flags & _WRITING
            return f"{'write' if writes else 'read'} {os.fsdecode(path)}"
        if not event.startswith(_HARM):
            return ""
        if arguments and isinstance(arguments[0], str | bytes | os.PathLike):
            first = os.fsdecode(arguments[0])
            if event.startswith("os.") and first.startswith(self._allowed or "\0"):
                return ""
            return f"{event} {first[:200]}"
        return event


def _callers() -> str:
    """Who asked for it: the names of the functions, the innermost first."""
    names = []
    frame = sys._getframe(2)
    while frame is not None and len(names) < 8:
        names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]
    return " < ".join(names)


@dataclass
class Cost:
    """What something took: seconds of work of this process, bytes above where it began."""

    seconds: float = 0.0
    bytes: int = 0


def idle() -> int:
    """The bytes of a program at rest; what is free is given back first. 0 where nobody knows."""
    if not PEAK_CAN_BE_RESET:
        return 0
    if _memory("VmRSS") > _LEAST.get("bytes", 0) + 16 * MEGABYTE:
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    found = _memory("VmRSS")
    _LEAST["bytes"] = min(_LEAST.get("bytes", found), found)
    return found


@contextmanager
def measured(before: int) -> Iterator[Cost]:
    """Measure the work of this process and the most memory it had above what it had `before`.

    The seconds are those in which a core worked for it: on a machine that others share the clock
    on the wall tells of them, not of the file. The memory is the kernel's own count (VmHWM), which
    NumPy and zlib cannot escape; 0 where there is none.
    """
    cost = Cost()
    start = time.process_time()
    try:
        yield cost
    finally:
        cost.seconds = time.process_time() - start
        if PEAK_CAN_BE_RESET:
            cost.bytes = max(_memory("VmHWM") - before, 0)


def _memory(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1]) * 1024
