"""The next step, taken aside: it is the step that training takes, and the run does not notice."""

import numpy as np
import pytest

from nnstudio.explain.explanation import explain
from nnstudio.explain.moment import Twin
from nnstudio.explain.subject import Subject
from nnstudio.project import edits
from nnstudio.project.layers import (
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    FlattenSpec,
    GlobalAveragePoolSpec,
    LayerNormSpec,
    MaxPool2DSpec,
    MeanOverTimeSpec,
)
from nnstudio.project.session import Session
from nnstudio.project.specs import (
    AdamSpec,
    MomentumSpec,
    RMSpropSpec,
    SGDSpec,
    StepSchedule,
)
from tests.explain.holding import (
    assert_all_true,
    everything,
    everything_of,
    moments,
    project,
    random_session,
)

IMAGES = project(
    "shapes",
    Conv2DSpec(id="conv", filters=3, padding="same"),
    BatchNormSpec(id="norm"),
    MaxPool2DSpec(id="pool"),
    DropoutSpec(id="dropout", rate=0.3),
    GlobalAveragePoolSpec(id="average"),
    DenseSpec(id="dense", units=5),
)
SEQUENCES = project(
    "remember-first",
    DenseSpec(id="dense", units=4),
    LayerNormSpec(id="norm"),
    DropoutSpec(id="dropout", rate=0.5),
    MeanOverTimeSpec(id="mean"),
    optimiser=MomentumSpec(),
)
TABLE = project(
    "moons",
    DenseSpec(id="dense", units=4),
    DenseSpec(id="more", units=3),
    output=DenseSpec(id="output", units=1, activation="sigmoid"),
    loss="binary cross-entropy",
)
ALL = pytest.mark.parametrize("given", [IMAGES, SEQUENCES, TABLE], ids=["images", "time", "table"])


@ALL
def test_looking_at_every_layer_changes_nothing_of_the_run(given):
    session = random_session(given, 1, steps=2)
    before = everything_of(session)
    twin = Twin()
    for sample in (0, int(session.material.train[0]), int(session.material.validation[-1])):
        moment = twin.moment(session, sample)
        for layer in given.layers:
            list(everything(moment, layer.id))
    assert everything_of(session) == before


@ALL
def test_all_that_is_said_about_a_network_of_many_kinds_is_true(given):
    for moment in moments(random_session(given, 13, steps=2)):
        for layer in given.layers:
            assert_all_true(moment, layer.id)


@ALL
@pytest.mark.parametrize("optimiser", [SGDSpec(), MomentumSpec(), RMSpropSpec(), AdamSpec()])
def test_the_announced_weights_are_those_that_training_then_has_to_the_last_bit(given, optimiser):
    training = {"optimiser": optimiser, "l1": 0.001, "l2": 0.01, "clip": 0.5}
    given = edits.change_training(given, **training)
    session, alone = random_session(given, 2), random_session(given, 2)
    twin = Twin()
    # Long enough to see a smaller last batch, and the order of the next epoch drawn.
    for number in range(2 * session.training.batches_per_epoch + 1):
        moment = twin.moment(session, number % session.material.dataset.samples)
        session.training.step()
        alone.training.step()
        assert np.array_equal(moment.new_w, session.network.parameters)
        for name, values in session.training.optimiser.memory.items():
            assert np.array_equal(moment.new_memory[name], values)
        assert np.array_equal(session.network.parameters, alone.network.parameters)


def test_the_samples_of_the_batch_are_those_that_the_step_learns_from():
    session = random_session(TABLE, 3)
    moment = Twin().moment(session, 0)
    session.training.step()
    learned = session.material.train[session.training.order[:5]]
    assert np.array_equal(moment.samples, learned)
    assert np.array_equal(moment.inputs, session.material.examples(learned, 1, np.float64).X)


def test_a_sample_of_the_batch_stands_in_its_column_and_another_goes_through_alone():
    session = random_session(TABLE, 4)
    twin = Twin()
    samples = [int(sample) for sample in twin.moment(session, 0).samples]
    for column, sample in enumerate(samples):
        moment = twin.moment(session, sample)
        assert moment.in_batch
        assert moment.column == column
        assert moment.share == len(samples)
    other = int(session.material.validation[0])
    moment = twin.moment(session, other)
    assert not moment.in_batch
    assert moment.share == 1.0
    expected = session.material.examples(np.array([other]), 1, np.float64)
    assert np.array_equal(moment.X[..., moment.column], expected.X[..., 0])
    assert np.array_equal(moment.Y[..., moment.column], expected.Y[..., 0])


def test_what_is_said_about_a_sample_does_not_depend_on_who_else_is_in_the_batch():
    session = random_session(TABLE, 5, steps=1)
    sample = int(Twin().moment(session, 0).samples[2])
    within = Twin().moment(session, sample)
    changed = edits.change_training(TABLE, batch_size=3)
    session.change_settings(changed)
    shorter = Twin().moment(session, sample)
    for place in np.ndindex(3):
        one, other = (
            explain(moment, Subject("more", value=place)).equations()
            for moment in (within, shorter)
        )
        for left, right in zip(one, other, strict=True):
            assert left.left.value == pytest.approx(right.left.value, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("batch_size", [1, 8])
def test_a_batch_of_one_stays_what_it_is_when_another_sample_is_looked_at(batch_size):
    session = random_session(edits.change_training(TABLE, batch_size=batch_size), 6)
    training = session.training
    # Up to the last batch of the epoch, which holds one sample of seventeen.
    for _ in range(training.batches_per_epoch - 1):
        training.step()
    other = int(session.material.validation[0])
    moment = Twin().moment(session, other)
    assert moment.step.batch == 1
    assert not moment.in_batch
    g = moment.g[moment.part("dense")].reshape(4, 3)
    for weight in np.ndindex(4, 3):
        gradient, *_ = explain(moment, Subject("dense", weight=weight)).update
        assert gradient.left.value == g[weight]
        assert gradient.right.value == pytest.approx(g[weight], rel=1e-12, abs=1e-15)


def test_the_rate_is_that_of_the_epoch_under_way():
    given = edits.change_training(
        TABLE, schedule=StepSchedule(factor=0.5, every=1), learning_rate=0.08, optimiser=SGDSpec()
    )
    session = random_session(given, 7)
    twin = Twin()
    assert twin.moment(session, 0).rate == 0.08
    session.train_epochs(2)
    moment = twin.moment(session, 0)
    assert moment.rate == 0.02
    session.training.step()
    assert np.array_equal(moment.new_w, session.network.parameters)


def test_a_twin_follows_a_run_through_edits_and_other_settings():
    session = random_session(TABLE, 8, steps=3)
    twin = Twin()
    twin.moment(session, 0)
    session.adopt(edits.change_layer(TABLE, "dense", units=6), session.material)
    for optimiser in (RMSpropSpec(), AdamSpec()):
        session.change_settings(edits.change_training(session.project, optimiser=optimiser))
        moment = twin.moment(session, 1)
        assert moment.layer("dense").outputs == 6
        session.training.step()
        assert np.array_equal(moment.new_w, session.network.parameters)
    another = Session(SEQUENCES)
    moment = twin.moment(another, 1)
    another.training.step()
    assert np.array_equal(moment.new_w, another.network.parameters)


def test_a_weight_that_is_changed_by_hand_is_the_one_that_the_next_moment_has():
    session = random_session(TABLE, 9)
    twin = Twin()
    twin.moment(session, 0)
    session.network.parameters[0] = 0.625
    moment = twin.moment(session, 0)
    assert moment.w[0] == 0.625
    session.training.step()
    assert np.array_equal(moment.new_w, session.network.parameters)


def test_statistics_that_evaluation_needs_are_not_touched_by_a_sample_that_goes_alone():
    session = random_session(IMAGES, 10)
    twin = Twin()
    moment = twin.moment(session, int(session.material.validation[0]))
    part = moment.part("norm")
    assert np.array_equal(moment.training.network.parameters[part], moment.w[part])


def test_a_layer_a_value_or_a_weight_that_is_not_there_is_refused():
    moment = Twin().moment(random_session(TABLE, 11), 0)
    with pytest.raises(KeyError):
        explain(moment, Subject("nobody", value=(0,)))
    for value in ((4,), (-1,), (0, 0)):
        with pytest.raises(IndexError):
            explain(moment, Subject("dense", value=value))
    for weight in ((4, 0), (0, 3), (-1, 0), (0, -1)):
        with pytest.raises(IndexError):
            explain(moment, Subject("dense", weight=weight))
    flat = Twin().moment(random_session(project("shapes", FlattenSpec(id="flat")), 12), 0)
    with pytest.raises(IndexError):
        explain(flat, Subject("flat", weight=(0, 0)))
