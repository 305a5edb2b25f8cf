"""Attention, embeddings, positions and the blocks made of them agree with core and training."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.check import numeric_derivative
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.explanation import check_of, explain
from nnstudio.explain.expressions import Place, Rest, Sum
from nnstudio.explain.inside import blocks_of, inner_id
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject
from nnstudio.nn.columns import values_of
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.layer import Layer
from nnstudio.project import edits
from nnstudio.project.layers import (
    AttentionSpec,
    DenseSpec,
    EmbeddingSpec,
    PositionsSpec,
    TransformerBlockSpec,
)
from nnstudio.project.session import Session
from nnstudio.project.specs import AdamSpec, MomentumSpec, Project, SGDSpec
from tests.explain.holding import assert_true, everything_of, moments, numbers, random_session
from tests.explain.holding import project as small
from tests.explain.links import arrive, clickable, wander

OUTPUT = DenseSpec(id="output", units=8, activation="softmax")
PARTS = ("query", "key", "value", "found")
LOOKS = ("score", "weight")


def of_tokens(*layers: Any, width: int = 4, encoding: str = "learned", **training: Any) -> Project:
    """Letters to be reversed, embedded and told where they stand, before these layers."""
    below = EmbeddingSpec(id="embed", width=width), PositionsSpec(id="where", encoding=encoding)
    return small("reverse", *below, *layers, output=OUTPUT, **training)


PLAIN = of_tokens(AttentionSpec(id="look", heads=2), width=6)
CAUSAL = of_tokens(AttentionSpec(id="look", heads=2, causal=True), encoding="sinusoidal")
BEFORE = of_tokens(TransformerBlockSpec(id="block", heads=2, hidden=5, norm="before"))
AFTER = of_tokens(TransformerBlockSpec(id="block", heads=1, hidden=3, norm="after"))
TWO = of_tokens(
    TransformerBlockSpec(id="block", heads=2, hidden=3, causal=True),
    TransformerBlockSpec(id="second", heads=1, hidden=4, norm="after"),
)
DROPPING = of_tokens(TransformerBlockSpec(id="block", heads=2, hidden=5, rate=0.4))
ALL = {
    "plain": PLAIN,
    "causal": CAUSAL,
    "before": BEFORE,
    "after": AFTER,
    "two": TWO,
    "dropping": DROPPING,
}
EVERY_NETWORK = pytest.mark.parametrize("project", list(ALL.values()), ids=list(ALL))


@st.composite
def networks(draw) -> Project:
    """Attention and blocks, up to two, of any settings."""
    heads = draw(st.sampled_from([1, 2]))
    width = heads * draw(st.integers(1, 3))
    layers: list[Any] = []
    for place in range(draw(st.integers(1, 2))):
        causal = draw(st.booleans())
        if draw(st.booleans()):
            layers.append(AttentionSpec(id=f"look {place}", heads=heads, causal=causal))
            continue
        layers.append(
            TransformerBlockSpec(
                id=f"block {place}",
                heads=heads,
                hidden=draw(st.integers(1, 5)),
                causal=causal,
                norm=draw(st.sampled_from(["before", "after"])),
                rate=draw(st.sampled_from([0.0, 0.0, 0.3])),
            )
        )
    encoding = draw(st.sampled_from(["sinusoidal", "learned"]))
    optimiser = draw(st.sampled_from([SGDSpec(), MomentumSpec(), AdamSpec()]))
    return of_tokens(*layers, width=width, encoding=encoding, optimiser=optimiser)


def every_layer(moment: Moment) -> list[tuple[str, str, Layer]]:
    """All layers and all their parts, as (id, part, layer): blocks, residuals, and what is in."""

    def below(block: str, layer: Layer) -> list[tuple[str, Layer]]:
        found = [(block, layer)]
        if isinstance(layer, Chain):
            for name, part in layer.parts.items():
                found += below(f"{block} / {name}" if block else name, part)
        return found

    return [
        (spec.id, block, layer)
        for spec in moment.project.layers
        for block, layer in below("", moment.layer(spec.id))
    ]


def values(moment: Moment) -> list[Subject]:
    """Every value of every layer and part, and all that has a name inside attention."""
    found = []
    for layer_id, block, layer in every_layer(moment):
        found += [
            Subject(layer_id, value=place, block=block) for place in np.ndindex(layer.output_shape)
        ]
        if isinstance(layer, MultiHeadAttention):
            _, time = layer.output_shape
            for names, shape in ((PARTS, layer.output_shape), (LOOKS, (layer.heads, time, time))):
                found += [
                    Subject(layer_id, value=place, name=name, block=block)
                    for name in names
                    for place in np.ndindex(shape)
                ]
    return found


def weights(moment: Moment) -> list[Subject]:
    """Every weight of every layer and part, in all blocks."""
    return [
        Subject(layer_id, weight=weight, block=" / ".join(name for name in (block, own) if name))
        for layer_id, block, layer in every_layer(moment)
        for own, shape in blocks_of(layer).items()
        for weight in np.ndindex(shape)
    ]


def some(subjects: list[Subject], generator: np.random.Generator, most: int) -> list[Subject]:
    return [subjects[place] for place in generator.permutation(len(subjects))[:most]]


def inside(moment: Moment, name: str, *place: int, most: int | None = None) -> Derivation:
    return explain(moment, Subject("look", value=place, name=name), most)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(networks(), st.integers(0, 10_000), st.integers(0, 4))
def test_all_that_is_said_about_any_network_that_attends_is_true(given, seed, steps):
    session = random_session(given, seed, steps)
    generator = np.random.default_rng(seed)
    for moment in moments(session):
        chosen = some(values(moment), generator, 40) + some(weights(moment), generator, 15)
        for subject in chosen:
            assert_true(moment, explain(moment, subject, 3))
            assert_true(moment, explain(moment, subject, None))


@EVERY_NETWORK
def test_every_value_of_every_part_is_explained_truly(project):
    moment = Twin().moment(random_session(project, 1, steps=2), 3)
    for subject in values(moment):
        derivation = explain(moment, subject, 3)
        assert derivation.forward
        assert_true(moment, derivation)


@EVERY_NETWORK
def test_every_weight_becomes_what_training_makes_of_it(project):
    session = random_session(project, 2, steps=2)
    moment = Twin().moment(session, int(session.material.validation[0]))
    announced = []
    for subject in weights(moment):
        derivation = explain(moment, subject, 3)
        new = derivation.update[-1].left
        assert new.place is not None
        assert (new.place.role, new.place.block) == ("new weight", subject.block)
        gradient = derivation.update[0]
        assert gradient.right.value == pytest.approx(gradient.left.value, rel=1e-12, abs=1e-12)
        announced.append(new.value)
    session.training.step()
    assert announced == session.network.parameters.tolist()


@pytest.mark.parametrize("project", [PLAIN, CAUSAL, BEFORE, AFTER, TWO])
def test_the_gradient_of_any_weight_is_the_one_that_is_measured(project):
    moment = Twin().moment(random_session(project, 3, steps=1), 0)
    for subject in some(weights(moment), np.random.default_rng(3), 60):
        check = check_of(moment, subject)
        assert check is not None
        assert check.numeric == pytest.approx(check.backpropagated, rel=1e-6, abs=1e-9)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(networks(), st.integers(0, 10_000))
def test_a_click_on_any_number_leads_to_where_it_is_worked_out(given, seed):
    session = random_session(given, seed)
    generator = np.random.default_rng(seed)
    for moment in moments(session):
        for subject in some(values(moment), generator, 10):
            for number in clickable(explain(moment, subject, 3)):
                arrive(moment, number)
        wander(moment, Subject("output", value=(0, 2)), generator, 15)


@EVERY_NETWORK
def test_looking_into_a_block_changes_nothing_of_the_run(project):
    session = random_session(project, 4, steps=1)
    before = everything_of(session)
    generator = np.random.default_rng(4)
    for moment in moments(session):
        for subject in some(values(moment), generator, 30) + some(weights(moment), generator, 10):
            explain(moment, subject)
    assert everything_of(session) == before


@pytest.mark.parametrize("project", [PLAIN, CAUSAL, BEFORE, AFTER, TWO])
def test_what_is_said_about_a_sample_is_the_same_whoever_else_is_in_the_batch(project):
    session = random_session(project, 15)
    sample = int(Twin().moment(session, 0).samples[3])
    within = Twin().moment(session, sample)
    assert within.in_batch
    smaller = edits.change_training(project, batch_size=2)
    alone = Twin().moment(random_session(smaller, 15), sample)
    assert not alone.in_batch
    for subject in some(values(within), np.random.default_rng(15), 60):
        one, other = (explain(moment, subject, None) for moment in (within, alone))
        assert_true(within, one)
        assert_true(alone, other)
        for left, right in zip(one.equations(), other.equations(), strict=True):
            if left.left.place is None or left.left.place.name != "batch":
                assert left.left.value == pytest.approx(right.left.value, rel=1e-11, abs=1e-14)


def test_the_slope_of_every_part_is_how_the_loss_changes_when_that_part_is_moved():
    session = random_session(PLAIN, 16)
    moment = Twin().moment(session, int(session.material.validation[0]))
    layer = moment.layer("look")
    head_of = layer.outputs // layer.heads

    def loss_with(kind: int, row: int, position: int, by: float) -> float:
        X = values_of(moment.read_by("look"))[:, :, moment.column]
        parts = list(np.split(layer.W_in @ X + layer.b_in[:, np.newaxis], 3))
        parts[kind][row, position] += by
        found = np.zeros_like(X)
        for head in range(layer.heads):
            rows = slice(head * head_of, (head + 1) * head_of)
            Q, K, V = (one[rows] for one in parts)
            S = np.exp(K.T @ Q / np.sqrt(head_of))
            found[rows] = V @ (S / S.sum(0))
        A = layer.W_out @ found + layer.b_out[:, np.newaxis]
        Z = moment.own.output.W @ A + moment.own.output.b[:, np.newaxis]
        losses = np.log(np.exp(Z).sum(0)) - (Z * moment.Y[:, :, moment.column]).sum(0)
        return float(losses.mean())

    for kind, name in enumerate(PARTS[:3]):
        for row, position in ((0, 0), (4, 2), (5, 4)):
            slope = inside(moment, name, row, position).backward[-1].left.value
            measured = (
                loss_with(kind, row, position, 1e-5) - loss_with(kind, row, position, -1e-5)
            ) / 2e-5
            assert slope == pytest.approx(measured, rel=1e-6, abs=1e-9)


def test_a_query_shares_out_all_of_its_look_among_the_keys():
    moment = Twin().moment(random_session(PLAIN, 5), 0)
    for head in range(2):
        for query in range(5):
            row = [inside(moment, "weight", head, query, key).forward[-1] for key in range(5)]
            assert sum(one.left.value for one in row) == pytest.approx(1.0, rel=1e-12)
            assert sum(one.right.value for one in row) == pytest.approx(1.0, rel=1e-12)


def test_a_score_is_the_product_of_query_and_key_over_the_root_of_the_width_of_a_head():
    session = random_session(PLAIN, 6)
    moment = Twin().moment(session, 0)
    layer = moment.layer("look")
    X = values_of(moment.read_by("look"))[:, :, moment.column]
    Q, K, _ = np.split(layer.W_in @ X + layer.b_in[:, np.newaxis], 3)
    for head, query, key in np.ndindex(2, 5, 5):
        rows = slice(3 * head, 3 * head + 3)
        expected = Q[rows, query] @ K[rows, key] / np.sqrt(3)
        score = inside(moment, "score", head, query, key).forward[0]
        assert score.left.value == pytest.approx(expected, rel=1e-12, abs=1e-13)
    asked = inside(moment, "query", 4, 1).forward[0]
    assert asked.left.value == pytest.approx(Q[4, 1], rel=1e-12, abs=1e-13)


def test_behind_a_mask_a_weight_is_0_and_the_words_say_why():
    moment = Twin().moment(random_session(CAUSAL, 7), 0)
    later = inside(moment, "weight", 0, 1, 3)
    assert later.forward[-1].left.value == 0.0
    assert "mask" in later.forward[-1].about
    assert "mask" in later.forward[0].about
    assert inside(moment, "score", 0, 1, 3).backward[-1].left.value == 0.0
    seen = inside(moment, "found", 0, 1).forward[0].right
    assert isinstance(seen, Sum)
    assert len(seen.terms) == 2
    assert inside(moment, "weight", 0, 0, 0).forward[-1].left.value == 1.0


def test_a_token_picks_its_column_and_a_column_learns_where_its_token_stands():
    session = random_session(PLAIN, 8)
    moment = Twin().moment(session, 5)
    tokens = session.material.dataset.features[5].astype(int)
    W = session.network.layers[0].W
    for row, position in np.ndindex(6, 5):
        forward = explain(moment, Subject("embed", value=(row, position))).forward
        (weight,) = numbers(forward[0].right)
        assert weight.place is not None
        assert weight.place.index == (row, tokens[position])
        assert weight.value == W[row, tokens[position]]
    standing = moment.inputs[:-1].astype(int)
    for token in range(8):
        update = explain(moment, Subject("embed", weight=(0, token)), None).update
        terms = {one.symbol for one in numbers(update[0].right) if one.symbol[:1] == "δ"}
        where = np.argwhere(standing == token) + 1
        assert terms == {f"δ_{{1}}^{{{sample},{position}}}" for position, sample in where}


def test_waves_tell_where_a_token_stands():
    moment = Twin().moment(random_session(CAUSAL, 9), 0)
    forward = explain(moment, Subject("where", value=(1, 3))).forward
    assert forward[0].left.value == np.cos(3.0)
    assert explain(moment, Subject("where", value=(2, 3))).forward[0].left.value == pytest.approx(
        np.sin(3.0 / 100.0), rel=1e-14
    )


def test_past_a_residual_the_gradient_comes_back_as_it_is_and_through_its_parts_as_well():
    moment = Twin().moment(random_session(BEFORE, 10), 0)
    back = explain(moment, Subject("where", value=(2, 1)), None).backward[0]
    assert isinstance(back.right, Sum)
    past, through = back.right.terms
    (residual,) = numbers(past)
    assert residual.place is not None
    assert residual.place.block == "attention and past it"
    above = "feed forward and past it"
    arrives = explain(moment, Subject("block", value=(2, 1), block=residual.place.block), None)
    assert arrives.backward[0].left.value == residual.value
    assert through.value != 0.0
    whole = explain(moment, Subject("block", value=(2, 1)), None).backward[0].left.value
    last = explain(moment, Subject("block", value=(2, 1), block=above), None).backward[0]
    assert last.left.value == whole


def test_a_block_leads_down_to_the_parts_that_made_it():
    moment = Twin().moment(random_session(BEFORE, 11), 0)
    z, f, a = explain(moment, Subject("block", value=(3, 2)), None).forward
    inner = "feed forward and past it / feed forward / hidden"
    read = {one.place.block for one in numbers(z.right) if one.place and one.place.role == "output"}
    assert read == {inner}
    assert a.left.value == moment.layer("block").A[3, 2, moment.column]
    assert a.left.place == Place("output", "block", (3, 2))
    by = [one.place.block for one in numbers(a.right) if one.place]
    assert by == ["attention and past it", "feed forward and past it / feed forward"]
    assert f.left.value == moment.layer(inner_id("block", by[1])).A[3, 2, moment.column]
    assert z.left.value == moment.layer(inner_id("block", by[1], "output")).Z[3, 2, moment.column]


def test_long_sums_fold_and_come_to_the_same():
    moment = Twin().moment(random_session(BEFORE, 12), 0)
    block = "attention and past it / attention"
    subject = Subject("block", value=(0, 1), name="query", block=block)
    folded, full = (explain(moment, subject, most).forward[0].right for most in (2, None))
    assert isinstance(folded, Sum)
    assert isinstance(folded.terms[-1], Rest)
    assert folded.value == pytest.approx(full.value, rel=1e-12)


def test_a_weight_within_a_block_is_moved_where_it_stands():
    moment = Twin().moment(random_session(AFTER, 13), 0)
    layer = moment.layer("block / attention and past it / attention")
    start = moment.part("block / attention and past it / attention / out").start
    assert moment.w[start] == layer.Wb_out[0, 0]
    assert np.shares_memory(layer.Wb_out, moment.training.network.parameters)
    assert numeric_derivative(moment, start) is not None


@pytest.mark.parametrize(
    "subject",
    [
        Subject("look", value=(6, 0)),
        Subject("look", value=(0, 5)),
        Subject("look", value=(6, 0), name="query"),
        Subject("look", value=(2, 0, 0), name="weight"),
        Subject("look", value=(0, 0), name="score"),
        Subject("look", value=(0, 0), name="mind"),
        Subject("look", weight=(0, 0)),
        Subject("look", weight=(18, 0), block="in"),
        Subject("embed", weight=(0, 8)),
    ],
)
def test_a_place_that_attention_does_not_have_is_refused(subject):
    moment = Twin().moment(random_session(PLAIN, 14), 0)
    with pytest.raises(IndexError):
        explain(moment, subject)


def test_a_part_that_a_block_does_not_have_is_refused():
    moment = Twin().moment(Session(BEFORE), 0)
    for block in ("mind", "attention and past it / mind", "attention and past it / norm / in"):
        with pytest.raises(KeyError):
            explain(moment, Subject("block", value=(0, 0), block=block))
