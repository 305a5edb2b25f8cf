"""Windows and files: sizes, closing, saving, opening, dropping; and keys and mouse at random."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from nnstudio.ui.ending import LogOut
from nnstudio.ui.recovery import RecoveryBar
from tests.soak.eyes import reachable, somewhere, windows
from tests.soak.hands import LEFT, MIDDLE, PLAIN, RIGHT
from tests.soak.person import KEY, QUITS, Action, Person

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SIZES = ((960, 600), (1024, 700), (1280, 720), (1440, 900), (1920, 1080), (1100, 1400))
KEYS = (
    *(KEY(value) for value in range(int(KEY.Key_A), int(KEY.Key_Z) + 1)),
    *(KEY(value) for value in range(int(KEY.Key_0), int(KEY.Key_9) + 1)),
    *(KEY(value) for value in range(int(KEY.Key_F1), int(KEY.Key_F12) + 1)),
    KEY.Key_Tab, KEY.Key_Backtab, KEY.Key_Space, KEY.Key_Return, KEY.Key_Escape, KEY.Key_Delete,
    KEY.Key_Backspace, KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down, KEY.Key_Home,
    KEY.Key_End, KEY.Key_PageUp, KEY.Key_PageDown, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_Comma,
    KEY.Key_Period, KEY.Key_Question, KEY.Key_Menu,
)  # fmt: skip


def resize(person: Person) -> str:
    """Drag a corner of the window: to a usual size, or anywhere, through many sizes between."""
    window = person.window
    if window.isFullScreen() or window.isMinimized():
        return ""
    chance, before = person.chance, window.size()
    usual = QSize(*chance.choice(SIZES))
    anywhere = QSize(chance.randint(960, 1600), chance.randint(600, 1000))
    after = usual if chance.random() < 0.5 else anywhere
    strides = chance.randint(3, 30)
    for stride in range(1, strides + 1):
        window.resize(before + (after - before) * (stride / strides))
        person.hands.wait(1)
    return f"{after.width()}×{after.height()}"


def state(person: Person) -> str:
    """Full screen, minimised, or as it was."""
    window = person.window
    if window.isMinimized() or window.isFullScreen() or window.isMaximized():
        window.showNormal()
        return "as it was"
    way = person.chance.choice(("full screen", "minimised", "maximised"))
    if way == "full screen":
        person.hands.key(KEY.Key_F11)
    elif way == "minimised":
        window.showMinimized()
        person.hands.wait(200)
        window.showNormal()
    else:
        window.showMaximized()
    return way


def drop(person: Person) -> str:
    """Drop a file onto a window."""
    if person.front is not person.window:
        return ""
    path = person.chance.choice(
        (person.sandbox.table(), person.sandbox.project() or person.sandbox.table())
    )
    targets = [
        person.window,
        *(
            [person.window.csv]
            if person.window.csv is not None and person.window.csv.isVisible()
            else []
        ),
    ]
    target = person.chance.choice(targets)
    _drop_onto(target, path)
    return path.name


def _drop_onto(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, copy = target.rect().center(), Qt.DropAction.CopyAction
    enters = QDragEnterEvent(place, copy, data, LEFT, PLAIN)
    QApplication.sendEvent(target, enters)
    if enters.isAccepted():
        QApplication.sendEvent(target, QDropEvent(place.toPointF(), copy, data, LEFT, PLAIN))


def save(person: Person) -> str:
    """Save, sometimes under another name."""
    if person.front is not person.window:
        return ""
    person.hands.key(KEY.Key_S, person.chance.choice((CONTROL, CONTROL, CONTROL | SHIFT)))
    return "asked"


def open_file(person: Person) -> str:
    """Ask for a file to open, or a table to import."""
    if person.front is not person.window:
        return ""
    key = person.chance.choice((KEY.Key_O, KEY.Key_I))
    person.hands.key(key, CONTROL)
    return "a table" if key == KEY.Key_I else "a project"


def close(person: Person) -> str:
    """Close a window as its frame does."""
    if person.front is not person.window:
        return ""
    others = [one for one in windows() if one is not person.window]
    window = person.chance.choice(others) if others else person.window
    if window is person.window and person.chance.random() > QUITS:
        return ""
    window.close()
    return window.windowTitle() or type(window).__name__


def log_out(person: Person) -> str:
    """The desktop asks every program to end: the next session offers what was open."""
    window = person.window
    log_out = window.findChild(LogOut)
    if log_out is None or person.front is not window or person.chance.random() > QUITS:
        return ""
    log_out.prepare()
    window.close()
    return "closed" if not window.isVisible() else "stays"


def other_program(person: Person) -> str:
    """Another program writes the file that is open, or takes it away."""
    path = person.window.document.path
    if path is None or not path.is_file():
        return ""
    other = person.sandbox.project()
    if other is None or person.chance.random() < 0.3:
        path.unlink()
        return f"{path.name} is gone"
    path.write_bytes(other.read_bytes())
    return f"{path.name} is now {other.name}"


def fault(person: Person) -> str:
    """Something breaks: a window tells of it."""
    if person.front is not person.window:
        return ""
    person.window.faults.tell("Traceback\n  the soak does this on purpose\nSoakError: on purpose")
    person.hands.wait(30)
    return type(person.front).__name__


def recover(person: Person) -> str:
    """Restore or discard what an unhappy end left."""
    bar = person.window.workspace.findChild(RecoveryBar)
    buttons = reachable(bar, QAbstractButton) if bar is not None else []
    button = person.pick(list(buttons)) if person.front is person.window else None
    if button is None:
        return ""
    name = button.accessibleName()
    person.hands.click(button)
    return name


def notice_button(person: Person) -> str:
    """Press what the notice under the run bar offers, such as saving elsewhere."""
    notice = person.window.workspace.notice
    buttons = reachable(notice, QAbstractButton)
    button = person.pick(list(buttons)) if person.front is person.window else None
    if button is None:
        return ""
    name = getattr(button, "text", str)()
    person.hands.click(button)
    return name


def tab_around(person: Person) -> str:
    """Go from control to control by Tab."""
    key = person.chance.choice((KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Backtab))
    times = person.chance.randint(1, 30)
    for _ in range(times):
        person.hands.key(key)
    focus = QApplication.focusWidget()
    return f"{times} times, to {type(focus).__name__}"


def random_keys(person: Person) -> str:
    """Any keys."""
    said = []
    for _ in range(person.chance.randint(1, 10)):
        key = person.chance.choice(KEYS)
        held = person.chance.choice((PLAIN, PLAIN, PLAIN, PLAIN, SHIFT, CONTROL))
        if held == CONTROL and key == KEY.Key_Q and person.chance.random() > QUITS:
            continue
        person.hands.key(key, held)
        said.append(("Ctrl+" if held == CONTROL else "") + key.name.removeprefix("Key_"))
        if not person.session.is_open or QApplication.activeModalWidget() is not None:
            break
    return " ".join(said)


def random_mouse(person: Person) -> str:
    """The mouse anywhere on anything that can be seen."""
    scope = person.front
    if scope is person.window:
        scope = person.chance.choice(windows() or [person.window])
    widget = person.pick(reachable(scope, QWidget)) or scope
    name = type(widget).__name__
    person.detail(f"{name} {widget.accessibleName()}")
    way = person.chance.random()
    held = person.chance.choice((PLAIN, PLAIN, PLAIN, SHIFT, CONTROL))
    if way < 0.45:
        person.hands.click(widget, keys=held, twice=person.chance.random() < 0.25)
    elif way < 0.6:
        far = QPoint(person.chance.randint(-400, 400), person.chance.randint(-400, 400))
        start = somewhere(widget, person.chance)
        button = person.chance.choice((LEFT, LEFT, LEFT, MIDDLE, RIGHT))
        person.hands.drag(widget, start, start + far, button, held)
    elif way < 0.75:
        person.hands.wheel(widget, person.chance.randint(-6, 6), held)
    elif way < 0.85:
        person.hands.click(widget, button=RIGHT)
    else:
        person.hands.point(widget)
        person.hands.wait(person.chance.choice((10, 10, 800)))
    return name


ACTIONS: dict[str, tuple[int, Action]] = {
    "resize": (2, resize),
    "state of the window": (1, state),
    "drop a file": (2, drop),
    "save": (3, save),
    "open": (2, open_file),
    "close": (1, close),
    "log out": (1, log_out),
    "another program": (1, other_program),
    "fault": (1, fault),
    "recovery": (4, recover),
    "notice": (2, notice_button),
    "tab around": (2, tab_around),
    "random keys": (5, random_keys),
    "random mouse": (10, random_mouse),
}
