"""One sample is looked at by all views, and followed through the network."""

import msgspec
import numpy as np
import pytest

from nnstudio.app.activity import SampleActivity
from nnstudio.app.document import Document
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.nn.columns import to_columns
from nnstudio.project.layers import (
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    FlattenSpec,
    MaxPool2DSpec,
)
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec

SHAPES = Project(
    data=DataSpec(source=BuiltInSource(key="shapes", samples=60), reading="image"),
    layers=(
        Conv2DSpec(id="conv", filters=3),
        BatchNormSpec(id="norm"),
        MaxPool2DSpec(id="pool"),
        FlattenSpec(id="flat"),
        DropoutSpec(id="drop", rate=0.5),
        DenseSpec(id="output", units=4, activation="softmax"),
    ),
    training=TrainingSpec(loss="categorical cross-entropy", batch_size=8),
)


@pytest.fixture
def document(qtbot):
    return Document(SHAPES)


def other_data(project: Project, **values) -> Project:
    data = msgspec.structs.replace(project.data, **values)
    return msgspec.structs.replace(project, data=data)


def test_the_first_validation_sample_is_chosen_to_begin_with(document):
    choice = SampleChoice(document)
    assert choice.index == document.material.validation[0]
    assert np.array_equal(choice.features, document.material.dataset.features[choice.index])
    assert choice.target == document.material.dataset.targets[choice.index]


def test_without_validation_it_is_the_first_of_the_training_share(qtbot):
    document = Document(other_data(SHAPES, validation=0.0))
    assert SampleChoice(document).index == 0


def test_stepping_goes_through_the_share_of_the_chosen_sample_and_round(document, qtbot):
    choice = SampleChoice(document)
    validation = document.material.validation
    with qtbot.waitSignal(choice.changed):
        choice.step(1)
    assert choice.index == validation[1]
    choice.step(-2)
    assert choice.index == validation[-1]
    train = document.material.train
    choice.choose(int(train[4]))
    choice.step(1)
    assert choice.index == train[5]


def test_a_sample_that_is_not_there_is_refused(document):
    choice = SampleChoice(document)
    with pytest.raises(IndexError):
        choice.choose(60)
    with pytest.raises(ValueError, match="as many features"):
        choice.show_own(np.zeros(3))


def test_a_sample_of_ones_own_has_no_target_and_stepping_leads_back_to_the_data(document, qtbot):
    choice = SampleChoice(document)
    drawn = np.full(144, 0.25)
    with qtbot.waitSignal(choice.changed):
        choice.show_own(drawn)
    assert choice.index is None
    assert choice.target is None
    drawn[:] = 9.0
    assert choice.features.max() == 0.25
    choice.step(1)
    assert choice.index in document.material.validation


def test_other_data_begin_with_their_own_first_sample_but_another_scaling_keeps_it(document):
    choice = SampleChoice(document)
    choice.step(3)
    kept = choice.index
    document.apply(other_data(document.project, scaling="standard"), "Scale")
    assert choice.index == kept
    document.apply(other_data(document.project, seed=5), "Other data")
    assert choice.index == document.material.validation[0]
    assert np.array_equal(choice.features, document.material.dataset.features[choice.index])


def test_a_sample_is_followed_through_every_layer_and_the_run_does_not_notice():
    session, untouched = Session(SHAPES), Session(SHAPES)
    for one in (session, untouched):
        one.train_epochs(2)
    row = session.material.dataset.features[7]
    found = SampleActivity(row)(session)
    assert found is not None
    shapes = {name: layer.values.shape for name, layer in found.layers.items()}
    assert shapes == {
        "conv": (3, 10, 10),
        "norm": (3, 10, 10),
        "pool": (3, 5, 5),
        "flat": (75,),
        "drop": (75,),
        "output": (4,),
    }
    assert np.array_equal(found.inputs, row.reshape(1, 12, 12))
    expected = session.network.infer(to_columns(row.reshape(1, 1, 12, 12)))[:, 0]
    assert np.allclose(found.answer, expected)
    assert np.array_equal(found.layers["flat"].values, found.layers["drop"].values)
    for one in (session, untouched):
        one.train_epochs(2)
    assert np.array_equal(session.network.parameters, untouched.network.parameters)


def test_what_was_found_stays_as_it_was_while_training_goes_on():
    session = Session(SHAPES)
    found = SampleActivity(session.material.dataset.features[0])(session)
    assert found is not None
    before = {name: layer.values.copy() for name, layer in found.layers.items()}
    session.train_epochs(3)
    SampleActivity(session.material.dataset.features[9])(session)
    assert all(np.array_equal(before[name], found.layers[name].values) for name in before)


def test_a_sample_of_other_data_has_no_activity():
    assert SampleActivity(np.zeros(64))(Session(SHAPES)) is None


def test_a_regression_answers_in_the_units_of_the_data():
    project = Project(
        data=DataSpec(source=BuiltInSource(key="adding", samples=40), scaling="standard"),
        layers=(FlattenSpec(), DenseSpec(units=1, activation="identity")),
        training=TrainingSpec(loss="mean squared error"),
    )
    session = Session(project)
    session.train_epochs(3)
    found = SampleActivity(session.material.dataset.features[3])(session)
    assert found is not None
    assert found.inputs.shape == (2, 20)
    assert np.allclose(found.answer, session.predictions(np.array([3])).outputs[0])
