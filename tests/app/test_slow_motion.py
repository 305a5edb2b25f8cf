"""Slow motion: the stages are those of the step that the run then makes, and leaving makes none."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.slow_motion import FASTEST, SlowMotion
from nnstudio.app.snapshot import Phase
from nnstudio.app.speed import Speed
from nnstudio.app.step_stages import NAME, StepNumbers, StepStages
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.session import Session

from ..project.projects import DIVERGING, dense, project
from .studio import Studio, same_weights

MOONS = project(dense("a", 4), dense("b", 3, "relu"), key="moons", samples=40)
CHANCY = project(dense("a", 6), DropoutSpec(id="drop", rate=0.4), key="moons", samples=40)


def begun(studio: Studio) -> SlowMotion:
    """Slow motion at its first stage."""
    slow = SlowMotion(studio.run, SampleChoice(studio.document, studio), studio)
    slow.begin()
    studio.until(lambda: slow.numbers is not None)
    return slow


def to_the_last_stage(slow: SlowMotion) -> StepNumbers:
    while not slow.is_last:
        slow.next()
    assert slow.numbers is not None
    return slow.numbers


def numbers_of(session: Session, sample: int | None = None) -> StepNumbers:
    numbers = StepStages(sample)(session)
    assert numbers is not None
    return numbers


def names(slow: SlowMotion) -> list[str]:
    return [f"{stage.kind} {stage.layer_id}".strip() for stage in slow.stages]


def test_a_step_goes_forward_layer_by_layer_and_back_the_same_way(open_studio):
    slow = begun(open_studio(MOONS))
    assert names(slow) == [
        "batch",
        "forward a",
        "forward b",
        "forward output",
        "loss",
        "backward output",
        "backward b",
        "backward a",
        "update",
    ]


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_the_stages_are_those_of_the_very_step_that_training_takes(example):
    session = Session(EXAMPLES[example].project)
    session.training.step()
    numbers = numbers_of(session, int(session.material.train[0]))
    batch = session.training.order[session.training.position :][: len(numbers.samples)].copy()
    before = session.network.parameters.copy()
    session.training.step()
    pairs = zip(session.project.layers, session.network.layers, strict=True)
    made = {spec.id: layer.Wb for spec, layer in pairs if spec.id in numbers.new_weights}
    assert made
    for name, weights in made.items():
        assert np.array_equal(numbers.new_weights[name], weights)
    assert not np.array_equal(before, session.network.parameters)
    if session.training.epoch == 0:
        assert np.array_equal(numbers.samples, session.material.train[batch])


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_every_layer_of_every_family_has_its_values_and_what_came_back_to_it(example):
    session = Session(EXAMPLES[example].project)
    numbers = numbers_of(session)
    assert numbers.in_batch
    for spec, layer in zip(session.project.layers, session.network.layers, strict=True):
        own = numbers.layers[spec.id]
        assert own.values.shape == layer.output_shape
        assert own.deltas is None or own.deltas.shape == layer.output_shape
    last = numbers.layers[session.project.layers[-1].id]
    assert last.deltas is not None
    assert last.through_activation


def test_the_sample_has_the_values_and_the_loss_that_it_has_alone(open_studio):
    studio = open_studio(MOONS)
    slow = begun(studio)
    assert slow.numbers is not None
    sample = slow.numbers.sample
    session = Session(MOONS)
    examples = session.material.examples(np.array([sample]), 1)
    way = session.network.pass_for(1)
    way.forward(examples.X)
    way.backward(examples.Y)
    assert slow.numbers.loss == pytest.approx(way.value(examples.Y), rel=1e-12)
    for spec, layer in zip(MOONS.layers, way.layers, strict=True):
        own = slow.numbers.layers[spec.id]
        assert own.values == pytest.approx(layer.A[:, 0], rel=1e-12)
        if layer is not way.output:
            assert own.deltas == pytest.approx(layer.dZ[:, 0], rel=1e-9, abs=1e-15)
    assert slow.numbers.layers["output"].deltas == pytest.approx(way.delta[:, 0], rel=1e-9)


def test_looking_at_stages_leaves_the_run_as_it_is_and_leaving_makes_no_step(open_studio):
    studio = open_studio(CHANCY)
    before = studio.fresh()
    state = studio.session.network.generator.bit_generator.state
    slow = begun(studio)
    to_the_last_stage(slow)
    slow.previous()
    slow.leave()
    after = studio.fresh()
    assert not slow.is_on
    assert (after.step, after.epoch) == (before.step, before.epoch)
    assert same_weights(before, after)
    assert studio.session.network.generator.bit_generator.state == state
    assert NAME not in after.results


def test_after_leaving_the_run_goes_on_as_if_nobody_had_looked(open_studio):
    studio = open_studio(CHANCY)
    slow = begun(studio)
    slow.go_to(5)
    slow.leave()
    studio.run.set_speed(Speed())
    studio.train_until(3)
    alone = Session(CHANCY)
    alone.train_epochs(3)
    assert np.array_equal(studio.session.network.parameters, alone.network.parameters)


@pytest.mark.parametrize("how", ["next", "finish"])
def test_the_step_that_is_made_gives_the_weights_that_were_announced(how, open_studio):
    studio = open_studio(CHANCY)
    slow = begun(studio)
    numbers = to_the_last_stage(slow)
    assert studio.latest.step == 0
    getattr(slow, how)()
    studio.until(lambda: studio.latest.step == 1)
    for name, announced in numbers.new_weights.items():
        assert np.array_equal(studio.latest.weights[name], announced)
    alone = Session(CHANCY)
    alone.training.step()
    assert np.array_equal(studio.session.network.parameters, alone.network.parameters)
    assert slow.is_on is (how == "next")


def test_after_the_step_is_made_the_next_one_begins_at_its_batch(open_studio):
    studio = open_studio(MOONS)
    slow = begun(studio)
    first = to_the_last_stage(slow)
    slow.next()
    assert not slow.can_go_on
    slow.next()
    studio.until(lambda: slow.can_go_on)
    assert slow.numbers is not None
    assert (slow.numbers.step, slow.index) == (1, 0)
    assert not np.array_equal(slow.numbers.samples, first.samples)
    assert studio.fresh().step == 1


def test_finishing_in_the_middle_makes_the_whole_step(open_studio):
    studio = open_studio(MOONS)
    slow = begun(studio)
    slow.next()
    slow.finish()
    studio.until(lambda: studio.latest.step == 1)
    alone = Session(MOONS)
    alone.training.step()
    assert np.array_equal(studio.session.network.parameters, alone.network.parameters)


def test_auto_play_goes_through_all_stages_makes_one_step_and_stops(open_studio):
    studio = open_studio(MOONS)
    slow = begun(studio)
    seen = []
    slow.stage_changed.connect(lambda stage: seen.append(stage.kind))
    slow.set_pace(FASTEST // 50)
    slow.toggle_play()
    assert slow.is_playing
    studio.until(lambda: studio.latest.step == 1 and slow.can_go_on)
    assert not slow.is_playing
    assert seen == [*["forward"] * 3, "loss", *["backward"] * 3, "update", "batch"]
    assert studio.fresh().step == 1


def test_a_step_by_hand_stops_auto_play(open_studio):
    slow = begun(open_studio(MOONS))
    slow.toggle_play()
    slow.next()
    assert not slow.is_playing
    assert slow.index == 1


def test_slow_motion_pauses_a_run_and_a_run_that_goes_on_ends_it(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until_phase(Phase.RUNNING)
    slow = begun(studio)
    studio.until_phase(Phase.PAUSED)
    assert slow.is_on
    studio.run.play()
    studio.until(lambda: not slow.is_on)
    assert studio.run.phase is Phase.RUNNING


def test_another_sample_is_followed_from_the_same_stage(open_studio):
    studio = open_studio(MOONS)
    choice = SampleChoice(studio.document, studio)
    slow = SlowMotion(studio.run, choice, studio)
    slow.begin()
    studio.until(lambda: slow.numbers is not None)
    slow.go_to(3)
    other = int(studio.document.material.train[5])
    choice.choose(other)
    studio.until(lambda: slow.numbers is not None and slow.numbers.sample == other)
    assert slow.index == 3


def test_a_drawn_sample_lets_the_first_of_the_batch_be_followed(open_studio):
    studio = open_studio(MOONS)
    choice = SampleChoice(studio.document, studio)
    choice.show_own(np.array([0.1, 0.2]))
    slow = SlowMotion(studio.run, choice, studio)
    slow.begin()
    studio.until(lambda: slow.numbers is not None)
    assert slow.numbers is not None
    assert slow.numbers.sample == slow.numbers.samples[0]


def test_an_edited_network_is_shown_from_the_start_and_one_that_does_not_fit_ends_it(open_studio):
    studio = open_studio(MOONS)
    slow = begun(studio)
    slow.go_to(4)
    studio.edit(edits.remove_layers, ["b"])
    studio.until(lambda: len(slow.stages) == 7)
    assert slow.index == 0
    studio.edit(edits.set_units, "output", 5)
    studio.until(lambda: studio.run.phase is Phase.MISFIT)
    assert not slow.is_on
    assert not slow.can_begin


def test_a_step_that_diverges_ends_slow_motion(open_studio):
    studio = open_studio(DIVERGING)
    slow = begun(studio)
    for _ in range(200):
        if not slow.is_on:
            break
        to_the_last_stage(slow)
        slow.next()
        studio.until(lambda: slow.can_go_on or not slow.is_on)
    assert studio.run.phase is Phase.DIVERGED
    assert studio.failures == []


def test_a_step_on_one_sample_is_the_one_that_a_hand_makes_and_stands_in_the_timeline(open_studio):
    studio = open_studio(MOONS)
    sample = int(studio.document.material.train[3])
    studio.run.step_on(sample)
    studio.until(lambda: studio.latest.step == 1)
    alone = Session(MOONS)
    alone.training.step_on(alone.material.examples(np.array([sample]), 1))
    assert np.array_equal(studio.session.network.parameters, alone.network.parameters)
    assert studio.session.training.position == 0
    (mark,) = studio.latest.timeline.marks
    assert mark.words == f"Step on sample {sample + 1}"


def test_a_step_on_a_sample_that_is_not_there_changes_nothing(open_studio):
    studio = open_studio(MOONS)
    studio.run.step_on(10_000)
    assert studio.fresh().step == 0
    assert studio.failures == []


def test_a_step_of_the_past_is_gone_through_and_made_from_there(open_studio):
    studio = open_studio(MOONS)
    for step in (1, 2, 3):
        studio.run.step()
        studio.until(lambda step=step: studio.latest.step == step)
    studio.run.timeline.step_back()
    studio.until(lambda: studio.latest.at_past)
    slow = begun(studio)
    assert slow.numbers is not None
    assert slow.numbers.step == 2
    announced = slow.numbers.new_weights
    slow.finish()
    studio.until(lambda: not studio.latest.at_past and studio.latest.step == 3)
    for name, weights in announced.items():
        assert np.array_equal(studio.latest.weights[name], weights)


def test_slow_motion_follows_the_timeline_to_another_moment(open_studio):
    studio = open_studio(MOONS)
    studio.run.step()
    studio.until(lambda: studio.latest.step == 1)
    slow = begun(studio)
    slow.go_to(3)
    studio.run.timeline.step_back()
    studio.until(lambda: slow.numbers is not None and slow.numbers.step == 0)
    assert slow.index == 0
    assert slow.is_on


def reset(studio: Studio) -> None:
    studio.run.reset()


def return_to_the_present(studio: Studio) -> None:
    studio.run.timeline.go_to_present()


@pytest.mark.parametrize("instead", [reset, return_to_the_present])
def test_where_something_else_came_instead_of_the_step_one_can_go_on(instead, open_studio):
    studio = open_studio(MOONS)
    slow = begun(studio)
    to_the_last_stage(slow)
    if instead is return_to_the_present:
        studio.run.timeline.step_back()
    slow.next()
    assert not slow.can_go_on
    instead(studio)
    assert studio.fresh().step == 0
    assert slow.is_on
    assert slow.can_go_on
    to_the_last_stage(slow)
    slow.next()
    studio.until(lambda: studio.latest.step == 1)


def test_a_step_from_a_moment_that_cannot_be_shown_is_given_up(open_studio, tmp_path):
    studio = open_studio(MOONS)
    for step in (1, 2, 3):
        studio.run.step()
        studio.until(lambda step=step: studio.latest.step == step)
    view, run = studio.run.recorded(), studio.run.state()
    assert view is not None
    path = list(view.current.moments)
    path[1] = replace(path[1], project=edits.set_units(MOONS, "a", 9))
    liar = replace(view, current=replace(view.current, moments=tuple(path)))
    studio.document.save(tmp_path / "a.nnstudio", run, liar)
    studio.document.open(tmp_path / "a.nnstudio")
    studio.fresh()
    studio.run.timeline.go_to(path[2].number)
    studio.until(lambda: studio.latest.at_past)
    slow = begun(studio)
    to_the_last_stage(slow)
    with studio.bot.waitSignal(studio.run.timeline.refused):
        studio.run.timeline.step_back()
        slow.next()
        assert not slow.can_go_on
    assert slow.is_on
    assert slow.can_go_on
