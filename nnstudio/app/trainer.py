"""The trainer: the one who touches the live network, in a thread of its own.

It works in time slices of a few milliseconds. Everything it is asked to do arrives as a queued
call between two slices, so there are no locks. A snapshot leaves only while it has a credit;
the window gives the credit back once it has painted, so snapshots never pile up.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.app.frames import Frames
from nnstudio.app.observer import Observer
from nnstudio.app.past import PastView
from nnstudio.app.probes import Probe
from nnstudio.app.recorder import Recorder
from nnstudio.app.snapshot import Phase, live_weights, resting_phase
from nnstudio.app.speed import Speed
from nnstudio.app.stepping import Stepping
from nnstudio.data.errors import DataError
from nnstudio.nn.run_state import RunState
from nnstudio.nn.training import Diverged
from nnstudio.project.errors import ProjectError
from nnstudio.project.material import Material
from nnstudio.project.moments import Moment
from nnstudio.project.session import Session, Status
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView

STANDING = (Phase.MISFIT, Phase.FAILED)
"""Phases in which there is nothing to train and nothing to show."""


class Trainer(QObject):
    """Trains a session in slices, and tells of it by snapshots.

    Signals: `snapshot_ready(Snapshot)`; `failed(str)` with the details when something in here
    broke, after which the run stands still and the window goes on; `probe_failed(str, str)`, the
    name of a probe that raised and the details: it is not wanted any more, the run goes on;
    `look_refused(str, int)`: why a moment cannot be shown, and the number of the request.

    The past is looked at through a session of its own. The live one waits meanwhile, untouched,
    until `go_on_from` puts the other in its place.
    """

    snapshot_ready = Signal(object)
    failed = Signal(str)
    probe_failed = Signal(str, str)
    look_refused = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        self.phase = Phase.PAUSED
        self.newest_edition = 0
        """Written by the controller: an edit that a later one has overtaken is not carried out."""
        self.newest_request = 0
        """Written by the controller: a look that a later one has overtaken is not taken."""
        self.snapshots = 0
        """How many have been sent."""
        self._recorder = Recorder()
        self._past = PastView()
        self._observer = Observer(self._recorder, self._past, self.probe_failed.emit)
        self._request = 0
        self._edition = 0
        self._up_to_date = False
        self._resumes = False
        self._probes = self._observer.probes
        self._frames = Frames()
        self._stepping = Stepping()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)

    @Slot()
    def close(self) -> None:
        """Another project is about to be opened: nothing of this one is told or shown any more."""
        self._timer.stop()
        self.session = None
        self._past.forget()
        self._recorder.open(None, None)

    @Slot(object, object, object, object, object)
    def start(
        self,
        project: Project,
        material: Material,
        run: RunState | None,
        timeline: TimelineView | None,
        edition: int,
    ) -> None:
        """The first run of a project: from its seed, or a saved one with its timeline."""
        with self._taking_over(edition):
            self.session = Session(project, material, run)
            self._recorder.open(self.session, timeline)
            self._enter(resting_phase(self.session))

    @Slot(object, object, object, str)
    def start_over(self, project: Project, material: Material, edition: int, words: str) -> None:
        """A new run from the project's seed; the one so far stays in the timeline."""
        with self._taking_over(edition):
            before, self.session = self.session, Session(project, material)
            self._recorder.begin_anew(before, self.session, words)
            self._enter(resting_phase(self.session))

    @Slot(object, object, object, str, str)
    def adopt(
        self, project: Project, material: Material, edition: int, words: str, gesture: str
    ) -> None:
        """Go on with an edited project, keeping every weight that still fits."""
        if edition < self.newest_edition:
            return
        with self._taking_over(edition):
            if self.session is None:
                self.session = Session(project, material)
                self._recorder.open(self.session, None)
            else:
                with self._recorder.edit(self.session, words, gesture):
                    self.session.adopt(project, material)
            goes_on = self.phase is Phase.RUNNING or self._resumes
            self._enter(Phase.RUNNING if goes_on else resting_phase(self.session))

    @Slot(object, object, str, str)
    def change_settings(self, project: Project, edition: int, words: str, gesture: str) -> None:
        """Other training settings, in the middle of a run."""
        session = self.session
        if edition < self.newest_edition or session is None or self.phase is Phase.MISFIT:
            return
        # What is saved of the run must fit the project, also if it broke, or breaks in here.
        fitted, self._up_to_date = self._up_to_date, False
        with self._guard():
            if self.phase is Phase.FAILED:
                session.change_settings(project)
            else:
                self._past.leave()
                with self._recorder.edit(session, words, gesture):
                    session.change_settings(project)
            self._up_to_date = fitted
            if self.phase is Phase.RUNNING:
                self._announce()
            elif self.phase is not Phase.FAILED:
                self._enter(resting_phase(session))

    @Slot()
    def play(self) -> None:
        """Train until told to pause, or until the run ends by itself."""
        self._run(goal=None)

    @Slot(object)
    def play_until(self, epoch: int) -> None:
        """Train until this epoch is done, then pause."""
        self._run(goal=epoch)

    @Slot()
    def step_epoch(self) -> None:
        """Learn to the end of the epoch, as fast as possible, then pause."""
        if self.session is not None:
            self._run(goal=self.session.training.epoch + 1, hurries=True)

    @Slot()
    def step(self) -> None:
        """Learn from one batch; a run that is going pauses."""
        session = self.session
        if session is None or not self._may_train(session):
            return
        with self._guard():
            self._recorder.record(session)
            try:
                session.training.step()
            except Diverged as end:
                session.note_divergence(end)
            session.note_how_it_stands()
            self._enter(resting_phase(session))

    @Slot(int, str)
    def step_on(self, sample: int, words: str) -> None:
        """Learn from this sample of the data set alone; in the timeline it stands as an edit."""
        session = self.session
        if session is None or not self._may_train(session):
            return
        if not 0 <= sample < session.material.dataset.samples:
            return
        with self._guard():
            with self._recorder.edit(session, words, ""):
                try:
                    self._stepping.train_on(session, sample)
                except Diverged as end:
                    session.note_divergence(end)
            session.note_how_it_stands()
            self._enter(resting_phase(session))

    @Slot()
    def pause(self) -> None:
        """Stop between two steps."""
        self._resumes = False
        if self.phase is Phase.RUNNING:
            self._enter(Phase.PAUSED)

    @Slot(object)
    def hold(self, edition: int) -> None:
        """Wait: the network on the canvas does not fit at the moment. A run goes on after that."""
        self._edition, self._up_to_date = edition, False
        self._past.leave()
        self._resumes = self._resumes or self.phase is Phase.RUNNING
        stepping = self._stepping
        goal, hurries = stepping.goal, stepping.hurries
        self._enter(Phase.MISFIT)
        stepping.goal, stepping.hurries = goal, hurries

    @Slot(object)
    def set_speed(self, speed: Speed) -> None:
        """Train this fast from now on."""
        self._stepping.set_speed(speed)
        self._tick()

    @Slot(str, int, int, float, str)
    def set_weight(
        self, layer_id: str, row: int, column: int, value: float, words: str = ""
    ) -> None:
        """Put one weight, or bias (the last column), to a value that is a finite number.

        With words it is an edit; without, a hand that is still moving.
        """
        with self._guard():
            session = self.session
            own = live_weights(session).get(layer_id) if session is not None else None
            if session is None or own is None or not isfinite(value):
                return
            if 0 <= row < own.shape[0] and 0 <= column < own.shape[1]:
                self._recorder.touch(session)
                own[row, column] = value
                session.is_from_seed = False
                if words:
                    self._recorder.mark(session, words)
                self._announce()

    @Slot(object, object, object)
    def look(self, number: int | None, places: int, request: int) -> None:
        """Show a moment: so many places after the one with this number, None being the present.

        The run pauses. A moment that cannot be shown is left out of the timeline.
        """
        live = self.session
        if request < self.newest_request:
            return
        self._request = request
        with self._guard():
            if live is not None and self.phase is not Phase.FAILED:
                if self._past.seen is None:
                    self._enter(Phase.PAUSED, quietly=True)
                moment = self._recorder.moment(live, number, places)
                if moment is not None:
                    self._look_at(moment, live)
                    return
            self.look_refused.emit("", request)

    @Slot(object)
    def look_at_present(self, edition: int) -> None:
        """Show where the run stands."""
        self._edition = edition
        self._past.leave()
        if self.session is not None and self.phase is not Phase.FAILED:
            self._enter(resting_phase(self.session))

    @Slot(object, object)
    def go_on_from(self, number: int, edition: int) -> None:
        """The run goes on from this moment; what it was until now stays as a branch."""
        live = self.session
        if live is None:
            return
        with self._taking_over(edition):
            moment = self._recorder.branch(live, number)
            if moment is not None:
                self.session = self._past.take(moment, live)
                self._recorder.go_on_from(self.session)
            self._enter(resting_phase(self.session or live))

    @Slot(object)
    def set_budget(self, budget: int) -> None:
        """Let the timeline take so many bytes."""
        self._recorder.timeline.set_budget(budget)

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
        """The last snapshot has been painted: go on training, and let the next one wait a while."""
        self._frames.take_back(self._stepping.speed.flat_out)
        self._tick()
        if self._frames.due and self.phase is Phase.RUNNING:
            # Whoever wants something new at every frame must not keep the run from learning.
            self._work()
        if self._frames.due:
            self._announce()

    @Slot()
    def shut_down(self) -> None:
        """Stop working; nothing is sent any more."""
        self._timer.stop()
        self.session = None
        self._frames.credit = False

    def state(self) -> RunState | None:
        """The run as it can be saved.

        None before the first step, if the seed says it all, and when the run is not that of
        the project as it is now.
        """
        session = self.session
        if session is None or not self._up_to_date:
            return None
        if session.is_from_seed and session.training.step_count == 0:
            return None
        return session.state()

    def timeline(self) -> TimelineView | None:
        """The recorded moments as they can be saved."""
        if self.session is None:
            return None
        with self._guard():
            self._recorder.record(self.session)
        return self._recorder.view(self.session)

    def _may_train(self, session: Session) -> bool:
        standing = self.phase in STANDING or session.status is not Status.READY
        return self._past.seen is None and not standing

    def _look_at(self, moment: Moment, live: Session) -> None:
        """Send a snapshot of this moment; one that cannot be shown is left out of the timeline."""
        try:
            self._past.look(moment, live)
        except (ProjectError, DataError) as problem:
            self._recorder.timeline.forget(moment.number)
            self.look_refused.emit(str(problem), self._request)
        else:
            self._announce()

    def _run(self, goal: int | None, hurries: bool = False) -> None:
        """Train, up to the end of this epoch if there is a goal."""
        session = self.session
        if session is None or not self._may_train(session):
            return
        with self._guard():
            self._recorder.record(session)
        self._stepping.goal, self._stepping.hurries = goal, hurries
        self._enter(Phase.RUNNING, quietly=hurries)
        if goal is not None:
            self._work()

    def _enter(self, phase: Phase, quietly: bool = False) -> None:
        self.phase = phase
        if phase is not Phase.RUNNING:
            self._stepping.rest()
        if phase is not Phase.MISFIT:
            self._resumes = False
        self._observer.pace.start_anew()
        self._stepping.start_anew()
        self._tick()
        if self.session is not None and phase is not Phase.RUNNING:
            with self._guard():
                self._recorder.record(self.session)
        if not quietly:
            self._announce()

    def _tick(self) -> None:
        """Run the timer as fast as the speed asks for: without a pause, or once a frame."""
        if self.phase is Phase.RUNNING and self._frames.credit:
            self._timer.start(self._stepping.interval)
        else:
            self._timer.stop()

    def _work(self) -> None:
        """One time slice of training."""
        session = self.session
        if session is None:
            return
        with self._guard():
            try:
                self._stepping.train(session)
            except Diverged as end:
                session.note_divergence(end)
            session.note_how_it_stands()
            self._observer.pace.note(session.training.step_count, session.training.epoch)
            resting = resting_phase(session)
            if resting is not Phase.PAUSED or self._stepping.arrived(session):
                self._enter(resting)
            elif self._frames.is_time:
                self._announce()

    def _announce(self) -> None:
        """Send a snapshot now if the window is ready for one, else as soon as it is."""
        live = self.session
        if live is None or self.phase in STANDING:
            return
        if not self._frames.credit:
            self._frames.due = True
            return
        with self._guard():
            self._frames.begin()
            with np.errstate(all="ignore"):
                snapshot = self._observer.snapshot(live, self.phase, self._request, self._edition)
            self._frames.send()
            # Training rests while the window paints: two threads that fight for one interpreter
            # lose more time than that, and the window loses its smoothness.
            self._timer.stop()
            self.snapshots += 1
            self.snapshot_ready.emit(snapshot)

    @contextmanager
    def _taking_over(self, edition: int) -> Iterator[None]:
        """A session of another edition; if that breaks, the session is not the project's."""
        self._edition, self._up_to_date = edition, False
        self._past.leave()
        with self._guard():
            yield
            self._up_to_date = True

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Whatever breaks in here is told in words; the window goes on and the project is safe."""
        try:
            yield
        except Exception:
            self.phase = Phase.FAILED
            self._timer.stop()
            self.failed.emit(traceback.format_exc())
