"""One time at the program: from the window that opens to the window that has closed."""

import gc
import time

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from nnstudio.app.preferences import Preferences
from nnstudio.app.snapshot import Snapshot
from nnstudio.app.tidying import Tidying
from nnstudio.ui.appearance import FollowsTheDesktop, dress, wanted_theme
from nnstudio.ui.application import furnish
from nnstudio.ui.ending import LogOut
from nnstudio.ui.main_window import MainWindow
from tests import conftest
from tests.soak.faults import Faults
from tests.soak.hands import Hands
from tests.soak.memory import Stock
from tests.soak.sandbox import Sandbox

PATIENCE = 20.0
"""Seconds within which a window is ready."""
TO_END = 2.0
"""Seconds within which the threads have ended after the window has closed."""
LONGEST_STEP = 60.0


class Session:
    """Attributes: `window`, furnished as the program does it; `steps` trained so far;
    `stock` of what it consists of; `slow_to_end`, whether it closed in the middle of a step that
    takes seconds."""

    def __init__(self, application: QApplication, sandbox: Sandbox, faults: Faults) -> None:
        self._faults = faults
        self._before = conftest.what_is_there()
        self.steps = self._last = 0
        self.slow_to_end = False
        self.stock = Stock()
        preferences = Preferences(QSettings(str(sandbox.settings), QSettings.Format.IniFormat))
        look = wanted_theme(preferences.theme)
        dress(application, look)
        self.window = window = MainWindow(preferences, look)
        window.faults.listen()

        def bring_in() -> None:
            furnish(window, None, [sandbox.folder / "copies"])
            LogOut(application, window)
            FollowsTheDesktop(window)
            window.offer_recovery()
            Tidying(window)
            window.run.failed.connect(faults.note_failure)
            window.run.probe_failed.connect(faults.note_blind_panel)
            window.run.snapshot.connect(self._count)

        window.skeleton.painted.connect(lambda: QTimer.singleShot(0, bring_in))
        window.show()

    @property
    def is_open(self) -> bool:
        """Whether its window is there."""
        return self.window.isVisible() or not self.window.is_furnished or self.window.isMinimized()

    def wait_until_ready(self, hands: Hands) -> None:
        """Look on until the network has been shown."""
        end = time.monotonic() + PATIENCE
        while not (self.window.is_furnished and self.window.run.latest is not None):
            hands.wait(10)
            if time.monotonic() > end:
                self._faults.add(f"The window was not ready within {PATIENCE:.0f} s.")
                return

    def take_down(self, hands: Hands) -> None:
        """The window has closed: see that everything of it goes too."""
        self._wait_for_threads(hands)
        hands.let_go()
        window = self.window
        del self.window
        window.deleteLater()
        del window
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        hands.wait(10)
        gc.collect()
        for words in conftest.left_behind(*self._before):
            self._faults.add(words)

    def _wait_for_threads(self, hands: Hands) -> None:
        """The program itself waits no longer than that: in the middle of a very long step it ends
        at once. Here the next session has to wait."""
        start = time.monotonic()
        while not self.window.has_ended and time.monotonic() - start < LONGEST_STEP:
            hands.wait(10)
        self.slow_to_end = time.monotonic() - start > TO_END
        if not self.window.has_ended:
            self._faults.add(f"A thread still works {LONGEST_STEP:.0f} s after closing.")

    def _count(self, snapshot: Snapshot) -> None:
        self.steps += max(snapshot.step - self._last, 0)
        self._last = snapshot.step
