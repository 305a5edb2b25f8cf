"""The main window looks at itself: is it painted, trained, and closed again in good order?"""

import os
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from nnstudio.app.preferences import Preferences
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.ui.appearance import dress
from nnstudio.ui.application import furnish, make_application
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import LIGHT

SIZE = (1440, 900)
EPOCHS = 20
SETTLE = 700
"""Milliseconds for what loads after the first paint: the plots, the thumbnails."""
FEWEST_COLOURS = 400
LARGEST_SHARE = 0.9
"""Of the commonest colour. An empty window has a handful of colours, and one that rules."""


def check() -> tuple[bool, str]:
    """Show the window, train for a while, and judge its picture; what was found in words."""
    said: list[str] = []
    qInstallMessageHandler(lambda kind, context, text: said.append(text))
    application = make_application()
    dress(application, LIGHT)
    with ExitStack() as stack:
        folder = _folder(stack)
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings), LIGHT)
        furnish(window, None, [folder])
        try:
            image = _picture(application, window)
        finally:
            window.end_at_once(keep=False)
            window.close()
    where = QGuiApplication.platformName()
    if image is None:
        return False, f"the training did not get to epoch {EPOCHS} ({where})"
    well, words = judge(image)
    remarks = f"; Qt said: {' / '.join(said[:3])}" if said else ""
    return well, f"{words}, on {where}{remarks}"


def judge(image: QImage) -> tuple[bool, str]:
    """Tell whether a picture shows the window with its content, and what was counted."""
    same = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = b"" if same.isNull() else bytes(same.constBits())
    counts = Counter(pixels[i : i + 3] for i in range(0, len(pixels), 4))
    share = max(counts.values(), default=0) / max(1, counts.total())
    words = f"{image.width()} × {image.height()} pixels in {len(counts):,} colours, "
    words += f"the commonest on {100 * share:.0f} %"
    return len(counts) >= FEWEST_COLOURS and share <= LARGEST_SHARE, words


def _folder(stack: ExitStack) -> Path:
    """A place for settings and copies, for this once; where nothing can be written, nowhere."""
    try:
        return Path(stack.enter_context(tempfile.TemporaryDirectory()))
    except OSError:
        return Path(os.devnull)


def _picture(application: QApplication, window: MainWindow) -> QImage | None:
    """Return the picture of the trained window, None if the training fails."""
    taken: list[QImage] = []

    def take() -> None:
        try:
            taken.append(window.grab().toImage())
        finally:
            application.exit()

    def watch(snapshot: Snapshot) -> None:
        if snapshot.phase is Phase.PAUSED and snapshot.epoch >= EPOCHS:
            window.run.snapshot.disconnect(watch)
            QTimer.singleShot(SETTLE, take)

    window.resize(*SIZE)
    window.show()
    window.run.snapshot.connect(watch)
    window.run.failed.connect(lambda details: application.exit())
    QTimer.singleShot(0, lambda: window.run.play_until(EPOCHS))
    application.exec()
    return taken[0] if taken else None
