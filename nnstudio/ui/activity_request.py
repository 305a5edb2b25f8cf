"""What the window asks the trainer for: the chosen sample on its way through the network."""

from PySide6.QtCore import QObject, Slot

from nnstudio.app.activity import SampleActivity
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project.layers import DenseSpec, DropoutSpec

NAME = "activity"


class ActivityRequest(QObject):
    """Keeps the one probe that the canvas and the live views share on the chosen sample.

    A network of neurons over points shows decision maps instead, and asks for nothing here.
    """

    def __init__(self, document: Document, run: RunController, choice: SampleChoice) -> None:
        super().__init__(choice)
        self._document = document
        self._run = run
        self._choice = choice
        self._seen = False
        self._asked: SampleActivity | None = None
        choice.changed.connect(self._ask)
        document.changed.connect(self._ask)
        document.replaced.connect(self._ask)

    def set_wanted(self, wanted: bool) -> None:
        """Whether anybody looks."""
        self._seen = wanted
        self._ask()

    @Slot()
    def _ask(self) -> None:
        wanted = self._seen and self._is_needed()
        features = self._choice.features
        if not wanted:
            if self._asked is not None:
                self._asked = None
                self._run.want(NAME, None)
        elif self._asked is None or self._asked.features is not features:
            self._asked = SampleActivity(features)
            self._run.want(NAME, self._asked)

    def _is_needed(self) -> bool:
        if self._document.material.flow.kind != "values":
            return True
        layers = self._document.project.layers
        return not all(isinstance(layer, DenseSpec | DropoutSpec) for layer in layers)
