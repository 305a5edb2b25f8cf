"""Moments are recorded, bounded, branched from and gone on from bit for bit."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.project import edits
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.moments import LossLog, Moment
from nnstudio.project.session import Session
from nnstudio.project.timeline import MOST_BRANCHES, MOST_MOMENTS, Timeline
from nnstudio.project.weight_history import neuron_history, weight_history

from .projects import DIVERGING, OPTIMISERS, dense, project, trained, weights
from .timelines import Recording, same_run_state

MOONS = project(dense("a", 4), DropoutSpec(id="d"), dense("b", 3), key="moons", samples=40)


def go_on(moment: Moment, until: int) -> Session:
    """The run from this moment to this step."""
    session = Session(moment.project, run=moment.run_state())
    while session.training.step_count < until:
        session.training.step()
    return session


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=lambda o: type(o).__name__)
def test_from_every_moment_the_run_goes_on_as_it_did(optimiser, precision):
    spec = edits.change_training(MOONS, optimiser=optimiser, precision=precision, patience=30)
    found = Recording(spec)
    found.steps(17)
    end = found.session.state()
    for moment in found.timeline.path:
        assert same_run_state(go_on(moment, 17).state(), end)


def test_a_moment_does_not_change_when_the_run_goes_on():
    found = Recording(MOONS)
    found.steps(5)
    state = found.session.state()
    moment = found.timeline.last
    found.session.train_epochs(5)
    assert same_run_state(moment.run_state(), state)


def test_the_history_of_a_long_run_is_that_of_the_moment_though_it_was_thinned_since():
    found = Recording(project(dense("a", 2), samples=10, batch_size=10))
    states = [found.session.state()]
    for _ in range(30):
        found.session.train_epochs(157)
        found.timeline.record(found.session)
        states.append(found.session.state())
    assert states[-1].history_stride > states[3].history_stride
    for moment, state in zip(found.timeline.path, states, strict=True):
        assert same_run_state(moment.run_state(), state)
    log = found.timeline.last.log
    assert all(moment.log is log for moment in found.timeline.path)


def test_a_history_that_is_not_a_longer_one_of_the_same_run_gets_a_log_of_its_own():
    one = np.array([[1.0, 2.0], [0.5, 0.4], [np.nan, np.nan]])
    log, length = LossLog().extended_by(one, 0, 1)
    other = np.array([[1.0, 2.0], [0.9, 0.8], [np.nan, np.nan]])
    fork, fork_length = log.extended_by(other, length, 1)
    assert fork is not log
    assert np.array_equal(log.history(length, 1), one, equal_nan=True)
    assert np.array_equal(fork.history(fork_length, 1), other, equal_nan=True)


def test_moments_share_what_did_not_change_and_it_counts_once():
    found = Recording(project(dense("a", 2), key="moons", samples=1_000, batch_size=10))
    found.steps(1)
    before = found.timeline.used
    found.steps(10)
    first, *others = found.timeline.path[1:]
    assert all(moment.kept.order is first.kept.order for moment in others)
    assert first.kept.order.nbytes == 2 * 700
    assert found.timeline.used - before < 10 * 3_000


@pytest.mark.parametrize("budget", [0, 3_000, 20_000, 100_000])
def test_no_run_takes_more_than_the_budget(budget):
    found = Recording(MOONS, budget)
    found.steps(60)
    found.edit(edits.change_training, learning_rate=0.2)
    found.steps(60)
    timeline = found.timeline
    assert timeline.used <= budget
    unique = {id(a): a.nbytes for m in timeline.path for a in m.arrays}
    assert timeline.used == sum(unique.values()) + 2048 * len(timeline.path)
    steps = [moment.step for moment in timeline.path]
    assert steps == sorted(steps)
    if budget >= 20_000:
        assert steps[-1] == 120
        assert [moment.words for moment in timeline.path if moment.words] == ["Edit"]


def test_there_are_never_more_moments_than_a_window_has_pixels():
    found = Recording(project(dense("a", 1), samples=10, batch_size=10))
    found.steps(MOST_MOMENTS + 300)
    steps = [moment.step for moment in found.timeline.path]
    assert len(steps) <= MOST_MOMENTS
    assert steps[-50:] == list(range(MOST_MOMENTS + 251, MOST_MOMENTS + 301))
    assert steps[0] == 0


def test_a_smaller_budget_takes_effect_at_once():
    found = Recording(MOONS)
    found.steps(100)
    found.timeline.set_budget(30_000)
    assert 0 < found.timeline.used <= 30_000


def test_a_branch_keeps_the_old_run_and_its_end_leads_back_into_it():
    found = Recording(MOONS)
    found.steps(10)
    end = found.timeline.last
    found.branch(4)
    found.steps(3)
    (old,) = found.view.branches
    assert [moment.step for moment in old.moments] == list(range(11))
    assert found.view.fork(old).step == 4
    # The very same steps again are no run of their own.
    assert found.timeline.branch(end.number, found.curve) is end
    view = found.view
    assert view.current.number == 1
    assert not view.branches
    assert view.current.moments[-1] is end


def test_to_take_the_very_same_steps_again_leads_back_into_the_old_run():
    found = Recording(MOONS)
    found.steps(6)
    found.branch(3)
    found.steps(2)
    assert (found.view.current.number, len(found.view.branches)) == (2, 1)
    found.steps(1)
    assert (found.view.current.number, len(found.view.branches)) == (1, 0)
    assert [moment.step for moment in found.timeline.path] == list(range(7))
    assert found.timeline.used == sum(
        {id(array): array.nbytes for m in found.timeline.path for array in m.arrays}.values()
    ) + 2048 * len(found.timeline.path)


def test_the_same_numbers_under_another_design_are_another_run():
    found = Recording(MOONS)
    found.steps(3)
    end = found.timeline.last
    renamed = edits.change_layer(MOONS, "a", title="Edges")
    assert end.is_same_run(replace(end, project=renamed))
    for other in (
        edits.change_layer(MOONS, "a", activation="relu"),
        edits.change_training(MOONS, learning_rate=0.3),
    ):
        assert not end.is_same_run(replace(end, project=other))


def test_runs_that_differ_are_all_kept_with_numbers_of_their_own_up_to_a_bound():
    found = Recording(MOONS)
    found.steps(4)
    for number in range(MOST_BRANCHES + 3):
        found.branch(2)
        found.edit(edits.change_training, learning_rate=0.1 + number)
        found.steps(2)
    view = found.view
    assert view.current.number == MOST_BRANCHES + 4
    assert [run.number for run in view.branches] == list(range(4, MOST_BRANCHES + 4))
    unique = {id(a): a.nbytes for r in (view.current, *view.branches)
              for m in r.moments for a in m.arrays}  # fmt: skip
    numbers = {m.number for r in (view.current, *view.branches) for m in r.moments}
    assert view.used == sum(unique.values()) + 2048 * len(numbers)


def test_branches_give_way_before_the_run_that_goes_on():
    found = Recording(MOONS)
    found.steps(100)
    found.branch(3)
    found.edit(edits.change_training, learning_rate=0.5)
    found.steps(100)
    found.timeline.set_budget(found.timeline.used // 3)
    view = found.view
    own = len(view.current.moments)
    assert own > sum(len(run.moments) for run in view.branches)
    assert view.used <= view.budget


@pytest.mark.parametrize("share", [2, 4, 8])
def test_the_run_that_goes_on_keeps_its_ends_however_many_marks_and_branches(share):
    found = Recording(MOONS)
    for number in range(6):
        found.steps(2)
        found.edit(edits.change_training, learning_rate=0.1 + number)
        found.branch(len(found.timeline.path) // 2)
    found.steps(1)
    found.timeline.set_budget(found.timeline.used // share)
    view = found.view
    assert view.used <= view.budget
    assert view.current.moments[-1].step == found.session.training.step_count
    assert view.current.moments[0].step == 0


def test_a_new_start_keeps_a_run_that_had_gone_somewhere_and_no_other():
    found = Recording(MOONS)
    found.timeline.begin_anew(found.curve)
    assert not found.view.branches
    assert found.view.used == 0
    found.timeline.record(found.session)
    found.steps(2)
    found.timeline.begin_anew(found.curve)
    assert [run.number for run in found.view.branches] == [1]
    assert found.view.current.number == 2


def test_numbers_beyond_all_bounds_are_no_moment():
    session = trained(DIVERGING, epochs=50)
    assert Timeline().record(session) is None


def test_neighbours_end_at_the_ends_and_what_was_forgotten_is_stood_for_by_the_nearest():
    found = Recording(MOONS)
    found.steps(5)
    timeline = found.timeline
    numbers = [moment.number for moment in timeline.path]
    assert timeline.neighbour(numbers[2], -1).step == 1
    assert timeline.neighbour(numbers[2], -9).step == 0
    assert timeline.neighbour(numbers[2], 9).step == 5
    timeline.forget(numbers[2])
    assert timeline.neighbour(numbers[2], 0).step in (1, 3)
    assert Timeline().neighbour(1, 0) is None
    assert timeline.branch(10_000, found.curve) is None


# --- what became of a weight


def test_the_history_of_a_weight_is_what_the_network_had_at_each_moment():
    found = Recording(MOONS)
    values, biases = [weights(found.session, "b")[1, 2]], [weights(found.session, "b")[1, -1]]
    for _ in range(6):
        found.steps(1)
        values.append(weights(found.session, "b")[1, 2])
        biases.append(weights(found.session, "b")[1, -1])
    steps, history = weight_history(found.timeline.path, "b", 1, 2)
    assert steps.tolist() == list(range(7))
    assert history.tolist() == values
    assert weight_history(found.timeline.path, "b", 1, -1)[1].tolist() == biases


def test_where_a_neuron_or_its_layer_did_not_exist_there_is_no_number():
    found = Recording(MOONS)
    found.steps(2)
    found.edit(edits.set_units, "a", 6)
    found.steps(2)
    assert (
        np.isnan(weight_history(found.timeline.path, "a", 5, 0)[1]).tolist()
        == [True] * 3 + [False] * 3
    )
    assert np.isnan(weight_history(found.timeline.path, "gone", 0, 0)[1]).all()
    assert np.isnan(weight_history(found.timeline.path, "a", 0, 3)[1]).all()
    steps, values = neuron_history(found.timeline.path, "b", 0)
    assert values.shape == (steps.size, 7)
    assert np.isnan(values[0, 4:6]).all()
    assert not np.isnan(values[-1]).any()
    assert np.array_equal(values[-1], weights(found.session, "b")[0])
    assert values[0, -1] == found.timeline.path[0].weights("b")[0, -1]
