"""A real NN Studio in a process of its own, for tests that end it without asking.

    python -m tests.e2e.killed SECONDS [FILE | --busy]

Opens the window, on FILE if there is one, adds a layer, trains, and prints a line a snapshot. With
--busy the trainer then does for long what cannot be cut short, as in a step of a large network.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from nnstudio.app.safety import autosave
from nnstudio.app.snapshot import Snapshot
from nnstudio.project.session import Session
from nnstudio.ui.application import make_application, run_window
from nnstudio.ui.main_window import MainWindow

PATIENCE = 60
"""Seconds, as a busy machine may take where an idle one takes next to none."""


def main(seconds: float, word: str | None) -> int:
    application = make_application()
    busy = word == "--busy"
    file = None if busy or word is None else Path(word)
    # What is kept must not depend on the machine; in how many seconds is for the test to judge.
    autosave.LAST_WORD = PATIENCE
    if not busy:
        autosave.ANSWER, autosave.LAST_ANSWER = 1000 * PATIENCE, PATIENCE

    def work() -> None:
        window = _window(application)
        if window is None or window.run.latest is None:
            QTimer.singleShot(20, work)
            return
        window.menus.actions["add Dense"].trigger()
        assert window.document.modified
        window.run.snapshot.connect(tell)
        window.autosave.written.connect(lambda: print("copied", flush=True))
        window.run.play()

    def tell(snapshot: Snapshot) -> None:
        if snapshot.step > 20:
            print("training", flush=True)
            window = _window(application)
            if busy and window is not None:
                window.run.want("slow", rest)

    def rest(session: Session) -> None:
        print("busy", flush=True)
        time.sleep(60)

    QTimer.singleShot(100, work)
    # So that a failing test ends.
    QTimer.singleShot(int(1000 * seconds), lambda: application.exit(3))
    return run_window(file, "noisy-xor", "dark")


def _window(application: QApplication) -> MainWindow | None:
    windows = (window for window in application.topLevelWidgets())
    found = next((window for window in windows if isinstance(window, MainWindow)), None)
    return found if found is not None and found.is_furnished else None


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
