"""The canvas: everything that a hand can do to a network."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnstudio.ui.canvas.bubble import MisfitBubble
from nnstudio.ui.canvas.column import Column
from nnstudio.ui.canvas.panel import CanvasPanel
from tests.soak.eyes import reachable, seen, somewhere
from tests.soak.hands import MIDDLE, PLAIN, RIGHT
from tests.soak.person import KEY, Action, Person

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
EDITING = (
    *((key, CONTROL) for key in (
        KEY.Key_C, KEY.Key_V, KEY.Key_X, KEY.Key_D, KEY.Key_A, KEY.Key_Z, KEY.Key_Y, KEY.Key_Return,
        KEY.Key_Left, KEY.Key_Right,
    )),
    *((key, PLAIN) for key in (
        KEY.Key_Delete, KEY.Key_Up, KEY.Key_Down, KEY.Key_Left, KEY.Key_Right, KEY.Key_Plus,
        KEY.Key_Minus, KEY.Key_Return, KEY.Key_F2, KEY.Key_Escape, KEY.Key_F, KEY.Key_Menu,
        KEY.Key_Tab,
    )),
    *((key, SHIFT) for key in (KEY.Key_Left, KEY.Key_Right, KEY.Key_Up)),
    (KEY.Key_Left, ALT),
)  # fmt: skip
TYPED = (
    "0",
    "1",
    "-2.5",
    "0,5",
    "1e9",
    "12",
    "40 %",
    "three",
    "",
    "3",
    "64",
    "Layer <b>one</b>",
    "学校",
)


def _canvas(person: Person) -> CanvasPanel | None:
    canvas = person.window.workspace.canvas
    free = person.front is person.window and canvas.view.isVisible()
    return canvas if free and seen(canvas.view.viewport()).isValid() else None


def _spot(canvas: CanvasPanel, place: QPointF) -> QPoint | None:
    point = canvas.view.mapFromScene(place)
    return point if canvas.view.viewport().rect().contains(point) else None


def _column(person: Person, canvas: CanvasPanel) -> Column | None:
    columns = [one for one in canvas.scene.layout.columns if one.place >= 0]
    return person.chance.choice(columns) if columns else None


def _in(person: Person, rect: QRectF | None) -> QPointF | None:
    if rect is None or rect.isEmpty():
        return None
    return rect.topLeft() + QPointF(
        rect.width() * person.chance.uniform(0.1, 0.9),
        rect.height() * person.chance.uniform(0.1, 0.9),
    )


def palette_drag(person: Person) -> str:
    """Drag a layer from the palette onto the canvas."""
    canvas = _canvas(person)
    pills = reachable(canvas.palette_strip, QAbstractButton) if canvas is not None else []
    pill = person.pick(list(pills))
    if canvas is None or pill is None:
        return ""
    target = somewhere(canvas.view.viewport(), person.chance)
    there = pill.mapFromGlobal(canvas.view.viewport().mapToGlobal(target))
    person.hands.drag(pill, pill.rect().center(), there, interrupted=_interruption(person))
    return getattr(pill, "text", str)()


def part_drag(person: Person) -> str:
    """Drag a layer, its lower edge, a wire, or empty ground."""
    canvas = _canvas(person)
    column = _column(person, canvas) if canvas is not None else None
    if canvas is None or column is None:
        return ""
    what = person.chance.choice(("title", "frame", "edge", "chip", "wire", "tile", "ground"))
    place: QPointF | None
    if what == "wire":
        place = _wire(person, canvas)
    elif what == "tile":
        place = _in(person, person.chance.choice(column.shown).rect) if column.shown else None
    elif what == "ground":
        place = canvas.view.mapToScene(somewhere(canvas.view.viewport(), person.chance))
    else:
        place = _in(person, getattr(column, what))
    start = _spot(canvas, place) if place is not None else None
    if start is None:
        return ""
    far = person.chance.choice((20, 120, 600))
    end = start + QPoint(person.chance.randint(-far, far), person.chance.randint(-far, far))
    held = person.chance.choice((PLAIN, PLAIN, PLAIN, SHIFT, CONTROL))
    button = MIDDLE if person.chance.random() < 0.06 else Qt.MouseButton.LeftButton
    pane = canvas.view.viewport()
    person.hands.drag(pane, start, end, button, held, interrupted=_interruption(person))
    return what


def _interruption(person: Person):  # type: ignore[no-untyped-def]
    """Now and then a key is pressed while the button is held."""
    if person.chance.random() > 0.15:
        return None
    keys = (KEY.Key_Escape, KEY.Key_Delete, KEY.Key_Space, KEY.Key_Home)
    key = person.chance.choice(keys)
    undo = person.chance.random() < 0.4

    def interrupt() -> None:
        person.hands.key(KEY.Key_Z, CONTROL) if undo else person.hands.key(key)

    return interrupt


def _wire(person: Person, canvas: CanvasPanel) -> QPointF | None:
    bundles = canvas.scene.layout.bundles
    if not bundles:
        return None
    bundle = person.chance.choice(bundles)
    if not bundle.count:
        return None
    target, source = (
        person.chance.choice(list(bundle.targets)),
        person.chance.choice(list(bundle.sources)),
    )
    return bundle.middle(int(target), int(source))


PARTS = (
    "minus", "plus", "minus", "plus", "chip", "title", "frame", "edge", "disclosure", "wire",
    "wire", "tile", "tile", "tile",
)  # fmt: skip
TRIES = 8
"""Not every part is there in every network, and not all of it in view."""


def _part(person: Person, canvas: CanvasPanel) -> tuple[str, QPoint] | None:
    for _ in range(TRIES):
        what, column = person.chance.choice(PARTS), _column(person, canvas)
        place: QPointF | None = None
        if what == "wire":
            place = _wire(person, canvas)
        elif what == "tile":
            shown = person.chance.choice(canvas.scene.layout.columns).shown
            place = _in(person, person.chance.choice(shown).rect) if shown else None
        elif column is not None:
            place = _in(person, getattr(column, what))
        at = _spot(canvas, place) if place is not None else None
        if at is not None:
            return what, at
    return None


def part_click(person: Person) -> str:
    """Click a part of the picture, once or twice, or ask for its menu."""
    canvas = _canvas(person)
    found = _part(person, canvas) if canvas is not None else None
    if canvas is None or found is None:
        return ""
    what, at = found
    person.detail(what)
    pane, way = canvas.view.viewport(), person.chance.random()
    if way > 0.8:
        return f"{what}, {_open_editor(person, canvas, at)}"
    if way > 0.6:
        person.hands.click(pane, at, RIGHT)
        return f"menu of {what}"
    times = person.chance.choice((1, 1, 1, 4, 12)) if what in ("minus", "plus") else 1
    held = person.chance.choice((PLAIN, PLAIN, PLAIN, SHIFT, CONTROL))
    for _ in range(times):
        person.hands.click(pane, at, keys=held)
        if person.front is not person.window:
            break
    return what


def _open_editor(person: Person, canvas: CanvasPanel, at: QPoint) -> str:
    """Click twice, and type into what opens."""
    person.hands.click(canvas.view.viewport(), at, twice=True)
    person.hands.wait(10)
    editor = canvas.overlays.editor
    if editor is None or not editor.isVisible() or person.front is not person.window:
        return "twice"
    text = person.chance.choice(TYPED)
    editor.selectAll()
    person.hands.type(text)
    keys = (KEY.Key_Return, KEY.Key_Return, KEY.Key_Escape, KEY.Key_Tab)
    person.hands.key(person.chance.choice(keys))
    return f"twice, typed “{text}”"


def settings(person: Person) -> str:
    """Open the settings of a layer by its menu key."""
    canvas = _canvas(person)
    column = _column(person, canvas) if canvas is not None else None
    at = _spot(canvas, column.title.center()) if canvas is not None and column is not None else None
    if canvas is None or at is None:
        return ""
    person.hands.click(canvas.view.viewport(), at)
    person.hands.key(KEY.Key_Return, person.chance.choice((PLAIN, CONTROL)))
    person.hands.wait(20)
    popup = QApplication.activePopupWidget()
    return type(popup).__name__ if popup is not None else "nothing opened"


def keys(person: Person) -> str:
    """Some keys on the canvas, in a row."""
    canvas = _canvas(person)
    if canvas is None:
        return ""
    if not canvas.view.hasFocus():
        person.hands.click(canvas.view.viewport())
    said = []
    for _ in range(person.chance.randint(1, 8)):
        key, held = person.chance.choice(EDITING)
        person.hands.key(key, held)
        said.append(key.name.removeprefix("Key_"))
        if not person.session.is_open or person.front is not person.window:
            break
    return " ".join(said)


def undo_burst(person: Person) -> str:
    """Undo and redo as fast as the keys go."""
    if person.front is not person.window:
        return ""
    back, forth = person.chance.randint(1, 25), person.chance.randint(0, 25)
    for key, times in ((KEY.Key_Z, back), (KEY.Key_Y, forth)):
        for _ in range(times):
            person.hands.key(key, CONTROL)
    return f"{back} back, {forth} forth"


def mend(person: Person) -> str:
    """Press the button of what does not fit."""
    canvas = _canvas(person)
    bubbles = reachable(canvas.view.viewport(), MisfitBubble) if canvas is not None else []
    buttons = [one for bubble in bubbles for one in reachable(bubble, QAbstractButton)]
    button = person.pick(list(buttons))
    if button is None:
        return ""
    person.hands.click(button)
    return getattr(button, "text", str)()


def zoom(person: Person) -> str:
    """Turn the wheel over the canvas."""
    canvas = _canvas(person)
    if canvas is None:
        return ""
    notches = person.chance.choice((-20, -3, -1, 1, 3, 20))
    person.hands.wheel(canvas.view.viewport(), notches)
    return str(notches)


ACTIONS: dict[str, tuple[int, Action]] = {
    "drag from the palette": (5, palette_drag),
    "drag on the canvas": (9, part_drag),
    "click on the canvas": (12, part_click),
    "settings of a layer": (4, settings),
    "keys on the canvas": (6, keys),
    "undo and redo": (3, undo_burst),
    "mend a misfit": (5, mend),
    "zoom": (3, zoom),
}
