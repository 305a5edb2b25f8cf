"""The gradient back through time, and what a recurrent layer has inside, as the views see them."""

from typing import Any

import numpy as np
import pytest

from nnstudio.app.activity import SampleActivity
from nnstudio.app.time_gradient import TimeGradient
from nnstudio.project.layers import (
    BatchNormSpec,
    DenseSpec,
    DropoutSpec,
    GRUSpec,
    LayerSpec,
    LSTMSpec,
    RNNSpec,
)
from nnstudio.project.session import Session
from nnstudio.project.specs import Project

from ..project.projects import dense, project, trained

KINDS = (RNNSpec, LSTMSpec, GRUSpec)


def remembering(*layers: LayerSpec, **training: Any) -> Project:
    return project(
        *layers,
        key="remember-first",
        output=DenseSpec(id="output", units=4, activation="softmax"),
        loss="categorical cross-entropy",
        **training,
    )


def sigma(z):
    return 1.0 / (1.0 + np.exp(-z))


def one_step(layer, h, c, x):
    """(h, c) of the next step, written out anew from the equations."""
    column = np.concatenate([h, x, [1.0]])
    if type(layer).__name__ == "RNN":
        return np.tanh(layer.Wb @ column), c
    if type(layer).__name__ == "LSTM":
        i, f, g, o = np.split(layer.Wb @ column, 4)
        c = sigma(f) * c + sigma(i) * np.tanh(g)
        return sigma(o) * np.tanh(c), c
    r, z, n = np.split(layer.Wb_x @ np.append(x, 1.0), 3)
    r_h, z_h, n_h = np.split(layer.Wb_h @ np.append(h, 1.0), 3)
    z = sigma(z + z_h)
    return (1 - z) * np.tanh(n + sigma(r + r_h) * n_h) + z * h, c


def loss_with(session: Session, index: int, nudged: int, unit: int, by: float, between) -> float:
    """The loss of a sample where one number of one state is nudged on the way."""
    recurrent, output = session.network.layers[0], session.network.layers[-1]
    dataset = session.material.dataset
    steps = dataset.features[index].reshape(dataset.time, -1)
    h = c = np.zeros(recurrent.units)
    for t, x in enumerate(steps):
        h, c = one_step(recurrent, h, c, x)
        if t == nudged:
            h = h.copy()
            h[unit] += by
    z = output.Wb @ np.append(between(h), 1.0)
    return float(np.log(np.exp(z).sum()) - z[dataset.targets[index]])


def by_differences(session: Session, index: int, step: int, between=lambda h: h) -> float:
    units, nudge = session.network.layers[0].units, 1e-5
    slopes = [
        (
            loss_with(session, index, step, unit, nudge, between)
            - loss_with(session, index, step, unit, -nudge, between)
        )
        / (2 * nudge)
        for unit in range(units)
    ]
    return float(np.linalg.norm(slopes))


@pytest.mark.parametrize("kind", KINDS)
def test_each_size_is_the_slope_of_the_loss_along_that_steps_state(kind):
    session = trained(remembering(kind(id="r", units=4)), 3)
    found = TimeGradient(7)(session)
    assert found.index == 7
    assert found.sizes["r"].shape == (31,)
    for step in (0, 15, 29, 30):
        assert found.sizes["r"][step] == pytest.approx(by_differences(session, 7, step), rel=1e-6)


def test_nothing_is_dropped_out_and_the_bars_stand_still_between_two_steps_of_training():
    session = trained(remembering(RNNSpec(id="r", units=4), DropoutSpec(id="d", rate=0.5)), 3)
    probe = TimeGradient(2)
    first, again = probe(session).sizes["r"], probe(session).sizes["r"]
    assert np.array_equal(first, again)
    assert first[30] == pytest.approx(by_differences(session, 2, 30), rel=1e-6)


def test_a_batch_norm_goes_by_what_it_has_seen_and_does_not_swallow_the_gradient():
    session = trained(remembering(RNNSpec(id="r", units=4), BatchNormSpec(id="n")), 3)
    norm = session.network.layers[1]

    def normed(h):
        return norm.Wb[:, 0] * (h - norm.mean) / np.sqrt(norm.variance + 1e-5) + norm.Wb[:, 1]

    found = TimeGradient(2)(session).sizes["r"]
    for step in (20, 30):
        assert found[step] == pytest.approx(by_differences(session, 2, step, normed), rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_looking_leaves_the_run_as_it_is_to_the_last_bit(kind):
    plan = remembering(kind(id="r", units=4), DropoutSpec(id="d", rate=0.3), BatchNormSpec(id="n"))
    alone, watched = Session(plan), Session(plan)
    gradient = TimeGradient(1)
    activity = SampleActivity(watched.material.dataset.features[1])
    for _ in range(12):
        alone.training.step()
        watched.training.step()
        before = watched.network.parameters.copy(), watched.network.gradient.copy()
        gradient(watched)
        activity(watched)
        assert np.array_equal(watched.network.parameters, before[0])
        assert np.array_equal(watched.network.gradient, before[1])
    assert np.array_equal(alone.network.parameters, watched.network.parameters)
    assert alone.network.generator.random() == watched.network.generator.random()


def test_truncation_leaves_the_steps_before_the_cut_without_gradient():
    session = trained(remembering(LSTMSpec(id="r", units=4, truncate=10)), 1)
    sizes = TimeGradient(0)(session).sizes["r"]
    assert (sizes[:21] == 0).all()
    assert (sizes[21:] > 0).all()


def test_every_recurrent_layer_has_its_own_sizes():
    session = Session(
        remembering(GRUSpec(id="a", units=3, whole_sequence=True), RNNSpec(id="b", units=5))
    )
    assert set(TimeGradient(0)(session).sizes) == {"a", "b"}


def test_the_probe_follows_the_network_through_an_edit():
    session = trained(remembering(RNNSpec(id="r", units=4), dense("d", 3)), 1)
    probe = TimeGradient(3)
    probe(session)
    session.adopt(remembering(RNNSpec(id="r", units=4)), session.material)
    assert probe(session).sizes["r"][30] == pytest.approx(by_differences(session, 3, 30), rel=1e-6)


def test_a_sample_that_the_data_no_longer_has_gives_nothing():
    session = Session(remembering(RNNSpec(id="r", units=4)))
    assert TimeGradient(session.material.dataset.samples)(session) is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_states_that_a_view_sees_are_those_of_the_equations(kind):
    session = trained(remembering(kind(id="r", units=4)), 2)
    features = session.material.dataset.features[5]
    seen = SampleActivity(features)(session).layers["r"]
    h = c = np.zeros(4)
    for t, x in enumerate(features.reshape(31, 4)):
        h, c = one_step(session.network.layers[0], h, c, x)
        assert np.allclose(seen.parts["state"][:, t], h, atol=1e-12)
        if kind is LSTMSpec:
            assert np.allclose(seen.parts["cell"][:, t], c, atol=1e-12)
    assert np.array_equal(seen.values, seen.parts["state"][:, -1])


def test_the_gates_that_a_view_sees_are_named_rightly():
    session = trained(remembering(LSTMSpec(id="l", units=4, whole_sequence=False)), 2)
    parts = SampleActivity(session.material.dataset.features[5])(session).layers["l"].parts
    kept = parts["forget gate"][:, 1:] * parts["cell"][:, :-1]
    written = parts["input gate"][:, 1:] * parts["candidate"][:, 1:]
    assert np.allclose(parts["cell"][:, 1:], kept + written)
    assert np.allclose(parts["state"], parts["output gate"] * np.tanh(parts["cell"]))

    session = trained(remembering(GRUSpec(id="g", units=4)), 2)
    parts = SampleActivity(session.material.dataset.features[5])(session).layers["g"].parts
    z = parts["update gate"][:, 1:]
    mixed = (1 - z) * parts["candidate"][:, 1:] + z * parts["state"][:, :-1]
    assert np.allclose(parts["state"][:, 1:], mixed)
    assert set(parts) == {"state", "reset gate", "update gate", "candidate"}
