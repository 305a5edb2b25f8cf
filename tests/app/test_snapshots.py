"""Snapshots never pile up, belong to the present network, and cost only what is wanted."""

import time
import weakref

import numpy as np
from PySide6.QtCore import Qt

from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.app.speed import Speed
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES

from ..project.projects import dense, project

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)
SLOW_SLOTS = 25


def test_a_slow_window_has_two_snapshots_in_flight_at_most_and_they_are_let_go(open_studio):
    studio = open_studio(MOONS)
    alive: weakref.WeakSet[Snapshot] = weakref.WeakSet()
    sent, handled = [0], [0]
    in_flight: list[int] = []
    still_there: list[int] = []

    def count(snapshot: Snapshot) -> None:
        sent[0] += 1
        alive.add(snapshot)
        in_flight.append(sent[0] - handled[0])

    def paint_slowly(snapshot: Snapshot) -> None:
        time.sleep(0.05)
        handled[0] += 1
        studio.snapshots.clear()
        still_there.append(len(alive))

    studio.run._trainer.snapshot_ready.connect(count, Qt.ConnectionType.DirectConnection)
    studio.run.snapshot.connect(paint_slowly)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: handled[0] >= SLOW_SLOTS)
    steps = studio.latest.step
    studio.until(lambda: handled[0] >= SLOW_SLOTS + 3)
    assert studio.latest.step > steps
    studio.run.pause()
    studio.until_phase(Phase.PAUSED)
    assert max(in_flight) <= 2
    assert max(still_there) <= 4


def test_a_snapshot_does_not_change_when_the_run_goes_on(open_studio):
    studio = open_studio(MOONS)
    snapshot = studio.train_until(2)
    weights = {name: values.copy() for name, values in snapshot.weights.items()}
    train = snapshot.curve.train.copy()
    studio.train_until(20)
    assert all(np.array_equal(snapshot.weights[name], weights[name]) for name in weights)
    assert np.array_equal(snapshot.curve.train, train)


def test_weights_always_belong_to_the_layers_that_the_document_has(open_studio):
    studio = open_studio(MOONS)
    wrong = []

    def look(snapshot: Snapshot) -> None:
        sizes = iter(studio.document.shapes.sizes)
        inputs = next(sizes)
        for layer, outputs in zip(studio.document.project.layers, sizes, strict=True):
            if snapshot.weights[layer.id].shape != (outputs, inputs + 1):
                wrong.append(layer.id)
            inputs = outputs

    studio.run.snapshot.connect(look)
    studio.run.set_speed(Speed())
    studio.run.play()
    for units in (5, 9, 2, 4, 7, 1, 3) * 4:
        studio.units("a", units)
        studio.edit(edits.insert_layers, 1, [dense(f"new {units}", units)])
        studio.edit(edits.remove_layers, [f"new {units}"])
        studio.bot.wait(2)
    count = len(studio.snapshots)
    studio.until(lambda: len(studio.snapshots) > count + 2)
    assert not wrong


def test_another_project_gets_no_snapshot_of_the_one_before(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: studio.latest.step > 50)
    studio.snapshots.clear()
    studio.document.new(EXAMPLES["iris"].project)
    studio.until(lambda: bool(studio.snapshots))
    assert all(snapshot.weights["output"].shape[0] == 3 for snapshot in studio.snapshots)
    assert studio.snapshots[0].step == 0
    assert studio.run.phase is Phase.PAUSED


def test_a_probe_is_asked_only_while_somebody_wants_it(open_studio):
    studio = open_studio(MOONS)
    asked = []

    def probe(session) -> int:
        asked.append(session.training.step_count)
        return len(asked)

    studio.run.want("count", probe)
    studio.until(lambda: "count" in studio.latest.results)
    assert studio.latest.results["count"] == len(asked)
    studio.run.want("count", None)
    assert "count" not in studio.fresh().results
    count = len(asked)
    studio.train_until(10)
    studio.fresh()
    assert len(asked) == count


def test_a_run_learns_also_while_something_else_is_asked_for_at_every_snapshot(open_studio):
    studio = open_studio(MOONS)
    studio.run.play()
    studio.until_phase(Phase.RUNNING)
    # Asked before the window has painted, and so answered as soon as it has.
    studio.run.snapshot.connect(lambda _: studio.run.want("what", lambda session: "new"))
    studio.until(lambda: bool(studio.latest.results))
    step = studio.latest.step
    studio.until(lambda: studio.latest.step > step + 5)


def test_a_probe_takes_the_place_of_the_one_of_its_name(open_studio):
    studio = open_studio(MOONS)
    studio.run.want("what", lambda session: "old")
    studio.run.want("what", lambda session: "new")
    assert studio.fresh().results["what"] == "new"


def test_snapshots_that_take_long_come_less_often_and_leave_the_time_to_the_training(open_studio):
    studio = open_studio(MOONS)
    begins: list[float] = []

    def slow(session) -> None:
        begins.append(time.perf_counter())
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass

    studio.run.want("slow", slow)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: len(begins) >= 7)
    studio.stand_still()
    # Of the trainer's time 50 ms in 250 are theirs; a machine that is busy only makes it less.
    assert min(np.diff(begins[2:6])) >= 0.2


def test_the_curve_stays_short_however_long_the_run(open_studio):
    studio = open_studio(MOONS)
    studio.train_until(1)
    history = studio.session.training.history
    for epoch in range(2, 5_000):
        if history.wants(epoch):
            history.record(epoch, 1.0 / epoch, 0.5)
    curve = studio.fresh().curve
    assert curve.epochs.size <= 1024
    assert curve.epochs.shape == curve.train.shape == curve.validation.shape


def test_without_validation_the_curve_says_so(open_studio):
    studio = open_studio(project(dense("a"), validation=0.0))
    assert np.isnan(studio.train_until(5).curve.validation).all()


def test_a_layer_that_gets_another_name_disturbs_no_run(open_studio):
    studio = open_studio(MOONS)
    snapshot = studio.train_until(3)
    network = studio.session.network
    studio.edit(edits.change_layer, "a", title="Edges")
    assert studio.fresh().step == snapshot.step
    assert studio.session.network is network


def test_the_state_that_is_saved_is_that_of_the_moment(open_studio):
    studio = open_studio(MOONS)
    assert studio.run.state() is None
    snapshot = studio.train_until(3)
    state = studio.run.state()
    assert state is not None
    assert (state.epoch, state.step_count) == (snapshot.epoch, snapshot.step)
    flat = np.concatenate([values.ravel() for values in snapshot.weights.values()])
    assert np.array_equal(state.parameters, flat)
