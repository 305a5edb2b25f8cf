"""Losses are measured anew as often as the run can afford it, and always when it rests."""

import pytest

from nnstudio.app.loss_meter import LossMeter
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session


@pytest.fixture
def session() -> Session:
    return Session(EXAMPLES["digits"].project)


def test_a_run_that_rests_is_always_measured(session):
    meter = LossMeter()
    for _ in range(3):
        session.training.step()
        assert meter.losses(session, running=False) == session.losses()


def test_a_run_that_goes_on_tells_the_last_losses_until_measuring_has_been_earned(session):
    meter = LossMeter()
    first = meter.losses(session, running=True)
    meter._next += 60.0  # as if it had taken seconds: a busy machine may be slow to come back here
    session.training.step()
    assert meter.losses(session, running=True) is first
    assert session.losses() != first
    assert meter.losses(session, running=False) == session.losses()


def test_another_session_is_measured_at_once(session):
    meter = LossMeter()
    meter.losses(session, running=True)
    other = Session(EXAMPLES["iris"].project)
    assert meter.losses(other, running=True) == other.losses()
