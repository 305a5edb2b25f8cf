"""Reading or filling in: whether the arithmetic stands there, or is to be worked out."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QToolButton

from nnstudio.app.inspection import Inspected, View
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.expressions import Equation
from nnstudio.ui.inspector.exercise_page import ExercisePage
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.theme import Theme


class ExerciseMode(QObject):
    """Keeps the page on which a derivation is filled in; it is made when it is first wanted.

    Signals: `switched()` after a person has changed between reading and filling in;
    `others_wanted()` when the numbers of another sample are asked for. Attribute: `page`.
    """

    switched = Signal()
    others_wanted = Signal()

    def __init__(
        self, button: QToolButton, stack: QStackedWidget, theme: Theme, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.page: ExercisePage | None = None
        self._button, self._stack, self._theme = button, stack, theme
        button.toggled.connect(self.switched)

    @property
    def on(self) -> bool:
        """Whether numbers are filled in and not read."""
        return self._button.isChecked()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        if self.page is not None:
            self.page.set_theme(theme)

    def forget(self) -> None:
        """Another project is open: nothing that was begun is about it."""
        if self.page is not None:
            self.page.forget()

    def show(
        self,
        found: Inspected,
        view: View,
        equations: tuple[Equation, ...],
        title: Callable[[], str],
    ) -> None:
        """Offer the numbers of this part of the step, and bring the page to the front."""
        page = self._made()
        asked = found.inspection
        key = (asked.subject, asked.sample, view)
        page.offer(key, _only(view, equations), title())
        self._stack.setCurrentWidget(page)

    def _made(self) -> ExercisePage:
        if self.page is None:
            self.page = ExercisePage(self._theme)
            self.page.numbers_wanted.connect(self.others_wanted)
            keys = PlainKeys(self.page)
            for button in self.page.findChildren(QAbstractButton):
                button.installEventFilter(keys)
            self._stack.addWidget(self.page)
        return self.page


def _only(view: View, equations: tuple[Equation, ...]) -> Derivation:
    """A derivation of this part of the step alone."""
    if view == "forward":
        return Derivation(forward=equations)
    if view == "loss":
        return Derivation(loss=equations)
    if view == "backward":
        return Derivation(backward=equations)
    return Derivation(check=equations) if view == "check" else Derivation(update=equations)
