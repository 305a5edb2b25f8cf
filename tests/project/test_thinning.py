"""Which moments are forgotten: few near the present and near edits, many far away."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project.thinning import least_worthy, worth


def thinned(count: int, keep: int, edits: tuple[int, ...] = ()) -> np.ndarray:
    """The steps that are left of a run recorded at every step."""
    steps = np.arange(float(count))
    marks = np.isin(steps, edits)
    while steps.size > keep:
        most = min(steps.size - keep, max(steps.size // 16, 1))
        gone = least_worthy(worth(steps, marks), most)
        steps, marks = np.delete(steps, gone), np.delete(marks, gone)
    return steps


def test_the_last_steps_all_stay_and_gaps_grow_with_the_distance():
    left = thinned(5_000, 100)
    assert left[-1] == 4_999
    assert left[0] == 0
    assert set(range(4_995, 5_000)) <= set(left)
    gaps = np.diff(left)[::-1]
    assert gaps[-3:-1].mean() > 10 * gaps[:10].mean()
    # No hole: a moment is never farther off than its share of the distance from the present.
    distance = 5_000 - left[1:]
    assert (np.diff(left)[1:] <= 0.5 * distance[1:] + 5).all()


def test_around_an_edit_it_is_as_dense_as_near_the_present():
    left = thinned(5_000, 120, edits=(1_000,))
    near = left[np.abs(left - 1_000) <= 20]
    far = left[np.abs(left - 3_000) <= 20]
    assert {999.0, 1_000.0} <= set(near)
    assert near.size >= 3 * max(far.size, 1)


def test_what_is_forgotten_depends_on_nothing_but_the_moments():
    assert np.array_equal(thinned(700, 50, (99,)), thinned(700, 50, (99,)))


def test_two_neighbours_are_never_forgotten_at_once_and_the_oldest_of_equals_goes_first():
    assert least_worthy(np.array([1.0, 1.0, 1.0, 1.0, 1.0]), 2).tolist() == [0, 2]
    assert least_worthy(np.array([np.inf, 3.0, 1.0, 2.0, np.inf]), 5).tolist() == [2]
    assert least_worthy(np.full(4, np.inf), 3).size == 0


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=60),
    st.lists(st.booleans(), min_size=60, max_size=60),
)
def test_ends_edits_and_what_stands_before_them_are_worth_most_whatever_the_run(steps, marks):
    found = worth(np.sort(np.array(steps, float)), np.array(marks[: len(steps)]))
    assert not np.isnan(found).any()
    assert (found >= 0.0).all()
    assert found[0] == found[-1] == np.inf
    for place, mark in enumerate(marks[: len(steps)]):
        if mark:
            assert found[place] == found[max(place - 1, 0)] == np.inf
