"""A surface in a thread of its own: beside a run that goes on, cancelled, and replaced."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnstudio.app.background import Background
from nnstudio.app.loss_surface import GRIDS, POINTS, LossSurface, SurfaceTask, standpoint
from nnstudio.app.loss_surface_directions import (
    RandomDirections,
    SurfaceError,
    TwoWeights,
    WeightPlace,
)
from nnstudio.app.loss_surface_pacing import PacedSurvey
from nnstudio.app.speed import Speed
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session

PATIENCE = 60_000


def task(key: str = "circles", directions=None, reach: float = 1.0) -> SurfaceTask:
    return SurfaceTask(
        standpoint(Session(EXAMPLES[key].project)), directions or RandomDirections(), reach
    )


class Listener:
    """Has surfaces computed, and hears what is told."""

    def __init__(self, bot: QtBot) -> None:
        self.bot = bot
        self.background = Background("loss surface", (SurfaceError,))
        self.survey = PacedSurvey()
        self.surfaces: list[LossSurface] = []
        self.progress: list[int] = []
        self.ends: list[Exception | None] = []
        self.background.found.connect(self.surfaces.append)
        self.background.progress.connect(self.progress.append)

    def start(self, task: SurfaceTask) -> None:
        work = partial(self.survey.compute, task)
        self.background.start(work, self.ends.append, self.ends.append)

    def until_the_end(self) -> Exception | None:
        self.bot.waitUntil(lambda: self.ends != [], timeout=PATIENCE)
        return self.ends.pop()


@pytest.fixture
def listener(qtbot: QtBot) -> Iterator[Listener]:
    made = Listener(qtbot)
    yield made
    made.background.stop()


@pytest.mark.parametrize("gentle", [True, False])
def test_a_surface_comes_coarse_first_and_tells_how_far_it_is(listener, gentle):
    listener.survey.gentle = gentle
    listener.start(task("digits"))
    assert listener.until_the_end() is None
    assert [len(surface.values) for surface in listener.surfaces] == list(GRIDS)
    assert listener.progress == sorted(set(listener.progress))
    assert 0 < listener.progress[0] <= listener.progress[-1] <= POINTS


def test_a_cancelled_surface_is_not_computed_to_its_end(listener):
    listener.start(task("digits-cnn"))
    listener.bot.waitUntil(lambda: listener.progress != [], timeout=PATIENCE)
    listener.background.cancel()
    told = len(listener.progress), len(listener.surfaces)
    listener.bot.waitUntil(lambda: not listener.background._running, timeout=PATIENCE)
    assert (len(listener.progress), len(listener.surfaces)) == told
    assert 41 not in [len(surface.values) for surface in listener.surfaces]
    assert listener.ends == []


def test_a_new_surface_takes_the_place_of_the_one_before(listener):
    listener.start(task("digits-cnn"))
    second = task("xor")
    listener.start(second)
    assert listener.until_the_end() is None
    assert {id(surface.task) for surface in listener.surfaces} == {id(second)}


def test_directions_that_span_no_plane_are_told(listener):
    same = WeightPlace("output", 0, 0)
    listener.start(task(directions=TwoWeights(same, same)))
    assert isinstance(listener.until_the_end(), SurfaceError)


def test_a_run_beside_it_goes_on_bit_for_bit_the_same(listener, open_studio):
    studio = open_studio(EXAMPLES["noisy-xor"].project)
    studio.run.set_speed(Speed())
    alone = Session(EXAMPLES["noisy-xor"].project)
    taken = standpoint(studio.session)
    before = taken.parameters.copy()
    listener.start(SurfaceTask(taken, RandomDirections(), 1.0))
    studio.train_until(40)
    assert listener.until_the_end() is None
    studio.stand_still()
    alone.train_epochs(studio.latest.epoch)
    assert studio.latest.epoch == 40
    assert np.array_equal(studio.session.network.parameters, alone.network.parameters)
    assert np.array_equal(taken.parameters, before)
