"""The learning rate of every epoch."""

import pytest

from nnstudio.nn.schedules import Constant, Cosine, Step
from nnstudio.nn.training import Settings, Training
from tests.nn.building import XOR, dense_network


def test_a_constant_rate_stays() -> None:
    assert [Constant().rate(0.3, epoch) for epoch in (0, 1, 10**6)] == [0.3, 0.3, 0.3]


def test_a_step_schedule_drops_by_its_factor_every_so_many_epochs() -> None:
    rates = [Step(0.5, 10).rate(0.8, epoch) for epoch in (0, 9, 10, 19, 20, 30)]
    assert rates == pytest.approx([0.8, 0.8, 0.4, 0.4, 0.2, 0.1])


def test_a_cosine_schedule_falls_from_the_rate_by_half_a_wave_and_keeps_a_thousandth() -> None:
    rates = [Cosine(100).rate(0.4, epoch) for epoch in (0, 25, 50, 75, 100, 1000)]
    halfway = 0.2 * 2**0.5 / 2
    assert rates == pytest.approx([0.4, 0.2 + halfway, 0.2, 0.2 - halfway, 0.0004, 0.0004])


def test_a_rate_of_a_run_follows_its_schedule_epoch_by_epoch() -> None:
    training = Training(dense_network((2, 3, 1)), XOR, settings=Settings(0.8, 1, Step(0.5, 2)))
    seen = []
    for _ in range(6):
        seen.append(training.learning_rate)
        training.run_epochs(1)
    assert seen == pytest.approx([0.8, 0.8, 0.4, 0.4, 0.2, 0.2])


def test_the_step_really_uses_the_rate_of_its_epoch() -> None:
    training = Training(dense_network((2, 3, 1)), XOR, settings=Settings(0.8, 4, Step(0.25, 1)))
    for epoch in range(3):
        before = training.network.parameters.copy()
        training.step()
        change = before - training.network.parameters
        assert change == pytest.approx(0.8 * 0.25**epoch * training.network.gradient, rel=1e-9)
