"""A surface in a thread of its own: beside a run that goes on, cancelled, and shut down."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnstudio.app.loss_surface import GRIDS, POINTS, SurfaceTask, standpoint
from nnstudio.app.loss_surface_directions import (
    RandomDirections,
    SurfaceError,
    TwoWeights,
    WeightPlace,
)
from nnstudio.app.loss_surface_worker import SurfaceWorker
from nnstudio.app.speed import Speed
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session

PATIENCE = 60_000


def task(key: str = "circles", directions=None, reach: float = 1.0) -> SurfaceTask:
    return SurfaceTask(
        standpoint(Session(EXAMPLES[key].project)), directions or RandomDirections(), reach
    )


class Listener:
    """A worker and what it told."""

    def __init__(self, bot: QtBot) -> None:
        self.bot = bot
        self.worker = SurfaceWorker()
        self.grids: list[int] = []
        self.progress: list[int] = []
        self.busy: list[bool] = []
        self.worker.found.connect(lambda surface: self.grids.append(len(surface.values)))
        self.worker.progressed.connect(lambda done, total: self.progress.append(done))
        self.worker.busy_changed.connect(self.busy.append)


@pytest.fixture
def listener(qtbot: QtBot) -> Iterator[Listener]:
    made = Listener(qtbot)
    yield made
    made.worker.shut_down()


def test_a_surface_comes_coarse_first_and_tells_how_far_it_is(listener):
    with listener.bot.waitSignal(listener.worker.finished, timeout=PATIENCE):
        listener.worker.start(task("digits"))
        assert listener.worker.busy
    assert listener.grids == list(GRIDS)
    assert listener.progress == sorted(set(listener.progress))
    assert 0 < listener.progress[0] <= listener.progress[-1] <= POINTS
    assert listener.busy == [True, False]


def test_a_cancelled_surface_tells_nothing_more(listener):
    listener.worker.start(task("digits-cnn"))
    listener.bot.waitUntil(lambda: listener.progress != [], timeout=PATIENCE)
    listener.worker.cancel()
    assert not listener.worker.busy
    assert listener.busy == [True, False]
    told = len(listener.progress), len(listener.grids)
    listener.bot.waitUntil(lambda: not listener.worker._running, timeout=PATIENCE)
    assert (len(listener.progress), len(listener.grids)) == told
    assert 41 not in listener.grids


def test_a_new_surface_takes_the_place_of_the_one_before(listener):
    found = []
    listener.worker.found.connect(found.append)
    listener.worker.start(task("digits-cnn"))
    second = task("xor")
    with listener.bot.waitSignal(listener.worker.finished, timeout=PATIENCE):
        listener.worker.start(second)
    assert {id(surface.task) for surface in found} == {id(second)}
    assert listener.busy == [True, False]


def test_a_worker_that_goes_away_takes_its_thread_with_it(qtbot):
    worker = SurfaceWorker()
    worker.start(task("digits-cnn"))
    (job,) = worker._running
    worker.deleteLater()
    with qtbot.waitSignal(worker.destroyed):
        pass
    assert job.isFinished()


def test_directions_that_span_no_plane_are_told(listener):
    same = WeightPlace("output", 0, 0)
    with listener.bot.waitSignal(listener.worker.failed, timeout=PATIENCE) as told:
        listener.worker.start(task(directions=TwoWeights(same, same)))
    assert isinstance(told.args[0], SurfaceError)
    assert listener.busy == [True, False]


def test_a_run_beside_it_goes_on_bit_for_bit_the_same(listener, open_studio):
    studio = open_studio(EXAMPLES["noisy-xor"].project)
    studio.run.set_speed(Speed())
    alone = Session(EXAMPLES["noisy-xor"].project)
    taken = standpoint(studio.session)
    before = taken.parameters.copy()
    with listener.bot.waitSignal(listener.worker.finished, timeout=PATIENCE):
        listener.worker.start(SurfaceTask(taken, RandomDirections(), 1.0))
        studio.train_until(40)
    studio.stand_still()
    alone.train_epochs(studio.latest.epoch)
    assert studio.latest.epoch == 40
    assert np.array_equal(studio.session.network.parameters, alone.network.parameters)
    assert np.array_equal(taken.parameters, before)
