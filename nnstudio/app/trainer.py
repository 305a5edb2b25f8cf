"""The trainer: the one who touches the live network, in a thread of its own.

It works in time slices of a few milliseconds. Everything it is asked to do arrives as a queued
call between two slices, so there are no locks. A snapshot leaves only while it has a credit;
the window gives the credit back once it has painted, so snapshots never pile up.
"""

import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.app.probes import Probe
from nnstudio.app.snapshot import LossCurve, Phase, Snapshot
from nnstudio.app.speed import WATCHABLE, Speed
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.run_state import RunState
from nnstudio.nn.training import Diverged
from nnstudio.project.material import Material
from nnstudio.project.session import Session, Status
from nnstudio.project.specs import Project

SLICE = 0.008
"""Seconds of training between two looks at the queue of requests."""
FRAME = 1 / 30
"""Seconds between two snapshots of a run that goes on."""
PACE_WINDOW = 1.0
"""Seconds over which the pace is measured."""


class Trainer(QObject):
    """Trains a session in slices, and tells of it by snapshots.

    Signals: `snapshot_ready(Snapshot)`; `failed(str)` with the details when something in here
    broke, after which the run stands still and the window goes on.
    """

    snapshot_ready = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        self.phase = Phase.PAUSED
        self.speed = WATCHABLE
        self._probes: dict[str, Probe] = {}
        self._credit = True
        self._due = False
        self._last_frame = 0.0
        self._owed_steps = 0.0
        self._last_slice = 0.0
        self._last_epoch: int | None = None
        self._pace: deque[tuple[float, int, int]] = deque()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)

    @Slot(object, object, object)
    def start_over(self, project: Project, material: Material, run: RunState | None) -> None:
        """A new run from the project's seed, or the saved one."""
        with self._guard():
            self.session = Session(project, material, run)
            self._enter(_resting_phase(self.session))

    @Slot(object, object)
    def adopt(self, project: Project, material: Material) -> None:
        """Go on with an edited project, keeping every weight that still fits."""
        with self._guard():
            if self.session is None:
                self.session = Session(project, material)
            else:
                self.session.adopt(project, material)
            running = self.phase is Phase.RUNNING
            self._enter(Phase.RUNNING if running else _resting_phase(self.session))

    @Slot(object)
    def change_settings(self, project: Project) -> None:
        """Other training settings, in the middle of a run."""
        with self._guard():
            if self.session is not None:
                self.session.change_settings(project)
                self._announce()

    @Slot()
    def play(self) -> None:
        """Train until told to pause, or until the run ends by itself."""
        if self.session is not None and self.session.status is Status.READY:
            self._enter(Phase.RUNNING)

    @Slot(object)
    def play_until(self, epoch: int) -> None:
        """Train until this epoch is done, then pause."""
        self._last_epoch = epoch
        if self._arrived():
            self.pause()
            self._announce()
        else:
            self.play()

    @Slot()
    def pause(self) -> None:
        """Stop between two steps."""
        if self.phase is Phase.RUNNING:
            self._enter(Phase.PAUSED)

    @Slot()
    def hold(self) -> None:
        """Wait: the network on the canvas does not fit at the moment."""
        self._enter(Phase.MISFIT)

    @Slot()
    def step(self) -> None:
        """Learn from one batch."""
        self._advance(epochs=False)

    @Slot()
    def step_epoch(self) -> None:
        """Learn to the end of the epoch."""
        self._advance(epochs=True)

    @Slot(object)
    def set_speed(self, speed: Speed) -> None:
        """Train this fast from now on."""
        self.speed = speed
        self._owed_steps = 0.0
        self._tick()

    @Slot(str, int, int, float)
    def set_weight(self, layer_id: str, row: int, column: int, value: float) -> None:
        """Put one weight, or bias (the last column), to a value."""
        with self._guard():
            weights = self.weights().get(layer_id)
            if weights is None or row >= weights.shape[0] or column >= weights.shape[1]:
                return
            weights[row, column] = value
            self._announce()

    @Slot(str, object)
    def want(self, name: str, probe: Probe | None) -> None:
        """Evaluate this probe for every snapshot from now on; None: no longer."""
        if probe is None:
            self._probes.pop(name, None)
        else:
            self._probes[name] = probe
            self._announce()

    @Slot()
    def give_credit(self) -> None:
        """The last snapshot has been painted."""
        self._credit = True
        if self._due:
            self._announce()

    @Slot()
    def shut_down(self) -> None:
        """Stop working; nothing is sent any more."""
        self._timer.stop()
        self.session = None
        self._credit = False

    def state(self) -> RunState | None:
        """The run as it can be saved; None before the first step, when the seed says it all."""
        if self.session is None or self.session.training.step_count == 0:
            return None
        return self.session.state()

    def weights(self) -> dict[str, Array]:
        """[W | b] of every layer of neurons, live."""
        if self.session is None:
            return {}
        pairs = zip(self.session.project.layers, self.session.network.layers, strict=True)
        return {spec.id: layer.Wb for spec, layer in pairs if isinstance(layer, Dense)}

    def _advance(self, epochs: bool) -> None:
        session = self.session
        if session is None or session.status is not Status.READY or self.phase is Phase.MISFIT:
            return
        with self._guard():
            try:
                with np.errstate(all="ignore"):
                    if epochs:
                        session.training.run_epochs(1)
                    else:
                        session.training.step()
            except Diverged as end:
                session.note_divergence(end)
            self._enter(_resting_phase(session))

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        if phase is not Phase.RUNNING:
            self._last_epoch = None
        self._pace.clear()
        self._owed_steps = 0.0
        self._last_slice = perf_counter()
        self._tick()
        self._announce()

    def _tick(self) -> None:
        """Run the timer as fast as the speed asks for: without a pause, or once a frame."""
        if self.phase is Phase.RUNNING:
            self._timer.start(0 if self.speed.flat_out else 16)
        else:
            self._timer.stop()

    def _work(self) -> None:
        """One time slice of training."""
        session = self.session
        if session is None:
            return
        with self._guard():
            try:
                self._train_a_slice(session)
            except Diverged as end:
                session.note_divergence(end)
            now = perf_counter()
            self._pace.append((now, session.training.step_count, session.training.epoch))
            while now - self._pace[0][0] > PACE_WINDOW:
                self._pace.popleft()
            resting = _resting_phase(session)
            if resting is not Phase.PAUSED or self._arrived():
                self._enter(resting)
            elif now - self._last_frame >= FRAME:
                self._announce()

    def _train_a_slice(self, session: Session) -> None:
        if self.speed.flat_out and self._last_epoch is None:
            session.training.run_for(SLICE)
        else:
            self._train_counted(session)
        session.note_how_it_stands()

    def _train_counted(self, session: Session) -> None:
        """Only as many steps as the speed and the last epoch allow."""
        training, now = session.training, perf_counter()
        self._owed_steps += (now - self._last_slice) * self.speed.steps_per_second
        self._last_slice = now
        end = now + SLICE
        while self._owed_steps >= 1.0 and not training.stopped_early and not self._arrived():
            training.step()
            self._owed_steps -= 1.0
            if perf_counter() > end:
                # What could not be done in time is not owed any more: no rush afterwards.
                self._owed_steps = 0.0

    def _arrived(self) -> bool:
        """Whether the epoch to train to is done."""
        session, last = self.session, self._last_epoch
        return session is not None and last is not None and session.training.epoch >= last

    def _announce(self) -> None:
        """Send a snapshot now if the window is ready for one, else as soon as it is."""
        if not self._credit or self.session is None:
            self._due = True
            return
        self._due = False
        self._credit = False
        self._last_frame = perf_counter()
        with np.errstate(all="ignore"):
            snapshot = self._snapshot(self.session)
        self.snapshot_ready.emit(snapshot)

    def _snapshot(self, session: Session) -> Snapshot:
        training = session.training
        losses = session.losses()
        steps, epochs = self._measured_pace()
        return Snapshot(
            phase=self.phase,
            epoch=training.epoch,
            step=training.step_count,
            losses=losses,
            learning_rate=training.learning_rate,
            steps_per_second=steps,
            epochs_per_second=epochs,
            parameters=session.network.parameters.size,
            weights={name: values.copy() for name, values in self.weights().items()},
            curve=LossCurve(*training.history.as_array()),
            results={name: probe(session) for name, probe in self._probes.items()},
            message=session.message,
        )

    def _measured_pace(self) -> tuple[float, float]:
        if len(self._pace) < 2:
            return 0.0, 0.0
        (start, steps, epochs), (end, more_steps, more_epochs) = self._pace[0], self._pace[-1]
        seconds = end - start
        return (more_steps - steps) / seconds, (more_epochs - epochs) / seconds

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Whatever breaks in here is told in words; the window goes on and the project is safe."""
        try:
            yield
        except Exception:
            self.phase = Phase.FAILED
            self._timer.stop()
            self.failed.emit(traceback.format_exc())


def _resting_phase(session: Session) -> Phase:
    """The phase of a run that nobody drives at the moment."""
    return {
        Status.READY: Phase.PAUSED,
        Status.DIVERGED: Phase.DIVERGED,
        Status.STOPPED_EARLY: Phase.STOPPED_EARLY,
    }[session.status]
