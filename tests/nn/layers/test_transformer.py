"""Embedding, positions, attention, residuals and the block that is made of them."""

from typing import Any

import numpy as np
import pytest

from nnstudio.nn.activations import Softmax, Tanh
from nnstudio.nn.columns import Examples
from nnstudio.nn.gradient_check import (
    backpropagated_gradient,
    numeric_gradient,
    relative_difference,
)
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.embedding import Embedding
from nnstudio.nn.layers.feed_forward import FeedForward
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.layers.learned_positions import LearnedPositions
from nnstudio.nn.layers.residual import Residual
from nnstudio.nn.layers.sinusoidal_positions import SinusoidalPositions
from nnstudio.nn.layers.transformer_block import TransformerBlock
from nnstudio.nn.losses import CategoricalCrossEntropy
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import Adam
from nnstudio.nn.training import Settings, Training
from tests.nn.building import bits
from tests.nn.layers.checking import alone, assert_like_torch, assert_slopes


def tokens(vocabulary: int, time: int, batch: int) -> np.ndarray:
    return np.random.default_rng(6).integers(0, vocabulary, (time, batch)).astype(float)


@pytest.mark.parametrize(("time", "batch"), [(1, 1), (1, 4), (5, 3)])
def test_an_embedding_is_that_of_pytorch(time: int, batch: int) -> None:
    case = alone(Embedding(4, time, 3), batch, X=tokens(4, time, batch))
    assert_slopes(case, of_input=False)
    torch = pytest.importorskip("torch")

    def reference(x: Any, w: Any) -> Any:
        found = torch.nn.functional.embedding(x.T.long(), w.reshape(3, 4).T)
        return found.permute(2, 1, 0)

    assert_like_torch(case, reference, of_input=False)


@pytest.mark.parametrize("wrong", [4, -1, np.nan])
def test_a_number_that_is_no_token_is_refused_in_words(wrong: float) -> None:
    case = alone(Embedding(4, 3, 2), 2, X=tokens(4, 3, 2))
    case.X[1, 1] = wrong
    with pytest.raises(ValueError, match="numbers from 0 to 3"):
        case.forward()


@pytest.mark.parametrize(("width", "time"), [(4, 3), (5, 6), (1, 1)])
def test_positions_are_added_and_learned_ones_have_the_gradient_of_pytorch(
    width: int, time: int
) -> None:
    assert_slopes(alone(SinusoidalPositions(width, time)))
    assert_slopes(alone(LearnedPositions(width, time)))
    assert_like_torch(
        alone(LearnedPositions(width, time)), lambda x, w: x + w.reshape(width, time, 1)
    )
    P = alone(SinusoidalPositions(width, time)).layer.P  # type: ignore[attr-defined]
    for row in range(width):
        for t in range(time):
            angle = t / 10000.0 ** (2 * (row // 2) / width)
            assert P[row, t] == pytest.approx(np.cos(angle) if row % 2 else np.sin(angle))


ATTENTIONS = [(4, 3, 1), (4, 3, 2), (6, 5, 3), (4, 1, 2), (3, 2, 3)]


def torch_attention(x: Any, w: Any, width: int, heads: int, causal: bool) -> Any:
    import torch

    Wb = w.reshape(4 * width, width + 1)
    W, b = Wb[:, :-1], Wb[:, -1]
    time = x.shape[1]
    after = torch.ones(time, time, dtype=torch.bool).triu(1)
    by_time = x.permute(1, 2, 0)
    answer, _ = torch.nn.functional.multi_head_attention_forward(
        *(by_time, by_time, by_time, width, heads),
        *(W[: 3 * width], b[: 3 * width], None, None, False, 0.0),
        *(W[3 * width :], b[3 * width :]),
        attn_mask=after if causal else None,
        need_weights=False,
    )
    return answer.permute(2, 0, 1)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("width", "time", "heads"), ATTENTIONS)
def test_attention_is_that_of_pytorch(
    width: int, time: int, heads: int, causal: bool, batch: int
) -> None:
    case = alone(MultiHeadAttention(width, time, heads, causal), batch)
    assert_slopes(case)
    pytest.importorskip("torch")
    assert_like_torch(case, lambda x, w: torch_attention(x, w, width, heads, causal))


def test_a_causal_mask_hides_what_comes_later() -> None:
    case = alone(MultiHeadAttention(4, 5, 2, causal=True), 2)
    before = case.forward().copy()
    case.X[:4, 3] += 1.0
    after = case.forward()
    changed = (after != before).any((0, 2))
    assert changed.tolist() == [False, False, False, True, True]
    layer = case.layer
    assert isinstance(layer, MultiHeadAttention)
    assert layer.scores.shape == (2, 2, 5, 5)
    np.testing.assert_allclose(layer.scores.sum(2), 1.0, rtol=1e-14)
    for query in range(5):
        assert (layer.scores[:, :, query + 1 :, query] == 0.0).all()
        assert (layer.scores[:, :, : query + 1, query] > 0.0).all()


def test_scores_of_any_size_never_overflow() -> None:
    case = alone(MultiHeadAttention(4, 5, 2, causal=True), 2)
    case.X[:4] *= 1e6
    assert np.isfinite(case.forward()).all()


def torch_block(x: Any, w: Any, block: TransformerBlock) -> Any:
    """PyTorch's own encoder layer with our parameters."""
    import torch

    width, time = block.output_shape
    hidden = block.feed_forward.parts["hidden"].outputs
    module = torch.nn.TransformerEncoderLayer(
        *(width, block.attention.heads, hidden, 0.0),
        norm_first=block.pre_norm,
        dtype=torch.float64,
    )
    parts, start = {}, 0
    for name, leaf in block.leaves():
        flat = w[start : start + leaf.size]
        parts[name] = flat.reshape(-1, leaf.size // leaf_rows(leaf))
        start += leaf.size
    first, second = (values for name, values in parts.items() if "norm" in name)
    Wb_1, Wb_2, attention = (
        next(values for name, values in parts.items() if name.endswith(f"/ {end}"))
        for end in ("hidden", "output", "attention")
    )
    weights = {
        "self_attn.in_proj_weight": attention[: 3 * width, :-1],
        "self_attn.in_proj_bias": attention[: 3 * width, -1],
        "self_attn.out_proj.weight": attention[3 * width :, :-1],
        "self_attn.out_proj.bias": attention[3 * width :, -1],
        "linear1.weight": Wb_1[:, :-1],
        "linear1.bias": Wb_1[:, -1],
        "linear2.weight": Wb_2[:, :-1],
        "linear2.bias": Wb_2[:, -1],
        "norm1.weight": first[:, 0],
        "norm1.bias": first[:, 1],
        "norm2.weight": second[:, 0],
        "norm2.bias": second[:, 1],
    }
    mask = None
    if block.attention.causal:
        mask = torch.full((time, time), -torch.inf, dtype=torch.float64).triu(1)
    answer = torch.func.functional_call(
        module, weights, (x.permute(1, 2, 0),), {"src_mask": mask, "is_causal": False}
    )
    return answer.permute(2, 0, 1)


def leaf_rows(leaf: Layer) -> int:
    """How many rows [W | b] of a leaf has."""
    return 4 * leaf.outputs if isinstance(leaf, MultiHeadAttention) else leaf.outputs


@pytest.mark.parametrize("time", [1, 5])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("pre_norm", [False, True])
def test_a_block_is_pytorchs_encoder_layer(pre_norm: bool, causal: bool, time: int) -> None:
    block = TransformerBlock(4, time, 2, 7, causal, pre_norm)
    for batch in (1, 3):
        case = alone(block, batch)
        assert_slopes(case)
        pytest.importorskip("torch")
        assert_like_torch(case, lambda x, w: torch_block(x, w, block))


def test_a_block_shows_its_parts() -> None:
    pre = TransformerBlock(4, 3, 2, 8, rate=0.1)
    assert [name for name, _ in pre.leaves()] == [
        "attention and past it / norm",
        "attention and past it / attention",
        "attention and past it / dropout",
        "feed forward and past it / norm",
        "feed forward and past it / feed forward / hidden",
        "feed forward and past it / feed forward / output",
        "feed forward and past it / dropout",
    ]
    post = TransformerBlock(4, 3, 2, 8, pre_norm=False)
    assert [type(part) for part in post.parts.values()] == [Residual, LayerNorm] * 2
    for block in (pre, post):
        assert len(block.norms) == 2
        case = alone(block)
        case.forward()
        ready = case.layer
        assert isinstance(ready, TransformerBlock)
        np.testing.assert_allclose(ready.attention.scores.sum(2), 1.0, rtol=1e-14)
        assert ready.attention is not block.attention
        assert ready.attention.W_in is block.attention.W_in
    assert pre.size == 4 * 4 * 5 + 2 * 2 * 4 + 8 * 5 + 4 * 9


def test_feed_forward_and_residuals_have_the_gradients_of_finite_differences() -> None:
    assert_slopes(alone(FeedForward(3, 4, 5, Tanh())))
    assert_slopes(alone(FeedForward(3, 1, 5)))
    assert_slopes(alone(Residual({"a": Dense(4, 3, Tanh()), "b": Dense(3, 4, Tanh())})))
    conv = Conv2D((2, 4, 4), 2, 3, Tanh(), padding="same")
    assert_slopes(alone(Residual({"conv": conv, "norm": BatchNorm((2, 4, 4))})))


def test_parts_that_do_not_join_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="must give what they read"):
        Residual({"a": Dense(4, 3, Tanh())})
    with pytest.raises(ValueError, match="at least one layer"):
        Chain({})
    with pytest.raises(ValueError, match="gives 3 × 2 cannot feed one that reads 3"):
        Chain({"a": DenseOverTime(4, 2, 3, Tanh()), "b": Dense(3, 3, Tanh())})
    with pytest.raises(ValueError, match="width of 6 cannot be shared by 4 heads"):
        MultiHeadAttention(6, 3, 4)
    for kind in (
        lambda: Embedding(0, 3, 2),
        lambda: SinusoidalPositions(2, 0),
        lambda: LearnedPositions(0, 2),
        lambda: MultiHeadAttention(4, 0, 2),
    ):
        with pytest.raises(ValueError, match="at least one"):
            kind()


def transformer(
    dtype: type = np.float64, causal: bool = False, rate: float = 0.0, learned: bool = False
) -> Network:
    positions: Layer = LearnedPositions(8, 5) if learned else SinusoidalPositions(8, 5)
    layers = [
        Embedding(4, 5, 8),
        positions,
        TransformerBlock(8, 5, 2, 12, causal, rate=rate),
        LayerNorm((8, 5)),
        DenseOverTime(8, 5, 4, Softmax()),
    ]
    network = Network(layers, CategoricalCrossEntropy(), np.random.default_rng(5), dtype)
    network.initialise()
    return network


def reversed_tokens(count: int = 60, dtype: type = np.float64) -> Examples:
    samples = np.random.default_rng(9).integers(0, 4, (count, 5))
    return Examples.from_rows(samples, np.eye(4)[samples[:, ::-1]], dtype)


@pytest.mark.parametrize("learned", [False, True])
def test_a_whole_transformer_has_the_gradient_of_finite_differences(learned: bool) -> None:
    network, examples = transformer(causal=True, learned=learned), reversed_tokens(3)
    ours = backpropagated_gradient(network, examples)
    assert relative_difference(ours, numeric_gradient(network, examples)) < 1e-7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_transformer_learns_to_reverse_and_the_same_seed_makes_the_same_bits(
    dtype: type,
) -> None:
    runs = []
    for _ in range(2):
        network, examples = transformer(dtype, rate=0.05), reversed_tokens(dtype=dtype)
        settings = Settings(0.02, 16)
        training = Training(
            network, examples, settings=settings, optimiser=Adam(network.parameters)
        )
        training.run_epochs(60)
        runs.append(bits(network.parameters))
    assert runs[0] == runs[1]
    samples = examples.X[:-1].T.astype(int)
    answers = network.predict(samples)
    assert answers.shape == (60, 5, 4)
    assert (answers.argmax(2) == samples[:, ::-1]).mean() > 0.95
