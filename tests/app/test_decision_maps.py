"""The pictures of what a network answers, and the fit curve."""

import numpy as np
import pytest

from nnstudio.app.curves import FitCurve, PredictionRows
from nnstudio.app.decision_maps import COARSEST, MOST_NEURONS, DecisionMaps
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.session import Session
from nnstudio.project.specs import Project

from ..project.projects import dense, project, trained

SIGNS = np.arange(256, dtype=np.uint32)
"""A colour is its own place on the scale: 0 is as negative as can be, 255 as positive."""
CLASSES = np.arange(2_560, dtype=np.uint32).reshape(10, 256)


def maps_of(session: Session, **settings):
    return DecisionMaps(SIGNS, CLASSES, **settings)(session)


def by_hand(session: Session, extent, size: int):
    """The answers over the plane, one point at a time as the panel lays them out."""
    xs = np.linspace(extent.left, extent.right, size)
    ys = np.linspace(extent.top, extent.bottom, size)
    points = np.array([[x, y] for y in ys for x in xs])
    return session.network.infer(session.material.columns(points)).reshape(-1, size, size)


def test_the_picture_shows_what_the_network_answers_at_every_point():
    session = trained(project(dense("a", 4), key="moons"), 30)
    maps = maps_of(session, size=40)
    answers = by_hand(session, maps.extent, 40)[0]
    expected = (2.0 * answers - 1.0) * 127.5 + 127.5
    assert maps.output.shape == (40, 40)
    assert np.abs(maps.output.astype(float) - expected).max() <= 1.01
    assert maps.finite


def test_the_top_row_is_the_top_of_the_plane():
    session = Session(project(key="moons"))
    session.network.parameters[:] = [0.0, 5.0, 0.0]  # the larger the second feature, the surer
    maps = maps_of(session)
    assert maps.output[0].mean() > 200
    assert maps.output[-1].mean() < 60
    assert maps.inputs.shape == (2, 100, 100)
    assert maps.inputs[1][0].mean() > maps.inputs[1][-1].mean()
    assert maps.inputs[0][:, -1].mean() > maps.inputs[0][:, 0].mean()


def test_every_neuron_of_a_layer_has_its_map_up_to_where_the_canvas_folds():
    session = trained(
        project(dense("a", 4), DropoutSpec(id="d"), dense("b", MOST_NEURONS + 9), key="moons")
    )
    maps = maps_of(session)
    assert {name: own.shape[0] for name, own in maps.neurons.items()} == {
        "a": 4,
        "b": MOST_NEURONS,
        "output": 1,
    }


def test_maps_are_looked_up_again_when_the_run_goes_on_and_frames_stay_as_they_are():
    session = trained(project(dense("a", 4), key="moons"), 1)
    probe = DecisionMaps(SIGNS, CLASSES)
    first = probe(session)
    kept = first.output.copy()
    session.train_epochs(40)
    second = probe(session)
    assert (first.output == kept).all()
    assert (second.output != first.output).any()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_points_has_its_pictures_and_no_other(name):
    session = Session(EXAMPLES[name].project)
    maps = maps_of(session, size=30)
    if session.material.flow.kind != "values":
        assert maps is None
        return
    assert maps.output.shape == (30, 30)
    assert maps.inputs.shape[0] == min(len(session.material.inputs), MOST_NEURONS)
    assert (maps.value_range is None) == bool(session.material.classes)


def test_more_than_two_classes_are_told_by_their_colour_and_how_sure_it_is():
    session = trained(EXAMPLES["blobs"].project, 40)
    maps = maps_of(session, size=20)
    answers = by_hand(session, maps.extent, 20)
    assert (maps.output // 256 == answers.argmax(axis=0)).all()
    assert np.abs(maps.output % 256 - 255.0 * answers.max(axis=0)).max() <= 1.01


def test_two_chosen_features_are_shown_and_the_others_stay_at_their_mean():
    session = trained(EXAMPLES["iris"].project, 5)
    maps = maps_of(session, axes=(2, 3), size=20)
    features = session.material.dataset.features
    assert maps.extent.left < features[:, 2].min()
    assert maps.extent.top > features[:, 3].max()
    # Inputs that are held at their mean have one colour all over.
    assert all(len(np.unique(own)) == 1 for own in maps.inputs[:2])
    assert all(len(np.unique(own)) > 5 for own in maps.inputs[2:])


def test_axes_of_other_data_are_no_trouble():
    """The window asks for other axes only after it has heard of the other data."""
    session = Session(project(key="moons"))
    assert maps_of(session, axes=(2, 3)).output.shape == (100, 100)
    session = Session(EXAMPLES["sine"].project)
    assert maps_of(session, axes=(0, 1)).output.shape == (100, 100)


def test_one_probe_follows_other_networks_and_other_data():
    probe = DecisionMaps(SIGNS, CLASSES)
    for name in ("xor", "digits", "sine", "iris", "xor"):
        session = Session(EXAMPLES[name].project)
        fresh = maps_of(session)
        found = probe(session)
        assert (found.output == fresh.output).all()
        assert found.extent == fresh.extent
        assert found.neurons.keys() == fresh.neurons.keys()


def test_a_wide_network_is_evaluated_in_portions_with_the_same_pictures():
    wide = project(dense("a", 2_000), key="moons")
    session = Session(wide)
    maps = maps_of(session, size=60)
    answers = by_hand(session, maps.extent, 60)[0]
    expected = (2.0 * answers - 1.0) * 127.5 + 127.5
    assert np.abs(maps.output.astype(float) - expected).max() <= 1.01


def test_a_very_large_network_gets_a_coarser_grid():
    session = Session(project(dense("a", 1_500), dense("b", 1_500), key="moons"))
    maps = maps_of(session)
    assert COARSEST <= maps.output.shape[0] < 100
    assert maps.inputs.shape[1:] == maps.output.shape
    assert maps.neurons["a"].shape[1:] == maps.output.shape


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
@pytest.mark.parametrize("name", ["xor", "blobs", "sine"])
def test_numbers_beyond_all_bounds_give_a_picture_that_says_so(name, value):
    session = Session(EXAMPLES[name].project)
    session.network.parameters[:] = value
    maps = maps_of(session, size=20)
    assert maps.output.shape == (20, 20)
    colours = CLASSES if name == "blobs" else SIGNS
    assert np.isin(maps.output, colours).all()
    if value is np.nan:
        assert not maps.finite


def test_looking_does_not_change_the_run():
    watched, alone = (trained(project(dense("a", 4), key="moons"), 2) for _ in range(2))
    probe = DecisionMaps(SIGNS, CLASSES)
    for _ in range(5):
        probe(watched)
        FitCurve()(watched)
        PredictionRows()(watched)
        for session in (watched, alone):
            session.train_epochs(1)
    assert np.array_equal(watched.network.parameters, alone.network.parameters)


def sine(**settings) -> Project:
    return project(
        dense("a", 8),
        key="sine",
        output=dense("output", 1, "identity"),
        loss="mean squared error",
        **settings,
    )


@pytest.mark.parametrize("scaling", ["none", "standard", "min-max"])
def test_the_fit_curve_goes_over_the_range_of_the_data_in_its_own_units(scaling):
    session = trained(sine(scaling=scaling), 5)
    curve = FitCurve(50)(session)
    features = session.material.dataset.features[:, 0]
    assert curve.x[0] < features.min()
    assert curve.x[-1] > features.max()
    scaled = session.network.infer(session.material.columns(curve.x[:, np.newaxis])).T
    assert np.allclose(curve.y, session.material.target_scaler.inverse(scaled)[:, 0])


def test_the_fit_curve_of_other_data_is_no_trouble():
    assert FitCurve(50)(Session(EXAMPLES["iris"].project)).y.shape == (50,)
    for name in ("digits-cnn", "remember-lstm", "reverse", "next-character"):
        assert FitCurve(50)(Session(EXAMPLES[name].project)) is None


def test_the_rows_of_predictions_are_of_the_validation_share_and_few():
    session = trained(project(key="moons", samples=1_000))
    rows = PredictionRows(20)(session)
    chosen = session.material.validation[:20]
    assert np.array_equal(rows.inputs, session.material.dataset.features[chosen])
    everything = PredictionRows()(Session(EXAMPLES["xor"].project))
    assert everything.inputs.shape == (4, 2)
