"""A program that opens files as the studio does, and tells what that took.

`python -m tests.fuzz.opener FOLDER` reads lines of JSON, `{"path": …, "kind": …}`, and answers each
with a Report as a line of JSON. Whatever is in a file happens here and not in the tests.
"""

import codecs
import contextlib
import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nnstudio.app.document import Document
from nnstudio.data.builtin import BUILT_IN
from nnstudio.data.csv_format import ENCODINGS
from nnstudio.data.errors import DataError
from nnstudio.nn.run_state import RunState
from nnstudio.nn.training import Diverged
from nnstudio.project import edits, files
from nnstudio.project.checking import Shapes, check
from nnstudio.project.errors import ProjectError
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.material import Material, prepare
from nnstudio.project.session import Session
from nnstudio.project.specs import MAX_LAYERS, BuiltInSource, DataSpec, Project
from nnstudio.project.timeline import TimelineView
from tests.fuzz.watching import Guard, idle, measured

MOST_MEMORY = 6 * 2**30
"""Bytes that this program may take at all: a file that wants more must not take the machine."""
MOST_MENDS = 20
OPEN_BEFORE = Project(notes="open before")
BETWEEN_LOOKS = 9
"""One of so many moments of the past is looked at."""


@dataclass
class Report:
    """What came of a file.

    outcome: opened, refused, or failed. words: the refusal, and what was said beside an opened
    project. opening, using: seconds of work and bytes. unusual: what else was done. trace: of an
    exception that nobody expected.
    """

    outcome: str = ""
    words: list[str] = field(default_factory=list)
    opening_seconds: float = 0.0
    opening_bytes: int = 0
    using_seconds: float = 0.0
    using_bytes: int = 0
    unusual: list[str] = field(default_factory=list)
    trace: str = ""


@dataclass
class Opened:
    """A project as the document has it."""

    project: Project
    material: Material
    shapes: Shapes
    run: RunState | None
    timeline: TimelineView | None


def open_project(path: Path, words: list[str]) -> Opened:
    """By the document; what was open before has to stay where the file is refused."""
    document = Document(OPEN_BEFORE)
    document.refused.connect(words.append)
    before = (document.project, document.material, document.path, document.undo_stack.count())
    try:
        document.open(path)
    except ProjectError:
        after = (document.project, document.material, document.path, document.undo_stack.count())
        assert after == before, "what was open is not what it was"
        raise
    return Opened(
        document.project,
        document.material,
        document.shapes,
        document.saved_run,
        document.saved_timeline,
    )


def open_table(path: Path, words: list[str]) -> Opened:
    """As the CSV window does it, up to the project that its button makes."""
    from nnstudio.ui.csv_import.reading import look_at, read_whole

    look = look_at(path, None, _nobody_watches)
    if look.problem:
        raise DataError(look.problem)
    whole = read_whole(path, look.form, _nobody_watches)
    words += [*map(str, whole.plan.refused[:3]), *whole.table.notes[:3]]
    if whole.plan.dataset is None:
        raise DataError(whole.plan.problem)
    project = edits.change_data(
        Project(), whole.plan.dataset, source=whole.plan.source, inputs=(), scaling="standard"
    )
    material = prepare(project.data)
    return Opened(project, material, check(project, material), None, None)


OPENERS: dict[str, Callable[[Path, list[str]], Opened]] = {
    "project": open_project,
    "table": open_table,
}


def use(opened: Opened, folder: Path) -> None:
    """What people do next: look at it, train a step, edit it, save it and open it again."""
    project, material, run = opened.project, opened.material, opened.run
    shapes = opened.shapes
    for _ in range(MOST_MENDS):
        mend = next((misfit.mend for misfit in shapes.misfits if misfit.mend is not None), None)
        if mend is None:
            break
        project = mend.project
        material = prepare(project.data, before=material)
        shapes = check(project, material)
    if shapes.fits:
        session = Session(project, material, run if project is opened.project else None)
        session.losses()
        try:
            session.training.step()
        except Diverged as end:
            session.note_divergence(end)
        project = edits.change_training(project, learning_rate=0.5)
        if len(project.layers) < MAX_LAYERS:
            project = edits.insert_layers(project, 0, [DropoutSpec()])
        if check(project, material).fits:
            session.adopt(project, material)
        run = session.state()
    if opened.timeline is not None:
        for moment in opened.timeline.current.moments[::BETWEEN_LOOKS]:
            with contextlib.suppress(ProjectError, DataError):
                Session(moment.project, run=moment.run_state())
    again = folder / "again.nnstudio"
    files.save(again, project, run, opened.timeline)
    saved = files.load(again)
    assert saved.project == project, "what was saved is not what is opened again"
    assert (saved.run is None) == (run is None), "the run was lost by saving"
    assert not saved.left_out, saved.left_out
    again.unlink()


class Opener:
    """Opens one file after the other and measures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = Guard()
        with self._guard.learn():
            for key in BUILT_IN:
                prepare(DataSpec(source=BuiltInSource(key=key, samples=10)))

    def learn(self, path: Path, kind: str) -> None:
        """Open a sound file, so that everything is imported and known that belongs to it."""
        with self._guard.learn():
            use(OPENERS[kind](path, []), self._folder)

    def report(self, path: Path, kind: str) -> Report:
        """What comes of this file."""
        report = Report()
        opened = None
        try:
            before = idle()
            with measured(before) as opening, self._guard.watch(path):
                opened = self._open(path, kind, report)
            report.unusual += self._guard.seen
            report.opening_seconds, report.opening_bytes = opening.seconds, opening.bytes
            if opened is not None:
                idle()
                with measured(before) as using, self._guard.watch(path, self._folder):
                    use(opened, self._folder)
                report.unusual += self._guard.seen
                report.using_seconds, report.using_bytes = using.seconds, using.bytes
        except BaseException:
            report.outcome, report.trace = "failed", traceback.format_exc()
            for left in self._folder.iterdir():
                left.unlink()
        return report

    @staticmethod
    def _open(path: Path, kind: str, report: Report) -> Opened | None:
        try:
            opened = OPENERS[kind](path, report.words)
        except (ProjectError, DataError) as problem:
            report.outcome = "refused"
            report.words.insert(0, str(problem))
            return None
        except MemoryError:
            report.outcome = "refused"
            report.words.insert(0, "There is not enough memory for this.")
            return None
        report.outcome = "opened"
        return opened


def _nobody_watches(rows: int) -> None:
    """Reading that nobody follows."""


def main() -> None:
    """Answer one line after the other."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    opener = Opener(Path(sys.argv[1]))
    for line in sys.stdin:
        order = json.loads(line)
        path, kind = Path(order["path"]), order["kind"]
        if order.get("learn"):
            opener.learn(path, kind)
            report = Report()
        else:
            report = opener.report(path, kind)
        print(json.dumps(asdict(report)), flush=True)


if __name__ == "__main__":
    main()
