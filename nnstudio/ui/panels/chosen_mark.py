"""Which sample a view of many marks as the chosen one."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.app.document import Document
from nnstudio.app.sample_choice import SampleChoice


class ChosenMark(QObject):
    """The chosen sample, as a mark among others. Signal: `moved()`.

    Every data set begins with some chosen sample. Among points, where nobody looks at a single
    one unasked, it is marked only after a person chose it.
    """

    moved = Signal()

    def __init__(
        self, document: Document, choice: SampleChoice, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._choice = document, choice
        self._dataset = document.material.dataset
        self._asked = False
        choice.changed.connect(self._follow)

    @property
    def index(self) -> int | None:
        """The sample to mark, or None."""
        dataset = self._document.material.dataset
        unasked = bool(dataset.time) or dataset.image_shape is not None
        asked = self._asked and dataset is self._dataset
        return self._choice.index if unasked or asked else None

    @Slot()
    def _follow(self) -> None:
        dataset = self._document.material.dataset
        self._asked = dataset is self._dataset
        self._dataset = dataset
        self.moved.emit()
