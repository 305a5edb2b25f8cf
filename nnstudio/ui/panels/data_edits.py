"""Changes of the data settings, each one an undoable edit."""

from typing import Any

import msgspec
from PySide6.QtCore import QObject

from nnstudio.app.document import Document
from nnstudio.data.builtin import BUILT_IN
from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError
from nnstudio.project import edits
from nnstudio.project.edits import EditError
from nnstudio.project.material import make_dataset
from nnstudio.project.specs import BuiltInSource, DataSpec, TableSource

USUAL_VALIDATION = 0.3


class DataEdits(QObject):
    """What the controls of the data panel share: they change the data here."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    @property
    def spec(self) -> DataSpec:
        """The data settings that hold now."""
        return self._document.project.data

    def change(self, text: str, merge: str = "", **values: Any) -> None:
        """Change settings beside the source: validation, seed, inputs, scaling, reading."""
        try:
            data = msgspec.structs.replace(self.spec, **values)
            edited = edits.change_data(self._document.project, self._dataset(data), **values)
        except (EditError, DataError) as problem:
            self._document.refused.emit(str(problem))
            return
        self._document.apply(edited, text, merge=merge)

    def change_source(self, text: str, merge: str = "", **values: Any) -> None:
        """Change a setting of the built-in set: samples, noise, classes, length or shift."""
        if not isinstance(self.spec.source, BuiltInSource):
            return
        try:
            source = edits.changed(self.spec.source, **values)
        except EditError as problem:
            self._document.refused.emit(str(problem))
            return
        self._use(source, text, merge)

    def choose(self, key: str, text: str) -> None:
        """Another built-in set, with its own usual settings."""
        entry = BUILT_IN[key]
        source = BuiltInSource(
            key=key,
            samples=entry.default_samples,
            noise=entry.default_noise,
            classes=min(max(entry.default_classes, 2), 6),
            length=entry.default_length,
            **({"shift": entry.default_shift} if entry.has_shift else {}),
        )
        self._use(source, text, inputs=())

    def choose_table(self, source: TableSource, text: str) -> None:
        """The imported table again."""
        self._use(source, text, inputs=())

    def end_merge(self) -> None:
        """A gesture is over."""
        self._document.end_merge()

    def _use(
        self, source: BuiltInSource | TableSource, text: str, merge: str = "", **values: Any
    ) -> None:
        data = msgspec.structs.replace(self.spec, source=source, **values)
        try:
            dataset = self._dataset(data)
        except DataError as problem:
            self._document.refused.emit(str(problem))
            return
        was_table = self._document.material.dataset.truth_table
        if was_table and not dataset.truth_table and not data.validation:
            # A truth table has nothing to hold back; the next set should have.
            data = msgspec.structs.replace(data, validation=USUAL_VALIDATION)
        try:
            edited = edits.set_data(self._document.project, data, dataset)
        except EditError as problem:
            self._document.refused.emit(str(problem))
            return
        self._document.apply(edited, text, merge=merge)

    def _dataset(self, data: DataSpec) -> Dataset:
        present = self.spec
        unchanged = data.source is present.source and (
            data.seed == present.seed or isinstance(data.source, TableSource)
        )
        return self._document.material.dataset if unchanged else make_dataset(data)
