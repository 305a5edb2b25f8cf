"""What holds for every test: no screen, nobody's settings, and nothing left behind.

A test fails when Qt warns during it, when an exception is lost in a slot (pytest-qt sees to that),
and when a thread, a window or a timer outlives it. A test that needs no Qt pays nothing for it.
"""

import gc
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest

from tests import surroundings

# All of this has to stand before Qt and NumPy are imported.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
SETTINGS = Path(tempfile.mkdtemp(prefix="nnstudio-tests-"))
"""Takes the place of the person's own folder of settings, here and in programs started here."""
PIP_SETTINGS = Path(os.environ.get("XDG_CONFIG_HOME", Path("~/.config").expanduser()), "pip")
if (PIP_SETTINGS / "pip.conf").is_file():  # where pip finds its packages is not ours to change
    os.environ.setdefault("PIP_CONFIG_FILE", str(PIP_SETTINGS / "pip.conf"))
os.environ["XDG_CONFIG_HOME"] = str(SETTINGS)
os.environ["XDG_STATE_HOME"] = str(SETTINGS / "state")

HARMLESS = (
    # The offscreen plugin has no window manager to hand these on to.
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
    "This plugin does not support lower()",
    "This plugin does not support setting window opacity",
    "This plugin does not support setting window masks",
    # The offscreen plugin has no keyboard and no mouse that a popup could hold.
    "This plugin does not support grabbing the keyboard",
    "This plugin does not support grabbing the mouse",
    # The offscreen plugin has no desktop that could open an address.
    "This plugin does not support QPlatformServices::openUrl() for '.*'.",
    # Qt before 6.11 says so where the folder of a lock has vanished, as with a drive.
    'Could not remove our own lock file ".*" maybe permissions changed meanwhile.*',
)
KEPT_WINDOWS = ("QTipLabel",)
"""Windows that Qt keeps for itself for as long as the application lives."""
KEPT_MENUS = ("Plot Options",)
"""Menus without a parent: pyqtgraph makes one for each plot and lets it go when it pleases."""
PATIENCE = 60_000
"""Milliseconds for which a test waits, if it says nothing else, for what has to come: only one that
fails waits so long, and a busy machine takes more than a moment."""
AWAY = -1, -1
"""Where no window is. A pointer that an earlier test has left just where one moves it to does not
move, and nobody hears of it."""
GRACE = 2.0
"""Seconds in which what a test has told to end may end."""

started_threads: "WeakSet[Any]" = WeakSet()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer another computer than this one."""
    surroundings.add_options(parser)


def pytest_report_header(config: pytest.Config) -> str:
    """Say on which computer."""
    words = surroundings.described(config)
    return f"as on a computer with: {words}" if words else ""


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep Qt, which pytest-qt has loaded by now, away from the person's settings."""
    surroundings.take_on(config)
    leave_nothing_to_chance()
    gc.disable()
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return
    settings = core.QSettings
    for form in (settings.Format.IniFormat, settings.Format.NativeFormat):
        settings.setPath(form, settings.Scope.UserScope, str(SETTINGS))
    remember_started_threads(core.QThread)


def leave_nothing_to_chance() -> None:
    """The same examples in every run: one that fails is the change's doing, and fails again.

    Nor does the clock judge them.
    """
    from hypothesis import HealthCheck, settings

    slow = [HealthCheck.too_slow]
    settings.register_profile(
        "the same", derandomize=True, deadline=None, suppress_health_check=slow
    )
    settings.load_profile("the same")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the settings of the tests away."""
    shutil.rmtree(SETTINGS, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Qt warning fails the test that caused it."""
    harmless = [f"^{text if '.*' in text else re.escape(text)}$" for text in HARMLESS]
    for item in items:
        item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(pytest.mark.qt_log_ignore(*harmless))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show in full what failed at first and passed when it was run again (`--reruns`).

    Such a test is a defect, or has found one: it must be seen.
    """
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"failed at first: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


@pytest.fixture
def qtbot(qtbot: Any) -> Any:
    """The bot of pytest-qt, with patience, and with the pointer away from all windows."""
    sys.modules["PySide6.QtGui"].QCursor.setPos(*AWAY)
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Know, at the end of a test, what was there before it."""
    item.stash[BEFORE] = what_is_there()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """After all fixtures are gone: nothing of the test may be left."""
    with _messages_of_qt() as messages:
        result = yield
        _tidy_up(item)
        left = left_behind(*item.stash[BEFORE])
    faults = [*left, *(f"Qt warned while the test was taken down: {text}" for text in messages)]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
    return result


def _tidy_up(item: pytest.Item) -> None:
    """Look for garbage here, and here alone: as in the program, no other thread may.

    A widget that a thread of a later test came upon would be destroyed in that thread.
    """
    done = item.session.stash.get(TIDIED, 0)
    item.session.stash[TIDIED] = done + 1
    gc.disable()
    gc.collect(1 if done % SELDOM else 2)


TIDIED = pytest.StashKey[int]()
SELDOM = 50
"""Tests from one search through everything to the next."""
BEFORE = pytest.StashKey[tuple[set[threading.Thread], set[Any], set[Any]]]()


def what_is_there() -> tuple[set[threading.Thread], set[Any], set[Any]]:
    """Threads, windows and timers, to be compared with by `left_behind`."""
    return set(threading.enumerate()), set(_windows()), set(_timers())


def left_behind(threads: set[threading.Thread], windows: set[Any], timers: set[Any]) -> list[str]:
    """A sentence for each thing that should be gone; closing and ending get a moment of grace."""
    end = time.monotonic() + GRACE
    while True:
        left = [
            *_left_threads(threads),
            *(f"A window was left behind: {_name(w)}." for w in _windows() if w not in windows),
            *(f"A timer was left running: {_name(t)}." for t in _timers() if t not in timers),
        ]
        if not left or time.monotonic() > end:
            return left
        gc.collect()
        _delete_what_is_told_to()
        time.sleep(0.01)


def _left_threads(before: set[threading.Thread]) -> Iterator[str]:
    for thread in threading.enumerate():
        # Python keeps a dummy for every foreign thread that once ran Python code.
        if thread not in before and not isinstance(thread, threading._DummyThread):
            yield f"A thread was left running: “{thread.name}”."
    for thread in list(started_threads):
        if _alive(thread) and thread.isRunning():
            yield f"A QThread was left running: {_name(thread)}."


def _windows() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or not isinstance(widgets.QApplication.instance(), widgets.QApplication):
        return []
    return [window for window in widgets.QApplication.topLevelWidgets() if not _kept(window)]


def _kept(window: Any) -> bool:
    """Whether a library keeps this window for itself."""
    if window.metaObject().className() in KEPT_WINDOWS:
        return True
    menus = sys.modules["PySide6.QtWidgets"].QMenu
    outermost = window
    while isinstance(outermost.parent(), menus):
        outermost = outermost.parent()
    return isinstance(outermost, menus) and outermost.title() in KEPT_MENUS


def _timers() -> list[Any]:
    core = sys.modules.get("PySide6.QtCore")
    application = core.QCoreApplication.instance() if core is not None else None
    if core is None or application is None:
        return []
    return [timer for timer in application.findChildren(core.QTimer) if timer.isActive()]


def _delete_what_is_told_to() -> None:
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
        core.QCoreApplication.processEvents()


def _alive(thing: Any) -> bool:
    return bool(sys.modules["shiboken6"].isValid(thing))


def _name(thing: Any) -> str:
    names = [thing.objectName(), thing.property("windowTitle"), thing.property("title")]
    name = next(filter(None, names), "without a name")
    parent = f" of {type(thing.parent()).__name__}" if thing.parent() is not None else ""
    return f"{type(thing).__name__} “{name}”{parent}"


def remember_started_threads(kind: Any) -> None:
    """Qt has no list of its threads, so every start is written down."""
    start = kind.start

    def start_and_remember(thread: Any, *arguments: Any) -> None:
        started_threads.add(thread)
        start(thread, *arguments)

    kind.start = start_and_remember


@contextmanager
def _messages_of_qt() -> Iterator[list[str]]:
    """Warnings while a test is taken down, when pytest-qt does not listen any more."""
    core = sys.modules.get("PySide6.QtCore")
    messages: list[str] = []
    if core is None:
        yield messages
        return
    kinds = (
        core.QtMsgType.QtWarningMsg,
        core.QtMsgType.QtCriticalMsg,
        core.QtMsgType.QtFatalMsg,
    )

    def listen(kind: Any, context: Any, message: str) -> None:
        if kind in kinds and not any(re.fullmatch(text, message) for text in _patterns()):
            messages.append(message)

    before = core.qInstallMessageHandler(listen)
    try:
        yield messages
    finally:
        core.qInstallMessageHandler(before)


def _patterns() -> list[str]:
    return [text if ".*" in text else re.escape(text) for text in HARMLESS]
