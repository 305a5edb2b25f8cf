"""What the inspector looks at, how one gets there, and how the canvas goes along."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.app.document import Change, Document
from nnstudio.explain.expressions import Place
from nnstudio.explain.subject import Subject
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.spots import GROUND, Spot
from nnstudio.ui.inspector.history import History
from nnstudio.ui.inspector.places import (
    layer_with,
    shape_of,
    spot_of,
    spot_of_subject,
    subject_of_selection,
    value_at,
)


class Journey(QObject):
    """The subject, with what was looked at before and after it, selected on the canvas as well.

    Signal: `changed()`. Attributes: `subject`, None while there is nothing but the loss to look
    at; `position`, where in time or space neurons were looked at last.
    """

    changed = Signal()

    def __init__(self, document: Document, scene: CanvasScene, parent: QObject) -> None:
        super().__init__(parent)
        self.subject: Subject | None = None
        self.position: tuple[int, ...] = ()
        self._document, self._scene = document, scene
        self._history = History()
        self._selecting = False
        scene.selection.changed.connect(self.follow_canvas)
        document.changed.connect(self._follow_document)
        document.replaced.connect(self._start_anew)

    @property
    def can_go_back(self) -> bool:
        """Whether anything was looked at before."""
        return self._history.can_go_back

    @property
    def can_go_forward(self) -> bool:
        """Whether one has come back from anything."""
        return self._history.can_go_forward

    def go(self, subject: Subject | None) -> None:
        """Look at something else, here and on the canvas."""
        if subject is not None:
            self._history.go(subject)
        self._arrive(subject)

    @Slot()
    def back(self) -> None:
        """To what was looked at before."""
        subject = self._history.back()
        if subject is not None:
            self._arrive(subject)

    @Slot()
    def forward(self) -> None:
        """To where one has come back from."""
        subject = self._history.forward()
        if subject is not None:
            self._arrive(subject)

    @Slot(object)
    def move(self, subject: Subject) -> None:
        """The same layer, seen elsewhere."""
        self._history.replace(subject)
        self._arrive(subject)

    @Slot(str)
    def look_inside(self, block: str) -> None:
        """At a part of the layer, or at one of its blocks of weights."""
        if self.subject is None:
            return
        shape = shape_of(self._document.project, self._document.shapes, self.subject.layer_id)
        value = value_at(shape, 0, ()) if shape else (0,)
        self.go(Subject(self.subject.layer_id, value, block=block))

    @Slot()
    def follow_canvas(self) -> None:
        """To what is selected there."""
        if self._selecting:
            return
        document = self._document
        subject = subject_of_selection(
            self._scene.selection, document.project, document.shapes, self.position
        )
        if subject is not None:
            self._history.go(subject)
        self._look_at(subject)

    def select(self, place: Place) -> None:
        """Select on the canvas what a number stands for, and stay here."""
        self._select(spot_of(place, self._document.project, self._document.shapes))

    def _arrive(self, subject: Subject | None) -> None:
        self._look_at(subject)
        if subject is not None:
            document = self._document
            self._select(spot_of_subject(subject, document.project, document.shapes))

    def _look_at(self, subject: Subject | None) -> None:
        self.subject = subject
        if subject is not None and subject.value is not None and not subject.block:
            self.position = subject.value[1:]
        self.changed.emit()

    def _select(self, spot: Spot) -> None:
        if spot == GROUND:
            return
        self._selecting = True
        self._scene.selection.select_spot(spot)
        self._selecting = False

    @Slot(object)
    def _follow_document(self, change: Change) -> None:
        subject = self.subject
        if subject is not None and layer_with(self._document.project, subject.layer_id) is None:
            self._history.clear()
            self.subject = None
        self.changed.emit()

    @Slot()
    def _start_anew(self) -> None:
        self._history.clear()
        self.subject = None
        self.changed.emit()
