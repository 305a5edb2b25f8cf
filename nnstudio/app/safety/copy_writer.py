"""Writes safety copies: the last one, its timeline now and then, and copies that stay."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.app.document import can_share_a_run
from nnstudio.app.safety.copy_folder import About, CopyFolder
from nnstudio.nn.run_state import RunState
from nnstudio.project import SUFFIX, files
from nnstudio.project.errors import ProjectError, reason_of
from nnstudio.project.run_file import write_run
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView
from nnstudio.project.timeline_file import write_timeline

SET_ASIDE = "set aside"
MOST_SET_ASIDE = 10


@dataclass(frozen=True, eq=False)
class Copy:
    """What is to be copied: the project as it is, the run that belongs to it, and whose it is.

    keeps_run: this one is not known at the moment; the last that is on the disk is to be kept, if
    it fits. run_in_file_of: the project whose run lies in the document's own file, if there is one.
    timeline: None to keep the one that was copied last, as far as it still can be read.
    """

    project: Project
    run: RunState | None
    about: About
    keeps_run: bool = False
    timeline: TimelineView | None = None
    run_in_file_of: Project | None = None


class CopyWriter(QObject):
    """Keeps one folder with the last copy.

    Signals: `written(float)`, the seconds that it took; `timeline_written(float)`, likewise;
    `failed(str)`, why a copy could not be
    written, in a few words; `set_aside(str, str)`, the path of a copy for a person to find, or
    else why there is none.
    """

    written = Signal(object)
    timeline_written = Signal(object)
    failed = Signal(str)
    set_aside = Signal(str, str)

    def __init__(self, places: Sequence[Path]) -> None:
        super().__init__()
        self._places = places
        self._folder: CopyFolder | None = None
        self._encoded: tuple[Project, bytes] | None = None
        self._timeline_of: Project | None = None
        self._run_of: Project | None = None

    @Slot(object)
    def write(self, copy: Copy) -> None:
        """Put this copy in the place of the one before."""
        began = perf_counter()
        problem = self._tried(lambda: self._write(copy))
        if problem:
            self.failed.emit(problem)
        else:
            self.written.emit(perf_counter() - began)
            self._write_timeline(copy)

    @Slot()
    def clear(self) -> None:
        """There is nothing to lose at the moment."""
        self._run_of = None
        if self._folder is not None:
            self._tried(self._folder.clear)

    @Slot(object, object)
    def take_over(self, folder: CopyFolder, project: Project) -> None:
        """A copy that was left behind is open again: it is kept on in its own folder."""
        if self._folder is not None:
            self._folder.remove()
        self._folder = folder
        self._timeline_of = self._run_of = project

    @Slot(object)
    def put_aside(self, copy: Copy) -> None:
        """Write a copy that stays, whatever happens to the project from now on."""
        path = Path()

        def write() -> None:
            nonlocal path
            path = self._written_aside(copy)

        problem = self._tried(write)
        self.set_aside.emit("" if problem else str(path), problem)

    @Slot(object)
    def end(self, keep: bool) -> None:
        """The program ends, and so does the thread; the next start finds the copy if it is kept."""
        if self._folder is not None:
            if keep and self._folder.holds_something:
                self._folder.release()
            else:
                self._folder.remove()
        self._folder = None
        self.thread().quit()

    def _write(self, copy: Copy) -> None:
        encoded, run = self._encode(copy), self._packed_run(copy)
        self._run_of = None
        self._put(copy, encoded, run)
        self._run_of = None if run is None else copy.project

    def _put(self, copy: Copy, encoded: bytes, run: bytes | None) -> None:
        last: Exception = FileNotFoundError()
        before = self._folder
        if before is not None:
            try:
                if self._timeline_is_of_other_data(copy.project):
                    before.write_timeline(None)
                before.write(copy.about, encoded, run)
                return
            except (OSError, ProjectError) as problem:
                # The home may have vanished, or become read-only: another place may still do. The
                # last copy there stays ours, so that no other start takes it for left behind.
                last = problem
        for place in self._places:
            try:
                folder = CopyFolder.make([place])
            except OSError as problem:
                last = problem
                continue
            try:
                folder.write(copy.about, encoded, run)
            except (OSError, ProjectError) as problem:
                last = problem
                folder.remove()
                continue
            self._folder = folder
            if before is not None:
                before.remove()
            return
        raise last

    def _write_timeline(self, copy: Copy) -> None:
        """What cannot be written now can be the next time; the project itself is safe."""
        if copy.timeline is None or self._folder is None:
            return
        began = perf_counter()
        with suppress(OSError, MemoryError):
            self._folder.write_timeline(write_timeline(copy.timeline, copy.project))
            self._timeline_of = copy.project
        self.timeline_written.emit(perf_counter() - began)

    def _timeline_is_of_other_data(self, project: Project) -> bool:
        """A timeline says of its moments only that they learned from the data of the project."""
        known = self._timeline_of
        return known is None or known.data.source != project.data.source

    def _written_aside(self, copy: Copy) -> Path:
        last: Exception = FileNotFoundError()
        for place in self._places:
            folder = place / SET_ASIDE
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                path = _free_name(folder, copy.about)
                files.save_encoded(path, self._encode(copy), self._packed_run(copy))
                _forget_the_oldest(folder)
                return path
            except (OSError, ProjectError) as problem:
                last = problem
        raise last

    def _encode(self, copy: Copy) -> bytes:
        """The project's bytes; in a training only the run changes, and a table can be large."""
        if self._encoded is None or self._encoded[0] is not copy.project:
            self._encoded = None
            self._encoded = (copy.project, files.encode(copy.project, copy.about.title))
        return self._encoded[1]

    def _packed_run(self, copy: Copy) -> bytes | None:
        if not copy.keeps_run:
            return None if copy.run is None else write_run(copy.run)
        packed, copied, in_file = None, self._run_of, copy.run_in_file_of
        if self._folder is not None and copied and can_share_a_run(copied, copy.project):
            packed = files.packed_run(self._folder.project)
        if packed is None and in_file and can_share_a_run(in_file, copy.project):
            packed = _run_in_own_file(copy.about)
        return packed

    def _tried(self, do: Callable[[], None]) -> str:
        """Do it, and return why it could not be done; empty if it could."""
        try:
            do()
        except ProjectError as problem:
            # The name of the copy means nothing to the person; why it cannot be written does.
            cause = problem.__cause__
            return reason_of(cause) if isinstance(cause, OSError) else str(problem)
        except OSError as problem:
            return reason_of(problem)
        except MemoryError:
            return self.tr("there is not enough memory")
        return ""


def _run_in_own_file(about: About) -> bytes | None:
    """The run in the file that is open, if that is still as we know it."""
    path, known = Path(about.path), about.fingerprint
    if not about.path or known is None or not known.is_that_of(path):
        return None
    return files.packed_run(path)


def _free_name(folder: Path, about: About) -> Path:
    stem = "".join(sign for sign in about.title if sign.isalnum() or sign in " -_")[:60].strip()
    number = 1
    while (path := folder / f"{stem or 'network'} {number}{SUFFIX}").exists():
        number += 1
    return path


def _forget_the_oldest(folder: Path) -> None:
    found = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
    for path in found[:-MOST_SET_ASIDE]:
        path.unlink(missing_ok=True)
