"""The project changes under a run: what still fits stays, and the run goes on."""

import threading

import msgspec
import numpy as np
import pytest

from nnstudio.app.snapshot import Phase
from nnstudio.app.speed import Speed
from nnstudio.project import edits
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.material import make_dataset
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource, SGDSpec

from ..project.projects import DIVERGING, OPTIMISERS, dense, project

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)


@pytest.fixture
def running(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: studio.latest.epoch > 3)
    return studio


@pytest.mark.parametrize(
    "values",
    [
        {"learning_rate": 0.5},
        {"batch_size": 3},
        {"batch_size": 1000},
        {"l2": 0.01},
        {"clip": 0.5},
        {"optimiser": OPTIMISERS[0]},
        {"patience": 1_000_000},
    ],
    ids=str,
)
def test_settings_take_effect_while_it_runs_and_lose_nothing(values, running):
    # So far that its history has moments which a very long one still has.
    running.until(lambda: running.latest.epoch > 300)
    before = running.latest
    running.edit(edits.change_training, **values)
    running.until(lambda: running.latest.epoch > before.epoch + 5)
    assert running.run.phase is Phase.RUNNING
    running.stand_still()
    assert running.session.project.training == running.document.project.training
    if "learning_rate" in values:
        assert running.latest.learning_rate == 0.5
    now = dict(zip(running.latest.curve.epochs, running.latest.curve.train, strict=True))
    then = dict(zip(before.curve.epochs, before.curve.train, strict=True))
    # A long history forgets every second moment; what it still holds is as it was.
    kept = now.keys() & then.keys()
    assert kept
    assert all(now[epoch] == then[epoch] for epoch in kept)


@pytest.mark.parametrize("turn", ["snapshot", "snapshot_shown", "snapshot_viewed"])
def test_nothing_is_told_of_the_network_before_an_edit_once_it_is_made(turn, open_studio):
    """Views take turns: an edit between two of them must not show the later one the old network."""
    studio = open_studio(MOONS)
    wrong = []

    def edit_once(_):
        getattr(studio.run, turn).disconnect(edit_once)
        studio.units("a", 6)

    def compare(snapshot):
        if snapshot.weights["a"].shape[0] != studio.document.project.layers[0].units:
            wrong.append(snapshot)

    told = []
    for name in ("snapshot_shown", "snapshot_viewed", "snapshot_settled"):
        getattr(studio.run, name).connect(compare)
    studio.run.snapshot_settled.connect(told.append)
    getattr(studio.run, turn).connect(edit_once)
    studio.fresh()
    studio.until(lambda: bool(told) and told[-1].weights["a"].shape[0] == 6)
    assert wrong == []


def test_a_structural_edit_keeps_the_weights_and_goes_on_running(running):
    running.edit(edits.change_training, optimiser=SGDSpec(), learning_rate=1e-30)
    running.run.state()
    before = running.fresh()
    running.units("a", 6)
    running.edit(edits.insert_layers, 2, [DropoutSpec(id="d")])
    epoch = running.latest.epoch
    running.until(lambda: running.latest.epoch > epoch + 5)
    assert running.run.phase is Phase.RUNNING
    after = running.latest
    assert after.step > before.step
    assert after.weights["a"].shape == (6, 3)
    # So slow a learning rate moves nothing: what differs was lost.
    assert np.array_equal(after.weights["a"][:4], before.weights["a"])
    assert np.array_equal(after.weights["b"][:, :4], before.weights["b"][:, :4])
    assert np.array_equal(after.weights["output"], before.weights["output"])


def test_other_data_keep_the_hidden_layers_and_go_on_running(running):
    data = msgspec.structs.replace(
        running.document.project.data, source=BuiltInSource(key="spirals-3", samples=90)
    )
    running.edit(lambda p: edits.set_data(p, data, make_dataset(data)))
    running.until(lambda: running.latest.weights["output"].shape[0] == 3)
    epoch = running.latest.epoch
    running.until(lambda: running.latest.epoch > epoch + 2)
    assert running.run.phase is Phase.RUNNING


def test_a_misfit_waits_and_goes_on_when_it_is_mended(running):
    running.units("output", 3)
    assert running.run.phase is Phase.MISFIT
    running.run.state()
    step = running.session.training.step_count
    count = len(running.snapshots)
    running.bot.wait(100)
    assert len(running.snapshots) == count
    assert running.session.training.step_count == step
    mend = running.document.shapes.misfits[0].mend
    running.document.apply(mend.project, mend.text)
    running.until(lambda: running.latest.step > step)
    assert running.run.phase is Phase.RUNNING


def test_a_misfit_of_a_run_that_rested_rests_when_it_is_mended(open_studio):
    studio = open_studio(MOONS)
    before = studio.train_until(3)
    studio.units("output", 3)
    studio.run.play()
    studio.run.step()
    studio.run.step_epoch()
    studio.run.state()
    assert studio.run.phase is Phase.MISFIT
    studio.document.undo_stack.undo()
    studio.until_phase(Phase.PAUSED)
    after = studio.fresh()
    assert after.step == before.step
    assert np.array_equal(after.weights["a"], before.weights["a"])


def test_pause_while_a_misfit_waits_means_that_the_run_rests_after_it(running):
    running.units("output", 3)
    running.run.pause()
    running.document.undo_stack.undo()
    running.until_phase(Phase.PAUSED)
    assert running.fresh().phase is Phase.PAUSED


def test_the_run_of_a_misfit_is_not_saved_since_it_is_another_networks(running):
    assert running.run.state() is not None
    running.units("output", 3)
    assert running.run.state() is None
    running.document.undo_stack.undo()
    assert running.run.state() is not None


def test_a_project_that_never_fitted_starts_afresh_when_it_is_mended(running):
    """Its layers have the same ids as those of the project before it: they are not the same."""
    running.document.new(edits.set_units(MOONS, "output", 3))
    assert running.run.phase is Phase.MISFIT
    running.document.apply(MOONS, "mend")
    running.until_phase(Phase.PAUSED)
    snapshot = running.fresh()
    assert snapshot.step == 0
    assert snapshot.curve.epochs.size == 0


def test_reset_while_a_misfit_waits_starts_over_when_it_is_mended(running):
    running.units("output", 3)
    running.run.reset()
    assert running.run.phase is Phase.MISFIT
    running.document.undo_stack.undo()
    running.until_phase(Phase.PAUSED)
    assert running.fresh().step == 0


def test_an_edit_after_a_divergence_starts_over_and_rests(open_studio):
    studio = open_studio(DIVERGING)
    studio.run.play()
    studio.until_phase(Phase.DIVERGED)
    studio.units("a", 5)
    studio.until_phase(Phase.PAUSED)
    assert studio.fresh().step == 0


def test_a_hundred_edits_in_a_row_end_with_the_last_one(running):
    for units in range(1, 101):
        running.units("a", units)
    running.until(lambda: running.latest.weights["a"].shape[0] == 100)
    assert running.run.phase is Phase.RUNNING
    while running.document.undo_stack.canUndo():
        running.document.undo_stack.undo()
    running.until(lambda: running.latest.weights["a"].shape[0] == 4)
    assert running.document.project == MOONS


def test_edits_that_come_faster_than_they_can_be_carried_out_overtake_each_other(
    running, monkeypatch
):
    adopt, adopted = Session.adopt, []
    all_made = threading.Event()

    def slowly(session, edited, material):
        all_made.wait(60.0)
        adopted.append(edited.layer("a").units)
        adopt(session, edited, material)

    monkeypatch.setattr(Session, "adopt", slowly)
    for units in range(5, 105):
        running.units("a", units)
    all_made.set()
    running.until(lambda: running.latest.weights["a"].shape[0] == 104)
    assert adopted[-1] == 104
    assert len(adopted) <= 2
