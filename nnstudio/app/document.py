"""The document: the project that is open, its undo stack, and the file it belongs to."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from nnstudio.data.errors import DataError
from nnstudio.nn.run_state import RunState
from nnstudio.project.checking import Shapes, check
from nnstudio.project.errors import ProjectError
from nnstudio.project.fingerprint import Fingerprint
from nnstudio.project.material import Material, prepare
from nnstudio.project.session import Session
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView

if TYPE_CHECKING:
    from nnstudio.project.files import Saved


@dataclass(frozen=True)
class Change:
    """Which parts of the project an edit changed."""

    data: bool = False
    layers: bool = False
    training: bool = False
    notes: bool = False
    rebuilds: bool = False
    """Whether the network itself has to be built anew."""
    looks: bool = False
    """Whether nothing was edited: another moment of the run is looked at, or the present again."""
    words: str = ""
    """What was done, for the timeline."""
    gesture: str = ""
    """Edits of one gesture, such as a drag, have the same; empty for an edit of its own."""


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
        self._document.show(self._after, self.text(), self._merge)

    def undo(self) -> None:
        document = self._document
        document.show(self._before, document.tr("Undo: {edit}").format(edit=self.text()))

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
    has been opened; `saved()` after it has been; `refused(str)` when an edit cannot be made, in
    plain words; `modified_changed(bool)`; `path_changed()`; `past_kept()` when the past that is
    looked at becomes the present.
    Attributes: `project`, its `material` and `shapes`; `undo_stack`; `path` or None, and
    `fingerprint`, what the file there was when it was read or written; `saved_run` and
    `saved_timeline`, which came with the file.

    While a moment of the past is looked at, `project`, `material` and `shapes` are those of then.
    Nothing is edited by looking: the present waits, and an undo or redo leads back to it.
    """

    changed = Signal(object)
    replaced = Signal()
    saved = Signal()
    refused = Signal(str)
    modified_changed = Signal(bool)
    path_changed = Signal()
    past_kept = Signal()

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        """Raises DataError when the project's data cannot be made."""
        super().__init__(parent)
        self.project = project
        self.material = prepare(project.data)
        self.shapes = check(project, self.material)
        self.path: Path | None = None
        self.fingerprint: Fingerprint | None = None
        self.saved_run: RunState | None = None
        self.saved_timeline: TimelineView | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self._seen: tuple[Project, Material, Shapes] = (project, self.material, self.shapes)
        self._trained = False
        self._was_modified = False
        self._gesture = 0
        self._present: tuple[Project, Material, Shapes] | None = None
        self._looks_at = ""
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
        self.keep_past()
        key = f"{merge} {self._gesture}" if merge else ""
        self.undo_stack.push(_ProjectCommand(self, self.project, project, text, key))
        return True

    def end_merge(self) -> None:
        """The gesture is over: the next edit is a step of its own, whatever its merge key."""
        self._gesture += 1

    def show(self, project: Project, words: str = "", gesture: str = "") -> None:
        """Take over a project that is known to be sound; for undo commands only."""
        self.look_at_present()
        before = self.project
        self.material, self.shapes = self._look(project)
        self.project = project
        change = _difference(before, project)
        self.changed.emit(replace(change, words=words, gesture=gesture))

    @property
    def at_past(self) -> bool:
        """Whether what the document shows is a moment that was."""
        return self._present is not None

    @property
    def present(self) -> Project:
        """The project as it is edited and saved, whatever is looked at."""
        return self.project if self._present is None else self._present[0]

    def look_at_past(self, project: Project, material: Material, words: str) -> None:
        """Show the project as it was at a moment of the run; `words` for going back there."""
        self._looks_at = words
        then = _in_words_of_today(project, self.present)
        if self._present is None:
            self._present = (self.project, self.material, self.shapes)
        elif then == self.project:
            return
        if then == self.present:
            self._turn_to(*self._present)
        else:
            self._turn_to(then, material, check(then, material))

    def look_at_present(self) -> None:
        """Show the project as it is again."""
        if self._present is not None:
            present, self._present = self._present, None
            self._turn_to(*present)

    def keep_past(self) -> None:
        """Make the moment that is looked at the present, undoably if the project differs."""
        if self._present is None:
            return
        project = self.project
        (present, _, _), self._present = self._present, None
        if project != present:
            self._seen = (project, self.material, self.shapes)
            self.undo_stack.push(_ProjectCommand(self, present, project, self._looks_at, ""))
        self.past_kept.emit()

    def _turn_to(self, project: Project, material: Material, shapes: Shapes) -> None:
        before = self.project
        self.project, self.material, self.shapes = project, material, shapes
        self.changed.emit(replace(_difference(before, project), looks=True))

    def new(self, project: Project) -> None:
        """Start on another project that belongs to no file yet. Raises DataError."""
        self._replace(project, prepare(project.data), None, None, None)

    def open(self, path: Path) -> None:
        """Open a file. Raises ProjectError in plain words; then nothing has changed."""
        saved, material = _read(path, path.name)
        self._replace(saved.project, material, path, saved.run, saved.timeline)
        self.fingerprint = saved.fingerprint
        if saved.left_out:
            self.refused.emit(saved.left_out)

    def recover(self, copy: Path, timeline: Path, title: str) -> None:
        """Open the copy of a project, with its timeline if there is one, as something new.

        Raises ProjectError in plain words; then nothing has changed.
        """
        from nnstudio.project import files

        saved, material = _read(copy, title)
        moments, left_out = files.load_timeline(timeline, title, saved.project)
        self._replace(saved.project, material, None, saved.run, moments)
        self.undo_stack.resetClean()
        self._tell_modified()
        if left_out:
            self.refused.emit(left_out)

    def belongs_to(self, path: Path, fingerprint: Fingerprint | None) -> None:
        """What was recovered is the project of this file, which had this fingerprint then."""
        self.path, self.fingerprint = path, fingerprint
        self.path_changed.emit()

    def save(self, path: Path, run: RunState | None, timeline: TimelineView | None = None) -> None:
        """Save the present to a file, which becomes the document's own. Raises ProjectError."""
        from nnstudio.project import files

        self.fingerprint = files.save(path, self.present, run, timeline)
        self.path = path
        self._trained = False
        self.undo_stack.setClean()
        self._tell_modified()
        self.path_changed.emit()
        self.saved.emit()

    @property
    def changed_on_disk(self) -> bool:
        """Whether another program has changed the document's file since we read or wrote it."""
        known, path = self.fingerprint, self.path
        return known is not None and path is not None and not known.is_that_of(path)

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
        self,
        project: Project,
        material: Material,
        path: Path | None,
        run: RunState | None,
        timeline: TimelineView | None,
    ) -> None:
        self._present = None
        self.project, self.material = project, material
        self.shapes = check(project, material)
        self._seen = (project, material, self.shapes)
        self.path, self.saved_run, self.saved_timeline = path, run, timeline
        self.fingerprint = None
        self._trained = False
        self.undo_stack.clear()
        self._tell_modified()
        self.path_changed.emit()
        self.replaced.emit()

    def _tell_modified(self) -> None:
        if self.modified != self._was_modified:
            self._was_modified = self.modified
            self.modified_changed.emit(self.modified)


def _read(path: Path, name: str) -> tuple["Saved", Material]:
    """A file that can be opened, called `name` in words. Raises ProjectError."""
    from nnstudio.project import files  # not needed before, and the start is the quicker

    saved = files.load(path, name)
    try:
        material = prepare(saved.project.data)
        if saved.run is not None and check(saved.project, material).fits:
            Session(saved.project, material, saved.run)
    except DataError as problem:
        raise ProjectError(f"“{name}” cannot be opened. {problem}") from problem
    except MemoryError as problem:
        raise ProjectError(f"“{name}” needs more memory than there is.") from problem
    return saved, material


def _difference(before: Project, after: Project) -> Change:
    data = before.data != after.data
    return Change(
        data=data,
        layers=before.layers != after.layers,
        training=before.training != after.training,
        notes=before.notes != after.notes,
        rebuilds=data or network_of(before) != network_of(after),
    )


def _in_words_of_today(project: Project, present: Project) -> Project:
    """A project of then with the notes and the names that its layers have now."""
    titles = {layer.id: layer.title for layer in present.layers}
    layers = tuple(
        msgspec.structs.replace(layer, title=titles.get(layer.id, layer.title))
        for layer in project.layers
    )
    return msgspec.structs.replace(project, layers=layers, notes=present.notes)


def network_of(project: Project) -> tuple[object, ...]:
    """All that the network is built from: the names of the layers, for example, are not."""
    layers = [msgspec.structs.replace(layer, title="") for layer in project.layers]
    return (layers, project.training.loss, project.training.precision)


def can_share_a_run(one: Project, other: Project) -> bool:
    """Whether the run of one, as it is saved, fits the other too."""
    return (
        network_of(one) == network_of(other)
        and one.data == other.data
        and type(one.training.optimiser) is type(other.training.optimiser)
    )
