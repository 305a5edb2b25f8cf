"""The attention of a followed sample is what the formula says, worked out here once more."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nnstudio.app.activity import Activity, SampleActivity
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.embedding import Embedding
from nnstudio.nn.layers.transformer_block import TransformerBlock
from nnstudio.project.layers import (
    AttentionSpec,
    DenseSpec,
    EmbeddingSpec,
    LayerSpec,
    PositionsSpec,
    TransformerBlockSpec,
)
from nnstudio.project.session import Session
from nnstudio.project.specs import AdamSpec, BuiltInSource, DataSpec, Project, TrainingSpec

Values = NDArray[np.float64]
LENGTH, WIDTH, HEADS = 7, 12, 3


def session_with(*attending: LayerSpec) -> Session:
    """A network on reverse that has learned for a moment, so that no bias is 0 any more."""
    project = Project(
        data=DataSpec(source=BuiltInSource(key="reverse", samples=60, length=LENGTH)),
        layers=(
            EmbeddingSpec(id="embedding", width=WIDTH),
            PositionsSpec(id="positions"),
            *attending,
            DenseSpec(id="output", units=8, activation="softmax"),
        ),
        training=TrainingSpec(
            loss="categorical cross-entropy", optimiser=AdamSpec(), learning_rate=0.05, seed=4
        ),
    )
    session = Session(project)
    session.train_epochs(2)
    return session


def follow(session: Session, index: int) -> Activity:
    activity = SampleActivity(session.material.dataset.features[index])(session)
    assert activity is not None
    return activity


def entering(session: Session, index: int) -> Values:
    """What reaches the third layer: (time, width), the vectors of the tokens and their waves."""
    embedding = session.network.layers[0]
    assert isinstance(embedding, Embedding)
    tokens = session.material.dataset.features[index].astype(int)
    place = np.arange(LENGTH)[:, np.newaxis]
    pair = np.arange(WIDTH) // 2
    angle = place / 10000 ** (2 * pair / WIDTH)
    waves = np.where(np.arange(WIDTH) % 2 == 0, np.sin(angle), np.cos(angle))
    return embedding.W.T[tokens] + waves


def normed(block: TransformerBlock, X: Values) -> Values:
    scale, shift = block.norms[0].scale[:, 0], block.norms[0].shift[:, 0]
    middle, spread = X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True)
    return (X - middle) / np.sqrt(spread + 1e-5) * scale + shift


def scores_by_hand(attention: MultiHeadAttention, X: Values, causal: bool) -> Values:
    """(heads, queries, keys): query by query, head by head."""
    Q, K, _ = np.split(X @ attention.W_in.T + attention.b_in, 3, axis=1)
    d = WIDTH // HEADS
    scores = np.zeros((HEADS, LENGTH, LENGTH))
    for head in range(HEADS):
        rows = slice(head * d, (head + 1) * d)
        for query in range(LENGTH):
            seen = query + 1 if causal else LENGTH
            powers = np.exp([Q[query, rows] @ K[key, rows] / np.sqrt(d) for key in range(seen)])
            scores[head, query, :seen] = powers / powers.sum()
    return scores


@pytest.mark.parametrize("causal", [False, True])
def test_the_maps_of_an_attention_layer_are_softmax_of_queries_times_keys(causal):
    session = session_with(AttentionSpec(id="look", heads=HEADS, causal=causal))
    attention = session.network.layers[2]
    assert isinstance(attention, MultiHeadAttention)
    for index in (0, 5):
        found = follow(session, index).layers["look"].parts["attention"]
        expected = scores_by_hand(attention, entering(session, index), causal)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("norm", ["before", "after"])
@pytest.mark.parametrize("causal", [False, True])
def test_the_maps_of_a_block_are_those_of_its_attention(norm, causal):
    spec = TransformerBlockSpec(id="block", heads=HEADS, hidden=16, causal=causal, norm=norm)
    session = session_with(spec)
    block = session.network.layers[2]
    assert isinstance(block, TransformerBlock)
    X = entering(session, 3)
    X = normed(block, X) if norm == "before" else X
    found = follow(session, 3).layers["block"].parts["attention"]
    expected = scores_by_hand(block.attention, X, causal)
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


def test_rows_of_every_head_add_up_to_one_and_nothing_looks_behind_the_mask():
    blocks = [TransformerBlockSpec(id=f"block-{n}", heads=4, causal=True) for n in (1, 2)]
    activity = follow(session_with(*blocks), 8)
    for name in ("block-1", "block-2"):
        scores = activity.layers[name].parts["attention"]
        assert scores.shape == (4, LENGTH, LENGTH)
        np.testing.assert_allclose(scores.sum(axis=2), 1.0)
        assert not scores[:, *np.triu_indices(LENGTH, 1)].any()
        assert (scores[:, *np.tril_indices(LENGTH)] > 0).all()


def test_what_a_probe_has_found_stays_when_another_sample_is_followed():
    session = session_with(AttentionSpec(id="look", heads=2))
    first = follow(session, 0).layers["look"].parts["attention"]
    before = first.copy()
    other = follow(session, 1).layers["look"].parts["attention"]
    assert np.array_equal(first, before)
    assert not np.allclose(first, other)
