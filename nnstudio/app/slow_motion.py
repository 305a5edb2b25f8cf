"""Slow motion: one training step, stage by stage, before the run makes it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.app.step_stages import NAME, Stage, StepNumbers, StepStages
from nnstudio.explain.moment import Twin

SLOWEST, FASTEST, USUAL = 4000, 250, 1600
"""Milliseconds that auto-play stays at a stage."""


class SlowMotion(QObject):
    """Where one is in the step that the run makes next.

    Signals: `changed()` after anything of it has; `stage_changed(Stage)` when there is another
    stage, or another thing to read about it.
    Attributes: `is_on`; `numbers`, the step, None until the trainer has told it; `index`, the place
    among its stages; `is_playing`; `pace`, the milliseconds that auto-play stays at a stage.

    The run rests meanwhile, and nothing of it changes until the last stage is left forwards, or
    the step is finished: then the run makes the very step that was shown, at once.
    """

    changed = Signal()
    stage_changed = Signal(object)

    def __init__(
        self, run: RunController, choice: SampleChoice, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._run, self._choice = run, choice
        self._twin = Twin()
        self._probe: StepStages | None = None
        self._told: Stage | None = None
        self._making = False
        self._making_in = 0
        self.is_on = False
        self.numbers: StepNumbers | None = None
        self.index = 0
        self.pace = USUAL
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        choice.changed.connect(self._ask)
        run.snapshot.connect(self._follow)
        run.phase_changed.connect(self._follow_phase)
        run.timeline.refused.connect(self._make_none)
        run.document.replaced.connect(self.leave)

    @property
    def can_begin(self) -> bool:
        """Whether there is a step to make."""
        return self._run.phase in (Phase.PAUSED, Phase.RUNNING)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages of the step; none until the trainer has told them."""
        return () if self.numbers is None else self.numbers.stages

    @property
    def stage(self) -> Stage | None:
        """Where one is."""
        return self.stages[self.index] if self.stages else None

    @property
    def is_playing(self) -> bool:
        """Whether the stages follow one another by themselves."""
        return self._timer.isActive()

    @property
    def is_last(self) -> bool:
        """Whether the next thing is the step itself."""
        return bool(self.stages) and self.index == len(self.stages) - 1

    @property
    def can_go_on(self) -> bool:
        """Whether there is a stage to go on from: not while the trainer makes a step."""
        return bool(self.stages) and not self._making

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stage before."""
        return self.can_go_on and self.index > 0

    @property
    def can_step_on_sample(self) -> bool:
        """Whether there is a sample with a target, and nothing on its way."""
        return self.can_go_on and self._choice.index is not None

    @Slot()
    def begin(self) -> None:
        """Look at the next step in stages; a run that is going pauses. Nothing without a run."""
        if self.is_on or not self.can_begin:
            return
        self.is_on, self.index, self.numbers = True, 0, None
        self._making, self._told = False, None
        self._run.pause()
        self._ask()
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Back to the run, which stands where it stood: a step half shown is not made."""
        if not self.is_on:
            return
        self._timer.stop()
        self.is_on, self.numbers, self._probe = False, None, None
        self._run.want(NAME, None)
        self.changed.emit()

    @Slot()
    def finish(self) -> None:
        """Make the step at once and leave."""
        if self.is_on:
            if self.can_go_on:
                self._run.step()
            self.leave()

    @Slot()
    def step_on_sample(self) -> None:
        """Let the run make one step on the chosen sample alone; then the next step is shown."""
        index = self._choice.index
        if index is not None and self.can_go_on:
            self._timer.stop()
            self._make(lambda: self._run.step_on(index))
            self._tell()

    @Slot()
    def next(self) -> None:
        """The next stage; after the last one the run makes the step, and the next one begins."""
        self._timer.stop()
        self._go_on()

    @Slot()
    def previous(self) -> None:
        """The stage before."""
        self.go_to(self.index - 1)

    def go_to(self, index: int) -> None:
        """This stage, if there is one."""
        self._timer.stop()
        if self.can_go_on and 0 <= index < len(self.stages):
            self.index = index
        self._tell()

    @Slot()
    def toggle_play(self) -> None:
        """Let the stages follow one another until the step is made, or stop that."""
        if self.is_playing:
            self._timer.stop()
        elif self.can_go_on:
            self._timer.start(self.pace)
        self.changed.emit()

    def set_pace(self, milliseconds: int) -> None:
        """How long auto-play stays at a stage."""
        self.pace = milliseconds
        if self.is_playing:
            self._timer.start(milliseconds)

    @Slot()
    def _go_on(self) -> None:
        if not self.can_go_on:
            return
        if self.is_last:
            self._timer.stop()
            self._make(self._run.step)
        else:
            self.index += 1
        self._tell()

    @Slot()
    def _ask(self) -> None:
        """Ask for the step with a look at the chosen sample."""
        if self.is_on:
            self._probe = StepStages(self._choice.index, self._twin)
            self._run.want(NAME, self._probe)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if not self.is_on or NAME not in snapshot.results:
            return
        numbers = snapshot.results[NAME]
        if isinstance(numbers, StepNumbers) and numbers.probe is not self._probe:
            return  # What was asked before; the answer is on its way.
        if not isinstance(numbers, StepNumbers) or snapshot.phase is not Phase.PAUSED:
            self.leave()
        else:
            self._take(numbers, snapshot.edition)

    def _take(self, numbers: StepNumbers, edition: int) -> None:
        before, self.numbers = self.numbers, numbers
        same_step = before is not None and before.step == numbers.step
        # A reset, or a look at the present again, may have come instead of the step.
        if not same_step or edition > self._making_in:
            self._making = False
        if before is None or not same_step or _kinds(numbers) != _kinds(before):
            self._timer.stop()
            self.index = 0
        self._tell()

    @Slot(object)
    def _follow_phase(self, phase: Phase) -> None:
        """Where nothing can be trained, no snapshot tells so."""
        if phase in (Phase.MISFIT, Phase.FAILED):
            self.leave()

    def _make(self, step: Callable[[], None]) -> None:
        self._making = True
        step()
        self._making_in = self._run.edition

    @Slot()
    def _make_none(self) -> None:
        """The moment from which a step was to be made cannot be shown."""
        if self._making:
            self._making = False
            self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        stage = self.stage
        if stage is not None and stage != self._told:
            self._told = stage
            self.stage_changed.emit(stage)


def _kinds(numbers: StepNumbers) -> list[tuple[str, str]]:
    return [(stage.kind, stage.layer_id) for stage in numbers.stages]
