"""How the program ends when it is not the person who ends it: in time, and with nothing lost."""

import os
import signal
import socket
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from nnstudio.ui.main_window import MainWindow

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
LOG_OUT = 30_000
"""Milliseconds after which a log-out that did not come was called off."""


def end_on_signals(application: QApplication, window: "MainWindow") -> None:
    """End in good order when the system or a terminal asks the program to."""

    def end(*_: object) -> None:
        window.end_at_once()
        # Not quit(), which a window with unsaved changes refuses: nobody may be there to answer.
        application.exit(0)

    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    _Waker(window)


class _Waker(QObject):
    """Wakes the event loop when a signal comes.

    Python handles a signal when it runs next, and an idle window runs nothing by itself.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._run)

    @Slot()
    def _run(self) -> None:
        self._read.recv(64)


class LogOut(QObject):
    """Keeps what is open when the person logs out: asking about it would hold up the computer."""

    def __init__(self, application: QApplication, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._called_off = QTimer(self)
        self._called_off.setSingleShot(True)
        self._called_off.timeout.connect(lambda: window.keep_on_closing(False))
        application.commitDataRequest.connect(self._commit)

    def prepare(self) -> None:
        """Copy what is open, and close without a question if that comes next."""
        self._window.autosave.copy_at_once()
        self._window.keep_on_closing(True)
        self._called_off.start(LOG_OUT)

    @Slot(QSessionManager)
    def _commit(self, manager: QSessionManager) -> None:
        # The next start offers the copy; a session that started us by itself would not.
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
        self.prepare()


def leave(window: "MainWindow", code: int) -> int:
    """The exit code of a program whose event loop has ended.

    A thread in the middle of a step that takes seconds, or of writing to a drive that does not
    answer, cannot be ended; waiting for it would keep the program, and destroying it abort it.
    """
    if window.has_ended:
        return code
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)
