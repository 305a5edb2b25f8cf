"""Play, pause, step, reset: the trainer in its thread does what it is told."""

from time import perf_counter

import numpy as np
import pytest

from nnstudio.app.snapshot import Phase
from nnstudio.app.speed import Speed
from nnstudio.project import edits
from nnstudio.project.session import Session

from ..project.projects import DIVERGING, dense, project
from .studio import same_weights

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)
FLAT_OUT = Speed()


def test_a_run_begins_at_rest_with_the_weights_of_its_seed(open_studio):
    studio = open_studio(MOONS)
    snapshot = studio.fresh()
    assert snapshot.phase is Phase.PAUSED
    assert (snapshot.epoch, snapshot.step) == (0, 0)
    alone = Session(MOONS)
    assert np.array_equal(
        np.concatenate([values.ravel() for values in snapshot.weights.values()]),
        alone.network.parameters,
    )
    assert snapshot.parameters == alone.network.parameters.size
    assert snapshot.losses == alone.losses()


def test_play_trains_and_pause_stops_between_two_steps(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(FLAT_OUT)
    studio.run.play()
    studio.until(lambda: studio.latest.step > 200 and studio.latest.steps_per_second > 0)
    assert studio.run.phase is Phase.RUNNING
    first = studio.stand_still()
    again = studio.fresh()
    assert first.phase is Phase.PAUSED
    assert again.step == first.step
    assert same_weights(first, again)


def test_the_thread_learns_the_same_bits_as_a_session_alone(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(FLAT_OUT)
    studio.run.play()
    studio.until(lambda: studio.latest.epoch > 20)
    snapshot = studio.stand_still()
    alone = Session(MOONS)
    for _ in range(snapshot.step):
        alone.training.step()
    assert np.array_equal(studio.session.network.parameters, alone.network.parameters)
    assert snapshot.losses == alone.losses()
    assert np.array_equal(snapshot.curve.train, alone.training.history.as_array()[1])


def test_toggle_plays_and_pauses(open_studio):
    studio = open_studio(MOONS)
    studio.run.toggle()
    studio.until_phase(Phase.RUNNING)
    studio.run.toggle()
    studio.until_phase(Phase.PAUSED)


def test_a_step_is_one_batch_and_an_epoch_the_rest_of_its_pass(open_studio):
    studio = open_studio(MOONS)
    studio.run.step()
    assert studio.fresh().step == 1
    studio.run.step_epoch()
    snapshot = studio.fresh()
    assert (snapshot.epoch, snapshot.step) == (1, 4)
    studio.run.step_epoch()
    assert studio.fresh().step == 8
    assert studio.run.phase is Phase.PAUSED


def test_an_epoch_step_is_quick_however_slow_the_speed(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed(1.0))
    studio.run.step_epoch()
    assert studio.fresh().epoch == 1


def test_a_long_epoch_can_be_paused_in_the_middle(open_studio):
    studio = open_studio(
        project(dense("a", 8), key="moons", samples=100_000, batch_size=1, validation=0.0)
    )
    studio.run.step_epoch()
    studio.until_phase(Phase.RUNNING)
    snapshot = studio.stand_still()
    assert 0 < snapshot.step < 100_000
    assert snapshot.epoch == 0


@pytest.mark.parametrize("ask", ["step", "step_epoch"])
def test_a_step_pauses_a_run_that_is_going(ask, open_studio):
    studio = open_studio(MOONS)
    studio.run.play()
    studio.until_phase(Phase.RUNNING)
    getattr(studio.run, ask)()
    studio.until_phase(Phase.PAUSED)


@pytest.mark.parametrize("speed", [FLAT_OUT, Speed(2_000.0)])
def test_play_until_stops_at_the_very_epoch(speed, open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(speed)
    snapshot = studio.train_until(30)
    assert (snapshot.epoch, snapshot.step) == (30, 120)
    assert same_weights(snapshot, studio.train_until(7))


def test_play_goes_on_beyond_an_epoch_that_was_a_goal(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(FLAT_OUT)
    studio.run.play_until(10**9)
    studio.run.play()
    studio.until(lambda: studio.latest.epoch > 10)
    studio.train_until(studio.stand_still().epoch + 1)
    studio.run.play()
    epoch = studio.latest.epoch
    studio.until(lambda: studio.latest.epoch > epoch + 5)


def test_a_slow_speed_takes_no_more_steps_than_it_says_and_one_can_watch_each(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed(10.0))
    began = perf_counter()
    studio.run.play()

    def steps() -> list[int]:
        return [snapshot.step for snapshot in studio.snapshots]

    # Two at once come only when the machine itself held it up.
    studio.until(lambda: np.diff(steps()).tolist().count(1) >= 4)
    assert sorted(steps()) == steps()
    assert studio.latest.step <= 10.0 * (perf_counter() - began)


def test_reset_gives_the_first_weights_again(open_studio):
    studio = open_studio(MOONS)
    first = studio.fresh()
    studio.train_until(5)
    studio.run.reset()
    again = studio.fresh()
    assert (again.epoch, again.step) == (0, 0)
    assert again.curve.epochs.size == 0
    assert same_weights(first, again)
    studio.train_until(5)


def test_reset_stops_a_run_that_is_going(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(FLAT_OUT)
    studio.run.play()
    studio.until(lambda: studio.latest.step > 10)
    studio.run.reset()
    studio.until(lambda: studio.latest.step == 0)
    assert studio.run.phase is Phase.PAUSED


def test_a_run_that_diverges_says_at_which_step_and_reset_recovers(open_studio):
    studio = open_studio(DIVERGING)
    studio.run.set_speed(FLAT_OUT)
    studio.run.play()
    studio.until_phase(Phase.DIVERGED)
    assert f"Diverged at step {studio.latest.step:,}" in studio.latest.message
    assert studio.latest.step <= 20
    step = studio.latest.step
    studio.run.play()
    studio.run.step()
    studio.run.step_epoch()
    assert studio.fresh().step == step
    assert studio.run.state() is None
    studio.edit(edits.change_training, learning_rate=0.01)
    studio.run.reset()
    studio.train_until(3)
    assert studio.latest.message == ""
    assert not studio.failures


def test_a_run_that_stops_early_says_so_and_more_patience_lets_it_go_on(open_studio):
    studio = open_studio(project(dense("a", 8), key="moons", patience=1, learning_rate=1.0))
    studio.run.set_speed(FLAT_OUT)
    studio.run.play()
    studio.until_phase(Phase.STOPPED_EARLY)
    assert "Stopped early at epoch" in studio.latest.message
    epoch = studio.latest.epoch
    studio.run.play()
    assert studio.fresh().epoch == epoch
    studio.edit(edits.change_training, patience=0)
    studio.until_phase(Phase.PAUSED)
    studio.train_until(epoch + 5)


def test_counters_beyond_two_billion_arrive_as_they_are(open_studio):
    studio = open_studio(MOONS)
    studio.train_until(1)
    training = studio.session.training
    training.go_on_from(training.order, 0, 2**40, 2**45, False)
    assert (studio.fresh().epoch, studio.fresh().step) == (2**40, 2**45)
    snapshot = studio.train_until(2**40 + 3)
    assert (snapshot.epoch, snapshot.step) == (2**40 + 3, 2**45 + 12)
    assert snapshot.curve.epochs[-1] == 2**40 + 3
