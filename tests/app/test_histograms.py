"""The probe behind the histograms, and the units that it calls dead or saturated."""

from typing import Any

import numpy as np
import pytest

from nnstudio.app.histograms import BINS, Histograms, distribution, rounded_up
from nnstudio.app.unit_health import AilingUnit
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import BatchNormSpec, DropoutSpec, LSTMSpec
from nnstudio.project.session import Session

from ..project.projects import dense, project


def unlucky(activation: str, bias: float, **settings: Any) -> Session:
    """A session whose unit 1 of the first layer has a bias that leaves nothing to the inputs."""
    session = Session(project(dense("a", 3, activation), **settings))
    session.network.layers[0].b[1] = bias
    return session


def test_a_relu_that_answers_nothing_to_every_sample_is_called_dead():
    found = Histograms()(unlucky("relu", -1000.0)).layers["a"]
    assert found.ailing == (AilingUnit("a", 1, "", "dead"),)


def test_a_relu_that_answers_to_one_sample_is_not_dead():
    session = unlucky("relu", 0.0)
    network, train = session.network, session.training.train
    network.layers[0].W[1] = 1.0
    scores = np.sort(train.X[:-1].sum(axis=0))
    network.layers[0].b[1] = -(scores[-1] + scores[-2]) / 2
    assert AilingUnit("a", 1, "", "dead") not in Histograms()(session).layers["a"].ailing
    network.layers[0].b[1] = -scores[-1] - 1e-9
    assert AilingUnit("a", 1, "", "dead") in Histograms()(session).layers["a"].ailing


def test_a_leaky_relu_that_never_leaves_its_flat_side_is_called_dead():
    assert Histograms()(unlucky("leaky relu", -1000.0)).layers["a"].ailing == (
        AilingUnit("a", 1, "", "dead"),
    )


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("bias", [-30.0, 30.0])
def test_a_unit_far_out_on_a_bounded_function_is_called_saturated(activation, bias):
    ailing = Histograms()(unlucky(activation, bias)).layers["a"].ailing
    assert ailing == (AilingUnit("a", 1, "", "saturated"),)


def test_an_output_that_is_sure_is_not_called_saturated_when_the_loss_undoes_its_flatness():
    sure = Session(project(dense("a", 3, "tanh")))
    sure.network.layers[-1].b[0] = 30.0
    assert Histograms()(sure).layers["output"].ailing == ()
    held_back = Session(project(dense("a", 3, "tanh"), loss="mean squared error"))
    held_back.network.layers[-1].b[0] = 30.0
    (unit,) = Histograms()(held_back).layers["output"].ailing
    assert unit == AilingUnit("output", 0, "", "saturated")


def test_a_forget_gate_that_is_always_open_is_named_as_that_gate():
    shut = LSTMSpec(id="lstm", units=3, forget_bias=0.0)
    session = Session(
        project(
            shut,
            key="adding",
            samples=40,
            output=dense("output", 1, "identity"),
            loss="mean squared error",
        )
    )
    session.network.layers[0].b[3 + 2] = 50.0
    assert Histograms()(session).layers["lstm"].ailing == (
        AilingUnit("lstm", 2, "forget gate", "saturated"),
    )


def test_a_dead_unit_inside_a_transformer_block_is_named_by_its_way_into_the_block():
    session = Session(EXAMPLES["reverse"].project)
    block = session.network.layers[2]
    block.feed_forward.parts["hidden"].b[4] = -1000.0
    (unit,) = Histograms()(session).layers["block"].ailing
    assert (unit.index, unit.condition) == (4, "dead")
    assert unit.layer_id == "block / feed forward and past it / feed forward / hidden"


def test_the_gradient_is_that_of_the_core_on_the_same_samples():
    session = Session(project(dense("a", 3, "tanh"), samples=60))
    look = Histograms()(session)
    examples = session.training.train
    assert look.samples == examples.count
    way = session.network.pass_for(examples.count)
    way.forward(examples.X)
    way.backward(examples.Y)
    expected = way.layers[0].dWb[:, :-1]
    found = look.layers["a"].gradients
    assert found is not None
    assert found.size == expected.size
    assert (found.low, found.high) == pytest.approx((expected.min(), expected.max()), rel=1e-12)
    assert found.mean == pytest.approx(expected.mean(), rel=1e-9)
    assert found.spread == pytest.approx(expected.std(), rel=1e-9)


def test_biases_are_not_counted_among_the_weights():
    session = Session(project(dense("a", 3, "tanh")))
    session.network.layers[0].b[...] = 1e6
    found = Histograms()(session).layers["a"].weights
    assert found is not None
    assert found.high == session.network.layers[0].W.max()


def test_the_statistics_of_a_batch_norm_are_not_counted_among_what_it_learns():
    session = Session(project(dense("a", 3), BatchNormSpec(id="norm")))
    session.network.layers[1].Wb[:, 2:] = 1e6
    found = Histograms()(session).layers["norm"].weights
    assert found is not None
    assert (found.size, found.low, found.high) == (6, 0.0, 1.0)


@pytest.mark.parametrize("key", sorted(EXAMPLES))
def test_every_example_is_looked_at_and_training_goes_on_bit_for_bit_the_same(key):
    looked_at, alone = Session(EXAMPLES[key].project), Session(EXAMPLES[key].project)
    probe = Histograms()
    for _ in range(3):
        looked_at.training.step()
        alone.training.step()
        look = probe(looked_at)
    assert list(look.layers) == [layer.id for layer in looked_at.project.layers]
    for found in look.layers.values():
        assert found.activations.counts.sum() > 0
    assert np.array_equal(looked_at.network.parameters, alone.network.parameters)
    states = [s.network.generator.bit_generator.state for s in (looked_at, alone)]
    assert states[0] == states[1]


def test_dropout_hides_nothing_from_the_look():
    session = Session(project(dense("a", 8, "tanh"), DropoutSpec(id="drop", rate=0.5)))
    layers = Histograms()(session).layers
    assert np.array_equal(layers["drop"].activations.counts, layers["a"].activations.counts)


def test_a_look_follows_an_edited_network():
    session, probe = Session(project(dense("a", 3))), Histograms(pace=1000.0)
    probe(session)
    edited = project(dense("a", 5))
    session.adopt(edited, session.material)
    found = probe(session).layers["a"].weights
    assert found is not None
    assert found.size == 10


def test_within_its_pace_the_look_before_is_kept_and_without_a_pace_never():
    session = Session(project(dense("a", 3)))
    paced, eager = Histograms(pace=1000.0), Histograms()
    before = paced(session), eager(session)
    session.training.step()
    assert paced(session) is before[0]
    assert eager(session).step == 1


def test_the_bins_share_out_a_round_range_on_either_side_of_zero():
    found = distribution(np.array([-0.9, -0.1, 0.0, 0.1, 1.4]))
    assert (found.start, found.end) == (-1.5, 1.5)
    assert found.counts.sum() == 5
    assert found.counts[: BINS // 2].sum() == 2
    assert distribution(np.array([0.0, 4.0])).start == 0.0
    assert distribution(np.array([-4.0, -3.0])).end == 0.0


def test_numbers_beyond_all_bounds_are_counted_apart():
    found = distribution(np.array([np.nan, np.inf, 1.0, 3.0]))
    assert (found.broken, found.size, found.low, found.high, found.mean) == (2, 4, 1.0, 3.0, 2.0)
    assert distribution(np.array([np.nan])).broken == 1


@pytest.mark.parametrize("size", [1e-9, 0.0012, 0.7, 1.0, 1.01, 6.9, 7.1, 123.0, 1e300])
def test_a_range_is_round_and_reaches_as_far_as_needed(size):
    assert size <= rounded_up(size) <= 2.01 * size
