"""What was recorded is in the project file, and opens again."""

from pathlib import Path

import numpy as np
import pytest

from nnstudio.app.preferences import Preferences
from nnstudio.app.snapshot import Snapshot
from nnstudio.app.speed import Speed
from nnstudio.app.weight_edit import WeightEdit
from nnstudio.project import edits, files
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.session import Session
from nnstudio.project.specs import SGDSpec

from ..project.projects import DIVERGING, dense, project, table
from ..project.timelines import same_timeline
from .studio import Studio, same_weights
from .test_timeline import at_step, look, moments, same_state, steps

MOONS = project(dense("a", 4), DropoutSpec(id="d"), dense("b", 3), key="moons", samples=40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.nnstudio"


def save(studio: Studio, path: Path) -> None:
    """Save as the File menu does."""
    studio.document.save(path, studio.run.state(), studio.run.recorded())


def reopened(studio: Studio, path: Path) -> Snapshot:
    """Open the file, and the first snapshot of it."""
    studio.snapshots.clear()
    studio.document.open(path)
    studio.until(lambda: bool(studio.snapshots))
    return studio.fresh()


def rich(studio: Studio) -> None:
    """A run with edits of all kinds and a branch."""
    steps(studio, 6)
    studio.units("a", 6)
    steps(studio, 4)
    studio.edit(edits.change_training, learning_rate=0.4, patience=50)
    studio.train_until(8)
    look(studio, at_step(studio, 3))
    steps(studio, 2)
    studio.edit(edits.change_training, batch_size=3)
    studio.train_until(5)


def test_a_timeline_with_its_branches_and_marks_comes_back_as_it_was(open_studio, path):
    studio = open_studio(MOONS)
    rich(studio)
    before = studio.run.recorded()
    save(studio, path)
    after = reopened(studio, path).timeline
    assert same_timeline(before, after)
    assert [mark.words for mark in after.marks] == ["edit"]
    assert len(after.branches) == 1
    assert not studio.document.modified


def test_a_file_saved_in_the_middle_of_a_training_opens_where_its_timeline_ends(open_studio, path):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: studio.latest.step > 500)
    for _ in range(5):
        reading = studio.run.reading()
        assert reading.timeline.current.moments[-1].step == reading.state.step_count
    studio.document.save(path, reading.state, reading.timeline)
    after = reopened(studio, path)
    assert after.step == reading.state.step_count
    assert after.timeline.branches == ()
    assert [one.step for one in after.timeline.current.moments] == [
        one.step for one in reading.timeline.current.moments
    ]


def test_a_weight_set_by_hand_before_the_first_step_comes_back(open_studio, path):
    studio = open_studio(MOONS)
    studio.document.undo_stack.push(WeightEdit(studio.run, "a", 1, 0, 0.0, 0.75, "Weight"))
    before = studio.fresh()
    save(studio, path)
    after = reopened(studio, path)
    assert after.weights["a"][1, 0] == 0.75
    assert same_weights(before, after)
    assert not studio.document.modified


def test_a_network_that_was_edited_before_the_first_step_learns_on_from_the_same_weights(
    open_studio, path
):
    studio = open_studio(MOONS)
    studio.units("a", 7)
    studio.edit(edits.change_training, optimiser=SGDSpec())
    before = studio.fresh()
    save(studio, path)
    straight = studio.train_until(3)
    assert same_weights(before, reopened(studio, path))
    assert same_weights(studio.train_until(3), straight)


def test_weights_of_a_seed_that_was_taken_back_are_saved_as_they_are(open_studio, path):
    studio = open_studio(MOONS)
    studio.edit(edits.change_training, seed=5)
    studio.run.reset()
    studio.document.undo_stack.undo()
    before = studio.fresh()
    save(studio, path)
    assert same_weights(before, reopened(studio, path))


def test_a_project_of_which_the_seed_says_it_all_is_saved_without_a_run(open_studio, path):
    studio = open_studio(MOONS)
    studio.train_until(2)
    studio.run.reset()
    save(studio, path)
    assert files.load(path).run is None


def test_a_reading_that_took_too_long_is_not_taken_for_the_next_one(open_studio):
    studio = open_studio(project(dense("a", 700), dense("b", 700), key="moons", samples=40))
    steps(studio, 2)
    for _ in range(10):
        busy = studio.keep_busy()
        with pytest.raises(TimeoutError):
            studio.run.state(0.01)
        busy.let_go()
        assert studio.run.state() is not None
        studio.run.want("busy", None)
        studio.fresh()


def test_a_run_that_cannot_be_read_is_not_taken_for_none_and_saved_without_it(open_studio):
    studio = open_studio(MOONS)
    studio.train_until(3)
    studio.session.training.order = None
    with pytest.raises(AttributeError):
        studio.run.reading()


def test_every_saved_moment_can_be_gone_on_from_bit_for_bit(open_studio, path):
    studio = open_studio(MOONS)
    studio.train_until(6)
    end = studio.run.state()
    save(studio, path)
    reopened(studio, path)
    look(studio, moments(studio)[1])
    studio.train_until(6)
    while studio.latest.step < end.step_count:
        steps(studio, 1)
    assert same_state(studio.run.state(), end)


def test_a_branch_of_an_opened_file_can_be_returned_to(open_studio, path):
    studio = open_studio(MOONS)
    rich(studio)
    (branch,) = studio.run.recorded().branches
    save(studio, path)
    reopened(studio, path)
    studio.run.timeline.return_to(branch.number)
    studio.until(lambda: studio.latest.timeline.current.number == branch.number)
    assert same_state(studio.run.state(), branch.moments[-1].run_state())
    assert studio.document.project.layer("a").units == 6


def test_saving_while_one_looks_at_the_past_saves_the_present(open_studio, path):
    studio = open_studio(MOONS)
    present = steps(studio, 5)
    studio.units("a", 6)
    project_now = studio.document.project
    look(studio, at_step(studio, 2))
    save(studio, path)
    after = reopened(studio, path)
    assert studio.document.project == project_now
    assert after.step == present.step


def test_the_moments_of_a_run_that_diverged_are_saved_though_its_end_cannot_be(open_studio, path):
    studio = open_studio(edits.change_training(DIVERGING, learning_rate=1.5))
    steps(studio, 4)
    studio.run.play()
    studio.until(lambda: bool(studio.latest.message))
    assert studio.run.state() is None
    save(studio, path)
    after = reopened(studio, path)
    assert after.step == 0
    (diverged,) = after.timeline.branches
    assert diverged.moments[-1].step > 0


def test_other_data_and_tables_of_then_are_carried_along(open_studio, path):
    studio = open_studio(MOONS)
    steps(studio, 2)
    data = edits.set_data
    source = table(rows=30)
    from nnstudio.project.material import make_dataset
    from nnstudio.project.specs import DataSpec

    spec = DataSpec(source=source, validation=0.0)
    studio.edit(lambda p: data(p, spec, make_dataset(spec)))
    steps(studio, 2)
    studio.document.undo_stack.undo()
    steps(studio, 2)
    save(studio, path)
    reopened(studio, path)
    then = look(studio, at_step(studio, 3))
    assert studio.document.project.data.source == source
    assert then.weights["a"].shape == (4, 3)


def test_a_file_from_before_there_were_timelines_opens(open_studio, path):
    studio = open_studio(MOONS)
    session = Session(MOONS)
    session.train_epochs(3)
    files.save(path, MOONS, session.state())
    after = reopened(studio, path)
    assert [moment.step for moment in after.timeline.current.moments] == [after.step]
    steps(studio, 1)
    back = look(studio, moments(studio)[0])
    assert same_weights(back, after)


def test_a_project_that_does_not_fit_keeps_the_timeline_of_its_file(open_studio, path):
    studio = open_studio(MOONS)
    steps(studio, 5)
    studio.units("output", 3)
    save(studio, path)
    studio.document.open(path)
    assert studio.document.saved_timeline is not None
    studio.document.apply(edits.set_units(studio.document.project, "output", 1), "mend")
    studio.until(lambda: studio.latest.step == 0 and not studio.latest.at_past)
    (before,) = studio.fresh().timeline.branches
    assert before.moments[-1].step == 5


def test_the_budget_is_remembered_within_bounds():
    preferences = Preferences()
    assert preferences.timeline_budget == 64 * 2**20
    preferences.timeline_budget = 128 * 2**20
    assert Preferences().timeline_budget == 128 * 2**20
    preferences._settings.setValue("timeline megabytes", "many")
    assert Preferences().timeline_budget == 64 * 2**20
    preferences._settings.setValue("timeline megabytes", -5)
    assert Preferences().timeline_budget == 2**20
    preferences._settings.remove("timeline megabytes")
    assert np.isfinite(preferences.timeline_budget)
