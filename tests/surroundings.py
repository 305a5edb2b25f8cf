"""The computer that the tests imagine: its language and country, its screen, its direction.

`python3 -m tests tests/ui --locale ar_EG --mirrored --scale 2` runs them as on such a computer,
also in the programs that they start.
"""

import locale
import os
import sys

import pytest


def add_options(parser: pytest.Parser) -> None:
    """Offer the options; `python3 -m tests --help` lists them."""
    group = parser.getgroup("the computer that the tests imagine")
    group.addoption(
        "--locale",
        metavar="de_DE",
        help="its language and country, with decimal commas and the like (Linux)",
    )
    group.addoption(
        "--scale", metavar="1.5", type=float, help="the scale factor of its screen (1 to 4)"
    )
    group.addoption(
        "--mirrored",
        action="store_true",
        help="lay windows out from right to left, as a translation to Arabic would",
    )


def take_on(config: pytest.Config) -> None:
    """Become that computer, before Qt looks. Raises UsageError where it cannot be imagined."""
    _speak(config.getoption("locale"))
    scale = config.getoption("scale")
    if scale is not None:
        if not 1 <= scale <= 4:
            raise pytest.UsageError(f"--scale goes from 1 to 4, and {scale:g} is not within.")
        os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
        _take_the_pointer_by_the_hand()
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return
    from nnstudio.app.locale import numbers_of

    # As the program does when it starts; a panel that is tested alone needs it too.
    core.QLocale.setDefault(numbers_of(core.QLocale.system()))
    if config.getoption("mirrored"):
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.setLayoutDirection(core.Qt.LayoutDirection.RightToLeft)


def described(config: pytest.Config) -> str:
    """One line for the head of the report; empty where nothing is imagined."""
    words = [
        config.getoption("locale") or "",
        "right to left" if config.getoption("mirrored") else "",
        f"scale {config.getoption('scale'):g}" if config.getoption("scale") else "",
    ]
    return ", ".join(filter(None, words))


def _speak(name: str | None) -> None:
    if name is None:
        return
    full = f"{name}.UTF-8"
    if not sys.platform.startswith("linux"):
        raise pytest.UsageError("--locale works on Linux; elsewhere Qt asks the system itself.")
    before = locale.setlocale(locale.LC_ALL)
    try:
        # Qt would do without, but the C library has decimal commas of its own, and shall have them.
        locale.setlocale(locale.LC_ALL, full)
    except locale.Error as error:
        raise pytest.UsageError(
            f"This machine has no locale {full}. With Debian's package locales installed:  "
            f"sudo localedef -i {name} -f UTF-8 {full}"
        ) from error
    finally:
        locale.setlocale(locale.LC_ALL, before)
    os.environ.update(LC_ALL=full, LANG=full, LANGUAGE=name)


def _take_the_pointer_by_the_hand() -> None:
    """Let QTest.mouseMove tell the widget itself.

    It moves the pointer of the offscreen plugin, and that looks for the window under it without
    regard to the scale (QOffscreenCursor::setPos).
    """
    try:
        from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication, QWidget
    except ImportError:
        return

    def move(widget: QWidget, pos: QPoint | None = None, delay: int = -1) -> None:
        at = QPointF(widget.rect().center() if pos is None else pos)
        none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        kind = QEvent.Type.MouseMove
        event = QMouseEvent(kind, at, widget.mapToGlobal(at), none, _held(), keys)
        QApplication.sendEvent(widget, event)
        QApplication.processEvents()

    def _held() -> Qt.MouseButton:
        return QApplication.mouseButtons()

    QTest.mouseMove = staticmethod(move)
