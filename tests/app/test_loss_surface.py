"""The loss surface: the numbers on it, its directions, its path and its contour lines."""

import msgspec
import numpy as np
import pytest

from nnstudio.app.loss_surface import (
    GRIDS,
    LossSurface,
    Plane,
    SurfaceTask,
    axis,
    standpoint,
    survey,
)
from nnstudio.app.loss_surface_contours import contour, levels_between
from nnstudio.app.loss_surface_directions import (
    Directions,
    RandomDirections,
    SurfaceError,
    TwoWeights,
    WeightPlace,
    directions_of,
    weight_blocks,
)
from nnstudio.app.loss_surface_trail import MOST, PlaneTrail
from nnstudio.nn.columns import Array
from nnstudio.project.checking import check
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import BatchNormSpec
from nnstudio.project.session import Session

from ..project.projects import dense, project

CORNERS = TwoWeights(WeightPlace("a", 1, 0), WeightPlace("output", 0, 3))


def trained(steps: int = 25, **settings) -> Session:
    session = Session(project(dense("a", 3, "tanh"), key="circles", **settings))
    for _ in range(steps):
        session.training.step()
    return session


def surface(
    session: Session, directions: Directions = CORNERS, reach: float = 2.0, path=()
) -> LossSurface:
    """The finest surface around where a session stands."""
    *_, last = survey(SurfaceTask(standpoint(session), directions, reach, path))
    assert last is not None
    return last


def test_a_surface_over_two_weights_is_the_loss_at_those_weights():
    session = trained()
    found = surface(session)
    assert found.values.shape == (41, 41)
    first, second = session.network.layers[0].Wb, session.network.layers[-1].Wb
    w, b = float(first[1, 0]), float(second[0, 3])
    for i, j in ((0, 0), (3, 17), (20, 20), (40, 5), (40, 40)):
        first[1, 0], second[0, 3] = w + found.axis[j], b + found.axis[i]
        expected = session.network.value(session.training.train)
        assert found.values[i, j] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("directions", [RandomDirections(4), CORNERS])
def test_the_centre_is_the_present_loss(directions):
    session = trained()
    found = surface(session, directions)
    present = session.losses().train_loss
    assert found.loss == present
    assert found.values[20, 20] == present


def test_grids_come_from_coarse_to_fine_and_share_their_points():
    session = trained()
    found = [s for s in survey(SurfaceTask(standpoint(session), CORNERS, 1.0)) if s is not None]
    assert [len(s.values) for s in found] == list(GRIDS)
    assert np.array_equal(found[-1].values[::4, ::4], found[0].values)
    assert found[-1].axis[::4] == pytest.approx(found[0].axis)


def test_the_middle_of_an_axis_is_zero_exactly():
    for reach in (0.1, 0.3, 1.7, 20.0):
        assert axis(reach, 41)[20] == 0.0
        assert axis(reach, 41)[-1] == reach


@pytest.mark.parametrize("key", sorted(EXAMPLES))
def test_random_directions_are_as_long_as_the_weights_filter_by_filter_in_every_kind_of_network(
    key,
):
    example = EXAMPLES[key].project
    session = Session(example)
    network = session.network
    first, second = directions_of(RandomDirections(1), example, network)
    blocks = weight_blocks(example, check(example, session.material).flows)
    seen = np.zeros(network.parameters.size, bool)
    for block in blocks:
        part = slice(block.start, block.start + block.rows * block.columns)
        seen[part] = True
        shape = (block.rows, block.columns)
        W, D = network.parameters[part].reshape(shape), first[part].reshape(shape)
        if block.bias:
            assert not D[:, -1].any()
            W, D = W[:, :-1], D[:, :-1]
        assert np.allclose(np.linalg.norm(W, axis=1), np.linalg.norm(D, axis=1), rtol=1e-6)
    assert not first[~seen].any()
    assert network.weight_mask[~seen].sum() == 0
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    assert abs(cosine) < 0.9


def test_a_seed_draws_the_same_directions_again_and_another_draws_others():
    session = trained()
    one, same, other = (
        directions_of(RandomDirections(seed), session.project, session.network)[0]
        for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_scales_and_statistics_of_a_norm_stay_where_they_are():
    session = Session(project(dense("a", 3), BatchNormSpec(id="norm"), key="circles"))
    first, _ = directions_of(RandomDirections(0), session.project, session.network)
    norm = list(session.network.parts())[1]
    assert not first[norm].any()


def test_looking_for_directions_leaves_the_network_its_parameters():
    session = trained()
    before = session.losses()
    directions_of(RandomDirections(0), session.project, session.network)
    assert session.losses() == before
    session.network.parameters[...] = 0.0
    assert session.losses() != before


@pytest.mark.parametrize(
    "directions",
    [
        TwoWeights(WeightPlace("a", 0, 0), WeightPlace("a", 0, 0)),
        TwoWeights(WeightPlace("a", 0, 0), WeightPlace("a", 99, 0)),
        TwoWeights(WeightPlace("a", 0, 0), WeightPlace("gone", 0, 0)),
    ],
)
def test_directions_that_span_no_plane_are_refused(directions):
    with pytest.raises(SurfaceError):
        surface(trained(), directions)


def test_a_network_whose_weights_are_all_zero_has_no_random_directions():
    session = trained()
    session.network.parameters[...] = 0.0
    with pytest.raises(SurfaceError):
        surface(session, RandomDirections())


def test_the_path_of_a_run_lies_where_its_two_weights_were():
    session = trained(0)
    path: list[Array] = []
    for _ in range(4):
        path.append(session.network.parameters.copy())
        session.training.step()
    found = surface(session, path=[*path, np.zeros(3)])
    here = session.network.parameters
    expected = [(w[3] - here[3], w[-1] - here[-1]) for w in path]
    assert found.path == pytest.approx(np.array(expected), abs=1e-12)


def test_the_path_is_projected_onto_directions_that_are_not_at_right_angles():
    centre = np.array([1.0, 2.0, 3.0])
    plane = Plane(centre, np.array([1.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0]))
    off = np.array([0.0, 0.0, 7.0])
    assert plane.place(plane.at(0.3, -0.7) + off) == pytest.approx([0.3, -0.7])


def test_the_trail_follows_the_run_and_tells_that_it_moved():
    session = trained()
    found = surface(session)
    trail = PlaneTrail(found.plane)
    first = trail(session)
    assert first is not None
    assert not first.moved
    assert first.now.tolist() == [0.0, 0.0]
    before = session.network.parameters.copy()
    session.training.step()
    second = trail(session)
    assert second is not None
    assert second.moved
    after = session.network.parameters
    assert second.now == pytest.approx([after[3] - before[3], after[-1] - before[-1]])
    assert len(second.places) == 2


def test_a_trail_breaks_where_the_run_goes_back_and_ends_with_another_network():
    session = trained()
    trail = PlaneTrail(surface(session).plane)
    trail(session)
    session.training.step()
    trail(session)
    earlier = trained(3)
    found = trail(earlier)
    assert found is not None
    assert np.isnan(found.places).any(axis=1).tolist() == [False, False, True, False]
    assert trail(Session(project(dense("a", 5), key="circles"))) is None


def test_a_long_trail_is_thinned():
    session = trained()
    trail = PlaneTrail(surface(session).plane)
    for _ in range(2 * MOST):
        session.network.parameters += 1e-3
        found = trail(session)
    assert found is not None
    assert MOST // 2 <= len(found.places) <= MOST + 1
    assert found.places[-1] == pytest.approx(found.now)


def test_in_single_precision_the_centre_is_still_the_present_loss():
    session = trained(precision="float32")
    assert surface(session, RandomDirections()).values[20, 20] == session.losses().train_loss


def test_weights_beyond_all_bounds_leave_places_without_a_number():
    session = trained()
    found = surface(session, RandomDirections(), reach=1e308)
    assert not np.isnan(found.values).any()
    assert np.isfinite(found.values[20, 20])


def test_more_samples_than_needed_are_thinned_evenly():
    session = trained(0, samples=900, validation=0.0)
    assert surface(session, reach=0.5).samples == 500


def test_weight_blocks_lie_where_the_core_has_them():
    example = EXAMPLES["reverse"].project
    session = Session(example)
    blocks = {b.layer_id: b for b in weight_blocks(example, check(example, session.material).flows)}
    inner = "block / feed forward and past it / feed forward / hidden"
    Wb = session.network.layers[2].feed_forward.parts["hidden"].Wb
    block = blocks[inner]
    assert (block.rows, block.columns, block.bias) == (*Wb.shape, True)
    session.network.parameters[block.index(WeightPlace(inner, 2, 1))] = 123.0
    assert Wb[2, 1] == 123.0
    assert not blocks["embedding"].bias
    assert "block / attention and past it / attention / in" in blocks


def test_a_contour_runs_where_the_numbers_reach_its_level():
    row, column = np.mgrid[0:9, 0:9].astype(float)
    values = (column - 4) ** 2 + (row - 4) ** 2
    lines = contour(values, 6.25)
    assert len(lines) > 8
    distances = np.hypot(*(lines.reshape(-1, 2) - 4.0).T)
    assert distances == pytest.approx(2.5, abs=0.1)
    ends, counts = np.unique(lines.reshape(-1, 2).round(9), axis=0, return_counts=True)
    assert (counts == 2).all(), "a closed line: every point joins two segments"
    assert len(ends) == len(lines)


def test_a_contour_at_a_saddle_parts_the_corners_by_their_mean():
    high, low = (contour(np.array([[1.0, 0.0], [0.0, 1.0]]), level) for level in (0.6, 0.4))

    def corners(segments: Array) -> set[tuple[float, float]]:
        return {tuple((segment.mean(axis=0) > 0.5).astype(float)) for segment in segments}

    assert corners(high) == {(0.0, 0.0), (1.0, 1.0)}
    assert corners(low) == {(1.0, 0.0), (0.0, 1.0)}


def test_a_contour_leaves_out_what_is_no_number():
    values = np.array([[0.0, 1.0, np.inf], [0.0, 1.0, np.nan]])
    assert contour(values, 0.5).tolist() == [[[0.5, 0.0], [0.5, 1.0]]]
    assert levels_between(0.0, 4.0, 3).tolist() == [1.0, 2.0, 3.0]


def test_the_surface_follows_an_edited_network():
    session = trained()
    edited = msgspec.structs.replace(
        session.project, layers=(dense("a", 6, "relu"), session.project.layers[-1])
    )
    session.adopt(edited, session.material)
    assert surface(session).values[20, 20] == session.losses().train_loss
