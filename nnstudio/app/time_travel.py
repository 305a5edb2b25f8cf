"""Going back in time: which moment of the run the window looks at, and going on from there."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.past import Past
from nnstudio.app.snapshot import Snapshot
from nnstudio.app.trainer import Trainer
from nnstudio.project.timeline import RunPath, TimelineView

Target = tuple[int | None, int]
"""A moment's number, None being the present, and so many places after it."""


class TimeTravel(QObject):
    """The timeline as the window uses it; `RunController.timeline`.

    To look at a moment changes nothing: the document shows the project of then, every snapshot is
    that of then, and the run waits where it stands. Whoever plays, steps or edits from there
    branches: the run so far is kept, and what is done begins at that moment.

    Signals: `changed()`, after every snapshot, and when what was asked for is given up;
    `refused(str)`, why a moment cannot be shown.
    Attributes: `view`, all recorded moments, or None before the first snapshot; `past`, the moment
    that is shown, None for the present.
    """

    changed = Signal()
    refused = Signal(str)

    _look = Signal(object, object, object)
    _look_at_present = Signal(object)
    _go_on_from = Signal(object, object)
    _set_budget = Signal(object)

    def __init__(
        self,
        document: Document,
        trainer: Trainer,
        next_edition: Callable[[], int],
        show_present: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.view: TimelineView | None = None
        self.past: Past | None = None
        self._document = document
        self._trainer = trainer
        self._next_edition = next_edition
        self._show_present = show_present
        self._request = self._answered = 0
        self._target: Target | None = None
        self._waiting: list[Callable[[], None]] = []
        document.past_kept.connect(self._keep)

    @property
    def at_past(self) -> bool:
        """Whether a moment is looked at, or about to be."""
        return self.past is not None or self.is_on_the_way

    def go_to(self, number: int) -> None:
        """Look at the moment with this number; of many requests in a row the newest wins."""
        self._ask((number, 0))

    def step_back(self) -> None:
        """Look at the moment recorded before the one that is shown."""
        number, places = self._target or (None, 0)
        self._ask((number, places - 1))

    def step_forward(self) -> None:
        """Look at the moment recorded after the one that is shown; after the last, the present."""
        if self._target is None:
            return
        number, places = self._target
        if self._is_last(number) and not self.is_on_the_way:
            self.go_to_present()
        else:
            self._ask((number, places + 1))

    def go_to_present(self) -> None:
        """Look at where the run stands."""
        self._waiting.clear()
        if self._document.at_past:
            self._document.look_at_present()
        elif self.is_on_the_way:
            self._forget_the_request()
            self._show_present()

    def return_to(self, run: int) -> None:
        """Go on with the branch of this number, from its end; the run so far becomes a branch."""
        branch = self.branch(run)
        if branch is not None:
            self.go_to(branch.moments[-1].number)
            self.from_here(lambda: None)

    def branch(self, run: int) -> RunPath | None:
        """The branch of this number."""
        branches = self.view.branches if self.view is not None else ()
        return next((branch for branch in branches if branch.number == run), None)

    def set_budget(self, budget: int) -> None:
        """Let the moments take so many bytes."""
        self._set_budget.emit(budget)

    def run_name(self, run: RunPath) -> str:
        """What a run is called."""
        return self.tr("Run {number}").format(number=run.number)

    def from_here(self, do: Callable[[], None]) -> None:
        """Do it from the moment that is shown, which becomes the present by it."""
        if self.is_on_the_way:
            self._waiting.append(do)
        else:
            self._document.keep_past()
            do()

    # --- for the run controller

    def connections(self) -> list[tuple[SignalInstance, Callable[..., None]]]:
        """What the trainer is asked for, and by which of its slots it is done."""
        trainer = self._trainer
        return [
            (self._look, trainer.look),
            (self._look_at_present, trainer.look_at_present),
            (self._go_on_from, trainer.go_on_from),
            (self._set_budget, trainer.set_budget),
        ]

    def close(self) -> None:
        """Another project has been opened."""
        self.view = self.past = None
        self._waiting.clear()
        self._forget_the_request()
        self.changed.emit()

    def follow(self, snapshot: Snapshot) -> None:
        """Let the document show what this snapshot belongs to, before any view paints it."""
        self.view, self.past = snapshot.timeline, snapshot.past
        self._answered = max(self._answered, snapshot.request)
        past = snapshot.past
        if past is None:
            if not self.is_on_the_way:
                self._target = None
            self._document.look_at_present()
            return
        if not self.is_on_the_way:
            self._target = (past.number, 0)
        words = self.tr("Go back to epoch {epoch}").format(epoch=grouped(snapshot.epoch))
        self._document.look_at_past(past.project, past.material, words)

    def told(self) -> None:
        """The views know the last snapshot: now what was to be done from there."""
        self.changed.emit()
        if not self.is_on_the_way:
            waiting, self._waiting = self._waiting, []
            for do in waiting:
                self.from_here(do)

    @Slot(str, int)
    def refuse(self, words: str, request: int) -> None:
        """The trainer cannot show what was asked for."""
        self._answered = max(self._answered, request)
        if not self.is_on_the_way:
            self._target = None if self.past is None else (self.past.number, 0)
            self._waiting.clear()
            if self.past is None:
                self._show_present()
            self.changed.emit()
        if words:
            self.refused.emit(words)

    def give_up(self) -> None:
        """The trainer broke, perhaps on the way to what was asked for."""
        if self.is_on_the_way:
            self.refuse("", self._request)

    def stay(self) -> None:
        """The trainer waits at the present, and what was asked for before is not shown any more."""
        self._waiting.clear()
        self.leave()
        self.changed.emit()

    def leave(self) -> bool:
        """The document has left the past; whether it is the trainer who must follow."""
        left, self.past = self.past is not None, None
        self._forget_the_request()
        return left

    def look_at_present(self) -> None:
        """Let the trainer show where the run stands."""
        self._look_at_present.emit(self._next_edition())

    @Slot()
    def _keep(self) -> None:
        past, self.past = self.past, None
        self._forget_the_request()
        if past is not None:
            self._go_on_from.emit(past.number, self._next_edition())
            self._document.note_training()

    @property
    def is_on_the_way(self) -> bool:
        """Whether a moment has been asked for and not been shown yet."""
        return self._answered < self._request

    def _forget_the_request(self) -> None:
        self._answered = self._request
        self._target = None

    def _ask(self, target: Target) -> None:
        self._target = target
        self._request += 1
        self._trainer.newest_request = self._request
        self._look.emit(*target, self._request)

    def _is_last(self, number: int | None) -> bool:
        moments = self.view.current.moments if self.view is not None else ()
        return bool(moments) and moments[-1].number == number
