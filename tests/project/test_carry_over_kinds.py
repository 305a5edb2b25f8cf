"""An edit keeps the weights of convolutions, gates, heads and embeddings that still fit."""

from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from nnstudio.project import edits
from nnstudio.project.layers import (
    AttentionSpec,
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    EmbeddingSpec,
    FlattenSpec,
    GRUSpec,
    LayerSpec,
    LSTMSpec,
    MaxPool2DSpec,
    PositionsSpec,
    RNNSpec,
    TransformerBlockSpec,
)
from nnstudio.project.material import prepare
from nnstudio.project.run_file import read_run, write_run
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec


def network(key: str, outputs: int, *layers: LayerSpec) -> Project:
    """A small project of these layers and a softmax."""
    output = DenseSpec(id="output", units=outputs, activation="softmax")
    return Project(
        data=DataSpec(source=BuiltInSource(key=key, samples=60, length=6), reading="image"),
        layers=(*layers, output),
        training=TrainingSpec(loss="categorical cross-entropy", batch_size=8),
    )


IMAGES = network(
    "shapes",
    4,
    Conv2DSpec(id="conv", filters=4),
    MaxPool2DSpec(id="pool"),
    Conv2DSpec(id="next", filters=3),
    BatchNormSpec(id="norm"),
    FlattenSpec(id="flat"),
    DenseSpec(id="dense", units=5),
)
FIRST = network(
    "remember-first",
    4,
    GRUSpec(id="gru", units=5, whole_sequence=True),
    RNNSpec(id="rnn", units=4, whole_sequence=True),
    LSTMSpec(id="lstm", units=3),
)
REVERSE = network(
    "reverse",
    8,
    EmbeddingSpec(id="embed", width=8),
    PositionsSpec(id="where", encoding="learned"),
    TransformerBlockSpec(id="block", heads=2, hidden=12),
    AttentionSpec(id="look", heads=2),
)


def trained(project: Project) -> Session:
    session = Session(project)
    session.train_epochs(2)
    return session


def parts(session: Session) -> dict[str, np.ndarray]:
    """A copy of each layer's part of the flat vector, by its id."""
    network = session.network
    pairs = zip(session.project.layers, network.parts(), strict=True)
    return {layer.id: network.parameters[part].copy() for layer, part in pairs}


def carried(project: Project, edit: Callable[[Project], Project]):
    """The layers' parameters before an edit and after it."""
    session = trained(project)
    before = parts(session)
    edited = edit(project)
    material = session.material if edited.data == project.data else prepare(edited.data)
    session.adopt(edited, material)
    return before, parts(session)


def same(before, after, *ids: str) -> bool:
    return all(np.array_equal(before[one], after[one]) for one in ids)


def test_one_more_filter_keeps_all_others_and_what_reads_them():
    before, after = carried(IMAGES, lambda p: edits.change_layer(p, "conv", filters=5))
    assert np.array_equal(after["conv"].reshape(5, 10)[:4], before["conv"].reshape(4, 10))
    old, new = before["next"].reshape(3, 37), after["next"].reshape(3, 46)
    assert np.array_equal(new[:, :36], old[:, :36])
    assert np.array_equal(new[:, -1], old[:, -1])
    assert same(before, after, "norm", "dense", "output")


def test_one_filter_less_before_flatten_takes_its_pixels_and_no_others():
    before, after = carried(IMAGES, lambda p: edits.change_layer(p, "next", filters=2))
    old, new = before["dense"].reshape(5, 28), after["dense"].reshape(5, 19)
    assert np.array_equal(new[:, :18], old[:, :18])
    assert np.array_equal(new[:, -1], old[:, -1])


def test_a_larger_window_begins_anew_but_keeps_the_biases():
    before, after = carried(IMAGES, lambda p: edits.change_layer(p, "conv", kernel=5))
    assert after["conv"].size == 4 * 26
    assert np.array_equal(after["conv"].reshape(4, 26)[:, -1], before["conv"].reshape(4, 10)[:, -1])
    # Fewer pixels reach the dense layer, which cannot tell which of them are the old ones.
    assert same(before, after, "next", "norm", "output")


def test_a_convolution_without_bias_does_not_take_the_bias_for_a_weight():
    before, after = carried(IMAGES, lambda p: edits.change_layer(p, "conv", bias=False))
    assert after["conv"].size == 36
    assert same(before, after, "next", "dense", "output")


def test_more_units_in_an_lstm_leave_the_layers_around_it_as_they_are():
    before, after = carried(FIRST, lambda p: edits.change_layer(p, "lstm", units=6))
    assert same(before, after, "gru", "rnn")
    assert after["lstm"].size == 4 * 6 * 11
    assert np.array_equal(
        after["output"].reshape(4, 7)[:, :3], before["output"].reshape(4, 4)[:, :3]
    )


def test_a_longer_delay_keeps_every_weight_since_all_steps_share_them():
    def longer(project: Project) -> Project:
        source = msgspec.structs.replace(project.data.source, length=9)
        data = msgspec.structs.replace(project.data, source=source)
        return msgspec.structs.replace(project, data=data)

    before, after = carried(FIRST, longer)
    assert same(before, after, *before)


def test_longer_tokens_keep_all_but_the_positions_that_are_learned():
    def longer(project: Project) -> Project:
        source = msgspec.structs.replace(project.data.source, length=9)
        data = msgspec.structs.replace(project.data, source=source)
        return msgspec.structs.replace(project, data=data)

    before, after = carried(REVERSE, longer)
    assert same(before, after, "embed", "block", "look", "output")
    assert after["where"].size == 8 * 9


def test_another_width_of_the_feed_forward_network_keeps_the_attention_beside_it():
    before, after = carried(REVERSE, lambda p: edits.change_layer(p, "block", hidden=13))
    of_norm_and_attention = 2 * 8 + 4 * 8 * 9
    assert np.array_equal(
        before["block"][:of_norm_and_attention], after["block"][:of_norm_and_attention]
    )
    assert same(before, after, "embed", "where", "look", "output")


def test_the_norm_of_a_block_can_be_moved_and_its_attention_stays_in_its_place():
    session = trained(REVERSE)
    block = session.network.layers[2]
    before = block.attention.Wb_in.copy()
    session.adopt(edits.change_layer(REVERSE, "block", norm="after"), session.material)
    assert session.network.layers[2].attention.Wb_in.shape == before.shape
    session.train_epochs(1)
    assert np.isfinite(session.losses().train_loss)


def test_batch_norm_keeps_its_running_statistics():
    before, after = carried(IMAGES, lambda p: edits.set_units(p, "dense", 7))
    assert same(before, after, "norm")
    assert not np.array_equal(before["norm"].reshape(3, 4)[:, 2], np.zeros(3))


@pytest.mark.parametrize("project", [IMAGES, FIRST, REVERSE], ids=["images", "first", "reverse"])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_saved_run_of_every_kind_goes_on_bit_for_bit(project, precision):
    training = msgspec.structs.replace(project.training, precision=precision)
    project = msgspec.structs.replace(project, training=training)
    through = trained(project)
    for _ in range(3):
        through.training.step()
    state = through.state()
    assert state is not None
    again = Session(project, run=read_run("run", write_run(state)))
    through.train_epochs(2)
    again.train_epochs(2)
    assert np.array_equal(through.network.parameters, again.network.parameters)
    assert through.losses() == again.losses()


@pytest.mark.parametrize("project", [IMAGES, FIRST, REVERSE], ids=["images", "first", "reverse"])
def test_predictions_have_the_shape_of_what_is_asked(project):
    session = trained(project)
    found = session.predictions(np.arange(5))
    dataset = session.material.dataset
    where = (5, 6) if dataset.per_position else (5,)
    assert found.target_class.shape == found.answered_class.shape == where
    assert found.outputs.shape == (*where, len(dataset.class_names))
    assert np.allclose(found.outputs.sum(axis=-1), 1.0)
    assert np.array_equal(found.targets.argmax(axis=-1), dataset.targets[:5])
