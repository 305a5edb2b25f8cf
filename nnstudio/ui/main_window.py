"""The main window. It only wires: what happens, happens in the workspace and the application.

This module must be quick to import, since the window is painted before anything else is there:
what needs NumPy, the core or the panels is imported when the window is furnished.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from nnstudio.app.preferences import Preferences
from nnstudio.project import SUFFIX
from nnstudio.ui.faults import Faults
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.skeleton import Skeleton
from nnstudio.ui.theme import Theme

if TYPE_CHECKING:
    from nnstudio.app.document import Document
    from nnstudio.app.run_controller import RunController
    from nnstudio.app.safety.autosave import Autosave
    from nnstudio.ui.about_window import AboutWindow
    from nnstudio.ui.csv_import.window import CsvImportWindow
    from nnstudio.ui.file_commands import FileCommands
    from nnstudio.ui.help_window import HelpWindow
    from nnstudio.ui.menus import Menus
    from nnstudio.ui.recovery import Recovery
    from nnstudio.ui.workspace import Workspace

TABLE_ENDINGS = (".csv", ".tsv", ".txt")
PATIENCE = 0.4
"""Seconds in which the trainer ends; only a step of a very large network takes longer."""


class MainWindow(QMainWindow):
    """Shows where everything will be, at once; `furnish` brings it in.

    Attributes: `faults`, which hears of every exception that nobody caught. Of a furnished window
    also `document`, `run`, `autosave`, `files`, `menus`, `workspace`, and `csv`, the import window,
    once it has been asked for.
    """

    document: "Document"
    run: "RunController"
    autosave: "Autosave"
    files: "FileCommands"
    menus: "Menus"
    workspace: "Workspace"

    def __init__(self, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.preferences = preferences
        self.theme = theme
        self.csv: CsvImportWindow | None = None
        self._help: HelpWindow | None = None
        self._about: AboutWindow | None = None
        self._recovery: Recovery | None = None
        self._dropped: Path | None = None
        self._plain_keys = PlainKeys(self)
        self.faults = Faults(self)
        self.is_furnished = False
        self._may_close = False
        self._keeps_copy = False
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.setWindowTitle(self.tr("NN Studio"))
        self.menuBar().addMenu(self.tr("&File"))
        self.skeleton = Skeleton(theme)
        self.setCentralWidget(self.skeleton)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        self.restoreGeometry(preferences.bytes("geometry"))

    def furnish(self, document: "Document", run: "RunController", autosave: "Autosave") -> None:
        """Bring in everything; all three belong to the window from now on."""
        from nnstudio.ui.file_commands import FileCommands
        from nnstudio.ui.menus import Menus
        from nnstudio.ui.workspace import Workspace

        self.document, self.run, self.autosave = document, run, autosave
        for part in (document, run, autosave):
            part.setParent(self)
        self.files = FileCommands(document, run, self.preferences, self)
        self.workspace = Workspace(document, run, self.preferences, self.theme)
        self.menuBar().clear()
        self.menus = Menus(self)
        self.setCentralWidget(self.workspace)
        self.is_furnished = True
        self._connect()
        self._show_title()
        self.workspace.canvas.view.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take on another look, everywhere."""
        self.theme = theme
        self.workspace.set_theme(theme)
        if self.csv is not None:
            self.csv.set_theme(theme)

    def open(self, path: Path) -> None:
        """Open a project, or import a table, whichever the file is."""
        if path.suffix.lower() in TABLE_ENDINGS:
            self.import_csv(path)
        else:
            self.files.open(path)

    def import_csv(self, path: Path | None = None) -> None:
        """Show the import window, for this file or for one to be chosen."""
        if self.csv is None:
            from nnstudio.ui.csv_import.window import CsvImportWindow

            self.csv = CsvImportWindow(self.document, self.theme, self)
            self.csv.problem.connect(self.workspace.notice.tell)
        if path is None:
            self.csv.choose()
        else:
            self.csv.load(path)

    def offer_recovery(self) -> None:
        """Offer what an unhappy end left behind, if there is anything."""
        from nnstudio.ui.recovery import Recovery

        self._recovery = Recovery(self.autosave, self.files, self.workspace.notice, self)
        self.workspace.put_under_the_run_bar(self._recovery.bar)
        # The button that had the focus is gone; the next one would take what the keys mean.
        self._recovery.decided.connect(self.workspace.canvas.view.setFocus)
        self._recovery.offer()

    def show_help(self) -> None:
        """Show every key and gesture."""
        if self._help is None:
            from nnstudio.ui.help_window import HelpWindow

            self._help = HelpWindow(self)
        self._help.show()
        self._help.raise_()

    def show_about(self) -> None:
        """Show what this program is and what it is made of."""
        if self._about is None:
            from nnstudio.ui.about_window import AboutWindow

            self._about = AboutWindow(self)
        self._about.show()
        self._about.raise_()

    def keep_on_closing(self, keeps: bool) -> None:
        """Whether to close without a question and leave a copy for the next start."""
        self._keeps_copy = keeps

    def end_at_once(self, keep: bool = True) -> None:
        """End all work, and keep a copy of what is open for the next start."""
        self.faults.ignore()
        if not self.is_furnished:
            return
        self.autosave.end(keep)
        if self._recovery is not None:
            self._recovery.end()
        self.run.shut_down(PATIENCE)
        self.workspace.shut_down()

    @property
    def has_ended(self) -> bool:
        """Whether no thread of the window works any more."""
        return not self.is_furnished or not (self.run.is_alive or self.autosave.is_alive)

    def closeEvent(self, event: QCloseEvent) -> None:
        asks = self.is_furnished and not (self._may_close or self._keeps_copy)
        if asks and self.document.modified:
            event.ignore()
            self.files.unless_lost(self._close_now)
            return
        if self.is_furnished:
            self.preferences.set_bytes("geometry", self.saveGeometry())
            self.workspace.remember_places()
            if self.csv is not None:
                self.csv.close()
        self.end_at_once(self._keeps_copy)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.is_furnished and _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            # The other program waits until the drop has been answered; questions come after.
            self._dropped = path
            QTimer.singleShot(0, self._open_dropped)

    def _open_dropped(self) -> None:
        if self._dropped is not None:
            self.open(self._dropped)

    def _connect(self) -> None:
        self.document.refused.connect(self.workspace.notice.tell)
        self.document.modified_changed.connect(self.setWindowModified)
        self.document.path_changed.connect(self._show_title)
        self.files.problem.connect(self.workspace.notice.tell)
        self.files.save_failed.connect(self._offer_another_place)
        self.autosave.failed.connect(self._tell_of_missing_copies)
        self.run.failed.connect(self.faults.tell)
        self.run.timeline.refused.connect(self.workspace.notice.tell)
        self.run.timeline.set_budget(self.preferences.timeline_budget)
        self.workspace.data.import_requested.connect(self.import_csv)
        self._plain_keys.leave_to_controls_of(self.workspace)

    def _show_title(self) -> None:
        name = self.document.path.name if self.document.path else self.tr("New project")
        self.setWindowTitle(self.tr("{name}[*] — NN Studio").format(name=name))

    def _offer_another_place(self, words: str) -> None:
        self.workspace.notice.tell(words, self.tr("Save elsewhere…"), self.files.ask_save_as)

    def _tell_of_missing_copies(self, reason: str) -> None:
        words = self.tr(
            "NN Studio cannot keep a safety copy at the moment: {reason}. Save now and then."
        )
        self.workspace.notice.tell(words.format(reason=reason.rstrip(".")))

    def _close_now(self) -> None:
        self._may_close = True
        self.close()


def _dropped_file(event: QDropEvent) -> Path | None:
    """The one local file that hangs at the pointer, if NN Studio can open it."""
    names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    paths = [Path(name) for name in names if name]
    known = (SUFFIX, *TABLE_ENDINGS)
    if len(paths) == 1 and paths[0].suffix.lower() in known:
        return paths[0]
    return None
