"""Layers that do not fit together are explained, and their mend makes a network that trains."""

import msgspec
import numpy as np
import pytest

from nnstudio.project.checking import check
from nnstudio.project.layers import (
    PALETTE,
    AttentionSpec,
    AvgPool2DSpec,
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    FlattenSpec,
    GlobalAveragePoolSpec,
    GRUSpec,
    LayerNormSpec,
    LayerSpec,
    LSTMSpec,
    MaxPool2DSpec,
    MeanOverTimeSpec,
    PositionsSpec,
    RNNSpec,
    TransformerBlockSpec,
)
from nnstudio.project.material import prepare
from nnstudio.project.session import Session
from nnstudio.project.specs import MAX_LAYERS, BuiltInSource, DataSpec, Project, TrainingSpec


def network(key: str, *layers: LayerSpec, outputs: int = 4, reading: str = "image") -> Project:
    """A project of few samples on a built-in set: these layers, then a softmax."""
    source = BuiltInSource(key=key, samples=30, length=5 if key != "shapes" else 0)
    output = DenseSpec(id="output", units=outputs, activation="softmax")
    return Project(
        data=DataSpec(source=source, reading=reading),  # type: ignore[arg-type]
        layers=(*layers, output),
        training=TrainingSpec(loss="categorical cross-entropy", batch_size=8),
    )


MISFITS: dict[str, tuple[Project, str, str]] = {
    "dense after an image": (
        network("shapes", Conv2DSpec(filters=3)),
        "Dense reads a list of values, but here it gets 3 maps of 10 × 10.",
        "Put Flatten before it",
    ),
    "dense on an image": (
        network("shapes"),
        "here it gets an image of 12 × 12 pixels.",
        "Put Flatten before it",
    ),
    "convolution on separate pixels": (
        network("shapes", Conv2DSpec(), FlattenSpec(), reading="values"),
        "Convolution reads an image, but here it gets 144 values.",
        "Read the pixels as an image",
    ),
    "convolution after Flatten": (
        network("shapes", FlattenSpec(), Conv2DSpec()),
        "Convolution reads an image",
        "Move it before Flatten",
    ),
    "a window larger than the image": (
        network("shapes", Conv2DSpec(kernel=15), FlattenSpec()),
        "A window of 15 × 15 does not fit on an image of 12 × 12 pixels.",
        "Pad the image with zeros",
    ),
    "pooling larger than the image": (
        network("shapes", Conv2DSpec(filters=2, kernel=10), MaxPool2DSpec(size=4), FlattenSpec()),
        "A window of 4 × 4 does not fit on 2 maps of 3 × 3.",
        "Make the window 3 × 3",
    ),
    "recurrence on a list of values": (
        network("shapes", LSTMSpec(), reading="values"),
        "LSTM reads a sequence, but here it gets 144 values.",
        "Take LSTM out",
    ),
    "a second recurrent layer without the states of the first": (
        network("remember-first", RNNSpec(units=6), LSTMSpec(units=5)),
        "LSTM reads a sequence, but here it gets 6 values.",
        "Let RNN hand on the whole sequence",
    ),
    "one answer from a whole sequence": (
        network("remember-first", GRUSpec(whole_sequence=True)),
        "one answer for a whole sequence",
        "Hand on the last state only",
    ),
    "one answer from positions": (
        network("remember-first", PositionsSpec(), TransformerBlockSpec(heads=1)),
        "one answer for a whole sequence",
        "Take the mean over time before it",
    ),
    "answers at every position from one list": (
        network("reverse", EmbeddingSpec(), MeanOverTimeSpec(), outputs=8),
        "something to predict at every position",
        "Take Mean over time out",
    ),
    "answers at every position from a last state": (
        network("reverse", EmbeddingSpec(), GRUSpec(), outputs=8),
        "something to predict at every position",
        "Let GRU hand on the whole sequence",
    ),
    "tokens that nobody embedded": (
        network("reverse", outputs=8),
        "Dense cannot compute with tokens",
        "Embed the tokens first",
    ),
    "attention on tokens": (
        network("reverse", AttentionSpec(), outputs=8),
        "Attention cannot compute with tokens",
        "Embed the tokens first",
    ),
    "an embedding of what is no token": (
        network("remember-first", EmbeddingSpec(), LSTMSpec()),
        "Embedding reads tokens, but here it gets a sequence of 6 steps with 4 values each.",
        "Take Embedding out",
    ),
    "heads that cannot share the width": (
        network("reverse", EmbeddingSpec(width=10), TransformerBlockSpec(heads=4), outputs=8),
        "4 heads share the 10 values of every step among them",
        "Take 2 heads",
    ),
}


@pytest.mark.parametrize("case", MISFITS, ids=list(MISFITS))
def test_a_joint_that_does_not_fit_says_why_and_its_mends_lead_to_a_network_that_trains(case):
    project, reason, mend = MISFITS[case]
    found = check(project, prepare(project.data)).misfits
    assert reason in found[0].text
    assert found[0].mend is not None
    assert found[0].mend.text == mend
    for _ in range(4):
        misfits = check(project, prepare(project.data)).misfits
        if not misfits:
            break
        assert misfits[0].mend is not None
        project = misfits[0].mend.project
    session = Session(project)
    session.train_epochs(1)
    assert np.isfinite(session.losses().train_loss)


def test_the_flows_end_where_the_layers_do_not_fit_together():
    project = network("shapes", Conv2DSpec(filters=3), LSTMSpec(), DenseSpec())
    shapes = check(project, prepare(project.data))
    assert [flow.shape for flow in shapes.flows] == [(1, 12, 12), (3, 10, 10)]
    assert (shapes.weights, shapes.biases) == (27, 3)
    assert shapes.misfits[0].layer_id == project.layers[1].id


@pytest.mark.parametrize(
    ("layers", "shape", "weights", "biases"),
    [
        ((Conv2DSpec(filters=6, padding="same"),), (6, 12, 12), 54, 6),
        ((Conv2DSpec(filters=6, stride=2, bias=False),), (6, 5, 5), 54, 0),
        ((MaxPool2DSpec(),), (1, 6, 6), 0, 0),
        ((AvgPool2DSpec(size=3, stride=1),), (1, 10, 10), 0, 0),
        ((BatchNormSpec(),), (1, 12, 12), 0, 2),
        ((GlobalAveragePoolSpec(),), (1,), 4, 4),
        ((DropoutSpec(), FlattenSpec(), LayerNormSpec()), (144,), 4 * 144, 4 + 288),
    ],
)
def test_layers_on_images_say_what_they_give_and_what_they_learn(layers, shape, weights, biases):
    # An image cannot reach the output, which only counts where values do.
    project = network("shapes", *layers)
    shapes = check(project, prepare(project.data))
    assert shapes.flows[len(layers)].shape == shape
    assert (shapes.weights, shapes.biases) == (weights, biases)


@pytest.mark.parametrize(
    ("layers", "shape", "learned"),
    [
        ((RNNSpec(units=6),), (6,), 6 * (6 + 4 + 1)),
        ((RNNSpec(units=6, whole_sequence=True),), (6, 6), 6 * (6 + 4 + 1)),
        ((LSTMSpec(units=6),), (6,), 4 * 6 * (6 + 4 + 1)),
        ((GRUSpec(units=6),), (6,), 3 * 6 * (6 + 1 + 4 + 1)),
        ((MeanOverTimeSpec(),), (4,), 0),
        ((DenseSpec(units=5),), (5, 6), 5 * 5),
        ((PositionsSpec(),), (4, 6), 0),
        ((PositionsSpec(encoding="learned"),), (4, 6), 24),
        ((AttentionSpec(heads=2),), (4, 6), 4 * 4 * 5),
        ((TransformerBlockSpec(hidden=7),), (4, 6), 80 + 7 * 5 + 4 * 8 + 2 * 8),
    ],
)
def test_layers_on_sequences_say_what_they_give_and_what_they_learn(layers, shape, learned):
    project = network("remember-first", *layers)
    shapes = check(project, prepare(project.data))
    assert shapes.flows[1].shape == shape
    output = 4 * (shape[0] + 1)
    assert shapes.weights + shapes.biases == learned + output


def test_every_kind_of_the_palette_has_a_name_of_its_own_and_survives_a_file(tmp_path):
    from nnstudio.project.files import load, save

    kinds = [make() for make in PALETTE]
    assert len({kind.kind_title for kind in kinds}) == len(kinds)
    project = msgspec.structs.replace(network("shapes"), layers=tuple(kinds))
    save(tmp_path / "all.nnstudio", project, None)
    assert load(tmp_path / "all.nnstudio").project == project


@pytest.mark.parametrize(
    ("key", "layers"),
    [
        ("copy", [DropoutSpec(), DenseSpec()]),
        ("digits", [DenseSpec()]),
        ("remember-first", [DenseSpec()]),
        ("moons", [DropoutSpec()]),
    ],
)
def test_a_network_without_room_for_one_more_layer_is_still_told_what_does_not_fit(key, layers):
    kinds = [layers[place % len(layers)] for place in range(MAX_LAYERS)]
    many = tuple(msgspec.structs.replace(kind, id=str(place)) for place, kind in enumerate(kinds))
    source = BuiltInSource(key=key)
    full = Project(data=DataSpec(source=source, reading="image"), layers=many)
    misfits = check(full, prepare(full.data)).misfits
    assert misfits
    for misfit in misfits:
        assert misfit.mend is None or len(misfit.mend.project.layers) <= MAX_LAYERS
