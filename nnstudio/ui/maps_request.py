"""What the window asks the trainer for: the decision maps, in the theme's colours."""

import numpy as np

from nnstudio.app.decision_maps import DecisionMaps, Pixels
from nnstudio.app.run_controller import RunController
from nnstudio.ui.theme import Theme

NAME = "maps"


class MapsRequest:
    """Keeps the one probe that boundary and canvas share as they need it."""

    def __init__(self, run: RunController, theme: Theme) -> None:
        self._run = run
        self._theme = theme
        self._axes = (0, 1)
        self._discretised = False
        self._wanted = False

    def set_theme(self, theme: Theme) -> None:
        """Paint in another theme's colours."""
        self._theme = theme
        self._ask()

    def set_axes(self, first: int, second: int) -> None:
        """Show these two features; the others stay at their mean."""
        self._axes = (first, second)
        self._ask()

    def set_discretised(self, discretised: bool) -> None:
        """Paint only the answer, not how sure it is."""
        self._discretised = discretised
        self._ask()

    def set_wanted(self, wanted: bool) -> None:
        """Whether anybody looks."""
        self._wanted = wanted
        self._ask()

    def _ask(self) -> None:
        if not self._wanted:
            self._run.want(NAME, None)
            return
        signs, classes = self._theme.sign_colours(), self._theme.class_colours()
        if self._discretised:
            signs, classes = _two_colours(signs), np.repeat(classes[:, -1:], 256, axis=1)
        self._run.want(NAME, DecisionMaps(signs, classes, self._axes))


def _two_colours(colours: Pixels) -> Pixels:
    """Everything below zero like the lowest, everything above like the highest."""
    return np.where(np.arange(256) < 128, colours[0], colours[-1]).astype(np.uint32)
