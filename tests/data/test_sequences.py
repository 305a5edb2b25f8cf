"""The answer of each set of sequences, worked out again from its steps."""

import numpy as np
import pytest

from nnstudio.data.builtin import BUILT_IN, make
from nnstudio.data.dataset import Dataset
from nnstudio.data.entry import BuiltIn
from nnstudio.data.sequences import BRACKETS

SEQUENCES = [entry for entry in BUILT_IN.values() if entry.family == "sequences"]
NAMES = [entry.key for entry in SEQUENCES]


def steps(data: Dataset) -> np.ndarray:
    return data.features.reshape(data.samples, data.time, len(data.channels))


def words(data: Dataset) -> list[str]:
    return ["".join(data.channels[at] for at in row.argmax(axis=1)) for row in steps(data)]


def closes(word: str) -> bool:
    depth = 0
    for sign in word:
        depth += {"(": 1, ")": -1}[sign]
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("entry", SEQUENCES, ids=NAMES)
def test_the_length_is_as_long_as_was_asked_for(entry: BuiltIn) -> None:
    assert entry.length_range is not None
    low, high = entry.length_range
    assert low <= entry.default_length <= high
    further = 1 if entry.length_title == "Delay" else 0
    for length in (low, high):
        data = make(entry.key, 60, 0.0, 1, length=length)
        assert data.time == length + further
        assert data.features.shape == (60, data.time * len(data.channels))
        assert not data.per_position
    own = make(entry.key, 60, 0.0, 1)
    for asked in (None, 0, entry.default_length):
        again = make(entry.key, 60, 0.0, 1, length=asked)
        assert again.features.tobytes() == own.features.tobytes()


@pytest.mark.parametrize("key", ["parity", "brackets", "remember-first"])
def test_the_classes_of_sequences_differ_by_one_sample_at_most(key: str) -> None:
    data = make(key, 101, 0.0, 1)
    counts = np.bincount(data.targets, minlength=len(data.class_names))
    assert counts.max() - counts.min() <= 1


def test_only_symbols_are_one_hot_and_measured_values_are_not() -> None:
    found = {entry.key: make(entry.key, 60, 0.0, 1).one_hot for entry in SEQUENCES}
    assert {key for key, hot in found.items() if hot} == {"remember-first", "brackets"}
    assert not make("reverse", 60, 0.0, 1).one_hot


@pytest.mark.parametrize("length", [2, 3, 10, 100])
def test_parity_is_whether_the_number_of_ones_is_odd(length: int) -> None:
    data = make("parity", 400, 0.0, 1, length=length)
    assert set(np.unique(data.features)) == {0, 1}
    ones = [sum(row) for row in data.features.astype(int).tolist()]
    assert [count % 2 for count in ones] == data.targets.tolist()
    # No place gives the answer away: both bits are about as frequent everywhere.
    assert np.abs(data.features.mean(axis=0) - 0.5).max() < 0.12


@pytest.mark.parametrize("delay", [1, 30, 100])
def test_the_first_symbol_is_the_answer_and_the_others_say_nothing_of_it(delay: int) -> None:
    data = make("remember-first", 4000, 0.0, 1, length=delay)
    assert data.channels == data.class_names == ("A", "B", "C", "D")
    shown = words(data)
    assert [word[0] for word in shown] == [data.class_names[answer] for answer in data.targets]
    for place in {1, delay}:
        together = np.zeros((4, 4))
        for word, answer in zip(shown, data.targets, strict=True):
            together["ABCD".index(word[place]), answer] += 1
        assert np.abs(together / 250 - 1).max() < 0.3


def test_the_adding_problem_marks_one_value_in_each_half_and_asks_for_their_sum() -> None:
    for length in (2, 7, 20):
        data = make("adding", 3000, 0.0, 1, length=length)
        values, markers = steps(data).transpose(2, 0, 1)
        assert data.channels == ("value", "marker")
        assert (values.min() >= 0, values.max() < 1) == (True, True)
        assert (markers.sum(axis=1) == 2).all()
        assert (markers[:, : length // 2].sum(axis=1) == 1).all()
        assert (markers.sum(axis=0) > 0).all()
        for row, marks, answer in zip(values, markers, data.targets, strict=True):
            first, second = row[marks == 1]
            assert answer[0] == first + second
        assert np.isclose(np.mean((data.targets - 1) ** 2), 1 / 6, atol=0.015)


def test_a_sine_without_noise_goes_on_as_sines_do() -> None:
    data = make("sine-continuation", 500, 0.0, 1)
    assert (data.kind, data.outputs, data.target_names) == ("regression", 1, ("next y",))
    whole = np.column_stack([data.features, data.targets])
    assert np.abs(whole).max() <= 1
    # sin(a + d) + sin(a − d) = 2 cos d · sin a: one factor holds along the whole curve.
    sums = whole[:, 2:] + whole[:, :-2]
    middle = whole[:, 1:-1]
    factor = (sums * middle).sum(axis=1) / (middle**2).sum(axis=1)
    assert np.allclose(sums, factor[:, None] * middle)
    period = 2 * np.pi / np.arccos(factor / 2)
    assert (period.min() >= 8, period.max() <= 25) == (True, True)
    assert period.max() - period.min() > 15


def test_noise_of_the_sine_moves_what_is_seen_and_not_the_answer() -> None:
    calm, little, much = (make("sine-continuation", 200, noise, 1) for noise in (0.0, 0.1, 0.2))
    assert np.array_equal(calm.targets, much.targets)
    assert np.allclose(much.features - calm.features, 2 * (little.features - calm.features))
    assert np.isclose((much.features - calm.features).std(), 0.1, rtol=0.1)


@pytest.mark.parametrize("length", [2, 5, 20, 100])
def test_brackets_are_balanced_where_the_class_says_so(length: int) -> None:
    data = make("brackets", 600, 0.0, 1, length=length)
    assert data.channels == BRACKETS
    for shown, answer in zip(words(data), data.targets, strict=True):
        word = shown.lstrip("·")
        assert closes(word) == (data.class_names[answer] == "balanced")
        # Neither the count nor the length of a word says anything.
        assert word.count("(") == word.count(")") == len(word) // 2
        assert length // 2 <= len(word) + 1
        assert "·" not in word
        if len(word) >= 6:
            assert (word[0], word[-1]) == ("(", ")")


def test_balanced_words_of_three_pairs_are_all_five_and_equally_frequent() -> None:
    data = make("brackets", 20_000, 0.0, 1, length=6)
    found = [word for word, answer in zip(words(data), data.targets, strict=True) if answer]
    full = [word for word in found if "·" not in word]
    counts = {word: full.count(word) for word in set(full)}
    assert set(counts) == {"((()))", "(()())", "(())()", "()(())", "()()()"}
    assert max(counts.values()) < 1.15 * min(counts.values())


def test_the_unbalanced_words_go_wrong_early_and_late() -> None:
    data = make("brackets", 2000, 0.0, 1, length=20)
    wrong = [word for word, answer in zip(words(data), data.targets, strict=True) if not answer]
    assert len(set(wrong)) > 700
    depths = np.cumsum(steps(data)[data.targets == 0] @ [1, -1, 0], axis=1)
    first_fault = (depths < 0).argmax(axis=1)
    assert first_fault.min() <= 7
    assert first_fault.max() >= 16
