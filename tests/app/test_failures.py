"""Whatever breaks in the trainer is told; the window goes on and nothing of the project is lost."""

import pytest
from pytestqt.exceptions import capture_exceptions

from nnstudio.app.snapshot import Phase
from nnstudio.app.speed import Speed
from nnstudio.project import edits, files
from nnstudio.project.session import Session
from nnstudio.project.specs import SGDSpec

from ..project.projects import dense, project

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)


def break_at(session: Session, step: int) -> None:
    """Let the optimiser raise when this step is reached."""
    optimiser = session.training.optimiser
    update = optimiser.update

    def fail(*arguments):
        if session.training.step_count >= step:
            raise ZeroDivisionError("the optimiser broke")
        update(*arguments)

    optimiser.update = fail


@pytest.mark.parametrize("step", [0, 1, 2, 7, 40])
@pytest.mark.parametrize("speed", [Speed(), Speed(2_000.0)])
def test_a_training_that_breaks_at_any_step_stands_still_and_reset_recovers(
    step, speed, open_studio, tmp_path
):
    studio = open_studio(MOONS)
    break_at(studio.session, step)
    studio.run.set_speed(speed)
    studio.run.play()
    studio.until_phase(Phase.FAILED)
    studio.until(lambda: bool(studio.failures))
    assert len(studio.failures) == 1
    assert "the optimiser broke" in studio.failures[0]
    studio.run.play()
    studio.run.step()
    state = studio.run.state()
    assert (state is None) == (step == 0)
    studio.document.save(tmp_path / "saved.nnstudio", state)
    saved = files.load(tmp_path / "saved.nnstudio")
    assert Session(saved.project, run=saved.run).training.step_count == step
    studio.run.reset()
    studio.until_phase(Phase.PAUSED)
    studio.train_until(15)
    assert len(studio.failures) == 1


def test_what_is_saved_after_a_training_broke_opens_again_whatever_was_edited_since(
    open_studio, tmp_path
):
    studio = open_studio(MOONS)
    studio.train_until(2)
    break_at(studio.session, 0)
    studio.run.play()
    studio.until_phase(Phase.FAILED)
    trained = studio.run.state()
    assert trained is not None
    studio.edit(edits.change_training, optimiser=SGDSpec(), learning_rate=0.25)
    state = studio.run.state()
    assert state is not None
    path = tmp_path / "saved.nnstudio"
    studio.document.save(path, state)
    assert studio.run.phase is Phase.FAILED
    studio.document.open(path)
    studio.until_phase(Phase.PAUSED)
    assert (studio.fresh().step, studio.latest.epoch) == (trained.step_count, 2)
    assert studio.session.project.training.learning_rate == 0.25


@pytest.mark.parametrize("ask", ["step", "step_epoch"])
def test_a_single_step_that_breaks_is_told_too(ask, open_studio):
    studio = open_studio(MOONS)
    break_at(studio.session, 0)
    getattr(studio.run, ask)()
    studio.until_phase(Phase.FAILED)
    assert studio.run.is_alive


def test_an_edit_that_breaks_keeps_the_old_run_out_of_the_file(open_studio):
    studio = open_studio(MOONS)
    studio.train_until(2)
    studio.session.training.network.generator = None
    studio.units("a", 5)
    studio.until_phase(Phase.FAILED)
    assert studio.run.state() is None
    studio.run.reset()
    studio.until_phase(Phase.PAUSED)
    assert studio.fresh().weights["a"].shape == (5, 3)


def test_a_look_at_the_past_that_breaks_is_waited_for_no_longer_and_reset_recovers(open_studio):
    studio = open_studio(MOONS)
    studio.train_until(2)
    studio.fresh()
    del studio.session.material
    studio.run.timeline.step_back()
    studio.until_phase(Phase.FAILED)
    studio.run.play()
    assert not studio.run.timeline.at_past
    studio.run.reset()
    studio.until_phase(Phase.PAUSED)
    assert studio.fresh().step == 0
    studio.train_until(1)


@pytest.mark.parametrize("call", [1, 2, 5])
def test_a_probe_that_raises_is_dropped_and_the_run_and_the_other_probes_go_on(call, open_studio):
    studio = open_studio(MOONS)
    told = []
    studio.run.probe_failed.connect(lambda name, details: told.append((name, details)))
    calls = []

    def bad(session):
        calls.append(1)
        if len(calls) == call:
            raise KeyError("the probe broke")
        return "fine"

    studio.run.want("good", lambda session: "good")
    studio.run.set_speed(Speed())
    studio.run.play()
    with capture_exceptions() as lost:
        studio.run.want("bad", bad)
        studio.until(lambda: bool(told))
    assert told[0][0] == "bad"
    assert "the probe broke" in told[0][1]
    # It is never silent: the program's own hook hears of it as well.
    assert [kind for kind, _, _ in lost] == [KeyError]
    count = len(studio.snapshots)
    studio.until(lambda: len(studio.snapshots) > count + 2)
    assert studio.run.phase is Phase.RUNNING
    assert studio.latest.results == {"good": "good"}
    assert len(calls) == call
    assert not studio.failures


def test_a_probe_that_was_dropped_can_be_wanted_again(open_studio):
    studio = open_studio(MOONS)
    told = []
    studio.run.probe_failed.connect(lambda name, details: told.append(name))
    with capture_exceptions():
        studio.run.want("what", lambda session: 1 / 0)
        studio.until(lambda: told == ["what"])
    studio.run.want("what", lambda session: "better")
    studio.until(lambda: studio.latest.results.get("what") == "better")


def test_a_slot_of_the_window_that_raises_does_not_stop_the_snapshots(open_studio):
    studio = open_studio(MOONS)

    def bad(snapshot):
        raise ValueError("a panel broke")

    with capture_exceptions() as lost:
        studio.run.snapshot.connect(bad)
        studio.run.set_speed(Speed())
        studio.run.play()
        count = len(studio.snapshots)
        studio.until(lambda: len(studio.snapshots) > count + 3)
        studio.run.snapshot.disconnect(bad)
        studio.stand_still()
    assert len(lost) >= 3
    assert not studio.failures


def test_numbers_beyond_all_bounds_let_no_warning_out(open_studio):
    """NumPy's warnings are errors here; one that came out of the thread would fail this run."""
    studio = open_studio(MOONS)
    studio.train_until(1)
    studio.session.network.parameters[:] = 1e150
    studio.run.play()
    studio.until(lambda: studio.run.phase is Phase.DIVERGED or studio.latest.step > 10)
    studio.stand_still()
    assert not studio.failures
