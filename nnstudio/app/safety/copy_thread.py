"""The thread in which copies are written: a slow disk must not be felt in the window."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal

from nnstudio.app.safety.copy_folder import CopyFolder
from nnstudio.app.safety.copy_writer import Copy, CopyWriter
from nnstudio.project.specs import Project


class CopyThread(QObject):
    """Hands on to a `CopyWriter` in its thread, in the order in which it is asked.

    Signals: those of the writer.
    """

    written = Signal(object)
    timeline_written = Signal(object)
    failed = Signal(str)
    set_aside = Signal(str, str)

    _write = Signal(object)
    _clear = Signal()
    _take_over = Signal(object, object)
    _put_aside = Signal(object)
    _end = Signal(object)

    def __init__(self, places: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName("autosave")
        self._writer = writer = CopyWriter(places)
        writer.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._write.connect(writer.write, queued)
        self._clear.connect(writer.clear, queued)
        self._take_over.connect(writer.take_over, queued)
        self._put_aside.connect(writer.put_aside, queued)
        self._end.connect(writer.end, queued)
        writer.written.connect(self.written, queued)
        writer.timeline_written.connect(self.timeline_written, queued)
        writer.failed.connect(self.failed, queued)
        writer.set_aside.connect(self.set_aside, queued)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.isRunning()

    def write(self, copy: Copy) -> None:
        """Put this copy in the place of the one before."""
        self._write.emit(copy)

    def clear(self) -> None:
        """There is nothing to lose at the moment."""
        self._clear.emit()

    def take_over(self, folder: CopyFolder, project: Project) -> None:
        """Keep on the copy in this folder, which is of this project, instead of our own."""
        self._take_over.emit(folder, project)

    def put_aside(self, copy: Copy) -> None:
        """Write a copy that stays."""
        self._put_aside.emit(copy)

    def end(self, keep: bool, patience: float) -> bool:
        """End after all that was asked for, and keep the copy or not.

        Waits so many seconds at the most, and returns whether it has ended.
        """
        if self.is_alive:
            self._end.emit(keep)
        return self._thread.wait(int(1000 * patience))
