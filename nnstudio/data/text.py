"""Text as tokens: windows on a passage, what people type, and how hard a guess is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError
from nnstudio.data.resources import resource

Tokens = NDArray[np.intp]

PASSAGE = "alice.txt"
SHOWN = {" ": "␣", "\n": "↵"}
_READ = {shown: meant for meant, shown in SHOWN.items()}
_TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\t": " "})


def passage() -> str:
    """The text that travels with the program; resources/data/README.md names its source."""
    return resource("data", PASSAGE).read_text(encoding="utf-8")


def symbols_of(text: str) -> tuple[str, ...]:
    """Every character of a text once, in the order of their codes; spaces and ends of lines get
    a sign that can be seen."""
    return tuple(SHOWN.get(character, character) for character in sorted(set(text)))


def tokens_of(text: str, symbols: tuple[str, ...]) -> Tokens:
    """What a person typed as tokens (time,).

    Typographic quotation marks and dashes count as plain ones, and a letter of the other case
    as the one that is known. Raises DataError, which names the characters that are not known.
    """
    number = {_READ.get(symbol, symbol): index for index, symbol in enumerate(symbols)}
    number |= {symbol: index for index, symbol in enumerate(symbols)}
    plain = text.replace("\r\n", "\n")
    found: list[int] = []
    unknown: list[str] = []
    for character in plain:
        usual = character.translate(_TYPED)
        forms = (character, usual, usual.lower(), usual.upper())
        known = [number[form] for form in forms if form in number]
        if known:
            found.append(known[0])
        elif character not in unknown:
            unknown.append(character)
    if unknown:
        listed = ", ".join(f"“{SHOWN.get(character, character)}”" for character in unknown[:5])
        raise DataError(
            f"The network has never seen {listed}: it does not know what to do with it."
        )
    return np.array(found, dtype=np.intp)


def text_of(tokens: NDArray[Any], symbols: tuple[str, ...]) -> str:
    """Tokens (time,) as text, with real spaces and ends of lines; a row of features will do."""
    shown = [symbols[int(token)] for token in tokens]
    return "".join(_READ.get(symbol, symbol) for symbol in shown)


def window_starts(available: int, samples: int, random: np.random.Generator) -> Tokens:
    """Where each of the windows begins, ascending: one at a random place in each of as many equal
    stretches, so that they cover the text evenly. More windows than places repeat some."""
    places = (np.arange(samples) + random.random(samples)) * (available / samples)
    return np.minimum(places.astype(np.intp), available - 1)


def unigram_entropy(dataset: Dataset, rows: Tokens | None = None) -> float:
    """The entropy H = −Σ pₛ ln pₛ of the symbols to be predicted, in nats a position.

    It is the cross-entropy of a guess that knows how frequent each symbol is and looks at none
    of those before it. pₛ is counted in the targets of these rows, of all rows if none are given
    (C. E. Shannon, “A Mathematical Theory of Communication”, 1948).
    """
    targets = dataset.targets if rows is None else dataset.targets[rows]
    counts = np.bincount(targets.ravel(), minlength=len(dataset.class_names))
    shares = counts[counts > 0] / targets.size
    return float(-(shares * np.log(shares)).sum())
