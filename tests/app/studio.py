"""A document with its run, as a window has them, and ways to wait for what they do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import numpy as np
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.project import edits
from nnstudio.project.session import Session
from nnstudio.project.specs import Project

PATIENCE = 60_000
"""Milliseconds after which a thing that has not happened is taken as never going to happen."""


class Busy:
    """A probe that keeps the trainer busy until it is let go, as a step of a very large network."""

    def __init__(self) -> None:
        self.begun, self._let_go = Event(), Event()

    def __call__(self, session: Session) -> None:
        self.begun.set()
        self._let_go.wait(PATIENCE / 1000)

    def let_go(self) -> None:
        """What it keeps busy from now on ends at once."""
        self._let_go.set()


@dataclass
class Studio(QObject):
    """What a window would hold, and what it was told."""

    bot: QtBot
    document: Document
    run: RunController
    snapshots: list[Snapshot] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.run.snapshot.connect(self.snapshots.append)
        self.run.phase_changed.connect(self.phases.append)
        self.run.failed.connect(self.failures.append)

    @property
    def latest(self) -> Snapshot:
        """The last snapshot that came."""
        assert self.run.latest is not None
        return self.run.latest

    @property
    def session(self) -> Session:
        """The live session; look at it only while the trainer stands still."""
        session = self.run._trainer.session
        assert session is not None
        return session

    def until(self, condition: Callable[[], bool]) -> None:
        """Let events happen until this is so."""
        self.bot.waitUntil(condition, timeout=PATIENCE)

    def until_phase(self, phase: Phase) -> None:
        """Wait for a phase."""
        self.until(lambda: self.run.phase is phase)

    def fresh(self) -> Snapshot:
        """A snapshot made after everything that was asked for until now."""
        count = len(self.snapshots)
        self.run.want("fresh", lambda session: None)
        self.until(lambda: len(self.snapshots) > count)
        # One may have been on its way already; the state is read in order, so after it all is done.
        self.run.state()
        count = len(self.snapshots)
        self.run.want("fresh", lambda session: None)
        self.until(lambda: len(self.snapshots) > count)
        self.run.want("fresh", None)
        return self.latest

    def stand_still(self) -> Snapshot:
        """Pause, and the snapshot of where the run stands."""
        self.run.pause()
        self.until(lambda: self.run.phase is not Phase.RUNNING)
        return self.fresh()

    def keep_busy(self) -> Busy:
        """The trainer is in the middle of what cannot be cut short."""
        busy = Busy()
        self.run.want("busy", busy)
        self.until(busy.begun.is_set)
        return busy

    def train_until(self, epoch: int) -> Snapshot:
        """Train to the end of this epoch."""
        self.run.play_until(epoch)
        self.until(lambda: self.latest.epoch >= epoch and self.run.phase is Phase.PAUSED)
        return self.latest

    def edit(self, edit: Callable[..., Project], *arguments: Any, **values: Any) -> None:
        """Apply one of the edits to the project that is open."""
        assert self.document.apply(edit(self.document.project, *arguments, **values), "edit")

    def units(self, layer_id: str, units: int) -> None:
        """Give a layer this many neurons."""
        self.edit(edits.set_units, layer_id, units)


def same_weights(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same bits."""
    return one.weights.keys() == other.weights.keys() and all(
        np.array_equal(one.weights[name], other.weights[name]) for name in one.weights
    )
