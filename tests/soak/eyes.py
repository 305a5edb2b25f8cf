"""What a person sees: windows, and the widgets in them that can be reached."""

from random import Random
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

W = TypeVar("W", bound=QWidget)


def in_front(main: QWidget) -> QWidget:
    """Where events go now: an open popup, a question, or else the main window."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or main


def windows() -> list[QWidget]:
    """Every window on the screen that is neither a popup nor a tip."""
    return [
        one
        for one in QApplication.topLevelWidgets()
        if one.isVisible() and one.windowHandle() is not None
    ]


def reachable(scope: QWidget, kind: type[W]) -> list[W]:
    """The widgets of a kind that are enabled and of which something is to be seen."""
    return [
        one
        for one in scope.findChildren(kind)
        if one.isVisible()
        and one.isEnabled()
        and one.window() is scope.window()
        and seen(one).isValid()
    ]


def seen(widget: QWidget) -> QRect:
    """The part of a widget that is not hidden by anything, in its own pixels."""
    return widget.visibleRegion().boundingRect()


def somewhere(widget: QWidget, chance: Random) -> QPoint:
    """A point of a widget that can be seen."""
    area = seen(widget)
    return QPoint(
        chance.randint(area.left(), max(area.right(), area.left())),
        chance.randint(area.top(), max(area.bottom(), area.top())),
    )
