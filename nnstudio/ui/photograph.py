"""A picture of the real window, after some training."""

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.app.speed import Speed
from nnstudio.ui.main_window import MainWindow

SETTLE = 700
"""Milliseconds for what loads after the first paint: the plots, the thumbnails."""


def photograph(
    application: QApplication, window: MainWindow, file: Path, epochs: int, size: tuple[int, int]
) -> int:
    """Show the window, train for so many epochs, save a picture, and return the exit code."""
    window.resize(*size)
    window.show()
    sitter = _Sitter(window, file, epochs)
    QTimer.singleShot(0, sitter.begin)
    application.exec()
    return sitter.exit_code


class _Sitter(QObject):
    """Waits until the run is where it should be and the window has settled."""

    def __init__(self, window: MainWindow, file: Path, epochs: int) -> None:
        super().__init__(window)
        self.exit_code = 1
        self._window = window
        self._file = file
        saved = window.document.saved_run
        self._last_epoch = epochs + (saved.epoch if saved is not None else 0)
        self._speed = window.run.speed
        self._done = False

    def begin(self) -> None:
        """Start the training, or wait for the picture if there is none to do."""
        run = self._window.run
        if not self._window.document.shapes.fits:
            self._settle()
            return
        run.snapshot.connect(self._watch)
        run.failed.connect(self._tell)
        run.set_speed(Speed())
        run.play_until(self._last_epoch)

    def _watch(self, snapshot: Snapshot) -> None:
        ended = snapshot.phase in (Phase.DIVERGED, Phase.STOPPED_EARLY, Phase.FAILED)
        if ended or (snapshot.phase is Phase.PAUSED and snapshot.epoch >= self._last_epoch):
            self._settle()

    def _tell(self, details: str) -> None:
        """A picture of a broken run is still a picture, but it must not pass unnoticed."""
        print(details, file=sys.stderr)
        self._settle()

    def _settle(self) -> None:
        if not self._done:
            self._done = True
            self._window.run.set_speed(self._speed)
            QTimer.singleShot(SETTLE, self._take)

    def _take(self) -> None:
        picture = self._window.grab()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        if picture.save(str(self._file)):
            self.exit_code = 0
        else:
            print(f"The picture could not be saved as “{self._file}”.", file=sys.stderr)
        QApplication.exit(self.exit_code)
