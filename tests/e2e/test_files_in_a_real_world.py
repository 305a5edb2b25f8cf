"""Files on disks that fill up and drives that go, beside other programs that write as well."""

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from nnstudio.app.safety import autosave
from nnstudio.project import files
from nnstudio.project.specs import Project
from nnstudio.ui.application import make_application
from nnstudio.ui.ending import LogOut
from tests.e2e.studio import PATIENCE, Studio

BUTTONS = QMessageBox.StandardButton
THEIRS = Project(notes="of another program")


def saved(studio: Studio, path: Path) -> None:
    studio.window.files.save_to(path)
    studio.command("add Dense")


def changed_by_another_program(studio: Studio, path: Path) -> None:
    saved(studio, path)
    files.save(path, THEIRS, None)


def test_a_file_that_another_program_changed_is_not_replaced_without_a_question(
    studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "a.nnstudio"
    changed_by_another_program(studio, path)
    studio.command("save")
    box = studio.question()
    assert box is not None
    assert "“a.nnstudio” was changed by another program" in box.text()
    studio.answer(BUTTONS.Cancel)
    assert files.load(path).project == THEIRS
    assert studio.document.modified
    studio.command("save")
    studio.answer("Replace it")
    assert files.load(path).project == studio.document.project
    assert not studio.document.modified
    studio.command("add Dense")
    studio.command("save")
    assert studio.question() is None
    assert not studio.document.modified


def test_both_can_be_kept_by_another_name(studio: Studio, tmp_path: Path) -> None:
    path, other = tmp_path / "a.nnstudio", tmp_path / "b.nnstudio"
    changed_by_another_program(studio, path)
    studio.command("save")
    studio.answer("Save as…")
    studio.choose_file(other)
    studio.until(lambda: other.is_file())
    assert files.load(other).project == studio.document.project
    assert files.load(path).project == THEIRS
    assert studio.document.path == other


def test_a_file_that_was_only_touched_is_saved_without_a_question(
    studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "a.nnstudio"
    saved(studio, path)
    os.utime(path, (1, 1))
    studio.command("save")
    assert studio.question() is None
    assert files.load(path).project == studio.document.project


def test_closing_asks_about_a_changed_file_too_and_loses_neither(
    studio: Studio, tmp_path: Path
) -> None:
    path, other = tmp_path / "a.nnstudio", tmp_path / "b.nnstudio"
    changed_by_another_program(studio, path)
    studio.window.close()
    studio.answer(BUTTONS.Save)
    studio.answer("Save as…")
    studio.choose_file(other)
    studio.until(lambda: not studio.window.isVisible())
    assert files.load(path).project == THEIRS
    assert len(files.load(other).project.layers) == len(studio.layers)


def test_a_second_question_takes_the_place_of_the_first_which_would_lie_under_it(
    studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "other.nnstudio"
    files.save(path, THEIRS, None)
    studio.command("add Dense")
    studio.command("example circles")
    first = studio.question()
    studio.window.open(path)  # as when it is dropped, or double-clicked on macOS
    boxes = [box for box in studio.window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1
    assert boxes[0] is not first
    studio.answer(BUTTONS.Discard)
    studio.until(lambda: studio.document.path == path)
    assert studio.question() is None


def test_where_to_save_is_not_asked_on_when_a_dropped_file_takes_the_projects_place(
    studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "dropped.nnstudio"
    files.save(path, THEIRS, None)
    studio.command("save as")
    assert studio.file_dialog() is not None
    studio.drop(path)
    studio.until(lambda: studio.document.path == path)
    assert studio.file_dialog() is None


def test_a_dropped_file_asks_about_the_project_for_which_one_was_asked_where_to_save(
    studio: Studio, tmp_path: Path
) -> None:
    path, chosen = tmp_path / "dropped.nnstudio", tmp_path / "mine.nnstudio"
    files.save(path, THEIRS, None)
    studio.command("add Dense")
    mine = studio.document.project
    studio.command("save as")
    studio.drop(path)
    studio.until(lambda: studio.file_dialog() is None)
    studio.answer(BUTTONS.Save)
    studio.choose_file(chosen)
    studio.until(lambda: studio.document.path == path)
    assert files.load(chosen).project == mine


def test_a_drive_that_was_removed_is_said_in_words_and_another_place_offered(
    studio: Studio, tmp_path: Path
) -> None:
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere.nnstudio"
    stick.mkdir()
    saved(studio, stick / "a.nnstudio")
    shutil.rmtree(stick)
    studio.command("save")
    notice = studio.window.workspace.notice
    assert "its folder “stick” is not there" in notice.text
    assert studio.document.modified
    studio.click(studio.button("Save elsewhere…", notice))
    studio.choose_file(elsewhere)
    studio.until(lambda: elsewhere.is_file())
    assert files.load(elsewhere).project == studio.document.project
    assert not studio.document.modified


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="writes to Linux's /proc")
def test_a_place_where_nothing_can_be_written_is_said_in_words_and_the_project_stays_open(
    studio: Studio,
) -> None:
    studio.command("add Dense")
    project = studio.document.project
    studio.window.files.save_to(Path("/proc/a.nnstudio"))
    assert "“a.nnstudio” cannot be saved" in studio.window.workspace.notice.text
    assert studio.document.project is project
    assert studio.document.path is None
    studio.train_until(2)


def test_a_window_that_is_closed_by_a_log_out_asks_nothing_and_keeps_a_copy(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "LAST_ANSWER", PATIENCE / 1000)  # however busy the machine is
    studio.command("add Dense")
    studio.train_until(3)
    LogOut(make_application(), studio.window).prepare()
    studio.window.close()
    assert studio.question() is None
    assert not studio.window.isVisible()
    studio.until(lambda: studio.window.has_ended)
    (copy,) = (studio.state / "copies").glob("*/project.nnstudio")
    found = files.load(copy)
    assert found.project == studio.document.project
    assert found.run is not None
    assert found.run.epoch == 3
