"""The built-in sets whose samples are sequences of tokens."""

from collections.abc import Callable

import numpy as np

from nnstudio.data import text, tokens
from nnstudio.data.dataset import Dataset
from nnstudio.data.entry import BuiltIn, Choices, Recipe


def _letters(answers: Callable[[tokens.Tokens], tokens.Tokens]) -> Recipe:
    def recipe(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
        shape = (choices.samples, choices.length)
        drawn = random.integers(0, len(tokens.LETTERS), shape).astype(np.intp)
        return Dataset(
            title=entry.title,
            features=drawn.astype(np.float64),
            targets=answers(drawn),
            feature_names=tuple(f"position {place + 1}" for place in range(choices.length)),
            class_names=tuple(tokens.LETTERS),
            target_names=("symbol",),
            symbols=tuple(tokens.LETTERS),
        )

    return recipe


def _next_character(entry: BuiltIn, choices: Choices, random: np.random.Generator) -> Dataset:
    passage = text.passage()
    symbols = text.symbols_of(passage)
    whole = text.tokens_of(passage, symbols)
    starts = text.window_starts(whole.size - choices.length, choices.samples, random)
    windows = whole[starts[:, None] + np.arange(choices.length + 1)]
    return Dataset(
        title=entry.title,
        features=windows[:, :-1].astype(np.float64),
        targets=windows[:, 1:],
        feature_names=tuple(f"character {place + 1}" for place in range(choices.length)),
        class_names=symbols,
        target_names=("next character",),
        symbols=symbols,
        starts=starts,
    )


def _rearranged(
    key: str, title: str, description: str, answers: Callable[[tokens.Tokens], tokens.Tokens]
) -> BuiltIn:
    return BuiltIn(
        key, title, description, "tokens", _letters(answers),
        has_noise=False, default_samples=2000, default_noise=0.0, default_classes=8,
        length_range=(2, 40), default_length=10, values_per_step=1 + len(tokens.LETTERS),
    )  # fmt: skip


ENTRIES = (
    _rearranged(
        "copy",
        "Copy",
        "Letters in, the same letters out: each position only has to look at itself.",
        tokens.copy,
    ),
    _rearranged(
        "reverse",
        "Reverse",
        "Letters in, the same letters out from the last to the first: each has to look across.",
        tokens.reverse,
    ),
    _rearranged(
        "sort",
        "Sort",
        "Letters in, the same letters out in alphabetical order: each has to look at all.",
        tokens.sort,
    ),
    BuiltIn(
        "next-character",
        "Next character",
        "Which character comes next in “Alice’s Adventures in Wonderland” (Carroll, 1865).",
        "tokens",
        _next_character,
        has_noise=False,
        default_samples=1000,
        default_noise=0.0,
        length_range=(8, 100),
        default_length=32,
        values_per_step=40,
    ),
)
