"""The menu bar: by mouse, and by the keys that it names."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar

from tests.soak.person import KEY, QUITS, Action, Person, choose_from_menu


def _open(person: Person, menu: QMenu) -> bool:
    bar = person.window.menuBar()
    if not bar.isVisible() or person.front is not person.window:
        return False
    person.hands.click(bar, bar.actionGeometry(menu.menuAction()).center())
    person.hands.wait(20)
    return QApplication.activePopupWidget() is menu


def _menus(person: Person) -> list[QMenu]:
    return _in(person.window.menuBar())


def _in(parent: QMenuBar | QMenu) -> list[QMenu]:
    """The menus in a menu or a bar, in their order.

    Not by QAction.menu(): under PySide6 6.8 a menu that was asked for so is deleted afterwards.
    """
    menus = {menu.menuAction(): menu for menu in parent.findChildren(QMenu)}
    return [menus[action] for action in parent.actions() if action in menus]


def any_command(person: Person) -> str:
    """Open a menu and choose something in it, and in the menus in it."""
    menu = person.chance.choice(_menus(person))
    if not _open(person, menu):
        return ""
    said = [menu.title()]
    for _ in range(3):
        if not isinstance(QApplication.activePopupWidget(), QMenu):
            break
        said.append(choose_from_menu(person))
        if person.session.is_open:
            person.hands.wait(30)
    return " > ".join(said)


def _choose(person: Person, menu: QMenu, entry: QAction) -> str:
    place = menu.actionGeometry(entry).center()
    if not menu.rect().contains(place) or not entry.isEnabled():
        person.hands.key(KEY.Key_Escape)
        return ""
    person.hands.click(menu, place)
    return entry.text()


def example(person: Person) -> str:
    """Open an example."""
    return _from_submenu(person, "Examples")


def recent(person: Person) -> str:
    """Open a recent file."""
    return _from_submenu(person, "recent")


def layer_by_menu(person: Person) -> str:
    """Add a layer by the menu."""
    return _from_submenu(person, "Add a layer")


def _from_submenu(person: Person, title: str) -> str:
    for menu in _menus(person):
        found = [one for one in _in(menu) if title in one.title() and one.menuAction().isEnabled()]
        if not found:
            continue
        submenu = person.chance.choice(found)
        if not _open(person, menu):
            return ""
        _choose(person, menu, submenu.menuAction())
        person.hands.wait(30)
        entries = [one for one in submenu.actions() if not one.isSeparator() and one.isEnabled()]
        if not entries or not submenu.isVisible():
            person.hands.key(KEY.Key_Escape)
            person.hands.key(KEY.Key_Escape)
            return ""
        return _choose(person, submenu, person.chance.choice(entries))
    return ""


def shortcut(person: Person) -> str:
    """Press the keys of a command."""
    commands = person.window.menus.actions
    action = person.chance.choice(
        [one for one in commands.values() if not one.shortcut().isEmpty()]
    )
    if action is commands["quit"] and person.chance.random() > QUITS:
        return ""
    person.hands.keys_of(action.shortcut())
    return action.text()


def theme(person: Person) -> str:
    """Another look."""
    window = person.window
    name = person.chance.choice(("theme light", "theme dark", "theme system"))
    menu = next(
        (one for one in _menus(person) if window.menus.actions[name] in one.actions()), None
    )
    if menu is None or not _open(person, menu):
        return ""
    return _choose(person, menu, window.menus.actions[name])


def panel(person: Person) -> str:
    """Hide or show a panel."""
    window = person.window
    names = [name for name in window.menus.actions if name.startswith("panel ")]
    # Hidden ones come back sooner, so that there is mostly something to act on.
    hidden = [name for name in names if not window.menus.actions[name].isChecked()]
    entry = window.menus.actions[person.chance.choice(hidden * 3 + names)]
    menu = next((one for one in _menus(person) if entry in one.actions()), None)
    if menu is None or not _open(person, menu):
        return ""
    return _choose(person, menu, entry)


ACTIONS: dict[str, tuple[int, Action]] = {
    "menu": (6, any_command),
    "example": (3, example),
    "recent file": (2, recent),
    "add a layer by menu": (3, layer_by_menu),
    "shortcut": (6, shortcut),
    "theme": (1, theme),
    "panel": (2, panel),
}
