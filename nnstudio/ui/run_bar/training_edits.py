"""Changes of the training settings, each one an undoable edit."""

from typing import Any

from PySide6.QtCore import QObject

from nnstudio.app.document import Document
from nnstudio.project import edits
from nnstudio.project.edits import EditError
from nnstudio.project.specs import TrainingSpec


class TrainingEdits(QObject):
    """What the controls of the run bar share: they read the settings and change them here."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    @property
    def spec(self) -> TrainingSpec:
        """The settings that hold now."""
        return self._document.project.training

    @property
    def document(self) -> Document:
        """The document that is edited."""
        return self._document

    def change(self, text: str, merge: str = "", **values: Any) -> None:
        """Change settings as one undoable step; a refusal is told by `Document.refused`."""
        try:
            edited = edits.change_training(self._document.project, **values)
        except EditError as problem:
            self._document.refused.emit(str(problem))
            return
        self._document.apply(edited, text, merge=merge)

    def change_optimiser(self, text: str, merge: str = "", **values: Any) -> None:
        """Change constants of the optimiser that is chosen."""
        try:
            optimiser = edits.changed(self.spec.optimiser, **values)
        except EditError as problem:
            self._document.refused.emit(str(problem))
            return
        self.change(text, merge, optimiser=optimiser)

    def change_schedule(self, text: str, merge: str = "", **values: Any) -> None:
        """Change numbers of the schedule that is chosen."""
        try:
            schedule = edits.changed(self.spec.schedule, **values)
        except EditError as problem:
            self._document.refused.emit(str(problem))
            return
        self.change(text, merge, schedule=schedule)

    def end_merge(self) -> None:
        """A gesture is over."""
        self._document.end_merge()
