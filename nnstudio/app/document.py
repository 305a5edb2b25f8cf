"""The document: the project that is open, its undo stack, and the file it belongs to."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from nnstudio.data.errors import DataError
from nnstudio.nn.run_state import RunState
from nnstudio.project.checking import Shapes, check
from nnstudio.project.errors import ProjectError
from nnstudio.project.material import Material, prepare
from nnstudio.project.session import Session
from nnstudio.project.specs import Project


@dataclass(frozen=True)
class Change:
    """Which parts of the project an edit changed."""

    data: bool = False
    layers: bool = False
    training: bool = False
    notes: bool = False
    rebuilds: bool = False
    """Whether the network itself has to be built anew."""


class _ProjectCommand(QUndoCommand):
    """From one project to the next. Commands with the same `merge` key become one."""

    def __init__(
        self, document: "Document", before: Project, after: Project, text: str, merge: str
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = before
        self._after = after
        self._merge = merge

    def redo(self) -> None:
        self._document.show(self._after)

    def undo(self) -> None:
        self._document.show(self._before)

    def id(self) -> int:
        return hash(self._merge) & 0x7FFFFFFF if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _ProjectCommand) or other._merge != self._merge:
            return False
        self._after = other._after
        self.setText(other.text())
        # A drag that ends where it began leaves nothing to undo.
        self.setObsolete(self._after == self._before)
        return True


class Document(QObject):
    """The open project. Views read it and change it by `apply` alone.

    Signals: `changed(Change)` after every edit, undo and redo; `replaced()` after another project
    has been opened; `refused(str)` when an edit cannot be made, in plain words;
    `modified_changed(bool)`; `path_changed()`.
    Attributes: `project`, its `material` and `shapes`; `undo_stack`; `path` or None;
    `saved_run`, the run that came with the file.
    """

    changed = Signal(object)
    replaced = Signal()
    refused = Signal(str)
    modified_changed = Signal(bool)
    path_changed = Signal()

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        """Raises DataError when the project's data cannot be made."""
        super().__init__(parent)
        self.project = project
        self.material = prepare(project.data)
        self.shapes = check(project, self.material)
        self.path: Path | None = None
        self.saved_run: RunState | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self._seen: tuple[Project, Material, Shapes] = (project, self.material, self.shapes)
        self._trained = False
        self._was_modified = False
        self._gesture = 0
        self.undo_stack.cleanChanged.connect(self._tell_modified)

    @property
    def modified(self) -> bool:
        """Whether closing would lose something: an edit, or training that belongs to a file.

        An example that was only played with has nothing to lose: its seed makes it again.
        """
        return not self.undo_stack.isClean() or (self._trained and self.path is not None)

    @property
    def title(self) -> str:
        """The name of the file, without its ending; empty before it has one."""
        return self.path.stem if self.path else ""

    def apply(self, project: Project, text: str, merge: str = "") -> bool:
        """Make this the project, as one undoable step called `text`.

        Consecutive steps with the same `merge` key (one drag of a slider, say) become one.
        Returns False, after `refused`, when the project's data cannot be made.
        """
        if project == self.project:
            return True
        try:
            self._look(project)
        except DataError as problem:
            self.refused.emit(str(problem))
            return False
        except MemoryError:
            self.refused.emit(self.tr("There is not enough memory for that."))
            return False
        key = f"{merge} {self._gesture}" if merge else ""
        self.undo_stack.push(_ProjectCommand(self, self.project, project, text, key))
        return True

    def end_merge(self) -> None:
        """The gesture is over: the next edit is a step of its own, whatever its merge key."""
        self._gesture += 1

    def show(self, project: Project) -> None:
        """Take over a project that is known to be sound; for undo commands only."""
        before = self.project
        self.material, self.shapes = self._look(project)
        self.project = project
        self.changed.emit(_difference(before, project))

    def new(self, project: Project) -> None:
        """Start on another project that belongs to no file yet. Raises DataError."""
        self._replace(project, prepare(project.data), None, None)

    def open(self, path: Path) -> None:
        """Open a file. Raises ProjectError in plain words; then nothing has changed."""
        from nnstudio.project import files  # not needed before, and the start is the quicker

        saved = files.load(path)
        try:
            material = prepare(saved.project.data)
            if saved.run is not None and check(saved.project, material).fits:
                Session(saved.project, material, saved.run)
        except DataError as problem:
            raise ProjectError(f"“{path.name}” cannot be opened. {problem}") from problem
        except MemoryError as problem:
            raise ProjectError(f"“{path.name}” needs more memory than there is.") from problem
        self._replace(saved.project, material, path, saved.run)

    def save(self, path: Path, run: RunState | None) -> None:
        """Save to a file, which becomes the document's own. Raises ProjectError."""
        from nnstudio.project import files

        files.save(path, self.project, run)
        self.path = path
        self._trained = False
        self.undo_stack.setClean()
        self._tell_modified()
        self.path_changed.emit()

    def note_training(self) -> None:
        """The run has gone on since it was saved."""
        if not self._trained:
            self._trained = True
            self._tell_modified()

    def _look(self, project: Project) -> tuple[Material, Shapes]:
        """What the project learns from, and whether it fits; what was just looked at is kept."""
        seen, material, shapes = self._seen
        if project is not seen:
            material = self.material
            if project.data != self.project.data:
                material = prepare(project.data, before=material)
            shapes = check(project, material)
            self._seen = (project, material, shapes)
        return material, shapes

    def _replace(
        self, project: Project, material: Material, path: Path | None, run: RunState | None
    ) -> None:
        self.project, self.material = project, material
        self.shapes = check(project, material)
        self._seen = (project, material, self.shapes)
        self.path, self.saved_run = path, run
        self._trained = False
        self.undo_stack.clear()
        self._tell_modified()
        self.path_changed.emit()
        self.replaced.emit()

    def _tell_modified(self) -> None:
        if self.modified != self._was_modified:
            self._was_modified = self.modified
            self.modified_changed.emit(self.modified)


def _difference(before: Project, after: Project) -> Change:
    data = before.data != after.data
    return Change(
        data=data,
        layers=before.layers != after.layers,
        training=before.training != after.training,
        notes=before.notes != after.notes,
        rebuilds=data or _network_of(before) != _network_of(after),
    )


def _network_of(project: Project) -> tuple[object, ...]:
    """All that the network is built from: the names of the layers, for example, are not."""
    layers = [msgspec.structs.replace(layer, title="") for layer in project.layers]
    return (layers, project.training.loss, project.training.precision)
