"""What there is to look at: live views, the inspector, plots; by clicks, drags, wheel and keys."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.ui.inspector.panel import InspectorPanel
from nnstudio.ui.inspector.sheet import Sheet
from nnstudio.ui.live.drawing_pad import DrawingPad
from nnstudio.ui.widgets.panel_tabs import PanelTabs
from tests.soak.doing.canvas import part_click
from tests.soak.eyes import reachable, seen, somewhere
from tests.soak.hands import RIGHT
from tests.soak.person import KEY, Action, Person


def _free(person: Person) -> bool:
    return person.front is person.window


def tab(person: Person) -> str:
    """Bring a panel to the front."""
    if not _free(person):
        return ""
    tabs = reachable(person.window.workspace, PanelTabs)
    words = [one for panel in tabs for one in reachable(panel.tabs, QAbstractButton)]
    word = person.pick(list(words))
    if word is None:
        return ""
    person.hands.click(word)
    return word.accessibleName()


def number(person: Person) -> str:
    """Point at a number of the arithmetic and follow it, or open its menu."""
    sheet = next(iter(reachable(person.window.workspace, Sheet)), None) if _free(person) else None
    if sheet is None:
        return ""
    places = [sheet.rect_of(target).center().toPoint() for target in sheet.targets()]
    shown = [place for place in places if seen(sheet).contains(place)]
    if not shown:
        return ""
    way, place = person.chance.random(), person.chance.choice(shown)
    if way < 0.7:
        person.hands.click(sheet, place)
        return "followed"
    if way < 0.85:
        person.hands.point(sheet, place)
        return "pointed at"
    person.hands.click(sheet, place, RIGHT)
    return "menu"


def read(person: Person) -> str:
    """Click a neuron or a wire, and look through what is told of it; or fill it in."""
    said = part_click(person)
    if not said or not _free(person):
        return said
    person.hands.wait(60)
    panel = next(iter(reachable(person.window.workspace, InspectorPanel)), None)
    if panel is None:
        return said
    views = reachable(panel.head, QAbstractButton)
    for _ in range(person.chance.randint(1, 4)):
        fills = person.chance.random() < 0.3
        button = panel.head.fill_in if fills else person.pick(list(views))
        if button is None or not button.isVisible() or not _free(person):
            break
        person.hands.click(button)
        person.hands.wait(30)
    return f"{said}, read"


def panel_under(person: Person) -> str:
    """Use any button of the panels that share a place: views, parts, surface, histograms."""
    if not _free(person):
        return ""
    panels = [
        person.window.workspace.below,
        person.window.workspace.curves,
        person.window.workspace.picture,
    ]
    buttons = [one for panel in panels for one in reachable(panel, QAbstractButton)]
    button = person.pick(list(buttons))
    if button is None:
        return ""
    name = button.accessibleName() or getattr(button, "text", str)()
    person.detail(name)
    person.hands.click(button)
    return name or "a button"


def draw(person: Person) -> str:
    """Draw on the pad."""
    pad = (
        next(iter(reachable(person.window.workspace, DrawingPad)), None) if _free(person) else None
    )
    if pad is None:
        return ""
    for _ in range(person.chance.randint(1, 4)):
        person.hands.drag(pad, somewhere(pad, person.chance), somewhere(pad, person.chance))
    return "strokes"


def painted(person: Person) -> str:
    """Click, drag, turn the wheel or press keys over something that is painted."""
    if not _free(person):
        return ""
    panels = [
        person.window.workspace.below,
        person.window.workspace.curves,
        person.window.workspace.picture,
    ]
    found = [one for panel in panels for one in reachable(panel, QWidget) if _is_painted(one)]
    widget = person.pick(found)
    if widget is None:
        return ""
    name = type(widget).__name__
    person.detail(name)
    way = person.chance.random()
    if way < 0.4:
        person.hands.click(widget, twice=person.chance.random() < 0.2)
    elif way < 0.6:
        person.hands.drag(
            widget, somewhere(widget, person.chance), somewhere(widget, person.chance)
        )
    elif way < 0.75:
        person.hands.wheel(widget, person.chance.randint(-5, 5))
    elif way < 0.85:
        person.hands.click(widget, button=RIGHT)
    else:
        for _ in range(person.chance.randint(1, 6)):
            person.hands.point(widget, somewhere(widget, person.chance) + QPoint(1, 0))
        person.hands.key(
            person.chance.choice((KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down))
        )
    return name


def _is_painted(widget: QWidget) -> bool:
    own = type(widget).__module__.startswith(("nnstudio", "pyqtgraph"))
    return own and not isinstance(widget, QAbstractButton) and widget.width() > 20


ACTIONS: dict[str, tuple[int, Action]] = {
    "tab": (5, tab),
    "number": (6, number),
    "read": (6, read),
    "button of a panel": (7, panel_under),
    "draw": (3, draw),
    "picture": (7, painted),
}
