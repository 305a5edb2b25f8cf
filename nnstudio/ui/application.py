"""Starts the window, or takes a picture of it.

The window is painted first, empty; NumPy, the core and the panels come after the first paint.
"""

import gc
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QLocale, QSettings, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from nnstudio.app import places
from nnstudio.app.locale import numbers_of
from nnstudio.app.preferences import Preferences
from nnstudio.data.resources import resource
from nnstudio.ui.appearance import FollowsTheDesktop, dress, wanted_theme
from nnstudio.ui.fonts import install_fonts
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.studio_application import StudioApplication

SWITCH_INTERVAL = 1e-4
"""Seconds after which the trainer's thread lets the window's have its turn. At Python's own 5 ms
a slow step can starve the window for seconds."""


def make_application() -> QApplication:
    """The one QApplication, with our fonts and a style that looks the same everywhere."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = StudioApplication(sys.argv[:1])
        QLocale.setDefault(numbers_of(QLocale.system()))
    application.setApplicationName("NN Studio")
    places.carry_what_qt_remembers()
    # By this name a desktop finds the program's entry in its menu, and the icon with it.
    application.setDesktopFileName("nnstudio")
    application.setWindowIcon(QIcon(str(resource("icons", "app", "nnstudio.svg"))))
    application.setStyle("Fusion")
    install_fonts(application)
    return application


def furnish(window: MainWindow, example: str | None, copies: list[Path] | None = None) -> None:
    """Put an example and its trainer into a window; close it to end the trainer.

    copies: the places for safety copies, if not the person's own.
    """
    from nnstudio.app.document import Document
    from nnstudio.app.run_controller import RunController
    from nnstudio.app.safety.autosave import Autosave
    from nnstudio.project.examples import DEFAULT_EXAMPLE, EXAMPLES

    document = Document(EXAMPLES[example or DEFAULT_EXAMPLE].project)
    run = RunController(document)
    run.start()
    window.furnish(document, run, Autosave(document, run, copies or places.state_folders()))


def run_window(project_path: Path | None, example: str | None, theme: str | None) -> int:
    """Open the window and return, when it is closed, the exit code."""
    # Nothing that a start makes is garbage: looking for some would take a tenth of its time.
    # From then on only the window's thread looks.
    gc.disable()
    application = make_application()
    preferences = Preferences()
    look = wanted_theme(theme or preferences.theme)
    dress(application, look)
    window = MainWindow(preferences, look)
    window.faults.listen()

    def bring_in() -> None:
        from nnstudio.app.tidying import Tidying
        from nnstudio.ui.ending import LogOut, end_on_signals

        furnish(window, example)
        end_on_signals(application, window)
        LogOut(application, window)
        if theme is None:
            FollowsTheDesktop(window)
        window.offer_recovery()
        if project_path is not None:
            window.open(project_path)
        if isinstance(application, StudioApplication):
            application.open_files_with(window.open)
        gc.freeze()
        Tidying(window)

    window.skeleton.painted.connect(lambda: QTimer.singleShot(0, bring_in))
    window.show()
    code = application.exec()
    from nnstudio.ui.ending import leave

    return leave(window, code)


def take_screenshot(
    file: Path,
    project_path: Path | None,
    example: str | None,
    epochs: int | None,
    theme: str | None,
    size: tuple[int, int] | None,
) -> int:
    """Train for so many epochs, save a picture of the window, and return the exit code."""
    from nnstudio.project.errors import ProjectError
    from nnstudio.ui.photograph import photograph

    application = make_application()
    look = wanted_theme(theme or "light")
    dress(application, look)
    with tempfile.TemporaryDirectory() as folder:
        # The picture shows the program as it is when new, and leaves no traces of its own.
        settings = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings), look)
        furnish(window, example, [Path(folder)])
        try:
            if project_path is not None:
                window.document.open(project_path)
            return photograph(application, window, file, epochs or 0, size or (1440, 900))
        except ProjectError as problem:
            print(problem, file=sys.stderr)
            return 2
        finally:
            window.end_at_once(keep=False)
            window.close()
