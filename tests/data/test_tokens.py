"""Tokens: the letters that are rearranged, and the text whose next character is asked for."""

import math

import numpy as np
import pytest

from nnstudio.data.builtin import make
from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError
from nnstudio.data.splitting import split
from nnstudio.data.text import passage, text_of, tokens_of, unigram_entropy

REARRANGED = {
    "copy": lambda word: word,
    "reverse": lambda word: "".join(reversed(word)),
    "sort": lambda word: "".join(sorted(word)),
}


@pytest.mark.parametrize("key", list(REARRANGED))
@pytest.mark.parametrize("length", [0, 2, 40])
def test_the_letters_come_out_as_the_title_says(key: str, length: int) -> None:
    data = make(key, 300, 0.0, 1, length=length)
    assert data.time == (length or 10)
    assert data.per_position
    assert data.targets.shape == data.features.shape
    assert data.symbols == data.class_names == tuple("ABCDEFGH")
    assert (data.kind, data.outputs) == ("classification", 8)
    for row, answer in zip(data.features, data.targets, strict=True):
        assert text_of(answer, data.symbols) == REARRANGED[key](text_of(row, data.symbols))


def test_all_letters_are_about_equally_frequent() -> None:
    counts = np.bincount(make("reverse", 2000, 0.0, 1).targets.ravel(), minlength=8)
    assert np.abs(counts / 2500 - 1).max() < 0.1


@pytest.mark.parametrize("length", [0, 8, 100])
def test_the_answer_at_every_position_is_the_character_that_follows(length: int) -> None:
    data = make("next-character", 500, 0.0, 1, length=length)
    whole = passage()
    time = length or 32
    assert data.starts is not None
    for row, answer, start in zip(data.features, data.targets, data.starts, strict=True):
        assert text_of(row, data.symbols) == whole[start : start + time]
        assert text_of(answer, data.symbols) == whole[start + 1 : start + time + 1]


@pytest.mark.parametrize(("samples", "time"), [(10, 32), (400, 32), (20_000, 8)])
def test_the_windows_cover_the_text_from_end_to_end(samples: int, time: int) -> None:
    data = make("next-character", samples, 0.0, 1, length=time)
    assert data.starts is not None
    places = len(passage()) - time
    assert data.samples == samples
    assert data.starts[0] < places / samples + 1
    assert data.starts[-1] > places - places / samples - 2
    assert np.diff(data.starts).max() <= 2 * places / samples + 1


def test_the_text_is_the_first_chapter_of_alice() -> None:
    whole = passage()
    assert whole.startswith("alice was beginning to get very tired of sitting by her sister")
    assert whole.endswith("so she set to work, and very soon finished off the cake.\n")
    assert whole == whole.lower()
    assert len(whole) == 11_196
    symbols = make("next-character", 10, 0.0, 1).symbols
    assert len(symbols) == len(set(whole)) == 39
    assert {"␣", "↵"} < set(symbols)
    assert not {" ", "\n"} & set(symbols)
    assert text_of(tokens_of(whole, symbols), symbols) == whole


def test_typed_text_becomes_tokens_however_it_is_typed() -> None:
    symbols = make("next-character", 10, 0.0, 1).symbols
    plain = tokens_of("'oh dear!' said\nalice", symbols)
    assert np.array_equal(tokens_of("‘Oh Dear!’ said\r\nALICE", symbols), plain)
    assert np.array_equal(tokens_of("'oh␣dear!'␣said↵alice", symbols), plain)
    assert text_of(plain, symbols) == "'oh dear!' said\nalice"
    assert tokens_of("", symbols).shape == (0,)
    assert tokens_of("bad", tuple("ABCDEFGH")).tolist() == [1, 0, 3]


def test_a_character_that_never_occurs_is_named() -> None:
    symbols = make("next-character", 10, 0.0, 1).symbols
    with pytest.raises(DataError, match=r"never seen “7”, “é”:"):
        tokens_of("7 é 7", symbols)
    with pytest.raises(DataError, match=r"never seen “␣”:"):
        tokens_of("a b", tuple("ABCDEFGH"))


def test_unigram_entropy_is_that_of_the_textbook() -> None:
    answers = np.array([[0, 0, 1, 2]] * 3)
    data = Dataset("Mine", answers, answers, tuple("wxyz"), tuple("ABCD"), symbols=tuple("ABCD"))
    assert math.isclose(unigram_entropy(data), 1.5 * math.log(2))
    other = Dataset(
        "Mine", answers[:, ::-1] * 0, answers * 0, tuple("wxyz"), ("A",), symbols=("A",)
    )
    assert unigram_entropy(other) == 0


def test_unigram_entropy_is_counted_in_the_rows_that_are_named() -> None:
    data = make("next-character", 1000, 0.0, 1)
    train, validation = split(data, 0.2, 0)
    assert 2.8 < unigram_entropy(data, train) < 3.1
    assert unigram_entropy(data, train) != unigram_entropy(data, validation)
    shares = np.bincount(data.targets[train].ravel()) / data.targets[train].size
    surprise = -np.log(shares[data.targets[train]]).mean()
    assert math.isclose(unigram_entropy(data, train), surprise)
