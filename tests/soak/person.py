"""Who does it all: chooses by chance what to do next, and answers what the window asks."""

import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from random import Random
from typing import TextIO

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)

from nnstudio.app.snapshot import Phase
from nnstudio.ui.main_window import MainWindow
from tests.soak.eyes import in_front, reachable
from tests.soak.hands import Hands
from tests.soak.sandbox import Sandbox
from tests.soak.session import Session

REMEMBERED = 50
STUCK = 25
"""Actions after which a question that is still there cannot be got rid of."""
QUITS = 0.15
"""How often what was chosen is really done, if it is to quit: a session is to last."""
MENDS = 0.5
"""How often the next thing, while the network does not fit, is something that helps."""
PATIENCE = 2.0
"""Seconds after which an action must be waiting for an answer."""
KEY = Qt.Key
Action = Callable[["Person"], str]


class Person:
    """Attributes: `chance`, `hands`, `sandbox`; `session`, the present one; `log` of the last
    actions; `done`, how often each kind was."""

    def __init__(
        self,
        chance: Random,
        hands: Hands,
        sandbox: Sandbox,
        actions: dict[str, tuple[int, Action]],
        journal: TextIO,
    ) -> None:
        self.journal = journal
        self.chance, self.hands, self.sandbox = chance, hands, sandbox
        self.session: Session
        self.log: deque[str] = deque(maxlen=REMEMBERED)
        self.done: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()
        self.stuck: Callable[[str], None] = lambda words: None
        self._actions = actions
        self._number = 0
        self._asked: tuple[QWidget | None, int] = (None, 0)
        # Qt itself asks within an event, as whether to overwrite; that is answered from within.
        self._busy_since = 0.0
        self._inner = QTimer()
        self._inner.timeout.connect(self._answer_from_within)
        self._inner.start(150)

    @property
    def window(self) -> MainWindow:
        """The main window."""
        return self.session.window

    @property
    def front(self) -> QWidget:
        """Where events go now."""
        return in_front(self.window)

    def act(self) -> None:
        """Do one thing."""
        kind, do = self._choose()
        start = self._busy_since = time.monotonic()
        self.note(f"{kind} …")
        try:
            said = do(self)
        except RuntimeError as gone:
            # What was acted upon has gone away by the act, as a menu does.
            if "already deleted" not in str(gone) or not _of_the_soak(gone):
                raise
            said = f"and it was gone ({_line(gone)})"
            self.hands.open_fingers(self.front)
        self._busy_since = 0.0
        if said:
            self._number += 1
            self.done[kind] += 1
            self.spent[kind] += time.monotonic() - start  # type: ignore[assignment]
            self.log.pop()
            self.note(f"{self._number:6}  {kind}: {said}")
        else:
            self.log.pop()
        patience = self.chance.random()
        if self.session.is_open:
            self.hands.wait(0 if patience < 0.3 else int(60 * patience) if patience < 0.97 else 400)

    @property
    def count(self) -> int:
        """How many actions were done."""
        return self._number

    def note(self, words: str) -> None:
        """Write down what is being done."""
        self.log.append(words)
        self.journal.write(f"{words}\n")

    def forget(self) -> None:
        """What was asked, which goes with its window."""
        self._asked = (None, 0)

    def detail(self, words: str) -> None:
        """Add to what was written down last."""
        self.log[-1] += f" {words}"
        self.journal.write(f"{self.log[-1]}\n")

    def told(self) -> str:
        """The last actions, in words."""
        return "The last actions:\n" + "\n".join(self.log)

    def pick(self, things: list[QWidget]) -> QWidget | None:
        """One of them, by chance."""
        return self.chance.choice(things) if things else None

    def _choose(self) -> tuple[str, Action]:
        asked = QApplication.activeModalWidget()
        before, times = self._asked
        times = times + 1 if asked is not None and asked is before else 0
        self._asked = (asked, times)
        if times == STUCK:
            self.stuck(f"A question does not go away: {_state_of(asked)}")
        if isinstance(asked, QFileDialog):
            return "answer a file dialog", answer_file_dialog
        if asked is not None and QApplication.activePopupWidget() is None:
            return "answer a question", answer_question
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu) and self.chance.random() < 0.8:
            return "choose from an open menu", choose_from_menu
        if popup is not None:
            further = self.chance.random()
            if further < 0.5:
                return "something in a popup", self._actions["control"][1]
            if further < 0.75:
                return "leave a popup", leave_popup
        if self.window.run.phase is Phase.MISFIT and self.chance.random() < MENDS:
            return self._one_of(
                "mend a misfit", "mend a misfit", "example", "example", "recent file"
            )
        names = list(self._actions)
        weights = [weight for weight, _ in self._actions.values()]
        name = self.chance.choices(names, weights)[0]
        return name, self._actions[name][1]

    def _one_of(self, *names: str) -> tuple[str, Action]:
        name = self.chance.choice(names)
        return name, self._actions[name][1]

    def _answer_from_within(self) -> None:
        if not self._busy_since or time.monotonic() - self._busy_since < PATIENCE:
            return
        if isinstance(QApplication.activePopupWidget(), QMenu):
            self.hands.key(KEY.Key_Escape)
        elif isinstance(QApplication.activeModalWidget(), QMessageBox):
            self.hands.key(self.chance.choice((KEY.Key_Return, KEY.Key_Escape)))


def _state_of(asked: QWidget | None) -> str:
    """A question, and what might keep events from it."""
    if asked is None:
        return "none"
    handle = asked.windowHandle()
    grabbers = QWidget.mouseGrabber(), QWidget.keyboardGrabber()
    return (
        f"{type(asked).__name__} {asked.objectName()}, visible {asked.isVisible()}, on the screen "
        f"{handle is not None and handle.isVisible()}, enabled {asked.isEnabled()}, at "
        f"{asked.geometry().getRect()}, focus in {type(QApplication.focusWidget()).__name__}, "
        f"grabbed by {[type(one).__name__ for one in grabbers]}, {QApplication.mouseButtons()} held"
    )


def _of_the_soak(problem: RuntimeError) -> bool:
    frames = traceback.extract_tb(problem.__traceback__)
    return "/tests/soak/" in frames[-1].filename


def _line(problem: RuntimeError) -> str:
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{frame.name} {frame.lineno}: {problem}"


def leave_popup(person: Person) -> str:
    """Close what is open: by Escape, or by a click beside it."""
    if person.chance.random() < 0.5:
        person.hands.key(KEY.Key_Escape)
        return "Escape"
    person.hands.click(person.window.workspace)
    return "a click beside it"


def answer_question(person: Person) -> str:
    """Press a button of whatever asks, or Escape."""
    box = QApplication.activeModalWidget()
    if not isinstance(box, QDialog):
        return ""
    buttons = box.buttons() if isinstance(box, QMessageBox) else []
    button = person.pick(buttons or reachable(box, QAbstractButton))  # type: ignore[arg-type]
    if button is None or person.chance.random() < 0.15:
        person.hands.key(KEY.Key_Escape)
        return "Escape"
    words = getattr(button, "text", str)()
    person.hands.click(button)
    return words


def answer_file_dialog(person: Person) -> str:
    """Type a name and press Enter, or give up."""
    dialog = QApplication.activeModalWidget()
    if not isinstance(dialog, QFileDialog):
        return ""
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    if edit is None or person.chance.random() < 0.15:
        person.hands.key(KEY.Key_Escape)
        return "Escape"
    if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
        path = person.sandbox.place_to_save()
    elif any("csv" in words for words in dialog.nameFilters()):
        path = person.sandbox.table()
    else:
        path = person.sandbox.project() or person.sandbox.table()
    edit.setFocus()
    edit.selectAll()
    person.hands.type(str(path))
    if QApplication.activePopupWidget() is not None:
        person.hands.key(KEY.Key_Escape)
    person.detail(path.name)
    person.hands.key(KEY.Key_Return)
    if dialog.isVisible() and not QApplication.activePopupWidget():
        person.hands.key(KEY.Key_Escape)
        return f"{path.name}, which it did not take"
    return path.name


def choose_from_menu(person: Person) -> str:
    """Click an entry of the open menu."""
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return ""
    entries = [
        one
        for one in menu.actions()
        if one.isVisible() and one.isEnabled() and not one.isSeparator()
    ]
    if person.chance.random() > QUITS:
        entries = [one for one in entries if one is not person.window.menus.actions["quit"]]
    if not entries or person.chance.random() < 0.1:
        person.hands.key(KEY.Key_Escape)
        return "Escape"
    entry = person.chance.choice(entries)
    words = entry.text() or type(menu).__name__
    person.detail(words)
    place = menu.actionGeometry(entry).center()
    if menu.rect().contains(place):
        person.hands.click(menu, place)
    else:
        menu.setActiveAction(entry)
        person.hands.key(KEY.Key_Return)
    return words
