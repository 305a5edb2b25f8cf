"""New, open, save: the commands of the File menu, and the question before something is lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnstudio.app.document import Document
from nnstudio.app.preferences import Preferences
from nnstudio.app.run_controller import RunController
from nnstudio.data.errors import DataError
from nnstudio.project import SUFFIX
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import DEFAULT_EXAMPLE, EXAMPLES


class FileCommands(QObject):
    """Carries out what concerns files. Nothing here blocks: questions are asked without waiting.

    Signals: `problem(str)`, in plain words; `recent_changed()`.
    """

    problem = Signal(str)
    recent_changed = Signal()

    def __init__(
        self, document: Document, run: RunController, preferences: Preferences, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._run = run
        self._preferences = preferences
        self._window = window

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
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def open(self, path: Path) -> None:
        """Open a project; what is open now stays if that fails."""
        self.unless_lost(lambda: self._open(path))

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the document's file; ask for one if it has none yet."""
        if self._document.path is None:
            self.ask_save_as(then)
        else:
            self.save_to(self._document.path, then)

    def ask_save_as(self, then: Callable[[], None] | None = None) -> None:
        """Let the user choose where to save."""
        dialog = self._dialog(self.tr("Save the project as"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.selectFile(self._document.title or self.tr("network"))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name), then))
        dialog.open()

    def save_to(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Save to this file, and then go on with what was to follow."""
        state, moments = self._run.state(), self._run.recorded()
        try:
            self._document.save(path, state, moments)
        except ProjectError as problem:
            self.problem.emit(str(problem))
            return
        self._run.note_saved(state)
        self._remember(path)
        if then is not None:
            then()

    def unless_lost(self, do: Callable[[], None]) -> None:
        """Do it at once if nothing would be lost; otherwise ask first."""
        if not self._document.modified:
            do()
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(self.tr("Save first?"))
        box.setText(self.tr("This project has changes that are not saved yet."))
        box.setInformativeText(self.tr("Without saving, the changes and the training are lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.setObjectName("save-first")

        def answered(result: int) -> None:
            if result == buttons.Save.value:
                self.save(then=do)
            elif result == buttons.Discard.value:
                do()

        box.finished.connect(answered)
        box.finished.connect(box.deleteLater)
        box.open()

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
        dialog.finished.connect(dialog.deleteLater)
        return dialog
