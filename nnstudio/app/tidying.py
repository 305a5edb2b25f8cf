"""Taking away what is not needed any more, in the window's thread alone.

Python looks for cycles of garbage in whichever thread happens to make the next object. Where that
is the trainer's, and the garbage is a popover that has closed, a widget is destroyed outside of its
thread, and the program with it.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PAUSE = 500
"""Milliseconds between two looks."""
SELDOM = 40
"""Looks with something to do, from one search through everything to the next."""


class Tidying(QObject):
    """From now on, and for as long as its parent lives, nobody else looks for garbage."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.look)
        gc.disable()
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Take away what is garbage by now, if enough has been made since the last time."""
        young, middle, _ = gc.get_count()
        of_young, of_middle, _ = gc.get_threshold()
        if young <= of_young:
            return
        self._looks += 1
        if self._looks % SELDOM == 0:
            gc.collect()
        else:
            gc.collect(1 if middle > of_middle else 0)
