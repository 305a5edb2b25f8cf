"""New, open, save: the commands of the File menu, and the question before something is lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from nnstudio.app.document import Document
from nnstudio.app.preferences import Preferences
from nnstudio.app.run_controller import RunController
from nnstudio.app.safety.copy_folder import CopyFolder
from nnstudio.data.errors import DataError
from nnstudio.project import SUFFIX
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import DEFAULT_EXAMPLE, EXAMPLES


class FileCommands(QObject):
    """Carries out what concerns files. Nothing here blocks: questions are asked without waiting.

    One thing is asked at a time. Whatever wants another project, as a file that is dropped does,
    withdraws what was asked about this one: it could not be answered under the next question, and
    where to save would be answered for the wrong project.

    Signals: `problem(str)`, in plain words; `save_failed(str)`, likewise, after which saving
    elsewhere may still do; `recent_changed()`.
    """

    problem = Signal(str)
    save_failed = Signal(str)
    recent_changed = Signal()

    def __init__(
        self, document: Document, run: RunController, preferences: Preferences, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._run = run
        self._preferences = preferences
        self._window = window
        self._asked: QDialog | None = None

    def new(self) -> None:
        """Start again with the first example."""
        self.open_example(DEFAULT_EXAMPLE)

    def open_example(self, name: str) -> None:
        """Open an example as a project without a file."""
        self.unless_lost(lambda: self._document.new(EXAMPLES[name].project))

    def ask_open(self) -> None:
        """Let the user choose a project to open."""
        dialog = self._dialog(self.tr("Open a project"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask_for_file(dialog, self.open)

    def open(self, path: Path) -> None:
        """Open a project; what is open now stays if that fails."""
        self.unless_lost(lambda: self._open(path))

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the document's file; ask for one if it has none yet, or if it was changed."""
        path = self._document.path
        if path is None:
            self.ask_save_as(then)
        elif self._document.changed_on_disk:
            self._ask_about_the_other_program(path, then)
        else:
            self.save_to(path, then)

    def ask_save_as(self, then: Callable[[], None] | None = None) -> None:
        """Let the user choose where to save."""
        dialog = self._dialog(self.tr("Save the project as"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.selectFile(self._document.title or self.tr("network"))
        self._ask_for_file(dialog, lambda path: self.save_to(path, then))

    def save_to(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Save to this file, and then go on with what was to follow."""
        try:
            reading = self._run.reading()
            self._document.save(path, reading.state, reading.timeline)
        except ProjectError as problem:
            self.save_failed.emit(str(problem))
            return
        except MemoryError:
            self.save_failed.emit(self.tr("There is not enough memory to save the project."))
            return
        self._run.note_saved(reading)
        self._remember(path)
        if then is not None:
            then()

    def unless_lost(self, do: Callable[[], None]) -> None:
        """Do it at once if nothing would be lost; otherwise ask first."""
        self._withdraw()
        if not self._document.modified:
            do()
            return
        box = self._question("save-first", self.tr("Save first?"))
        box.setText(self.tr("This project has changes that are not saved yet."))
        box.setInformativeText(self.tr("Without saving, the changes and the training are lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)

        def answered(result: int) -> None:
            if result == buttons.Save.value:
                self.save(then=do)
            elif result == buttons.Discard.value:
                do()

        box.finished.connect(answered)
        box.open()

    def recover(self, copy: CopyFolder, then: Callable[[], None]) -> None:
        """Open a copy that an unhappy end left behind, and then go on with what was to follow."""
        self.unless_lost(lambda: self._recover(copy, then))

    def _recover(self, copy: CopyFolder, then: Callable[[], None]) -> None:
        about = copy.about
        title = about.title or self.tr("New project")
        try:
            self._document.recover(copy.project, copy.timeline, title)
        except (ProjectError, DataError) as problem:
            self.problem.emit(str(problem))
            return
        if about.path:
            self._document.belongs_to(Path(about.path), about.fingerprint)
        then()

    def _ask_about_the_other_program(self, path: Path, then: Callable[[], None] | None) -> None:
        box = self._question("changed-on-disk", self.tr("Replace the file?"))
        box.setText(
            self.tr("“{name}” was changed by another program since it was opened here.").format(
                name=path.name
            )
        )
        box.setInformativeText(
            self.tr(
                "Replacing it loses what the other program wrote. To keep both, save yours "
                "under another name."
            )
        )
        roles = QMessageBox.ButtonRole
        elsewhere = box.addButton(self.tr("Save as…"), roles.AcceptRole)
        replace = box.addButton(self.tr("Replace it"), roles.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(elsewhere)

        def answered() -> None:
            if box.clickedButton() is elsewhere:
                self.ask_save_as(then)
            elif box.clickedButton() is replace:
                self.save_to(path, then)

        box.finished.connect(answered)
        box.open()

    def _question(self, name: str, title: str) -> QMessageBox:
        """A question that nobody has to answer at once: the program goes on behind it."""
        box = QMessageBox(self._window)
        box.setObjectName(name)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(title)
        self._ask(box)
        return box

    def _ask_for_file(self, dialog: QFileDialog, then: Callable[[Path], None]) -> None:
        def chosen(name: str) -> None:
            if self._asked is dialog:
                self._forget(dialog)
                then(Path(name))

        self._ask(dialog)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _ask(self, dialog: QDialog) -> None:
        self._withdraw()
        self._asked = dialog
        dialog.finished.connect(lambda: self._forget(dialog))

    def _withdraw(self) -> None:
        if self._asked is not None:
            self._asked.reject()

    def _forget(self, dialog: QDialog) -> None:
        if self._asked is dialog:
            self._asked = None
        dialog.deleteLater()

    def _open(self, path: Path) -> None:
        try:
            self._document.open(path)
        except (ProjectError, DataError) as problem:
            self.problem.emit(str(problem))
            return
        self._remember(path)

    def _remember(self, path: Path) -> None:
        self._preferences.add_recent(path)
        self.recent_changed.emit()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setNameFilter(self.tr("NN Studio projects (*{suffix})").format(suffix=SUFFIX))
        known = [self._document.path] if self._document.path else self._preferences.recent
        if known:
            dialog.setDirectory(str(known[0].parent))
        return dialog
