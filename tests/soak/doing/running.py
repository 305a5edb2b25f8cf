"""Training: how fast, from where, and back in time."""

from PySide6.QtCore import QPoint, Qt

from nnstudio.ui.timeline.track import TimelineTrack
from tests.soak.eyes import reachable, seen
from tests.soak.person import KEY, Action, Person

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
RUNNING = (
    (KEY.Key_Space, NONE), (KEY.Key_Right, NONE), (KEY.Key_Right, SHIFT), (KEY.Key_Left, NONE),
    (KEY.Key_Home, NONE), (KEY.Key_End, NONE), (KEY.Key_R, CONTROL), (KEY.Key_Right, CONTROL),
    (KEY.Key_Right, CONTROL | SHIFT),
)  # fmt: skip


def play(person: Person) -> str:
    """Press Play, or Pause."""
    if person.front is not person.window:
        return ""
    person.hands.click(person.window.workspace.run_bar.transport.play)
    return person.window.run.phase.name


def bursts(person: Person) -> str:
    """The keys of the run, as fast as they go."""
    canvas = person.window.workspace.canvas
    if person.front is not person.window or not canvas.isVisible():
        return ""
    canvas.view.setFocus()
    said = []
    for _ in range(person.chance.randint(2, 15)):
        key, held = person.chance.choice(RUNNING)
        person.hands.key(key, held)
        said.append(key.name.removeprefix("Key_"))
    return " ".join(said)


def look_on(person: Person) -> str:
    """Let it train for a while."""
    if person.window.run.phase.name != "RUNNING" and person.front is person.window:
        person.hands.click(person.window.workspace.run_bar.transport.play)
    time = person.chance.randint(100, 1500)
    person.hands.wait(time)
    return f"{time} ms"


def back_in_time(person: Person) -> str:
    """Click or drag on the timeline, or use its keys."""
    track = next(iter(reachable(person.window.workspace, TimelineTrack)), None)
    if track is None or person.front is not person.window:
        return ""
    area, chance = seen(track), person.chance

    def at() -> QPoint:
        return QPoint(chance.randint(area.left(), area.right()), area.center().y())

    way = chance.random()
    if way < 0.35:
        person.hands.click(track, at())
        return "click"
    if way < 0.7:
        person.hands.drag(track, at(), at())
        return "drag"
    track.setFocus()
    keys = (
        KEY.Key_Left,
        KEY.Key_Right,
        KEY.Key_PageUp,
        KEY.Key_PageDown,
        KEY.Key_Home,
        KEY.Key_End,
    )
    for _ in range(chance.randint(1, 10)):
        person.hands.key(chance.choice(keys), chance.choice((NONE, NONE, CONTROL)))
    return "keys"


def branch(person: Person) -> str:
    """Go back and play from there."""
    said = back_in_time(person)
    if not said or person.front is not person.window:
        return said
    person.hands.wait(60)
    person.hands.click(person.window.workspace.run_bar.transport.play)
    person.hands.wait(60)
    return f"{said} and play"


ACTIONS: dict[str, tuple[int, Action]] = {
    "play": (6, play),
    "keys of the run": (4, bursts),
    "look on": (4, look_on),
    "timeline": (6, back_in_time),
    "branch": (3, branch),
}
