"""Whatever can be pressed, moved, typed into or chosen from, in whatever is in front."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QSlider,
    QSplitterHandle,
    QWidget,
)

from nnstudio.ui.inspector.exercise_field import AnswerField, Entry
from tests.soak.eyes import reachable, seen, somewhere
from tests.soak.hands import PLAIN
from tests.soak.person import KEY, Action, Person

NUMBERS = (
    "0", "1", "-1", "0.5", "0,25", "2", "3", "5", "8", "10", "16", "20", "50", "100", "500",
    "0.001", "1e-9", "1e9", "1000", "100000", "-0", "1e400", "nan", "inf", "abc", "", "½",
    "7.5 %", "−3", "4294967295",
)  # fmt: skip
KINDS = (QAbstractButton, QComboBox, QLineEdit, QSlider, QAbstractItemView, QScrollBar)


def control(person: Person) -> str:
    """Use a control of any kind."""
    scope = person.front
    kind = person.chance.choice(KINDS)
    return _use(person, person.pick(reachable(scope, kind)))  # type: ignore[arg-type]


def in_csv_window(person: Person) -> str:
    """Use a control of the import window."""
    csv = person.window.csv
    if csv is None or not csv.isVisible() or person.front is not person.window:
        return ""
    kind = person.chance.choice((*KINDS, QAbstractButton, QComboBox))
    return _use(person, person.pick(reachable(csv, kind)))  # type: ignore[arg-type]


def run_bar(person: Person) -> str:
    """Use a control of the run bar."""
    kind = person.chance.choice((QAbstractButton, QComboBox, QLineEdit))
    return _use(person, _one_in(person, person.window.workspace.run_bar, kind))


def data_panel(person: Person) -> str:
    """Use a control of the data panel: sets, sliders, inputs."""
    kind = person.chance.choice((QAbstractButton, QAbstractButton, QSlider, QComboBox, QLineEdit))
    return _use(person, _one_in(person, person.window.workspace.data, kind))


def data_set(person: Person) -> str:
    """Choose a family of data sets, and one of it."""
    chooser = person.window.workspace.data.findChild(QWidget, "") and _chooser(person)
    if chooser is None or person.front is not person.window:
        return ""
    tab = person.pick(reachable(chooser.tabs, QAbstractButton))  # type: ignore[arg-type]
    if tab is None:
        return ""
    person.hands.click(tab)
    shown = [one for one in chooser.thumbnails.values() if one.isVisible() and seen(one).isValid()]
    chosen = person.pick(list(shown))
    if chosen is None:
        return ""
    person.hands.click(chosen)
    return f"{tab.accessibleName()}: {chosen.key}"  # type: ignore[attr-defined]


def _chooser(person: Person):  # type: ignore[no-untyped-def]
    from nnstudio.ui.panels.set_chooser import SetChooser

    found = reachable(person.window.workspace.data, SetChooser)
    return found[0] if found else None


def splitter(person: Person) -> str:
    """Share the room out otherwise."""
    handle = _one_in(person, person.window.workspace, QSplitterHandle)
    if handle is None:
        return ""
    start = handle.rect().center()
    by = QPoint(person.chance.randint(-300, 300), person.chance.randint(-300, 300))
    person.hands.drag(handle, start, start + by)
    return f"by {by.x()}, {by.y()}"


def answer(person: Person) -> str:
    """Fill in a blank, rightly or wrongly."""
    field = _one_in(person, person.window.workspace, AnswerField)
    if not isinstance(field, AnswerField):
        return ""
    value = person.chance.choice(
        (repr(field.blank.value), str(-field.blank.value), "0", "?", "1/3")
    )
    entry = field.findChild(Entry)
    if entry is None:
        return ""
    _type_into(person, entry, value)
    return value


def _one_in(person: Person, scope: QWidget, kind: type[QWidget]) -> QWidget | None:
    if person.front is not person.window or not scope.isVisible():
        return None
    return person.pick(reachable(scope, kind))


def _use(person: Person, widget: QWidget | None) -> str:
    if widget is None:
        return ""
    name = widget.accessibleName() or getattr(widget, "text", str)() or type(widget).__name__
    person.detail(name)
    if isinstance(widget, QComboBox):
        return f"{name}: {_choose(person, widget)}"
    if isinstance(widget, QLineEdit) and not widget.isReadOnly():
        text = person.chance.choice(NUMBERS)
        _type_into(person, widget, text)
        return f"{name}: “{text}”"
    if isinstance(widget, QSlider):
        person.hands.drag(
            widget, somewhere(widget, person.chance), somewhere(widget, person.chance)
        )
    elif isinstance(widget, QAbstractItemView):
        _use_list(person, widget)
    elif isinstance(widget, QScrollBar):
        person.hands.drag(
            widget, somewhere(widget, person.chance), somewhere(widget, person.chance)
        )
    elif isinstance(widget, QPlainTextEdit):
        person.hands.click(widget)
        person.hands.type(person.chance.choice(("abc", "Alice ", "12")))
    else:
        times = person.chance.choice((1, 1, 1, 2, 5))
        for _ in range(times):
            person.hands.click(widget)
            if not widget.isVisible() or person.front.window() is not widget.window():
                break
    return name


def _choose(person: Person, box: QComboBox) -> str:
    person.hands.click(box)
    person.hands.wait(20)
    view = box.view()
    if not view.isVisible():
        return "did not open"
    row = person.chance.randrange(max(box.count(), 1))
    place = view.visualRect(box.model().index(row, box.modelColumn())).center()
    if view.viewport().rect().contains(place) and person.chance.random() < 0.8:
        person.hands.click(view.viewport(), place)
    else:
        person.hands.key(person.chance.choice((KEY.Key_Down, KEY.Key_Up, KEY.Key_End)))
        person.hands.key(person.chance.choice((KEY.Key_Return, KEY.Key_Escape)))
    return box.itemText(row)


def _type_into(person: Person, edit: QLineEdit, text: str) -> None:
    person.hands.click(edit, edit.rect().center() - QPoint(8, 0))
    if QApplication.activePopupWidget() is not None and edit.window() is person.window:
        return
    edit.selectAll()
    person.hands.type(text)
    ways = (KEY.Key_Return, KEY.Key_Return, KEY.Key_Tab, KEY.Key_Escape, KEY.Key_Up, KEY.Key_Down)
    person.hands.key(person.chance.choice(ways))


def _use_list(person: Person, view: QAbstractItemView) -> None:
    pane = view.viewport()
    for _ in range(person.chance.randint(1, 4)):
        deed = person.chance.random()
        if deed < 0.5:
            person.hands.click(
                pane, somewhere(pane, person.chance), twice=person.chance.random() < 0.2
            )
        elif deed < 0.75:
            person.hands.wheel(pane, person.chance.randint(-4, 4), PLAIN)
        else:
            keys = (
                KEY.Key_Down,
                KEY.Key_Up,
                KEY.Key_PageDown,
                KEY.Key_End,
                KEY.Key_Home,
                KEY.Key_Return,
            )
            person.hands.key(person.chance.choice(keys))
        if not view.isVisible():
            return


ACTIONS: dict[str, tuple[int, Action]] = {
    "control": (10, control),
    "import window": (6, in_csv_window),
    "run bar": (8, run_bar),
    "data panel": (6, data_panel),
    "data set": (5, data_set),
    "splitter": (2, splitter),
    "fill in": (8, answer),
}
