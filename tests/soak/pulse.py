"""Whether the window answers: a beat from its event loop, and a thread that misses it."""

import faulthandler
import os
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QTimer

LIMIT = 0.5
"""Seconds for which a window may be busy."""
BEAT = 20
"""Milliseconds between two beats."""
LOOK = 0.05
"""Seconds between two looks of the watcher."""
SUSPICIOUS = 0.25
"""Seconds from which on the watcher writes down what the window does."""
MOST_LOOKS = 100
HUNG = 120.0
"""Seconds after which the program is taken to hang for good."""
TASKS = Path("/proc/self/task")
LOOKS = getattr(signal, "SIGUSR1", None)
"""Has the window's thread write down its stack, where there are such signals."""
HEAD = "Stack (most recent call first):"
"""Stands above each stack."""


class Pulse:
    """Beats in the window's thread; what lies between two beats is how long it did not answer.

    Of a long gap, the time for which the thread was ready to run and the machine gave it no
    processor does not count; nor does that of the other threads, as long as this one waited.
    `stalled(seconds, words, stack)` is called for each gap above the limit. Attribute: `longest`.
    """

    def __init__(self, stalled: Callable[[float, str, str], None]) -> None:
        self._stalled = stalled
        self._main = threading.main_thread().ident or 0
        self._schedule = _open_schedule()
        self._looks = tempfile.TemporaryFile("w+")  # noqa: SIM115
        if LOOKS is not None:
            faulthandler.register(LOOKS, self._looks, all_threads=False)
        self._looked, self._looking = 0, threading.Lock()
        self._others = self._others_at_beat = 0.0
        self._resting = True
        self._ended = threading.Event()
        self.longest = 0.0
        self.skipped = 0
        """Gaps that were the machine's and not the program's."""
        self._at, self._busy, self._queued = time.monotonic(), 0.0, 0.0
        self._timer = QTimer()
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self.beat)
        self._watcher = threading.Thread(target=self._watch, name="soak watcher", daemon=True)
        self._watcher.start()

    def start(self) -> None:
        """Gaps count from now on."""
        self._resting = False
        self._note()
        self._timer.start()

    def rest(self) -> None:
        """Gaps do not count until the next start: something else has the thread."""
        self.beat()
        self._resting = True
        self._timer.stop()

    def end(self) -> None:
        """No more beats."""
        self.rest()
        self._ended.set()
        self._watcher.join()
        if LOOKS is not None:
            faulthandler.unregister(LOOKS)
        self._looks.close()
        if self._schedule is not None:
            os.close(self._schedule)

    def beat(self) -> None:
        """The window answers."""
        gap = time.monotonic() - self._at
        if gap > SUSPICIOUS and not self._resting:
            self._settle(gap)
        self._note()

    def _note(self) -> None:
        self._at = time.monotonic()
        self._busy, self._queued = time.thread_time(), self._waited()
        self._others_at_beat = self._others

    def _settle(self, gap: float) -> None:
        busy = time.thread_time() - self._busy
        queued = self._waited() - self._queued
        blocked = max(gap - busy - queued, 0.0)
        others = max(_waits_of_others() - self._others_at_beat, 0.0)
        own = busy + max(blocked - others, 0.0)
        self.longest = max(self.longest, own)
        stack = self._most_seen()
        if own <= LIMIT:
            self.skipped += gap > LIMIT
            return
        words = (
            f"{gap:.2f} s by the clock, of which {busy:.2f} s computing, {queued:.2f} s without "
            f"a processor, {blocked:.2f} s waiting (others without a processor {others:.2f} s)"
        )
        self._stalled(own, words, stack)

    def _most_seen(self) -> str:
        """The stack that was met most often, by where in the program it was."""
        with self._looking:
            self._looked = 0
            stacks = _stacks_of(self._looks)
        if not stacks:
            return "nothing was seen of it: whoever looks had to wait too"
        places = Counter(place_of(stack) for stack in stacks)
        place, times = places.most_common(1)[0]
        stack = next(stack for stack in stacks if place_of(stack) == place)
        return f"seen {times} of {len(stacks)} times:\n{stack}"

    def _waited(self) -> float:
        """Seconds for which this thread was ready and had to wait for a processor."""
        if self._schedule is None:
            return 0.0
        return int(os.pread(self._schedule, 64, 0).split()[1]) * 1e-9

    def _look(self) -> None:
        """Have the window's thread write down what it does.

        It is asked by a signal. Who looked from here would have to hold its frames, and a painter
        in them would live on and die in another thread; or would go through all threads, and end
        the program where one has just begun and is not ready to be looked at.
        """
        with self._looking:
            self._looked += 1
            if LOOKS is not None:
                signal.pthread_kill(self._main, LOOKS)

    def _watch(self) -> None:
        while not self._ended.wait(LOOK):
            late = time.monotonic() - self._at
            if late < SUSPICIOUS:
                self._others = _waits_of_others()
            elif self._looked < MOST_LOOKS and not self._resting:
                self._look()
            elif late - (self._waited() - self._queued) > HUNG and not self._resting:
                print(f"FAULT  The window has not answered for {HUNG:.0f} s.", flush=True)
                faulthandler.dump_traceback(all_threads=True)
                os._exit(3)


def place_of(stack: str) -> str:
    """The innermost place in the program that a stack names, to tell stalls apart."""
    lines = [line for line in stack.splitlines() if "/nnstudio/" in line]
    return lines[0].rpartition("/nnstudio/")[2].replace('"', "") if lines else "no code of its own"


def _stacks_of(written: TextIO) -> list[str]:
    """All stacks, innermost line first; the paper is empty then."""
    written.seek(0)
    parts = written.read().split(HEAD)[1:]
    written.seek(0)
    written.truncate()
    return [part.strip("\n") for part in parts]


def _open_schedule() -> int | None:
    with suppress(OSError):
        return os.open(TASKS / str(threading.get_native_id()) / "schedstat", os.O_RDONLY)
    return None


def _waits_of_others() -> float:
    """Seconds for which all threads but the window's were ready and had no processor."""
    total, main = 0, str(threading.main_thread().native_id)
    with suppress(OSError):
        for task in TASKS.iterdir():
            if task.name != main:
                with suppress(OSError, IndexError, ValueError):
                    total += int((task / "schedstat").read_text().split()[1])
    return total * 1e-9
