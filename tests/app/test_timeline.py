"""The window looks at moments that were, goes on from them, and comes back."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.app.speed import Speed
from nnstudio.app.weight_edit import WeightEdit
from nnstudio.nn.run_state import RunState
from nnstudio.project import edits
from nnstudio.project.layers import Conv2DSpec
from nnstudio.project.moments import Moment
from nnstudio.project.session import Session
from nnstudio.project.specs import RMSpropSpec

from ..project.projects import DIVERGING, dense, project
from .studio import Studio, same_weights

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)


def steps(studio: Studio, count: int) -> Snapshot:
    """Take this many single steps."""
    for _ in range(count):
        studio.run.step()
    return studio.fresh()


def moments(studio: Studio) -> tuple[Moment, ...]:
    """The recorded moments of the run that goes on."""
    found = studio.run.recorded()
    assert found is not None
    return found.current.moments


def at_step(studio: Studio, step: int) -> Moment:
    """The moment recorded last at this step."""
    return next(moment for moment in reversed(moments(studio)) if moment.step == step)


def look(studio: Studio, moment: Moment) -> Snapshot:
    """The snapshot of this moment."""
    studio.run.timeline.go_to(moment.number)
    studio.until(
        lambda: studio.latest.past is not None and studio.latest.past.number == moment.number
    )
    return studio.latest


def same_state(one: RunState | None, two: RunState | None) -> bool:
    """Whether two runs stand at the same moment, to the last bit of everything."""
    assert one is not None
    assert two is not None
    numbers = (
        "optimiser_steps",
        "position",
        "epoch",
        "step_count",
        "stopped_early",
        "random",
        "history_stride",
        "best_loss",
        "best_epoch",
    )
    arrays = [(one.parameters, two.parameters), (one.order, two.order), (one.history, two.history)]
    arrays += [(one.memory[name], two.memory[name]) for name in one.memory]
    return all(getattr(one, name) == getattr(two, name) for name in numbers) and all(
        np.array_equal(a, b, equal_nan=True) for a, b in arrays
    )


def test_every_step_that_one_takes_oneself_is_recorded(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 9)
    assert [moment.step for moment in moments(studio)] == list(range(10))


def test_going_back_shows_the_network_of_then_and_its_losses(open_studio):
    studio = open_studio(MOONS)
    seen = [studio.fresh()]
    for _ in range(5):
        studio.run.step()
        seen.append(studio.fresh())
    for moment in moments(studio):
        then = look(studio, moment)
        assert then.at_past
        assert then.step == moment.step
        assert same_weights(then, seen[moment.step])
        assert then.losses == seen[moment.step].losses == moment.losses


def test_the_probes_are_asked_about_the_moment_that_is_looked_at(open_studio):
    studio = open_studio(MOONS)
    studio.run.want("step", lambda session: session.training.step_count)
    steps(studio, 6)
    assert look(studio, at_step(studio, 2)).results["step"] == 2
    studio.run.want("epoch", lambda session: session.training.epoch)
    studio.until(lambda: "epoch" in studio.latest.results)
    assert studio.latest.step == 2


def test_looking_leaves_the_run_as_it_is_and_the_present_comes_back(open_studio):
    studio = open_studio(MOONS)
    present = steps(studio, 6)
    before = studio.run.state()
    look(studio, at_step(studio, 1))
    assert same_state(studio.run.state(), before)
    studio.run.timeline.go_to_present()
    studio.until(lambda: not studio.latest.at_past)
    assert same_weights(studio.latest, present)
    assert not studio.run.timeline.at_past
    assert len(studio.run.recorded().branches) == 0


def test_a_run_that_is_going_pauses_when_one_looks_back(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: studio.latest.step > 100)
    studio.run.timeline.step_back()
    studio.until(lambda: studio.latest.at_past)
    assert studio.run.phase is Phase.PAUSED
    studio.run.timeline.go_to_present()
    studio.until(lambda: not studio.latest.at_past)
    assert studio.run.phase is Phase.PAUSED
    assert studio.fresh().step >= 100


def test_one_key_leads_back_step_by_step_and_another_forward_to_the_present(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 5)
    timeline = studio.run.timeline
    found = []
    for move in [timeline.step_back] * 3 + [timeline.step_forward] * 3:
        move()
        studio.until(lambda: not timeline.is_on_the_way)
        found.append(studio.latest.step)
    assert found == [4, 3, 2, 3, 4, 5]
    timeline.step_forward()
    studio.until(lambda: not studio.latest.at_past)
    assert studio.latest.step == 5


def test_keys_pressed_faster_than_they_can_be_answered_all_count(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 9)
    for _ in range(7):
        studio.run.timeline.step_back()
    studio.until(lambda: studio.latest.step == 2)
    for _ in range(50):
        studio.run.timeline.step_back()
    studio.until(lambda: studio.latest.step == 0)


@pytest.mark.parametrize("optimiser", [None, RMSpropSpec()], ids=["adam", "rmsprop"])
@pytest.mark.parametrize("back_to", [0, 3, 8])
def test_playing_from_the_past_equals_never_having_gone_on(back_to, optimiser, open_studio):
    spec = MOONS if optimiser is None else edits.change_training(MOONS, optimiser=optimiser)
    straight = Session(spec)
    for _ in range(40):
        straight.training.step()
    studio = open_studio(spec)
    steps(studio, 11)
    look(studio, at_step(studio, back_to))
    for _ in range(40 - back_to):
        studio.run.step()
    studio.until(lambda: studio.latest.step == 40)
    assert same_state(studio.run.state(), straight.state())


def test_a_long_run_flat_out_can_be_gone_on_from_anywhere_bit_for_bit(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: studio.latest.epoch > 3000)
    studio.stand_still()
    end = studio.run.state()
    for place in (len(moments(studio)) // 3, 2 * len(moments(studio)) // 3):
        moment = moments(studio)[place]
        session = Session(moment.project, run=moment.run_state())
        session.train_epochs(end.epoch - moment.epoch)
        while session.training.step_count < end.step_count:
            session.training.step()
        assert same_state(session.state(), end)


def test_who_plays_from_the_past_keeps_the_old_run_and_can_return_to_it(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 8)
    end = studio.run.state()
    look(studio, at_step(studio, 3))
    steps(studio, 1)
    studio.edit(edits.change_training, learning_rate=0.5)
    steps(studio, 2)
    other = studio.run.state()
    timeline = studio.fresh().timeline
    (old,) = timeline.branches
    assert (old.number, timeline.current.number) == (1, 2)
    assert studio.run.timeline.run_name(old) == "Run 1"
    assert [moment.step for moment in old.moments] == list(range(9))
    assert timeline.fork(old).step == 3
    studio.run.timeline.return_to(1)
    studio.until(lambda: studio.latest.timeline.current.number == 1)
    studio.fresh()
    assert same_state(studio.run.state(), end)
    assert studio.document.project.training.learning_rate == 0.05
    (new,) = studio.latest.timeline.branches
    assert new.number == 2
    studio.run.timeline.return_to(2)
    studio.until(lambda: studio.latest.timeline.current.number == 2)
    assert same_state(studio.run.state(), other)
    assert studio.document.project.training.learning_rate == 0.5


def test_the_document_shows_the_project_of_then_and_edits_nothing_by_it(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 3)
    studio.units("a", 6)
    studio.edit(msgspec.structs.replace, notes="n")
    steps(studio, 2)
    present = studio.document.project
    wrong = []

    def check(snapshot: Snapshot) -> None:
        for layer in studio.document.project.layers:
            if snapshot.weights[layer.id].shape[0] != layer.units:
                wrong.append(layer.id)

    studio.run.snapshot.connect(check)
    count = studio.document.undo_stack.count()
    look(studio, at_step(studio, 1))
    assert studio.document.project.layer("a").units == 4
    assert studio.document.project.notes == "n"
    assert studio.document.present == present
    assert studio.document.undo_stack.count() == count
    look(studio, at_step(studio, 5))
    assert studio.document.project == present
    look(studio, at_step(studio, 1))
    studio.run.timeline.go_to_present()
    studio.fresh()
    assert studio.document.project == present
    assert not wrong


def test_playing_before_an_edit_takes_the_project_back_undoably(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 7)
    studio.units("a", 6)
    steps(studio, 2)
    look(studio, at_step(studio, 6))
    steps(studio, 1)
    assert studio.document.project.layer("a").units == 4
    assert "Go back" in studio.document.undo_stack.undoText()
    studio.document.undo_stack.undo()
    assert studio.fresh().weights["a"].shape[0] == 6


def test_an_edit_in_the_past_begins_there(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 5)
    studio.units("a", 6)
    steps(studio, 2)
    then = look(studio, at_step(studio, 2))
    studio.units("b", 5)
    after = studio.fresh()
    assert not after.at_past
    assert after.step == 2
    assert after.weights["a"].shape[0] == 4
    assert np.array_equal(after.weights["a"], then.weights["a"])
    assert after.weights["b"].shape[0] == 5
    assert len(after.timeline.branches) == 1


def test_undo_while_looking_back_undoes_what_was_done_last_in_the_present(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 3)
    studio.units("a", 6)
    steps(studio, 3)
    look(studio, at_step(studio, 1))
    studio.document.undo_stack.undo()
    after = studio.fresh()
    assert not after.at_past
    assert after.step == 6
    assert after.weights["a"].shape[0] == 4
    assert not after.timeline.branches


def test_edits_are_marks_with_the_words_of_undo(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 3)
    document = studio.document
    document.apply(edits.change_training(document.project, learning_rate=0.5), "Change the rate")
    steps(studio, 2)
    document.apply(edits.set_units(document.project, "a", 6), "Add two neurons")
    document.undo_stack.push(WeightEdit(studio.run, "a", 0, 0, 0.0, 2.0, "Change a weight"))
    document.undo_stack.undo()
    studio.fresh()
    studio.run.reset()
    now = studio.fresh().timeline
    assert [(mark.step, mark.words) for mark in now.marks] == [(0, "Reset")]
    assert [(mark.step, mark.words) for mark in now.branches[0].moments if mark.words] == [
        (3, "Change the rate"),
        (5, "Add two neurons"),
        (5, "Change a weight"),
        (5, "Undo: Change a weight"),
    ]


def test_a_drag_of_a_setting_or_a_weight_is_one_mark_with_the_moment_before_it(open_studio):
    studio = open_studio(MOONS)
    before = steps(studio, 2)
    document = studio.document
    for rate in (0.1, 0.2, 0.3):
        document.apply(edits.change_training(document.project, learning_rate=rate), "Rate", "rate")
    for value in (1.0, 1.5, 2.0):
        studio.run.set_weight("a", 0, 0, value)
    start = float(before.weights["a"][0, 0])
    document.undo_stack.push(WeightEdit(studio.run, "a", 0, 0, start, 2.0, "Weight"))
    found = [(m.step, m.words, m.project.training.learning_rate) for m in moments(studio)]
    assert found == [
        (0, "", 0.05),
        (1, "", 0.05),
        (2, "", 0.05),
        (2, "Rate", 0.3),
        (2, "Weight", 0.3),
    ]
    studio.run.timeline.step_back()
    studio.until(lambda: studio.latest.at_past)
    assert same_weights(studio.latest, before)


def test_a_weight_moved_in_the_past_begins_another_run_there(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 5)
    studio.units("a", 6)
    then = look(studio, at_step(studio, 2))
    studio.document.undo_stack.push(
        WeightEdit(studio.run, "a", 0, 0, float(then.weights["a"][0, 0]), 2.5, "Weight")
    )
    after = studio.fresh()
    assert (after.step, after.at_past) == (2, False)
    assert after.weights["a"].shape[0] == 4
    assert after.weights["a"][0, 0] == 2.5
    stack = studio.document.undo_stack
    assert [stack.text(i) for i in range(stack.count())][-2:] == ["Go back to epoch 0", "Weight"]


def test_play_right_after_a_request_begins_at_the_moment_that_was_asked_for(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 6)
    studio.run.timeline.go_to(at_step(studio, 2).number)
    studio.run.step()
    studio.until(lambda: studio.latest.step == 3 and not studio.latest.at_past)


def test_a_run_that_diverged_can_be_gone_back_in(open_studio):
    studio = open_studio(DIVERGING)
    studio.run.play()
    studio.until_phase(Phase.DIVERGED)
    studio.run.timeline.step_back()
    studio.until(lambda: studio.latest.at_past)
    assert studio.run.phase is Phase.PAUSED
    studio.run.timeline.go_to_present()
    studio.until_phase(Phase.DIVERGED)
    studio.run.timeline.step_back()
    studio.edit(edits.change_training, learning_rate=0.01)


def test_from_a_network_that_does_not_fit_one_can_look_back_and_comes_back_to_it(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 4)
    studio.units("output", 3)
    assert studio.run.phase is Phase.MISFIT
    look(studio, at_step(studio, 2))
    assert studio.run.phase is Phase.PAUSED
    assert studio.document.shapes.fits
    studio.run.timeline.go_to_present()
    assert studio.run.phase is Phase.MISFIT
    assert not studio.document.shapes.fits
    studio.document.undo_stack.undo()
    studio.until_phase(Phase.PAUSED)
    assert studio.fresh().step == 4


def test_a_network_that_does_not_fit_is_left_by_playing_from_before(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 4)
    studio.units("output", 3)
    look(studio, at_step(studio, 2))
    steps(studio, 3)
    assert studio.latest.step == 5
    assert studio.run.state() is not None
    assert studio.document.shapes.fits


def test_dragging_along_the_timeline_ends_where_the_hand_ends(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 30)
    known = moments(studio)
    for moment in (*known, *reversed(known), *known[:20]):
        studio.run.timeline.go_to(moment.number)
    studio.until(
        lambda: studio.latest.past is not None and studio.latest.past.number == known[19].number
    )
    answered = {s.past.number for s in studio.snapshots if s.past is not None}
    assert len(answered) < 20


def test_another_project_knows_nothing_of_the_moments_before(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 5)
    look(studio, at_step(studio, 2))
    studio.document.new(project(dense("z", 2), key="circles"))
    studio.until(lambda: "z" in studio.latest.weights)
    assert not studio.document.at_past
    assert [moment.step for moment in moments(studio)] == [0]
    studio.run.timeline.step_back()
    studio.until(lambda: not studio.run.timeline.is_on_the_way)
    assert not studio.failures


def test_the_moments_stay_within_the_budget(open_studio):
    studio = open_studio(MOONS)
    studio.run.timeline.set_budget(60_000)
    studio.run.set_speed(Speed(2_000.0))
    studio.run.play()
    studio.until(lambda: len(studio.snapshots) > 60)
    studio.stand_still()
    timeline = studio.run.recorded()
    assert timeline.used <= timeline.budget == 60_000
    assert len(timeline.current.moments) > 5
    look(studio, timeline.current.moments[0])
    assert studio.latest.step == 0
    assert not studio.failures


def test_an_edit_after_a_divergence_keeps_the_run_that_diverged(open_studio):
    studio = open_studio(edits.change_training(DIVERGING, learning_rate=1.5))
    steps(studio, 5)
    studio.run.play()
    studio.until_phase(Phase.DIVERGED)
    studio.units("a", 5)
    studio.until_phase(Phase.PAUSED)
    timeline = studio.fresh().timeline
    assert [moment.step for moment in timeline.current.moments] == [0]
    assert timeline.branches[0].moments[-1].step >= 5
    studio.run.timeline.return_to(1)
    studio.until(lambda: studio.latest.timeline.current.number == 1)
    assert studio.document.project.layer("a").units == 4


def test_a_run_that_stopped_early_can_be_gone_back_in_and_stops_again(open_studio):
    spec = edits.change_training(MOONS, patience=3, learning_rate=0.5)
    studio = open_studio(spec)
    steps(studio, 2)
    studio.run.play()
    studio.until_phase(Phase.STOPPED_EARLY)
    end = studio.run.state()
    look(studio, at_step(studio, 1))
    assert studio.run.phase is Phase.PAUSED
    studio.run.play()
    studio.until(lambda: studio.run.phase is Phase.STOPPED_EARLY and not studio.latest.at_past)
    assert same_state(studio.run.state(), end)


def test_resetting_in_the_past_starts_the_project_of_then_anew(open_studio):
    studio = open_studio(MOONS)
    start = studio.fresh()
    steps(studio, 4)
    studio.units("a", 6)
    look(studio, at_step(studio, 3))
    studio.run.reset()
    after = studio.fresh()
    assert (after.step, after.at_past) == (0, False)
    assert same_weights(after, start)
    assert [moment.step for moment in after.timeline.branches[0].moments] == [0, 1, 2, 3, 4, 4]


def test_what_only_looks_is_told_apart_from_edits(open_studio):
    studio = open_studio(MOONS)
    steps(studio, 2)
    studio.units("a", 6)
    steps(studio, 2)
    changes = []
    studio.document.changed.connect(changes.append)
    look(studio, at_step(studio, 1))
    look(studio, at_step(studio, 0))
    studio.run.timeline.go_to_present()
    studio.fresh()
    assert [(change.looks, change.layers) for change in changes] == [(True, True)] * 2
    studio.units("a", 3)
    assert not changes[-1].looks


def test_a_moment_that_cannot_be_shown_is_left_out_in_words_and_the_run_stays(
    open_studio, tmp_path
):
    """A file may claim anything: here, moments of another network than it says."""
    studio = open_studio(MOONS)
    steps(studio, 3)
    view, run = studio.run.recorded(), studio.run.state()
    other = edits.set_units(MOONS, "a", 9)
    liar = replace(view.current.moments[1], project=other)
    path = (view.current.moments[0], liar, *view.current.moments[2:])
    studio.document.save(
        tmp_path / "a.nnstudio", run, replace(view, current=replace(view.current, moments=path))
    )
    studio.document.open(tmp_path / "a.nnstudio")
    present = studio.fresh()
    told = []
    studio.run.timeline.refused.connect(told.append)
    studio.run.timeline.go_to(moments(studio)[1].number)
    studio.until(lambda: bool(told))
    after = studio.fresh()
    assert "does not fit" in told[0]
    assert not after.at_past
    assert same_weights(after, present)
    assert [moment.step for moment in after.timeline.current.moments] == [0, 2, 3]
    assert not studio.failures


def test_a_network_that_stops_fitting_ends_the_look_that_was_asked_for(
    open_studio,
):
    studio = open_studio(MOONS)
    step = steps(studio, 3).step
    studio.run.timeline.step_back()
    studio.edit(edits.insert_layers, 1, [Conv2DSpec()])
    assert studio.run.phase is Phase.MISFIT
    assert not studio.run.timeline.at_past
    studio.run.play()
    studio.document.undo_stack.undo()
    studio.until_phase(Phase.PAUSED)
    after = studio.fresh()
    assert (after.phase, after.step, after.at_past) == (Phase.PAUSED, step, False)


def test_a_weight_is_undone_in_the_present_whatever_is_looked_at(open_studio):
    studio = open_studio(MOONS)
    before = float(steps(studio, 2).weights["a"][0, 0])
    stack = studio.document.undo_stack
    stack.push(WeightEdit(studio.run, "a", 0, 0, before, 2.5, "Weight"))
    steps(studio, 2)
    look(studio, at_step(studio, 1))
    stack.undo()
    after = studio.fresh()
    assert (after.step, after.at_past) == (4, False)
    assert after.weights["a"][0, 0] == before
    assert not after.timeline.branches
