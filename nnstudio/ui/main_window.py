"""The main window. It only wires: what happens, happens in the panels and the application."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Document
from nnstudio.app.preferences import Preferences
from nnstudio.app.run_controller import RunController
from nnstudio.project.files import SUFFIX
from nnstudio.ui.canvas.panel import CanvasPanel
from nnstudio.ui.csv_import.window import CsvImportWindow
from nnstudio.ui.file_commands import FileCommands
from nnstudio.ui.help_window import HelpWindow
from nnstudio.ui.maps_request import MapsRequest
from nnstudio.ui.menus import Menus
from nnstudio.ui.notice import Notice
from nnstudio.ui.panels.data_panel import DataPanel
from nnstudio.ui.panels.loss_panel import LossPanel
from nnstudio.ui.panels.picture_panel import PicturePanel
from nnstudio.ui.panels.predictions_panel import PredictionsPanel
from nnstudio.ui.run_bar import RunBar
from nnstudio.ui.theme import Theme

OWN_KEYS = (QLineEdit, QAbstractSlider, QComboBox, QAbstractItemView)
"""Controls that need the plain keys themselves, such as Right, Home and Space, when focused."""


class MainWindow(QMainWindow):
    """Run bar on top, data at the left, the canvas in the middle, what it answers at the right.

    Attributes, for whoever drives the window: `document`, `run`, `files`, `canvas`, `data`,
    `picture`, `loss`, `predictions`, `run_bar`, `notice`, `panels` (by name), and `csv`, the import
    window, once it has been asked for.
    """

    def __init__(
        self, document: Document, run: RunController, preferences: Preferences, theme: Theme
    ) -> None:
        super().__init__()
        self.document = document
        self.run = run
        self.preferences = preferences
        self.theme = theme
        self._may_close = False
        self._help: HelpWindow | None = None
        self.csv: CsvImportWindow | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.files = FileCommands(document, run, preferences, self)
        self.maps = MapsRequest(run, theme)
        self._make_panels()
        self._lay_out()
        self.menus = Menus(self)
        self._connect()
        self._restore_places()
        self.canvas.view.setFocus()
        self._show_title()

    def set_theme(self, theme: Theme) -> None:
        """Take on another look, everywhere."""
        self.theme = theme
        self.maps.set_theme(theme)
        for panel in (self.run_bar, *self.panels.values()):
            panel.set_theme(theme)
        if self.csv is not None:
            self.csv.set_theme(theme)

    def open(self, path: Path) -> None:
        """Open a project, or import a table, whichever the file is."""
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            self.import_csv(path)
        else:
            self.files.open(path)

    def import_csv(self, path: Path | None = None) -> None:
        """Show the import window, for this file or for one to be chosen."""
        if self.csv is None:
            self.csv = CsvImportWindow(self.document, self.theme, self)
            self.csv.problem.connect(self.notice.tell)
        if path is None:
            self.csv.choose()
        else:
            self.csv.load(path)

    def show_help(self) -> None:
        """Show every key and gesture."""
        if self._help is None:
            self._help = HelpWindow(self)
        self._help.show()
        self._help.raise_()

    def new_seed(self) -> None:
        """Start over from other random weights."""
        self.run_bar.new_seed()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.document.modified and not self._may_close:
            event.ignore()
            self.files.unless_lost(self._close_now)
            return
        self.preferences.set_bytes("geometry", self.saveGeometry())
        for name, splitter in self._splitters.items():
            self.preferences.set_bytes(name, splitter.saveState())
        if self.csv is not None:
            self.csv.close()
        application().removeEventFilter(self)
        self.run.shut_down()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            # The other program waits until the drop has been answered; questions come after.
            QTimer.singleShot(0, lambda: self.open(path))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.maps.set_wanted(True)
        if not self._places_known:
            self._places_known = True
            # The splitters learn their size from the layout, which comes after this event.
            QTimer.singleShot(0, self._share_out_the_room)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.maps.set_wanted(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave plain keys to the control that has the focus and needs them itself."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and isinstance(watched, OWN_KEYS):
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _make_panels(self) -> None:
        document, run, theme = self.document, self.run, self.theme
        self.run_bar = RunBar(document, run, theme)
        self.notice = Notice()
        self.canvas = CanvasPanel(document, run, theme)
        self.data = DataPanel(document, run, theme)
        self.picture = PicturePanel(document, run, theme)
        self.loss = LossPanel(document, run, theme)
        self.predictions = PredictionsPanel(document, run, theme)
        self.panels: dict[str, QWidget] = {
            "data": self.data,
            "canvas": self.canvas,
            "picture": self.picture,
            "loss": self.loss,
            "predictions": self.predictions,
        }

    def _lay_out(self) -> None:
        middle = _splitter(Qt.Orientation.Vertical, [(self.canvas, 5), (self.predictions, 2)])
        right = _splitter(Qt.Orientation.Vertical, [(self.picture, 0), (self.loss, 1)])
        across = _splitter(Qt.Orientation.Horizontal, [(self.data, 0), (middle, 2), (right, 1)])
        self._splitters = {"across": across, "middle": middle, "right": right}
        body = QWidget()
        body_layout = QVBoxLayout(body)
        body_layout.setContentsMargins(10, 10, 10, 10)
        body_layout.addWidget(across)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.run_bar)
        column.addWidget(self.notice)
        column.addWidget(body, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.document.refused.connect(self.notice.tell)
        self.document.modified_changed.connect(self.setWindowModified)
        self.document.path_changed.connect(self._show_title)
        self.files.problem.connect(self.notice.tell)
        self.run.failed.connect(self._tell_failure)
        self.data.import_requested.connect(self.import_csv)
        self.picture.axes_changed.connect(self.maps.set_axes)
        self.picture.discretise_changed.connect(self.maps.set_discretised)
        application().installEventFilter(self)

    def _restore_places(self) -> None:
        self.resize(1440, 900)
        self.restoreGeometry(self.preferences.bytes("geometry"))
        self._places_known = all(
            splitter.restoreState(self.preferences.bytes(name))
            for name, splitter in self._splitters.items()
        )

    def _share_out_the_room(self) -> None:
        """The first time: a square picture at the right, and most of the rest for the canvas."""
        across, middle, right = (self._splitters[name] for name in ("across", "middle", "right"))
        width, height = across.width(), across.height()
        data = 236
        picture = min(max((width - data) * 33 // 100, 280), 420)
        across.setSizes([data, width - data - picture, picture])
        answers = min(height * 30 // 100, 230)
        middle.setSizes([height - answers, answers])
        square = min(picture + 96, height * 62 // 100)
        right.setSizes([square, height - square])

    def _show_title(self) -> None:
        name = self.document.path.name if self.document.path else self.tr("New project")
        self.setWindowTitle(self.tr("{name}[*] — NN Studio").format(name=name))

    def _tell_failure(self, details: str) -> None:
        def copy() -> None:
            QApplication.clipboard().setText(details)

        self.notice.tell(
            self.tr(
                "Something in the training broke, and it was stopped. The project is as it was "
                "and can be saved; Reset starts again."
            ),
            self.tr("Copy the details"),
            copy,
        )

    def _close_now(self) -> None:
        self._may_close = True
        self.close()


def application() -> QCoreApplication:
    """The application that this window belongs to."""
    found = QApplication.instance()
    if found is None:
        raise RuntimeError("a window needs a QApplication")
    return found


def _splitter(orientation: Qt.Orientation, parts: list[tuple[QWidget, int]]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(10)
    splitter.setChildrenCollapsible(False)
    for place, (widget, stretch) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, stretch)
    return splitter


def _dropped_file(event: QDropEvent) -> Path | None:
    """The one local file that hangs at the pointer, if NN Studio can open it."""
    names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    paths = [Path(name) for name in names if name]
    known = (SUFFIX, ".csv", ".tsv", ".txt")
    if len(paths) == 1 and paths[0].suffix.lower() in known:
        return paths[0]
    return None
