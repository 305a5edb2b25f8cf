"""The soak itself: session after session, until the time is over."""

import contextlib
import os
import sys
import time
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from tests import conftest  # before Qt: it says which platform, and where settings are kept

# isort: split
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox

from nnstudio.ui.application import make_application
from tests.soak.doing import canvas, controls, menus, running, views, windows
from tests.soak.faults import Faults
from tests.soak.hands import Hands
from tests.soak.memory import Memory
from tests.soak.person import Action, Person
from tests.soak.pulse import Pulse, place_of
from tests.soak.sandbox import Sandbox
from tests.soak.session import Session

ACTIONS: dict[str, tuple[int, Action]] = {
    name: entry
    for part in (canvas, controls, menus, running, views, windows)
    for name, entry in part.ACTIONS.items()
}
A_SESSION = (60, 2500)
"""Actions after which a session ends at the latest, between these."""
A_CALM = 200
"""Actions after which an example is opened, and what the window consists of is counted."""
TALKS = 60.0
"""Seconds between two lines on how it goes."""
ROOM = 10 * 2**30
"""Bytes of addresses: a runaway must not take the machine with it."""


def soak(minutes: float, actions: int, seed: int, first: bool, journal: Path) -> NoReturn:
    """Soak for so long, or for so many actions; ends the process, with 1 if there was a fault."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    done = Soak(seed, minutes, actions, journal)
    done.run(first)
    done.report()
    done.sandbox.remove()
    sys.stdout.flush()
    # What an interpreter takes down at its end, it takes down in no order that Qt would like.
    os._exit(1 if done.faults.seen else 0)


class Soak:
    """Everything that a soak consists of."""

    def __init__(self, seed: int, minutes: float, actions: int, journal: Path) -> None:
        self._length = (minutes, actions)
        how_long = f"--actions {actions}" if actions else f"--minutes {minutes:g}"
        self._command = f"python -m tests.soak {how_long} --seed {seed}"
        self.chance = Random(seed)
        self.sandbox = Sandbox(self.chance)
        self.application, self._asked = _application(self.sandbox)
        self.faults = Faults(self._context)
        self.pulse = Pulse(self._stalled)
        self.hands = Hands(self.pulse, self.chance)
        written = journal.open("w", buffering=1)
        self.person = Person(self.chance, self.hands, self.sandbox, ACTIONS, written)
        self.person.stuck = self.faults.add
        self.memory = Memory()
        self.steps = self.sessions = self.slow = 0
        self._start = self._said = time.monotonic()

    def run(self, first: bool) -> None:
        """Session after session, until it is over."""
        self.faults.listen()
        while not self._over(first):
            self._begin()
            most = self.person.count + self.chance.randint(*A_SESSION)
            person = self.person
            calm = person.count + A_CALM
            while person.session.is_open and person.count < most and not self._over(first):
                person.act()
                self._say()
                if person.count >= calm and self._calm_down():
                    calm = person.count + A_CALM
            self._finish()
        self.pulse.end()
        complaint = self.memory.complaint()
        if complaint:
            self.faults.add(complaint)

    def report(self) -> None:
        """Print what was done and what came of it."""
        done, memory = self.person.done, self.memory
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in done.most_common())
        minutes = (time.monotonic() - self._start) / 60.0
        marks = [mark for mark in (0, 10, 30, 60, 120) if mark <= minutes + 0.5]
        held = ", ".join(f"{memory.at(mark):.0f} MB at {mark} min" for mark in marks)
        print(f"\nActions: {kinds}.")
        print(f"Memory between sessions: {held}, {memory.samples[-1][1]:.0f} MB at the end.")
        within = [held for _, held in memory.within]
        if within:
            print(
                f"Memory with the smallest example: {within[0]:.0f} MB at first, "
                f"{max(within):.0f} MB at most, {within[-1]:.0f} MB at last, {len(within)} times."
            )
        for title, times in self.faults.seen.most_common():
            print(f"Fault, {times} times: {title}")
        print(
            f"{self._command}: {self.person.count:,} actions in {self.sessions} sessions "
            f"({self.slow} "
            f"closed in the middle of a step of seconds) and "
            f"{minutes:.1f} minutes, {self.steps:,} steps trained, longest gap "
            f"{self.pulse.longest * 1000:.0f} ms ({self.pulse.skipped} were the machine’s), "
            f"{len(self.faults.seen)} kinds of faults."
        )

    def _over(self, first: bool) -> bool:
        if first and self.faults.seen:
            return True
        minutes, actions = self._length
        if actions:
            return self.person.count >= actions
        return time.monotonic() - self._start > minutes * 60.0

    def _begin(self) -> None:
        self.sessions += 1
        self.person.note(f"the window opens, number {self.sessions}")
        session = Session(self.application, self.sandbox, self.faults)
        self.person.session = session
        self.pulse.start()
        session.wait_until_ready(self.hands)

    def _finish(self) -> None:
        """Close the window if it is still there, answering what it asks; then look what is left."""
        session = self.person.session
        self.person.note("the window is to close")
        for _ in range(60):
            if not session.is_open:
                break
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            elif QApplication.activeModalWidget() is not None:
                self.person.act()
            else:
                session.window.showNormal()
                session.window.close()
                self.hands.wait(20)
        if session.is_open:
            self.faults.add("The window cannot be closed.")
            session.window.document.undo_stack.setClean()
            session.window.document.path = None
            session.window.close()
        self.pulse.rest()
        self.person.forget()
        session.take_down(self.hands)
        self.steps += session.steps
        self.slow += session.slow_to_end
        self.memory.sample()

    def _calm_down(self) -> bool:
        """Open the smallest example and look what the window holds then, which a new project would
        not tell: it keeps the data, large or small. False if that is not possible."""
        session = self.person.session
        if not session.is_open or self.person.front is not session.window:
            return False
        session.window.activateWindow()
        session.window.menus.actions["example xor"].trigger()
        question = QApplication.activeModalWidget()
        if isinstance(question, QMessageBox):
            self.hands.click(question.button(QMessageBox.StandardButton.Discard))
        if self.person.front is not session.window or session.window.document.modified:
            return False
        self.person.note("the smallest example, to see what there is")
        self.hands.wait(300)
        self.pulse.rest()
        self.memory.sample(within=True)
        complaint = session.stock.take(session.window)
        if complaint:
            self.faults.add(complaint)
        self.pulse.start()
        return True

    def _stalled(self, seconds: float, words: str, stack: str) -> None:
        self.faults.add(
            f"The window did not answer for more than half a second, in {place_of(stack)}",
            f"{seconds:.2f} s. {words}\n{stack}",
        )

    def _context(self) -> str:
        return f"{self.person.told()}\nTo repeat: {self._command}"

    def _say(self) -> None:
        now = time.monotonic()
        if now - self._said > TALKS:
            self._said = now
            held = self.memory.samples[-1][1] if self.memory.samples else 0.0
            print(
                f"{(now - self._start) / 60:5.1f} min  {self.person.count} actions, "
                f"{self.sessions} sessions, longest gap {self.pulse.longest * 1000:.0f} ms, "
                f"{held:.0f} MB, {len(self.faults.seen)} kinds of faults",
                flush=True,
            )


class _Addresses(QObject):
    """Takes what would be opened outside."""

    @Slot(QUrl)
    def take(self, address: QUrl) -> None:
        """Nothing is opened."""


def _application(sandbox: Sandbox) -> tuple[QApplication, Any]:
    """The application as the program makes it, which leaves the sandbox by no way."""
    os.environ["HOME"] = str(sandbox.folder)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(sandbox.folder / name.lower())
    os.chdir(sandbox.folder)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    application = make_application()
    application.setQuitOnLastWindowClosed(False)
    addresses = _Addresses()
    for scheme in ("http", "https", "file", "mailto"):
        QDesktopServices.setUrlHandler(scheme, addresses, "take")
    conftest.remember_started_threads(QThread)
    return application, addresses
