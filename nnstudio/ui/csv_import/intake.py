"""A table on its way into the project: what is known of it, and what is still being found out."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.app.background import Background
from nnstudio.data.csv_format import CsvFormat
from nnstudio.data.errors import DataError
from nnstudio.ui.csv_import import words
from nnstudio.ui.csv_import.choice import Choice, Plan, make_plan
from nnstudio.ui.csv_import.reading import Look, WholeTable, look_at, read_whole


class Intake(QObject):
    """Looks at a file, reads the whole of it and works out what a choice of columns leads to.

    Each step is done beside the window, and gives way to the next one that is asked for.

    Signals: `looked(Look)`; `planned(Plan)`, when the whole table and its plan, or another plan,
    are there; `unreadable(str)`, for a file that is no table, so that everything stayed as it was;
    `progress(object)`, rows read; `busy_changed(bool)`.
    Attributes, for reading: `path` of the file that was looked at, the `whole` table, the `choice`
    of columns, the `plan` it leads to, and the `refusal`, why it cannot be taken in, in words.
    """

    looked = Signal(object)
    planned = Signal(object)
    unreadable = Signal(str)
    progress = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._form = CsvFormat()
        self._forget()
        self._background = Background("csv import", (DataError, MemoryError), self)
        self._background.progress.connect(self.progress)
        self._background.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        """Whether something is being read or worked out."""
        return self._background.busy

    def load(self, path: Path) -> None:
        """Look at a file; what is known of the one before stays until this one has been read."""
        self._background.start(
            lambda job: look_at(path, None, job.tell), self._take_look, self._tell_unreadable
        )

    def read_as(self, form: CsvFormat) -> None:
        """Read the same file anew, written in this way."""
        path = self.path
        if path is None:
            return
        self._forget()
        self._form = form
        self._background.start(
            lambda job: look_at(path, form, job.tell), self._take_look, self._fail
        )

    def choose(self, choice: Choice) -> None:
        """Take on another choice of columns, and find out what it leads to."""
        whole = self.whole
        if whole is None:
            return
        self.choice = choice
        self._background.start(
            lambda job: make_plan(whole.table, choice), self._take_plan, self._fail
        )

    def take_up_again(self) -> None:
        """Go on with the table that gave way to a file which cannot be read."""
        if self.whole is not None:
            self.choose(self.choice)
        elif not self.refusal:
            self.read_as(self._form)

    def refuse(self, reason: str) -> None:
        """As things stand, it cannot be taken in."""
        self.refusal = reason

    def drop(self) -> None:
        """Read no further, and keep no table in memory."""
        self._background.stop()
        self._forget()

    def _forget(self) -> None:
        self.whole: WholeTable | None = None
        self.plan: Plan | None = None
        self.choice = Choice(())
        self.refusal = ""

    def _take_look(self, look: Look) -> None:
        self.path, self._form = look.path, look.form
        self._forget()
        if look.problem:
            self.refusal = self.tr("Correct above how the file is written, or choose another.")
        else:
            self._background.start(
                lambda job: read_whole(look.path, look.form, job.tell),
                self._take_whole,
                self._fail,
            )
        self.looked.emit(look)

    def _take_whole(self, whole: WholeTable) -> None:
        self.whole = whole
        self._take_plan(whole.plan)

    def _take_plan(self, plan: Plan) -> None:
        self.plan, self.choice, self.refusal = plan, plan.choice, plan.problem
        self.planned.emit(plan)

    def _tell_unreadable(self, problem: Exception) -> None:
        self.unreadable.emit(words.why_not_read(problem))

    def _fail(self, problem: Exception) -> None:
        self.refusal = words.why_not_read(problem)
