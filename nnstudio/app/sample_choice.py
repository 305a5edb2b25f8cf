"""Which sample the views look at: one of the data set, or one that a person made."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.app.document import Change, Document
from nnstudio.project.material import Material

Row = NDArray[np.float64]


class SampleChoice(QObject):
    """The chosen sample, which all views of one window share.

    Signal: `changed()`, after another one was chosen. Attributes: `index` in the data set, or None
    for a sample that was drawn or typed; `features`, its raw features (features,), read-only.
    Other data begins at its first validation sample.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._material: Material
        self.index: int | None
        self.features: Row
        self._begin()
        document.changed.connect(self._follow)
        document.replaced.connect(self._start_anew)

    @property
    def target(self) -> NDArray[np.float64] | NDArray[np.intp] | None:
        """What the data set says about it: a class, classes by position, or values."""
        if self.index is None:
            return None
        found: NDArray[np.float64] | NDArray[np.intp]
        found = np.atleast_1d(self._material.dataset.targets[self.index])
        return found

    def choose(self, index: int) -> None:
        """Look at this sample of the data set. Raises IndexError when there is none such."""
        features = self._document.material.dataset.features
        if not 0 <= index < len(features):
            raise IndexError(f"there is no sample {index}")
        if index != self.index:
            self.index, self.features = index, features[index]
            self.changed.emit()

    def step(self, by: int) -> None:
        """The next sample of the share that the chosen one belongs to, or the one before."""
        material = self._document.material
        held_back = self.index is None or self.index in material.validation
        share = material.validation if held_back and material.validation.size else material.train
        place = int(np.searchsorted(share, self.index or 0)) + by
        self.choose(int(share[place % share.size]))

    def show_own(self, features: Row) -> None:
        """Look at a sample that a person made: raw features (features,).

        Raises ValueError when they are not as many as the data set's.
        """
        if features.shape != self._document.material.dataset.features.shape[1:]:
            raise ValueError("a sample needs as many features as the data set has")
        own = features.astype(np.float64)
        own.flags.writeable = False
        self.index, self.features = None, own
        self.changed.emit()

    def _begin(self) -> None:
        self._material = self._document.material
        share = self._material.validation
        share = share if share.size else self._material.train
        self.index = int(share[0])
        self.features = self._material.dataset.features[self.index]

    @Slot(object)
    def _follow(self, change: Change) -> None:
        if not change.data:
            return
        before, now = self._material.dataset, self._document.material.dataset
        self._material = self._document.material
        if now is not before:
            self._start_anew()

    @Slot()
    def _start_anew(self) -> None:
        self._begin()
        self.changed.emit()
