"""What comes next: the answer of the network, at the right position, and how it is drawn from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.app.next_token import (
    NextShares,
    NextToken,
    drawn,
    heated,
    looks_ahead,
    placed,
    predicts_next,
)
from nnstudio.data.builtin import make
from nnstudio.data.text import tokens_of
from nnstudio.project.layers import (
    DenseSpec,
    EmbeddingSpec,
    PositionsSpec,
    RNNSpec,
    TransformerBlockSpec,
)
from nnstudio.project.session import Session
from nnstudio.project.specs import AdamSpec, BuiltInSource, DataSpec, Project, TrainingSpec

WINDOW = 12
SYMBOLS = make("next-character", 10, 0.0, 0, length=WINDOW).symbols


def writer(causal: bool = True, key: str = "next-character") -> Project:
    return Project(
        data=DataSpec(source=BuiltInSource(key=key, samples=40, length=WINDOW)),
        layers=(
            EmbeddingSpec(id="embedding", width=8),
            PositionsSpec(id="positions"),
            TransformerBlockSpec(id="block", heads=2, hidden=8, causal=causal),
            DenseSpec(
                id="output",
                units=len(SYMBOLS) if key == "next-character" else 8,
                activation="softmax",
            ),
        ),
        training=TrainingSpec(
            loss="categorical cross-entropy", optimiser=AdamSpec(), learning_rate=0.01, seed=2
        ),
    )


@pytest.fixture(scope="module")
def session() -> Session:
    found = Session(writer())
    found.train_epochs(1)
    return found


def ask(session: Session, text: str, filler: int = 0) -> np.ndarray:
    answer = NextToken(7, tokens_of(text, SYMBOLS), filler)(session)
    assert isinstance(answer, NextShares)
    assert answer.number == 7
    return answer.shares


def test_the_answer_is_what_the_network_predicts_after_the_last_character(session):
    tokens = tokens_of("was beginning", SYMBOLS)[-WINDOW:]
    expected = session.network.predict(tokens[np.newaxis].astype(float))[0, -1]
    np.testing.assert_allclose(ask(session, "was beginning"), expected, rtol=1e-12)
    assert ask(session, "was beginning").sum() == pytest.approx(1.0)


def test_of_a_long_text_only_the_last_window_counts(session):
    assert np.array_equal(
        ask(session, "alice was beginning to get"), ask(session, "so was beginning to get")
    )


def test_what_fills_up_a_short_beginning_changes_nothing_where_no_position_looks_ahead(session):
    shares = [ask(session, "ali", filler) for filler in (0, 5, len(SYMBOLS) - 1)]
    np.testing.assert_allclose(shares[1], shares[0], rtol=1e-12)
    np.testing.assert_allclose(shares[2], shares[0], rtol=1e-12)
    tokens = np.zeros((1, WINDOW))
    tokens[0, :3] = tokens_of("ali", SYMBOLS)
    np.testing.assert_allclose(shares[0], session.network.predict(tokens)[0, 2], rtol=1e-12)


def test_where_positions_look_ahead_the_beginning_stands_at_the_end():
    ahead = Session(writer(causal=False))
    tokens = np.full((1, WINDOW), 3.0)
    tokens[0, -3:] = tokens_of("ali", SYMBOLS)
    expected = ahead.network.predict(tokens)[0, -1]
    np.testing.assert_allclose(ask(ahead, "ali", filler=3), expected, rtol=1e-12)


def test_a_wish_that_the_network_cannot_answer_gets_no_answer(session):
    beyond = NextToken(1, np.array([len(SYMBOLS)]))
    assert beyond(session) is None
    assert NextToken(1, np.array([], dtype=np.intp))(session) is None
    letters = Session(writer(key="reverse"))
    assert NextToken(1, np.array([len(SYMBOLS) - 1]))(letters) is None


def test_only_a_text_asks_for_what_comes_next():
    assert predicts_next(make("next-character", 20, 0.0, 0))
    for key in ("reverse", "copy", "sort", "xor", "digits"):
        assert not predicts_next(make(key, 20, 0.0, 0)), key


def test_a_network_looks_ahead_unless_all_its_attention_is_causal():
    assert not looks_ahead(writer())
    assert looks_ahead(writer(causal=False))
    recurrent = (EmbeddingSpec(id="e"), RNNSpec(id="r"), DenseSpec(id="output", units=3))
    assert not looks_ahead(Project(data=writer().data, layers=recurrent))


def test_a_context_is_placed_as_the_network_learned_it():
    tokens = np.array([4, 5])
    row, place = placed(tokens, 4, 9, ahead=False)
    assert (row.tolist(), place) == ([4, 5, 9, 9], 1)
    row, place = placed(tokens, 4, 9, ahead=True)
    assert (row.tolist(), place) == ([9, 9, 4, 5], 3)
    for ahead in (False, True):
        row, place = placed(np.arange(6), 4, 9, ahead)
        assert (row.tolist(), place) == ([2, 3, 4, 5], 3)


@given(
    st.lists(st.floats(-30, 30), min_size=2, max_size=20),
    st.floats(0.1, 2.0),
)
def test_a_temperature_is_the_softmax_of_z_over_t(z, temperature):
    def softmax(values):
        powers = np.exp(values - values.max())
        return powers / powers.sum()

    values = np.array(z)
    found = heated(softmax(values), temperature)
    np.testing.assert_allclose(found, softmax(values / temperature), rtol=1e-9, atol=1e-12)


def test_temperature_one_changes_nothing_and_an_impossible_symbol_stays_so():
    shares = np.array([0.5, 0.0, 0.5])
    np.testing.assert_allclose(heated(shares, 1.0), shares)
    assert heated(shares, 2.0)[1] == 0.0
    assert {drawn(shares, np.random.default_rng(seed)) for seed in range(50)} == {0, 2}


def test_cold_choices_are_the_likeliest_and_hot_ones_are_spread():
    shares = np.array([0.5, 0.3, 0.2])
    assert heated(shares, 0.1)[0] > 0.99
    assert heated(shares, 2.0)[2] > 0.2


@pytest.mark.parametrize("shares", [[np.nan, 1.0], [-0.1, 1.1], [0.0, 0.0], [np.inf, 0.0]])
def test_what_is_no_distribution_cannot_be_heated(shares):
    with pytest.raises(ValueError, match="shares"):
        heated(np.array(shares), 1.0)
    with pytest.raises(ValueError, match="temperature"):
        heated(np.array([1.0]), 0.0)


def test_symbols_are_drawn_as_often_as_their_shares_say_and_alike_from_the_same_seed():
    shares = np.array([0.6, 0.3, 0.1])
    first = [drawn(shares, random) for random in [np.random.default_rng(5)] for _ in range(4000)]
    random = np.random.default_rng(5)
    assert [drawn(shares, random) for _ in range(4000)] == first
    np.testing.assert_allclose(np.bincount(first) / 4000, shares, atol=0.03)
