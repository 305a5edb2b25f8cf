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
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.skeleton import Skeleton
from nnstudio.ui.theme import Theme

if TYPE_CHECKING:
    from nnstudio.app.document import Document
    from nnstudio.app.run_controller import RunController
    from nnstudio.ui.csv_import.window import CsvImportWindow
    from nnstudio.ui.file_commands import FileCommands
    from nnstudio.ui.help_window import HelpWindow
    from nnstudio.ui.menus import Menus
    from nnstudio.ui.workspace import Workspace

TABLE_ENDINGS = (".csv", ".tsv", ".txt")


class MainWindow(QMainWindow):
    """Shows where everything will be, at once; `furnish` brings it in.

    Attributes of a furnished window: `document`, `run`, `files`, `menus`, `workspace`, and
    `csv`, the import window, once it has been asked for.
    """

    document: "Document"
    run: "RunController"
    files: "FileCommands"
    menus: "Menus"
    workspace: "Workspace"

    def __init__(self, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.preferences = preferences
        self.theme = theme
        self.csv: CsvImportWindow | None = None
        self._help: HelpWindow | None = None
        self._plain_keys = PlainKeys(self)
        self.is_furnished = False
        self._may_close = False
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.setWindowTitle(self.tr("NN Studio"))
        self.menuBar().addMenu(self.tr("&File"))
        self.skeleton = Skeleton(theme)
        self.setCentralWidget(self.skeleton)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        self.restoreGeometry(preferences.bytes("geometry"))

    def furnish(self, document: "Document", run: "RunController") -> None:
        """Bring in everything; document and run belong to the window from now on."""
        from nnstudio.ui.file_commands import FileCommands
        from nnstudio.ui.menus import Menus
        from nnstudio.ui.workspace import Workspace

        self.document, self.run = document, run
        document.setParent(self)
        run.setParent(self)
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

    def show_help(self) -> None:
        """Show every key and gesture."""
        if self._help is None:
            from nnstudio.ui.help_window import HelpWindow

            self._help = HelpWindow(self)
        self._help.show()
        self._help.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_furnished:
            super().closeEvent(event)
            return
        if self.document.modified and not self._may_close:
            event.ignore()
            self.files.unless_lost(self._close_now)
            return
        self.preferences.set_bytes("geometry", self.saveGeometry())
        self.workspace.remember_places()
        if self.csv is not None:
            self.csv.close()
        self.workspace.shut_down()
        self.run.shut_down()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.is_furnished and _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            # The other program waits until the drop has been answered; questions come after.
            QTimer.singleShot(0, self, lambda: self.open(path))

    def _connect(self) -> None:
        self.document.refused.connect(self.workspace.notice.tell)
        self.document.modified_changed.connect(self.setWindowModified)
        self.document.path_changed.connect(self._show_title)
        self.files.problem.connect(self.workspace.notice.tell)
        self.run.timeline.refused.connect(self.workspace.notice.tell)
        self.run.timeline.set_budget(self.preferences.timeline_budget)
        self.workspace.data.import_requested.connect(self.import_csv)
        self._plain_keys.leave_to_controls_of(self.workspace)

    def _show_title(self) -> None:
        name = self.document.path.name if self.document.path else self.tr("New project")
        self.setWindowTitle(self.tr("{name}[*] — NN Studio").format(name=name))

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
