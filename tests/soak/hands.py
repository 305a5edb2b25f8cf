"""Hands at mouse and keyboard: events for the window, which finds out itself where they belong."""

from collections.abc import Callable
from functools import partial
from random import Random

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.soak.eyes import somewhere
from tests.soak.pulse import Pulse

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
PLAIN = Qt.KeyboardModifier.NoModifier


class Hands:
    """Every movement is one event, and the window has answered it before the next one comes."""

    def __init__(self, pulse: Pulse, chance: Random) -> None:
        self._pulse, self._chance = pulse, chance
        self._front: QWidget | None = None
        self._held: QWidget | None = None

    def let_go(self) -> None:
        """Hold no window any more."""
        self._front = self._held = None

    def open_fingers(self, widget: QWidget) -> None:
        """Let go of every button that is still held, since the window that it was pressed on went
        away: while one is held, no other one clicks anything."""
        window = widget.window().windowHandle()
        for button in (LEFT, RIGHT, MIDDLE):
            if window is not None and QApplication.mouseButtons() & button:
                self._do(lambda button=button: QTest.mouseRelease(window, button))

    def wait(self, milliseconds: int) -> None:
        """Look on for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def click(
        self,
        widget: QWidget,
        at: QPoint | None = None,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = PLAIN,
        twice: bool = False,
    ) -> None:
        """Move there and click, somewhere on the widget if not told where."""
        found = self._on_window(widget, at)
        if found is None:
            return
        window, place = found
        self._do(lambda: QTest.mouseMove(window, place))
        if twice:
            self._do(lambda: QTest.mouseClick(window, button, keys, place))
            self._do(lambda: QTest.mouseDClick(window, button, keys, place))
        else:
            self._do(lambda: QTest.mousePress(window, button, keys, place))
            self._do(lambda: QTest.mouseRelease(window, button, keys, place))

    def point(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Move there."""
        found = self._on_window(widget, at)
        if found is not None:
            window, place = found
            self._do(lambda: QTest.mouseMove(window, place))

    def drag(
        self,
        widget: QWidget,
        start: QPoint,
        end: QPoint,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = PLAIN,
        interrupted: Callable[[], None] | None = None,
    ) -> None:
        """Press, move in several steps, and let go; `interrupted` happens before that."""
        found, target = self._on_window(widget, start), self._on_window(widget, end)
        if found is None or target is None:
            return
        (window, here), (_, there) = found, target
        self._do(lambda: QTest.mouseMove(window, here))
        self._do(lambda: QTest.mousePress(window, button, keys, here))
        steps = self._chance.randint(2, 6)
        for step in range(1, steps + 1):
            place = here + (there - here) * (step / steps)
            self._do(lambda place=place: QTest.mouseMove(window, place))
            if self._chance.random() < 0.2:
                self.wait(self._chance.randint(1, 60))
        if interrupted is not None:
            interrupted()
        self._do(lambda: QTest.mouseRelease(window, button, keys, there))

    def wheel(self, widget: QWidget, notches: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """Turn the wheel over a widget."""
        found = self._on_window(widget, None)
        if found is not None and notches:
            window, place = found
            turn = QPoint(0, 120 * notches)
            self._do(lambda: QTest.wheelEvent(window, QPointF(place), turn, QPoint(), keys))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key, wherever the keys go."""
        window = self._with_keys()
        if window is not None:
            self._do(lambda: QTest.keyClick(window, key, keys))

    def keys_of(self, shortcut: QKeySequence) -> None:
        """Press a shortcut."""
        for place in range(shortcut.count()):
            combination = shortcut[place]
            self.key(combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        """Type a text, letter by letter, wherever the keys go."""
        for letter in text:
            window = self._with_keys()
            if window is None:
                return
            if letter.isascii():
                self._do(lambda letter=letter, window=window: QTest.keyClick(window, ord(letter)))
            else:
                self._type_foreign(letter)

    def _type_foreign(self, letter: str) -> None:
        """The tool knows the keys of Latin letters alone."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            target = QApplication.activePopupWidget() or QApplication.focusWidget()
            if target is not None:
                event = QKeyEvent(kind, 0, PLAIN, letter)
                self._do(partial(QApplication.sendEvent, target, event))

    def _with_keys(self) -> QWindow | None:
        # A window is only known for as long as its widget is.
        self._front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if self._front is None:
            self._front = QApplication.activeWindow()
        window = self._front.windowHandle() if self._front is not None else None
        return window if window is not None and window.isVisible() else None

    def _on_window(self, widget: QWidget, at: QPoint | None) -> tuple[QWindow, QPoint] | None:
        if not widget.isVisible():
            return None
        place = at if at is not None else somewhere(widget, self._chance)
        self._held = widget.window()
        handle = self._held.windowHandle()
        return None if handle is None else (handle, widget.mapTo(self._held, place))

    def _do(self, event: Callable[[], object]) -> None:
        self._pulse.beat()
        event()
        self._pulse.beat()
