"""The run controller: between the document and the trainer in its thread."""

from collections.abc import Callable

from PySide6.QtCore import (
    QMetaObject,
    QObject,
    Qt,
    QThread,
    QTimer,
    Signal,
    SignalInstance,
    Slot,
)

from nnstudio.app.document import Change, Document
from nnstudio.app.locale import grouped
from nnstudio.app.probes import Probe
from nnstudio.app.run_reader import Reading, RunReader
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.app.speed import WATCHABLE, Speed
from nnstudio.app.time_travel import TimeTravel
from nnstudio.app.trainer import Trainer
from nnstudio.nn.run_state import RunState
from nnstudio.project.timeline import TimelineView

STACK_SIZE = 8 * 2**20
"""Bytes: the 512 KB that some systems give a thread are too few for matrix products."""


class RunController(QObject):
    """Drives the trainer for one window.

    Signals: `snapshot(Snapshot)`, at most one on its way at a time, then `snapshot_shown`,
    `snapshot_viewed` and `snapshot_settled` with the same one, each after what came before has
    been painted: views take turns, and clicks come in between. An edit ends that: nothing is told
    of the network before it; `phase_changed(Phase)`;
    `failed(str)`, the details of something that broke in the trainer, which stands still then;
    `probe_failed(str, str)`, the name of a probe that raised and the details: it is not wanted any
    more, and the run goes on; `state_read(int, Reading)`, the answer to `ask_for_state`, or None.
    Attributes: `latest`, the last snapshot, None before the first of a project; `phase`; `speed`;
    `timeline`, the way to the past.

    While the window looks at a moment of the past, whatever trains or changes the network goes on
    from that moment.
    """

    snapshot = Signal(object)
    snapshot_shown = Signal(object)
    snapshot_viewed = Signal(object)
    snapshot_settled = Signal(object)
    phase_changed = Signal(object)
    failed = Signal(str)
    probe_failed = Signal(str, str)
    state_read = Signal(object, object)

    _close = Signal()
    _start = Signal(object, object, object, object, object)
    _start_over = Signal(object, object, object, str)
    _adopt = Signal(object, object, object, str, str)
    _change_settings = Signal(object, object, str, str)
    _play = Signal()
    _play_until = Signal(object)
    _pause = Signal()
    _hold = Signal(object)
    _step = Signal()
    _step_epoch = Signal()
    _step_on = Signal(int, str)
    _set_speed = Signal(object)
    _set_weight = Signal(str, int, int, float, str)
    _want = Signal(str, object)
    _credit = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.latest: Snapshot | None = None
        self._present: Snapshot | None = None
        self.phase = Phase.PAUSED
        self.speed = WATCHABLE
        self._clean_step = 0
        self._received = self._read_after = 0
        self._edition = 0
        self._begun = False
        self._opens = False
        # A timer of no time fires after the paint events that a snapshot has caused.
        self._turn = 0
        self._turns = QTimer(self)
        self._turns.setSingleShot(True)
        self._turns.timeout.connect(self._take_turn)
        self._thread = QThread()
        self._thread.setObjectName("trainer")
        self._thread.setStackSize(STACK_SIZE)
        self._trainer = Trainer()
        self._reader = RunReader(self._trainer)
        self.timeline = TimeTravel(
            document, self._trainer, self._next_edition, self._show_the_present, self
        )
        self._trainer.moveToThread(self._thread)
        self._reader.moveToThread(self._thread)
        self._connect()
        self._thread.start()

    def start(self) -> None:
        """Begin the run of the document as it is: from the seed, or from what was saved."""
        run = self.document.saved_run
        self.latest = self._present = None
        self._clean_step = run.step_count if run is not None else 0
        self.timeline.close()
        self._close.emit()
        self._opens = True
        self._begin(run)

    def play(self) -> None:
        """Train."""
        self.timeline.from_here(self._play.emit)

    def play_until(self, epoch: int) -> None:
        """Train until this epoch is done, then pause."""
        self.timeline.from_here(lambda: self._play_until.emit(epoch))

    def pause(self) -> None:
        """Stop between two steps."""
        self._pause.emit()

    def toggle(self) -> None:
        """Play, or pause."""
        if self.phase is Phase.RUNNING:
            self.pause()
        else:
            self.play()

    def step(self) -> None:
        """Learn from one batch; a run that is going pauses."""
        self.timeline.from_here(self._step.emit)

    def step_epoch(self) -> None:
        """Learn to the end of the epoch; a run that is going pauses."""
        self.timeline.from_here(self._step_epoch.emit)

    def step_on(self, sample: int) -> None:
        """Learn from this sample of the data set alone, one step; a run that is going pauses."""
        words = self.tr("Step on sample {number}").format(number=grouped(sample + 1))
        self.timeline.from_here(lambda: self._step_on.emit(sample, words))

    def reset(self) -> None:
        """Back to the start: the same seed gives the same weights again."""
        self.timeline.from_here(lambda: self._begin(None))

    def set_speed(self, speed: Speed) -> None:
        """Train this fast."""
        self.speed = speed
        self._set_speed.emit(speed)

    def set_weight(
        self, layer_id: str, row: int, column: int, value: float, words: str = ""
    ) -> None:
        """Put a weight of [W | b] to a value; not undoable by itself, see weight_edit.

        With words it is an edit that the timeline marks; without, a hand that is still moving.
        """
        self.timeline.from_here(lambda: self._set_weight.emit(layer_id, row, column, value, words))

    def want(self, name: str, probe: Probe | None) -> None:
        """Have this probe in `snapshot.results[name]` from now on; None: no longer."""
        self._want.emit(name, probe)

    def state(self, patience: float | None = None) -> RunState | None:
        """The run as it can be saved; None when there is none, or none worth keeping.

        Waits for one step of the trainer, for so many seconds at the most. Raises TimeoutError.
        """
        return self._reader.read(False, patience).state if self.is_alive else None

    def ask_for_state(self, with_timeline: bool = False) -> int:
        """Have `state_read` tell the run as it can be saved, under this number, without waiting."""
        return self._reader.ask(with_timeline)

    def recorded(self) -> TimelineView | None:
        """The timeline as it can be saved. Waits for one step of the trainer."""
        return self.reading().timeline

    def reading(self) -> Reading:
        """The run and its timeline of one and the same moment, as they can be saved.

        Waits for one step of the trainer.
        """
        return self._reader.read(True) if self.is_alive else Reading(None, None, None)

    @property
    def edition(self) -> int:
        """Which network is told of from now on: the snapshots of an earlier one are let fall."""
        return self._edition

    @property
    def is_alive(self) -> bool:
        """Whether the trainer's thread still runs."""
        return self._thread.isRunning()

    def shut_down(self, patience: float | None = None) -> bool:
        """End the trainer's thread and wait until it has ended, so many seconds at the most.

        Returns whether it has: a step of a very large network cannot be cut short.
        """
        if not self.is_alive:
            return True
        QMetaObject.invokeMethod(self._trainer, "shut_down", Qt.ConnectionType.QueuedConnection)
        QMetaObject.invokeMethod(self._reader, "leave", Qt.ConnectionType.QueuedConnection)
        if patience is None:
            return self._thread.wait()
        return self._thread.wait(int(1000 * patience))

    def _connect(self) -> None:
        trainer = self._trainer
        pairs: list[tuple[SignalInstance, Callable[..., None]]] = [
            *self.timeline.connections(),
            (self._close, trainer.close),
            (self._start, trainer.start),
            (self._start_over, trainer.start_over),
            (self._adopt, trainer.adopt),
            (self._change_settings, trainer.change_settings),
            (self._play, trainer.play),
            (self._play_until, trainer.play_until),
            (self._pause, trainer.pause),
            (self._hold, trainer.hold),
            (self._step, trainer.step),
            (self._step_epoch, trainer.step_epoch),
            (self._step_on, trainer.step_on),
            (self._set_speed, trainer.set_speed),
            (self._set_weight, trainer.set_weight),
            (self._want, trainer.want),
            (self._credit, trainer.give_credit),
        ]
        for signal, slot in pairs:
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        trainer.snapshot_ready.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        trainer.failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        trainer.probe_failed.connect(self.probe_failed, Qt.ConnectionType.QueuedConnection)
        trainer.look_refused.connect(self.timeline.refuse, Qt.ConnectionType.QueuedConnection)
        self._reader.answered.connect(self.state_read, Qt.ConnectionType.QueuedConnection)
        self.document.changed.connect(self._follow)
        self.document.replaced.connect(self.start)

    def note_saved(self, reading: Reading) -> None:
        """What was read is safe in a file, or there is nothing of it worth keeping."""
        self._clean_step, self._read_after = reading.step, reading.snapshots

    def _begin(self, run: RunState | None) -> None:
        document = self.document
        self._begun = document.shapes.fits
        if not self._begun:
            self._wait_for_a_mend()
            return
        edition = self._edited_edition()
        if self._opens:
            saved = document.saved_timeline
            self._start.emit(document.project, document.material, run, saved, edition)
        else:
            self._start_over.emit(document.project, document.material, edition, self.tr("Reset"))
        self._opens = False

    def _wait_for_a_mend(self) -> None:
        self.timeline.stay()
        self._hold.emit(self._edited_edition())
        self._show_phase(Phase.MISFIT)

    def _next_edition(self) -> int:
        """For what is another network, or another moment, than what snapshots on their way show."""
        self._edition += 1
        return self._edition

    def _edited_edition(self) -> int:
        """For an edit, which makes those before it superfluous."""
        self._trainer.newest_edition = self._next_edition()
        return self._edition

    @Slot(object)
    def _follow(self, change: Change) -> None:
        """What an edit means for the run: nothing, new settings, or another network."""
        document = self.document
        if change.looks:
            if not document.at_past and self.timeline.leave():
                self._show_the_present()
        elif not document.shapes.fits:
            self._wait_for_a_mend()
        elif not self._begun:
            self._begin(None)
        elif change.rebuilds or self.phase is Phase.MISFIT:
            edition, words = self._edited_edition(), (change.words, change.gesture)
            self._adopt.emit(document.project, document.material, edition, *words)
        elif change.training:
            words = (change.words, change.gesture)
            self._change_settings.emit(document.project, self._edition, *words)

    def _show_the_present(self) -> None:
        """The window has looked at the past."""
        if self.document.shapes.fits:
            self.timeline.look_at_present()
            return
        # The trainer has nothing to show of it, so it is as it was before the look.
        self.latest = self._present
        self._wait_for_a_mend()
        if self.latest is not None:
            self.snapshot.emit(self.latest)

    @Slot(object)
    def _receive(self, snapshot: Snapshot) -> None:
        self._received += 1
        if snapshot.edition == self._edition:
            self.latest = snapshot
            if not snapshot.at_past:
                self._present = snapshot
            # One that was on its way while the run was read for a file tells of earlier steps.
            is_later = self._received > self._read_after
            if is_later and not snapshot.at_past and snapshot.step != self._clean_step:
                self.document.note_training()
            self.timeline.follow(snapshot)
            self._show_phase(snapshot.phase)
            self.snapshot.emit(snapshot)
            self.timeline.told()
        self._turn = 0
        self._turns.start()

    @Slot()
    def _take_turn(self) -> None:
        """What was told before has been painted: let the next views have their turn."""
        told = (self.snapshot_shown, self.snapshot_viewed, self.snapshot_settled)
        if self._turn == len(told):
            self._credit.emit()
            return
        # An edit may have come in between, and what it has overtaken is told to nobody.
        if self.latest is not None and self.latest.edition == self._edition:
            told[self._turn].emit(self.latest)
        self._turn += 1
        self._turns.start()

    @Slot(str)
    def _fail(self, details: str) -> None:
        self._show_phase(Phase.FAILED)
        self.timeline.give_up()
        self.failed.emit(details)

    def _show_phase(self, phase: Phase) -> None:
        if phase is not self.phase:
            self.phase = phase
            self.phase_changed.emit(phase)
