"""A person opens files that are broken or made to do harm: words, and their own work untouched."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from nnstudio.project import edits
from tests.e2e.studio import Studio
from tests.fuzz import raw_zip, sound, worst
from tests.fuzz.verdicts import faults_of
from tests.project.archives import as_json, members

BUTTONS = QMessageBox.StandardButton


def _with_text(change: Callable[[str], str]) -> bytes:
    return worst.archive(change(json.dumps(as_json())).encode())


def _overlapping() -> bytes:
    parts = [raw_zip.Member(name.encode(), part) for name, part in sound.parts("dense").items()]
    for part in parts[1:]:
        part.told["offset"] = 0
    return raw_zip.write(parts)


def _bomb() -> bytes:
    megabytes = 200
    told = {"method": raw_zip.DEFLATED, "size": megabytes * 2**20}
    return raw_zip.write([raw_zip.Member(b"project.json", raw_zip.bomb(megabytes), told=told)])


def _run_of_another() -> bytes:
    parts = sound.parts("dense")
    return sound.stored({**parts, "run.npz": sound.parts("image")["run.npz"]})


def _endless_weights() -> bytes:
    parts = sound.parts("dense")
    run = members(parts["run.npz"])
    array = run["parameters.npy"]
    run["parameters.npy"] = array[:128] + b"\xff" * (len(array) - 128)
    return sound.stored({**parts, "run.npz": sound.stored(run)})


PROJECTS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "noise": lambda: bytes(range(256)) * 4000,
    "cut off": lambda: sound.projects()["dense"][:-700],
    "members in one place": _overlapping,
    "a bomb": _bomb,
    "brackets without end": lambda: worst.archive(b'{"format":1,"project":' + b"[" * 10**6),
    "a number beyond all": lambda: _with_text(lambda text: text.replace("0.05", "1e400")),
    "five million texts": worst.PROJECTS["five million texts"],
    "a million columns": worst.PROJECTS["a million columns"],
    "a key without end": worst.PROJECTS["a key of nine megabytes"],
    "another one's run": _run_of_another,
    "weights that are no numbers": _endless_weights,
    "a newer one": lambda: _with_text(lambda text: text.replace('"format": 1', '"format": 99')),
}
TABLES = (
    "one line of sixty megabytes",
    "a quotation mark that is never closed",
    "ten thousand columns",
    "only zero bytes",
    "larger than any",
)


@pytest.fixture
def at_work(studio: Studio, tmp_path: Path) -> Studio:
    """A project that has a file, was edited since, and trains."""
    studio.train_until(5)
    studio.window.files.save_to(tmp_path / "mine.nnstudio")
    document = studio.document
    document.apply(edits.change_training(document.project, learning_rate=0.25), "My edit")
    studio.window.run.play()
    studio.until(lambda: studio.latest.step > 50)
    return studio


def what_is_open(studio: Studio) -> tuple[object, ...]:
    """All that a file which is refused must leave as it is."""
    document = studio.document
    return (
        document.project,
        document.path,
        document.title,
        document.undo_stack.count(),
        document.undo_stack.undoText(),
        document.modified,
        studio.window.windowTitle(),
        len(studio.latest.curve.epochs) > 0,
    )


def untouched(studio: Studio, tmp_path: Path) -> Callable[[], None]:
    """What there is now; the result looks whether all of it is still there, and trains on."""
    document = studio.document
    before = what_is_open(studio)
    kept = document.path.read_bytes() if document.path is not None else b""
    step = studio.latest.step

    def look() -> None:
        assert what_is_open(studio) == before
        assert document.path is not None
        assert document.path.read_bytes() == kept
        going_on = max(studio.latest.step, step)
        studio.until(lambda: studio.latest.step > going_on)

    return look


def test_files_made_to_do_harm_are_refused_in_words_and_the_open_project_trains_on(
    at_work: Studio, tmp_path: Path
) -> None:
    notice = at_work.window.workspace.notice
    look = untouched(at_work, tmp_path)
    for name, make in PROJECTS.items():
        path = tmp_path / f"{name}.nnstudio"
        path.write_bytes(make())
        notice.dismiss()
        at_work.window.files.open(path)
        at_work.answer(BUTTONS.Discard)
        at_work.until(lambda: notice.text != "")
        assert not faults_of(notice.text), name
        look()
    at_work.command("undo")
    assert at_work.document.undo_stack.index() == 0


def test_tables_made_to_do_harm_are_refused_in_words_and_the_open_project_trains_on(
    at_work: Studio, tmp_path: Path
) -> None:
    window = at_work.window
    look = untouched(at_work, tmp_path)
    for name in TABLES:
        path = tmp_path / f"{name}.csv"
        path.write_bytes(worst.TABLES[name]())
        window.workspace.notice.dismiss()
        window.import_csv(path)
        at_work.until(lambda: not window.csv.busy and _said(at_work) != "")
        assert not faults_of(_said(at_work)), name
        assert not window.csv.import_button.isEnabled()
        window.csv.close()
        look()
    assert members((tmp_path / "mine.nnstudio").read_bytes())


def _said(studio: Studio) -> str:
    """The words about a table: on the window itself, or beside the table."""
    csv = studio.window.csv
    if csv.isVisible():
        return csv.unreadable.text() or csv.said
    return studio.window.workspace.notice.text
