"""What is open is never further than five seconds from a copy on the disk."""

import os
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnstudio.app.document import Document
from nnstudio.app.safety import autosave
from nnstudio.app.safety.copy_folder import left_behind
from nnstudio.app.speed import Speed
from nnstudio.app.weight_edit import WeightEdit
from nnstudio.data.errors import DataError
from nnstudio.project import edits, files
from nnstudio.project.session import Session
from nnstudio.project.specs import SGDSpec

from ...project.projects import dense, project
from .conftest import MOONS, Keeper


def test_nothing_is_written_before_there_is_something_to_lose(keep, tmp_path):
    keeper: Keeper = keep()
    keeper.studio.bot.wait(3_500)
    assert list(tmp_path.iterdir()) == []


def test_an_edit_is_in_a_copy_within_five_seconds(keep):
    keeper: Keeper = keep()
    keeper.studio.units("a", 7)
    assert keeper.until_written() < 5
    assert keeper.copy.project == keeper.studio.document.project


def test_a_weight_that_was_changed_by_hand_is_in_a_copy_too(keep):
    keeper: Keeper = keep()
    keeper.studio.train_until(2)
    keeper.until_written()
    studio = keeper.studio
    edit = WeightEdit(studio.run, "a", 0, 0, 0.0, 0.123456, "a weight")
    studio.document.undo_stack.push(edit)
    keeper.until_written()
    run = keeper.copy.run
    assert run is not None
    assert run.parameters[0] == 0.123456


def test_a_training_is_in_a_copy_again_and_again_and_goes_on_from_it(keep):
    keeper: Keeper = keep()
    keeper.studio.run.set_speed(Speed())
    keeper.studio.run.play()
    keeper.until_written()
    first = keeper.copy.run
    # On a slow disk copies come rarer; the rest is what a busy machine may take beside it.
    assert keeper.until_written() < keeper.autosave._interval / 1000 + 5
    second = keeper.copy.run
    assert first is not None
    assert second is not None
    assert second.step_count > first.step_count > 0
    keeper.studio.stand_still()
    assert Session(MOONS, run=second).training.step_count == second.step_count


@pytest.mark.parametrize(("seconds", "pause"), [(0.01, 5_000), (1.0, 20_000), (30.0, 60_000)])
def test_the_longer_a_copy_takes_the_rarer_they_come_but_one_each_minute(keep, seconds, pause):
    autosave = keep().autosave
    autosave._note_written(seconds)
    assert autosave._interval == pause


def test_a_copy_holds_the_run_that_belongs_to_its_network_whatever_is_edited_meanwhile(keep):
    keeper: Keeper = keep()
    keeper.studio.run.set_speed(Speed())
    keeper.studio.run.play()
    keeper.studio.until(lambda: keeper.studio.latest.step > 0)
    for units in range(2, 40):
        keeper.studio.units("a", units)
        if units % 3 == 0:
            keeper.autosave.copy_at_once()
        if units % 5 == 0:
            keeper.autosave.put_aside()
        keeper.studio.bot.wait(5)
    keeper.until_written()
    keeper.studio.until(lambda: bool(keeper.aside))
    asides = [Path(path) for path, problem in keeper.aside if not problem]
    assert asides
    runs = 0
    for path in [*keeper.copies, *asides]:
        if path.is_file():  # the oldest of those set aside are gone
            saved = files.load(path)
            Session(saved.project, run=saved.run)
            runs += saved.run is not None
    assert runs > 0


def test_saving_leaves_no_copy_and_training_on_makes_one_again(keep, tmp_path):
    keeper: Keeper = keep()
    keeper.studio.units("a", 7)
    keeper.until_written()
    keeper.studio.document.save(tmp_path / "a.nnstudio", keeper.studio.run.state())
    keeper.studio.until(lambda: not keeper.copies)
    keeper.studio.run.set_speed(Speed())
    keeper.studio.run.play()
    keeper.until_written()
    assert keeper.copy.run is not None


def test_another_project_leaves_no_copy_of_the_one_before(keep):
    keeper: Keeper = keep()
    keeper.studio.units("a", 7)
    keeper.until_written()
    keeper.studio.document.new(MOONS)
    keeper.studio.until(lambda: not keeper.copies)


def test_an_end_in_good_order_leaves_nothing(keep, tmp_path):
    keeper: Keeper = keep()
    keeper.studio.units("a", 7)
    keeper.until_written()
    keeper.end(keep=False)
    assert left_behind(keeper.places) == []
    assert list((tmp_path / "state" / "copies").iterdir()) == []


def test_a_program_that_is_told_to_end_keeps_the_very_last_moment(keep):
    keeper: Keeper = keep()
    keeper.studio.train_until(3)
    keeper.studio.units("a", 9)
    keeper.studio.stand_still()
    state = keeper.studio.run.state()
    keeper.end(keep=True)
    assert state is not None
    (copy,) = left_behind(keeper.places)
    saved = files.load(copy.project)
    copy.release()
    assert saved.project == keeper.studio.document.project
    assert saved.run is not None
    np.testing.assert_array_equal(saved.run.parameters, state.parameters)
    assert saved.run.random == state.random


def test_an_end_without_anything_to_lose_keeps_nothing(keep):
    keeper: Keeper = keep()
    keeper.end(keep=True)
    assert left_behind(keeper.places) == []


@pytest.mark.skipif(os.name != "posix", reason="makes a folder read-only as POSIX does")
def test_where_the_first_place_vanishes_the_next_one_does(keep, tmp_path):
    first, second = tmp_path / "home" / "state", tmp_path / "temporary"
    keeper: Keeper = keep(places=[first, second])
    keeper.studio.units("a", 7)
    keeper.until_written()
    assert [path.is_relative_to(first) for path in keeper.copies] == [True]
    home = tmp_path / "home"
    home.rename(tmp_path / "gone")
    home.write_text("what was a folder is none any more")
    keeper.studio.units("a", 8)
    keeper.until_written()
    assert [path.is_relative_to(second) for path in keeper.copies] == [True]
    assert keeper.failures == []


def test_that_no_copy_can_be_written_is_told_once_and_tried_again(keep, tmp_path):
    place = tmp_path / "state"
    place.write_text("a file where the folder should be")
    keeper: Keeper = keep(places=[place])
    keeper.studio.units("a", 7)
    keeper.studio.until(lambda: bool(keeper.failures))
    place.unlink()
    keeper.until_written()
    assert keeper.failures == ["there is no such folder"]
    assert keeper.copy.project == keeper.studio.document.project


def test_after_a_drive_that_was_away_for_a_moment_no_older_copy_is_left(keep, tmp_path):
    keeper: Keeper = keep()
    place, away = tmp_path / "state", tmp_path / "away"
    keeper.studio.units("a", 7)
    keeper.until_written()
    place.rename(away)
    place.write_text("a file where the folder should be")
    keeper.studio.units("a", 8)
    keeper.studio.until(lambda: bool(keeper.failures))
    place.unlink()
    away.rename(place)
    assert left_behind([place]) == []
    keeper.until_written()
    assert keeper.copy.project == keeper.studio.document.project
    keeper.end(keep=False)
    assert list((place / "copies").iterdir()) == []


def test_a_copy_is_put_aside_also_when_the_project_is_saved_at_that_very_moment(keep, tmp_path):
    keeper: Keeper = keep()
    keeper.studio.units("a", 7)
    keeper.autosave.put_aside()
    keeper.studio.document.save(tmp_path / "a.nnstudio", None)
    keeper.studio.until(lambda: bool(keeper.aside))
    ((path, problem),) = keeper.aside
    assert not problem
    assert files.load(Path(path)).project == keeper.studio.document.project


def test_a_copy_that_is_open_again_is_kept_on_in_its_own_folder(keep):
    keeper: Keeper = keep()
    keeper.studio.train_until(3)
    keeper.studio.units("a", 9)
    keeper.studio.stand_still()
    keeper.end(keep=True)

    later: Keeper = keep(places=keeper.places)
    (copy,) = later.autosave.left_behind()
    document: Document = later.studio.document
    document.recover(copy.project, copy.timeline, copy.about.title)
    later.autosave.take_over(copy)
    later.studio.until(lambda: later.studio.latest.epoch == 3)
    assert document.modified
    assert document.project == keeper.studio.document.project
    later.studio.units("a", 10)
    later.until_written()
    assert later.copies == [copy.project]
    assert later.copy.project == document.project
    later.end(keep=False)
    assert later.copies == []


def test_the_timeline_comes_back_too_and_the_run_goes_on_recording_where_it_ended(keep):
    keeper: Keeper = keep()
    keeper.studio.train_until(3)
    keeper.studio.units("a", 9)
    keeper.studio.train_until(5)
    keeper.until_written()
    recorded = keeper.studio.run.recorded()
    assert recorded is not None
    keeper.studio.train_until(7)
    keeper.end(keep=True)

    later: Keeper = keep(places=keeper.places)
    (copy,) = later.autosave.left_behind()
    later.studio.document.recover(copy.project, copy.timeline, "New project")
    later.studio.until(lambda: later.studio.latest.epoch == 7)
    back = later.studio.latest.timeline.current.moments
    kept = [moment.step for moment in recorded.current.moments]
    assert [moment.step for moment in back][: len(kept)] == kept
    assert back[-1].step == later.studio.latest.step
    later.autosave.take_over(copy)
    later.end(keep=True)
    assert copy.timeline.is_file()


@pytest.mark.parametrize("damage", [b"", b"no timeline at all"])
def test_without_a_timeline_that_can_be_read_the_copy_still_is_and_words_say_so(keep, damage):
    keeper: Keeper = keep()
    keeper.studio.train_until(3)
    keeper.until_written()
    keeper.end(keep=True)
    (copy,) = left_behind(keeper.places)
    copy.timeline.write_bytes(damage)
    other: Keeper = keep(places=keeper.places)
    told: list[str] = []
    other.studio.document.refused.connect(told.append)
    other.studio.document.recover(copy.project, copy.timeline, "New project")
    other.studio.until(lambda: other.studio.latest.epoch == 3)
    assert len(told) == 1
    assert "timeline" in told[0]
    copy.release()


def test_a_timeline_of_other_data_is_not_kept(keep):
    keeper: Keeper = keep()
    keeper.studio.train_until(3)
    keeper.until_written()
    (copy,) = keeper.copies
    timeline = copy.with_name("timeline.npz")
    keeper.studio.until(timeline.is_file)
    circles = project(dense("a", 4), dense("b", 3), key="circles", samples=40)
    assert keeper.studio.document.apply(circles, "circles")
    keeper.until_written()
    saved = files.load(copy)
    assert saved.project == circles
    moments, problem = files.load_timeline(timeline, "New project", saved.project)
    assert not problem
    if moments is not None:
        sources = {moment.project.data.source.key for moment in moments.current.moments}
        assert sources <= {"moons", "circles"}
        assert moments.current.moments[0].project.data == MOONS.data


def test_a_damaged_copy_is_refused_in_words_and_the_open_project_stays(keep):
    keeper: Keeper = keep()
    keeper.studio.units("a", 9)
    keeper.until_written()
    keeper.end(keep=True)
    (copy,) = left_behind(keeper.places)
    copy.project.write_bytes(copy.project.read_bytes()[:-40])
    other: Keeper = keep(places=keeper.places)
    before = other.studio.document.project
    with pytest.raises((files.ProjectError, DataError), match="“New project” cannot be opened"):
        other.studio.document.recover(copy.project, copy.timeline, "New project")
    assert other.studio.document.project is before
    copy.release()


def test_while_the_trainer_is_busy_an_edit_is_copied_with_the_run_known_last(keep):
    keeper: Keeper = keep()
    keeper.studio.train_until(2)
    keeper.until_written()
    known = keeper.copy.run
    busy = keeper.keep_busy()
    document = keeper.studio.document
    noted = msgspec.structs.replace(document.project, notes="written while the network learns")
    assert document.apply(noted, "notes")
    assert keeper.until_written() < 5
    assert keeper.copy.project.notes == noted.notes
    run = keeper.copy.run
    busy.let_go()
    assert known is not None
    assert run is not None
    np.testing.assert_array_equal(run.parameters, known.parameters)
    Session(MOONS, run=run)


BUSY = 1.5
"""Seconds, as one step of a very large network takes."""


def test_the_run_of_a_copy_that_is_open_again_stays_in_it_while_the_trainer_is_busy(
    keep, monkeypatch
):
    keeper: Keeper = keep()
    keeper.studio.train_until(3)
    keeper.studio.stand_still()
    keeper.end(keep=True)

    later: Keeper = keep(places=keeper.places)
    (copy,) = later.autosave.left_behind()
    busy = later.keep_busy()
    later.studio.document.recover(copy.project, copy.timeline, copy.about.title)
    later.autosave.take_over(copy)
    monkeypatch.setattr(autosave, "LAST_ANSWER", 0.1)
    assert later.autosave.end(True)
    busy.let_go()
    run = files.load(copy.project).run
    assert run is not None
    assert run.epoch == 3


def test_the_run_of_an_earlier_file_is_not_put_to_a_project_that_was_recovered(
    keep, tmp_path, monkeypatch
):
    keeper: Keeper = keep()
    studio = keeper.studio
    studio.train_until(2)
    path = tmp_path / "a.nnstudio"
    studio.document.save(path, studio.run.state())
    known = studio.document.fingerprint
    studio.units("a", 9)
    studio.train_until(3)
    keeper.end(keep=True)

    later: Keeper = keep(places=keeper.places)
    (copy,) = later.autosave.left_behind()
    busy = later.keep_busy()
    document = later.studio.document
    document.recover(copy.project, copy.timeline, copy.about.title)
    document.belongs_to(path, known)
    copy.release()  # so that the copy to come is the first one here
    monkeypatch.setattr(autosave, "LAST_ANSWER", 0.1)
    assert later.autosave.end(True)
    busy.let_go()
    for found in left_behind(later.places):
        saved = files.load(found.project)
        Session(saved.project, run=saved.run)
        found.release()


def test_the_run_of_the_open_file_is_in_a_copy_though_the_trainer_is_busy(keep, tmp_path):
    keeper: Keeper = keep()
    studio = keeper.studio
    studio.train_until(3)
    path = tmp_path / "a.nnstudio"
    studio.document.save(path, studio.run.state())
    studio.document.open(path)
    busy = keeper.keep_busy()
    noted = msgspec.structs.replace(studio.document.project, notes="noted")
    assert studio.document.apply(noted, "notes")
    keeper.until_written()
    busy.let_go()
    saved = keeper.copy
    assert saved.project == noted
    assert saved.run is not None
    assert saved.run.epoch == 3


def test_a_training_whose_steps_take_seconds_is_in_a_copy_too(keep):
    keeper: Keeper = keep()
    keeper.wait_as_in_the_program()
    studio = keeper.studio
    studio.run.want("slow", lambda session: time.sleep(BUSY))
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: bool(keeper.copies) and keeper.copy.run is not None)


def test_an_edit_during_a_step_of_many_seconds_is_in_a_copy_within_five_each_time(keep):
    keeper: Keeper = keep()
    document = keeper.studio.document
    busy = keeper.keep_busy()
    for notes in ("first", "second"):
        noted = msgspec.structs.replace(document.project, notes=notes)
        assert document.apply(noted, "notes")
        keeper.until_written()
        assert keeper.copy.project == noted
    busy.let_go()


def test_a_copy_made_while_the_trainer_is_busy_can_be_opened_whatever_was_edited(keep):
    keeper: Keeper = keep()
    studio = keeper.studio
    studio.train_until(3)
    keeper.until_written()
    assert keeper.copy.run is not None
    busy = keeper.keep_busy()
    studio.edit(edits.change_training, optimiser=SGDSpec())
    keeper.until_written()
    busy.let_go()
    saved = keeper.copy
    assert saved.project == studio.document.project
    Session(saved.project, run=saved.run)
