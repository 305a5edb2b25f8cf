"""The window in which a person brings their own table: look, correct, choose, import."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCursor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Document
from nnstudio.data.csv_format import CsvFormat
from nnstudio.data.errors import DataError
from nnstudio.project.edits import EditError, change_data
from nnstudio.ui.csv_import import words
from nnstudio.ui.csv_import.cards import ButtonRow, ColumnCard, FileRow, PreviewCard
from nnstudio.ui.csv_import.choice import ROLES, Choice, Plan, Role, Task, with_role
from nnstudio.ui.csv_import.format_bar import FormatBar
from nnstudio.ui.csv_import.intake import Intake
from nnstudio.ui.csv_import.outcome_card import OutcomeCard
from nnstudio.ui.csv_import.reading import Look
from nnstudio.ui.theme import Theme

PROGRESS_AFTER = 200
"""Milliseconds of reading before the window says that it reads."""


class CsvImportWindow(QDialog):
    """Shows a CSV file on its way in, and makes it the project's data, as one edit.

    Signal: `problem(str)` when a file cannot be read at all; the window stays as it was.
    """

    problem = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._document_said = ""
        document.refused.connect(self._note_refusal)
        self._intake = intake = Intake(self)
        intake.looked.connect(self._show_look)
        intake.planned.connect(self._show_plan)
        intake.unreadable.connect(self._tell_unreadable)
        intake.progress.connect(self._count_rows)
        intake.busy_changed.connect(self._note_busy)
        self._read = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PROGRESS_AFTER)
        self._patience.timeout.connect(self._say_progress)
        self.setWindowTitle(self.tr("Import your own data"))
        self.setModal(False)
        self.setAcceptDrops(True)
        self.setMinimumSize(760, 520)
        self.resize(1080, 720)
        self._build()
        self.columns.setFocus()
        self._show_state()
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(intake.drop)

    @property
    def busy(self) -> bool:
        """Whether something is being read or worked out."""
        return self._intake.busy

    @property
    def outcome(self) -> str:
        """What an import would make, in words; empty while it cannot be."""
        return self.result_card.sentence

    @property
    def said(self) -> str:
        """What stands beside the buttons: why it cannot be imported, or how far the reading is."""
        return self.buttons.said

    def choose(self) -> None:
        """Let the user choose a file, without waiting for the answer, and then load it."""
        dialog = QFileDialog(self.parentWidget() or self, self.tr("Choose a table"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Tables as text (*.csv *.tsv *.txt *.dat *.data)"), self.tr("All files (*)")]
        )
        if self._intake.path is not None:
            dialog.setDirectory(str(self._intake.path.parent))
        dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def load(self, path: Path) -> None:
        """Look at a file; the window shows itself as soon as the first rows are known."""
        self._intake.load(path)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.preview.set_theme(theme)
        self.columns.set_theme(theme)

    def done(self, result: int) -> None:
        """Close; what is being read is dropped, and the table is not kept in memory."""
        self._intake.drop()
        self._clear()
        self._show_state()
        super().done(result)

    # What stands where

    def _build(self) -> None:
        self._file = FileRow()
        self._file.other.clicked.connect(self.choose)
        self.format_bar = FormatBar()
        self.format_bar.changed.connect(self._read_as)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        self.preview_card = PreviewCard(self._theme)
        self.preview, self.unreadable = self.preview_card.table, self.preview_card.unreadable
        self.preview.column_pressed.connect(self._offer_roles)
        column_card = ColumnCard(self._theme)
        self.columns = column_card.list
        self.columns.role_chosen.connect(self._choose_role)
        middle.addWidget(self.preview_card)
        middle.addWidget(column_card)
        middle.setStretchFactor(0, 1)
        middle.setSizes([670, 380])
        middle.setHandleWidth(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self._file)
        layout.addWidget(self.format_bar)
        layout.addWidget(middle, 1)
        self.result_card = OutcomeCard()
        self.result_card.task_chosen.connect(self._choose_task)
        layout.addWidget(self.result_card)
        self.buttons = ButtonRow()
        self.import_button, self.cancel_button = self.buttons.bring_in, self.buttons.cancel
        self.import_button.clicked.connect(self._bring_in)
        self.cancel_button.clicked.connect(self.reject)
        layout.addWidget(self.buttons)

    # What happens

    def _read_as(self, form: CsvFormat) -> None:
        self._intake.read_as(form)
        self._clear()
        self._show_state()

    def _show_look(self, look: Look) -> None:
        self._clear()
        self._file.show_path(look.path)
        self.setWindowTitle(self.tr("Import {name}").format(name=look.path.name))
        if look.recognised:
            self.result_card.problems.forget()
            self.format_bar.show_found(look.form)
        self.preview_card.show_preview(look.preview, look.problem)
        self._show_state()
        self.show()
        self.activateWindow()

    def _show_plan(self, plan: Plan) -> None:
        whole = self._intake.whole
        if whole is None:
            return
        self._show_choice()
        left_out = [
            words.why_sentence(facts)
            for facts, role in zip(whole.facts, plan.choice.roles, strict=True)
            if role == "out" and facts.why
        ]
        self.preview.rows.show_problems(plan.refused)
        self.result_card.problems.show_entries((*whole.table.notes, *left_out), plan.refused)
        self._show_state()

    def _show_choice(self) -> None:
        whole, choice = self._intake.whole, self._intake.choice
        if whole is None:
            return
        self.columns.show_columns(whole.facts, choice)
        self.preview.rows.show_roles(dict(zip(whole.table.names, choice.roles, strict=True)))

    def _choose_role(self, index: int, role: Role) -> None:
        whole = self._intake.whole
        if whole is not None:
            self._intake.choose(with_role(self._intake.choice, whole.facts, index, role))
            self._show_choice()

    def _choose_task(self, task: Task) -> None:
        if self._intake.whole is not None:
            self.result_card.show_task(task)
            self._intake.choose(Choice(self._intake.choice.roles, task))
            self._show_choice()

    def _offer_roles(self, name: str) -> None:
        whole = self._intake.whole
        if whole is None or name not in whole.table.names:
            return
        self.columns.go_to(name)
        index = whole.table.names.index(name)
        menu = QMenu(self)
        group = QActionGroup(menu)
        for role in ROLES:
            action = QAction(words.role_name(role), menu)
            action.setCheckable(True)
            action.setChecked(self._intake.choice.roles[index] == role)
            action.triggered.connect(partial(self._choose_role, index, role))
            group.addAction(action)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())

    def _bring_in(self) -> None:
        plan, path = self._intake.plan, self._intake.path
        if plan is None or plan.dataset is None or path is None or self._intake.busy:
            return
        self._document_said = ""
        try:
            edited = change_data(
                self._document.project,
                plan.dataset,
                source=plan.source,
                inputs=(),
                scaling="standard",
            )
            text = self.tr("Import {name}").format(name=path.name)
            brought = self._document.apply(edited, text)
        except (EditError, DataError) as problem:
            brought, self._document_said = False, str(problem)
        if brought:
            self.accept()
            return
        self._intake.refuse(self._document_said)
        self._show_state()

    # What is said

    def _tell_unreadable(self, problem: str) -> None:
        self.problem.emit(problem)
        # What was under way for the file before gave way to this one: take it up again.
        if self.isVisible():
            self._intake.take_up_again()

    def _note_refusal(self, words_of_document: str) -> None:
        self._document_said = words_of_document

    def _clear(self) -> None:
        self.columns.show_columns((), Choice(()))
        self.result_card.problems.show_entries((), ())
        self.preview.rows.show_roles({})

    def _note_busy(self, busy: bool) -> None:
        if busy:
            self._read = 0
            self._patience.start()
        else:
            self._patience.stop()
        self._show_state()

    def _count_rows(self, rows: int) -> None:
        self._read = rows
        if not self._patience.isActive():
            self._say_progress()

    def _say_progress(self) -> None:
        if not self._intake.busy:
            return
        said = self.tr("Reading…")
        if self._read:
            said = self.tr("Reading… {rows}").format(rows=words.counted_rows(self._read))
        self.buttons.say(said, "muted")

    def _show_state(self) -> None:
        plan, refusal = self._intake.plan, self._intake.refusal
        ready = plan is not None and plan.dataset is not None and not refusal
        self.import_button.setEnabled(ready and not self.busy)
        if self.busy:
            return
        self.result_card.show_plan(plan)
        if refusal:
            self.buttons.say(refusal, "warning")
        elif self._intake.whole is None:
            self.buttons.say(self.tr("Choose a table first."), "muted")
        else:
            self.buttons.say("", "muted")

    # A file dropped onto the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.acceptProposedAction()
                self.load(Path(url.toLocalFile()))
                return
