"""Autosave: what is open is never further than a few seconds from a copy on the disk."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.app.document import Change, Document, can_share_a_run
from nnstudio.app.run_controller import RunController
from nnstudio.app.run_reader import Reading
from nnstudio.app.safety.copy_folder import About, CopyFolder, left_behind
from nnstudio.app.safety.copy_thread import CopyThread
from nnstudio.app.safety.copy_writer import Copy
from nnstudio.app.snapshot import Snapshot
from nnstudio.project.specs import Project

AFTER_EDIT = 1_500
IN_TRAINING = 5_000
"""Milliseconds from an edit to its copy, which is promised within five seconds, and between two
copies of a run that goes on."""
TIMELINE = 30.0
"""Seconds between two copies of the timeline, which is much larger than what it leads to."""
SHARE = 0.05
"""Of the time of a training that writing copies may take: those of a large network come rarer."""
RAREST = 60_000
"""Milliseconds between two copies of a run at the most: a disk may be slow just once."""
ANSWER = 800
"""Milliseconds that the run is waited for; one step of a very large network takes seconds."""
AGAIN = 300
"""Milliseconds until an answer that an edit has overtaken is asked for again."""
LAST_ANSWER, LAST_WORD = 0.4, 0.7
"""Seconds for the run and for the disk when the program has been told to end."""


class Autosave(QObject):
    """Keeps a safety copy of one window's document and run, in a folder of this process alone.

    Nothing is written before there is something to lose, and nothing is left when the program ends
    in good order. Signals: `written()`, after every copy; `failed(str)`, why none can be written,
    once for each time that it begins to fail; `set_aside(str, str)`, the path of a copy that
    `put_aside` asked for, or else why there is none.
    """

    written = Signal()
    failed = Signal(str)
    set_aside = Signal(str, str)

    def __init__(
        self,
        document: Document,
        run: RunController,
        places: Sequence[Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._run, self._places = document, run, places
        self._asked: Project | None = None
        self._number = 0
        self._copied_step = 0
        self._run_in_file_of: Project | None = None
        self._wants_aside = False
        self._interval = IN_TRAINING
        self._next_timeline = 0.0
        self._fails = False
        self._due, self._answer = self._timer(self._ask), self._timer(self._do_without_the_run)
        self._thread = CopyThread(places, self)
        self._connect()

    @property
    def is_alive(self) -> bool:
        """Whether the thread that writes still runs."""
        return self._thread.is_alive

    def left_behind(self) -> list[CopyFolder]:
        """The copies of programs that came to an unhappy end; they are ours to decide on now."""
        return left_behind(self._places)

    def take_over(self, folder: CopyFolder) -> None:
        """The document has just been recovered from this copy, which becomes our own."""
        self._thread.take_over(folder, self._document.present)

    def put_aside(self) -> None:
        """Have a copy of its own written, for a person to find; `set_aside` tells where."""
        self._wants_aside = True
        self._ask()

    def copy_at_once(self) -> None:
        """Begin a copy of this very moment: the program may be ended before the next is due."""
        self._forget_what_is_due()
        if self._something_is_new:
            self._hand_over(self._last_copy())

    def end(self, keep: bool) -> bool:
        """End, and keep a copy for the next start or leave nothing. Returns whether it has ended.

        To keep it, the run and the disk are waited for as long as a program may that must end.
        """
        self._forget_what_is_due()
        if keep and self.is_alive:
            self.copy_at_once()
        return self._thread.end(keep, LAST_WORD)

    def _timer(self, do: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(do)
        return timer

    def _connect(self) -> None:
        thread, document = self._thread, self._document
        thread.written.connect(self._note_written)
        thread.timeline_written.connect(self._note_timeline)
        thread.failed.connect(self._note_failure)
        thread.set_aside.connect(self.set_aside)
        self._run.state_read.connect(self._copy)
        self._run.snapshot.connect(self._note_training)
        document.changed.connect(self._note_edit)
        # A weight changed by hand is an edit of the run, which the project knows nothing of.
        document.undo_stack.indexChanged.connect(self._note_hand)
        document.saved.connect(self._note_saved)
        document.replaced.connect(self._note_replaced)

    @property
    def _something_is_new(self) -> bool:
        """Whether there may be an edit or training that neither a file nor the last copy has."""
        latest = self._run.latest
        trained = latest is not None and latest.step != self._copied_step
        return trained or self._document.modified

    @Slot(object)
    def _note_edit(self, change: Change) -> None:
        if not change.looks:
            if change.data:
                self._next_timeline = 0.0
            self._be_ready_in(AFTER_EDIT)

    @Slot()
    def _note_hand(self) -> None:
        self._be_ready_in(AFTER_EDIT)

    @Slot(object)
    def _note_training(self, snapshot: Snapshot) -> None:
        if snapshot.step != self._copied_step and not snapshot.at_past:
            self._be_ready_in(self._interval)

    def _be_ready_in(self, milliseconds: int) -> None:
        if not self._due.isActive() or self._due.remainingTime() > milliseconds:
            self._due.start(milliseconds)

    @Slot()
    def _note_saved(self) -> None:
        latest = self._run.latest
        self._copied_step = latest.step if latest is not None else 0
        self._run_in_file_of = self._document.present
        self._begin_anew()

    @Slot()
    def _note_replaced(self) -> None:
        document, saved = self._document, self._document.saved_run
        self._copied_step = saved.step_count if saved is not None else 0
        # What is recovered has no file at this moment; the one it gets holds an earlier run.
        in_file = saved is not None and document.path is not None
        self._run_in_file_of = document.present if in_file else None
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Nothing can be lost at the moment; whoever waits for a copy put aside waits no longer."""
        self._forget_what_is_due()
        self._thread.clear()
        if self._wants_aside:
            self._ask()

    def _forget_what_is_due(self) -> None:
        self._due.stop()
        self._answer.stop()
        self._asked = None
        self._next_timeline = 0.0

    @Slot()
    def _ask(self) -> None:
        if self._asked is None:
            self._asked = self._document.present
            self._number = self._run.ask_for_state(time.monotonic() >= self._next_timeline)
            self._answer.start(ANSWER)
        elif not self._answer.isActive():
            self._do_without_the_run()

    @Slot(object, object)
    def _copy(self, number: int, reading: Reading | None) -> None:
        """The run has answered; it may belong to the project of a moment before or after."""
        asked = self._asked
        if asked is None or number != self._number:
            return
        self._answer.stop()
        if reading is None:
            self._do_without_the_run()
            self._asked = None
            return
        self._asked = None
        project, state = reading.project, reading.state
        if state is None:
            self._run_in_file_of = None
            self._hand_over(Copy(asked, None, self._about()))
        elif project is not None and can_share_a_run(project, asked):
            self._copied_step = state.step_count
            if reading.timeline is not None:
                self._next_timeline = time.monotonic() + TIMELINE
            self._hand_over(Copy(asked, state, self._about(), timeline=reading.timeline))
        else:
            self._be_ready_in(AGAIN)

    @Slot()
    def _do_without_the_run(self) -> None:
        """The run is in the middle of a long step: what is kept of it has to do until it answers.

        It is not asked again meanwhile, and its answer is taken however late it comes.
        """
        if self._asked is not None:
            self._asked = self._document.present
            self._hand_over(self._copy_without_the_run())

    def _hand_over(self, copy: Copy) -> None:
        if self._wants_aside:
            self._wants_aside = False
            self._thread.put_aside(copy)
        self._thread.write(copy)

    def _last_copy(self) -> Copy:
        try:
            state = self._run.state(LAST_ANSWER)
        except Exception:  # Whatever broke, the project itself is still to be kept.
            return self._copy_without_the_run()
        return Copy(self._document.present, state, self._about())

    def _copy_without_the_run(self) -> Copy:
        project, in_file = self._document.present, self._run_in_file_of
        return Copy(project, None, self._about(), keeps_run=True, run_in_file_of=in_file)

    @Slot(object)
    def _note_written(self, seconds: float) -> None:
        self._fails = False
        self._interval = min(max(IN_TRAINING, int(1000 * seconds / SHARE)), RAREST)
        self.written.emit()

    @Slot(object)
    def _note_timeline(self, seconds: float) -> None:
        self._next_timeline = time.monotonic() + max(TIMELINE, seconds / SHARE)

    @Slot(str)
    def _note_failure(self, reason: str) -> None:
        if not self._fails:
            self._fails = True
            self.failed.emit(reason)
        self._be_ready_in(IN_TRAINING)

    def _about(self) -> About:
        document = self._document
        new = self.tr("New project ({data})").format(data=document.material.dataset.title)
        return About(
            title=document.title or new,
            saved_at=time.time(),
            path="" if document.path is None else str(document.path.absolute()),
            fingerprint=document.fingerprint,
        )
