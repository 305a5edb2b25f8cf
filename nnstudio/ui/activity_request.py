"""What the window asks the trainer for: the chosen sample on its way through the network."""

from PySide6.QtCore import QObject, Slot

from nnstudio.app.activity import SampleActivity
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice

NAME = "activity"


class ActivityRequest(QObject):
    """Keeps the one probe that the canvas and the live views share on the chosen sample."""

    def __init__(self, run: RunController, choice: SampleChoice) -> None:
        super().__init__(choice)
        self._run = run
        self._choice = choice
        self._wanted = False
        choice.changed.connect(self._ask)

    def set_wanted(self, wanted: bool) -> None:
        """Whether anybody looks."""
        self._wanted = wanted
        self._ask()

    @Slot()
    def _ask(self) -> None:
        probe = SampleActivity(self._choice.features) if self._wanted else None
        self._run.want(NAME, probe)
