"""The application object, which also hears of the files that the desktop wants opened."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class StudioApplication(QApplication):
    """On macOS a double click on a project comes as an event, often before there is a window.

    Not an event filter, which would see every event of every widget.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._open: Callable[[Path], None] | None = None
        self._waiting: Path | None = None

    def open_files_with(self, open_file: Callable[[Path], None]) -> None:
        """Hand every wanted file to `open_file`, at once the one that was asked for already."""
        self._open = open_file
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            open_file(waiting)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._ask_for(Path(event.file()))
            return True
        return super().event(event)

    def _ask_for(self, path: Path) -> None:
        if self._open is None:
            self._waiting = path
        else:
            self._open(path)
