"""Hears of every exception that nobody caught, in any thread; it is told, and the program goes on.

What is needed only when there is something to tell is imported then: this is part of every start.
"""

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion

from nnstudio import __version__

if TYPE_CHECKING:
    from nnstudio.ui.fault_window import FaultWindow
    from nnstudio.ui.main_window import MainWindow

MOST_WAITING = 20
"""Faults on their way to the window: one in a paint event comes sixty times a second."""


class Faults(QObject):
    """Shows one window for all faults of a main window, each kind of fault once.

    An exception in a slot or an event never reaches whoever called it: Python's hooks alone hear
    of it. The hooks that were there before hear of it first.
    """

    _heard = Signal(str, str)

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._shown: FaultWindow | None = None
        self._known: set[str] = set()
        self._waiting = 0
        self._listens = False
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Hear of every exception from now on."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._hear
        threading.excepthook = self._hear_of_thread
        sys.unraisablehook = self._hear_of_unraisable
        self._listens = True

    def ignore(self) -> None:
        """Hear of nothing any more."""
        if self._listens:
            self._listens = False
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def tell(self, details: str) -> None:
        """Tell of a fault that somebody caught, such as one in the training."""
        self._heard.emit(f"{_circumstances()}\n{details}", details.strip().rpartition("\n")[2])

    def _hear(
        self, kind: type[BaseException], fault: BaseException, where: TracebackType | None
    ) -> None:
        self._before[0](kind, fault, where)
        self._pass_on(kind, fault, where)

    def _hear_of_thread(self, heard: Any) -> None:
        self._before[1](heard)
        if heard.exc_type is not SystemExit:
            self._pass_on(heard.exc_type, heard.exc_value, heard.exc_traceback)

    def _hear_of_unraisable(self, heard: Any) -> None:
        self._before[2](heard)
        self._pass_on(heard.exc_type, heard.exc_value, heard.exc_traceback)

    def _pass_on(
        self,
        kind: type[BaseException],
        fault: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if self._waiting >= MOST_WAITING or issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        import traceback

        self._waiting += 1
        frames = traceback.extract_tb(where)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        details = "".join(traceback.format_exception(kind, fault, where))
        self._heard.emit(f"{_circumstances()}\n{details}", f"{kind.__name__} {place}")

    @Slot(str, str)
    def _tell(self, details: str, kind: str) -> None:
        self._waiting = max(self._waiting - 1, 0)
        if kind in self._known:
            return
        self._known.add(kind)
        try:
            self._show(details)
        except Exception:
            # To tell of a fault must never be the cause of the next one.
            if sys.stderr is not None:
                import traceback

                traceback.print_exc()

    def _show(self, details: str) -> None:
        from nnstudio.ui.fault_window import FaultWindow

        window = self._window
        if self._shown is None:
            self._shown = FaultWindow(window)
            if window.is_furnished:
                self._shown.save_asked.connect(window.files.ask_save_as)
                window.autosave.set_aside.connect(self._shown.tell_of_the_copy)
            else:
                self._shown.tell_that_nothing_is_open()
                self._shown.finished.connect(window.close)
        self._shown.add(details)
        self._shown.show()
        if window.is_furnished:
            window.autosave.put_aside()


def _circumstances() -> str:
    import platform

    return (
        f"NN Studio {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform()}"
    )
