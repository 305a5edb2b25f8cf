"""Sequences, (samples, time, channels), with one answer for each whole sequence."""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.intp]
Steps = NDArray[np.float64]

FIRST_SYMBOLS = "ABCD"
BRACKETS = ("(", ")", "·")  # the last one fills what a shorter word leaves free

SHORTEST_PERIOD, LONGEST_PERIOD = 8.0, 25.0  # steps of the sine
FULL_NOISE = 0.5  # standard deviation of the noise at 100 %


def remember_first(first: Labels, delay: int, random: np.random.Generator) -> Steps:
    """The symbol to be remembered at step 0, then `delay` distractors, all of them one-hot.

    The distractors are drawn from the same four symbols: only their place tells them apart, and
    who has forgotten the first symbol is right in one case of four.
    """
    distractors = random.integers(0, len(FIRST_SYMBOLS), (first.size, delay))
    return one_hot(np.column_stack([first, distractors]), len(FIRST_SYMBOLS))


def parity(odd: Labels, time: int, random: np.random.Generator) -> Steps:
    """Bits, in one channel; their number of ones is odd where `odd` is 1.

    Any bits are as likely as any others of the same parity: each single one decides.
    """
    bits = random.integers(0, 2, (odd.size, time))
    bits[:, -1] = (bits[:, :-1].sum(axis=1) + odd) % 2
    return bits[:, :, np.newaxis].astype(np.float64)


def adding(samples: int, time: int, random: np.random.Generator) -> tuple[Steps, Steps]:
    """Values from 0 to 1 beside markers, and the sum of the two marked values, (samples, 1).

    One marker lies in the first half of the sequence, one in the second. Who always says 1, the
    mean, has a mean squared error of 1/6. After S. Hochreiter & J. Schmidhuber, “Long Short-Term
    Memory”, Neural Computation 9 (1997), whose values lie from −1 to 1.
    """
    values = random.random((samples, time))
    early = random.integers(0, time // 2, samples)
    late = random.integers(time // 2, time, samples)
    rows = np.arange(samples)
    markers = np.zeros((samples, time))
    markers[rows, early] = markers[rows, late] = 1.0
    sums: Steps = (values[rows, early] + values[rows, late])[:, np.newaxis]
    return np.stack([values, markers], axis=2), sums


def sine_continuation(
    samples: int, time: int, noise: float, random: np.random.Generator
) -> tuple[Steps, Steps]:
    """A piece of a sine of any period and phase, and its next value without noise, (samples, 1).

    Periods last SHORTEST_PERIOD to LONGEST_PERIOD steps. Noise is normal, added to the piece.
    """
    period = random.uniform(SHORTEST_PERIOD, LONGEST_PERIOD, (samples, 1))
    phase = random.uniform(0, 2 * np.pi, (samples, 1))
    curve = np.sin(2 * np.pi * np.arange(time + 1) / period + phase)
    seen = curve[:, :time] + FULL_NOISE * noise * random.standard_normal((samples, time))
    return seen[:, :, np.newaxis], curve[:, time:]


def brackets(balanced: Labels, time: int, random: np.random.Generator) -> Steps:
    """Words of brackets, one-hot in three channels: balanced where `balanced` is 1.

    Every word has as many opening as closing brackets, and from three pairs on it opens with an
    opening one and ends with a closing one: neither counts nor ends tell, the order does. Words
    take a half to the whole of the steps and stand at the end, so that the last step is the last
    bracket.
    """
    most = time // 2
    pairs = random.integers((most + 1) // 2, most + 1, balanced.size)
    numbers = np.full((balanced.size, time), BRACKETS.index("·"))
    for count in range((most + 1) // 2, most + 1):
        for answer, words in ((1, _balanced_words), (0, _unbalanced_words)):
            rows = np.flatnonzero((pairs == count) & (balanced == answer))
            closing = words(rows.size, count, random) < 0
            numbers[rows, time - 2 * count :] = closing
    return one_hot(numbers, len(BRACKETS))


def _balanced_words(words: int, pairs: int, random: np.random.Generator) -> Labels:
    """Balanced words (words, 2 · pairs) of +1 and −1, all equally likely.

    By the cycle lemma (A. Dvoretzky & T. Motzkin, “A problem of arrangements”, Duke Mathematical
    Journal 14, 1947): of the rotations of a shuffle with one +1 more than −1, exactly one has
    only positive partial sums; without its first +1 it is a balanced word.
    """
    steps = _shuffled(words, pairs + 1, pairs, random)
    before = np.cumsum(steps, axis=1) - steps
    length = 2 * pairs + 1
    start = length - 1 - np.argmin(before[:, ::-1], axis=1)
    turned = (start[:, np.newaxis] + np.arange(1, length)) % length
    return np.take_along_axis(steps, turned, axis=1)


def _unbalanced_words(words: int, pairs: int, random: np.random.Generator) -> Labels:
    """Words (words, 2 · pairs) of as many +1 as −1 of which some partial sum is negative.

    From three pairs on they open with +1 and end with −1, as balanced words do.
    """
    if pairs < 3:
        return -_balanced_words(words, pairs, random)
    inner = _shuffled(words, pairs - 1, pairs - 1, random)
    while True:
        again = np.cumsum(inner, axis=1).min(axis=1) > -2
        if not again.any():
            break
        inner[again] = _shuffled(int(again.sum()), pairs - 1, pairs - 1, random)
    ends = np.ones((words, 1), dtype=np.intp)
    return np.hstack([ends, inner, -ends])


def _shuffled(words: int, opening: int, closing: int, random: np.random.Generator) -> Labels:
    ordered = np.repeat(np.array([1, -1], dtype=np.intp), [opening, closing])
    return random.permuted(np.tile(ordered, (words, 1)), axis=1)


def one_hot(numbers: Labels, count: int) -> Steps:
    """(…) numbers as (…, count): a single 1 where the number says."""
    hot: Steps = np.eye(count)[numbers]
    return hot
