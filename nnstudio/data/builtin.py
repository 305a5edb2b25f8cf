"""The built-in sets: one entry in the table of its family is all it takes to add another."""

import numpy as np

from nnstudio.data import entries_images, entries_sequences, entries_tables, entries_tokens
from nnstudio.data.dataset import Dataset
from nnstudio.data.entry import MAX_SHIFT, BuiltIn, Choices
from nnstudio.data.errors import DataError, shown

MIN_SAMPLES = 10
MAX_SAMPLES = 100_000
MAX_VALUES = 10_000_000  # numbers in all samples and answers: 80 MB, and some copies of them

BUILT_IN: dict[str, BuiltIn] = {
    entry.key: entry
    for family in (entries_tables, entries_images, entries_sequences, entries_tokens)
    for entry in family.ENTRIES
}


def make(
    key: str,
    samples: int,
    noise: float,
    seed: int,
    classes: int | None = None,
    length: int | None = None,
    shift: int | None = None,
) -> Dataset:
    """One built-in set; the same arguments give the same bits.

    noise is 0 to 1, length is in steps, shift in pixels. classes, length and shift of None, and
    a length of 0, stand for the set's own. A setting that the set does not have is ignored.
    Raises DataError for an unknown key or a setting out of range.
    """
    entry = BUILT_IN.get(key)
    if entry is None:
        raise DataError(f"There is no built-in data set called “{shown(key)}”.")
    choices = Choices(
        samples=samples,
        noise=noise,
        classes=entry.default_classes if classes is None else classes,
        length=length or entry.default_length,
        shift=entry.default_shift if shift is None else shift,
    )
    for wrong, sentence in _faults(entry, choices, seed):
        if wrong:
            raise DataError(sentence)
    return entry.recipe(entry, choices, np.random.default_rng(seed))


def _faults(entry: BuiltIn, choices: Choices, seed: int) -> list[tuple[bool, str]]:
    faults = [
        (
            entry.has_samples and not MIN_SAMPLES <= choices.samples <= MAX_SAMPLES,
            f"The number of samples must lie from {MIN_SAMPLES} to {MAX_SAMPLES:,}.",
        ),
        (entry.has_noise and not 0 <= choices.noise <= 1, "Noise must lie from 0 to 100 %."),
        (seed < 0, "A seed is a whole number from 0 upwards."),
        (
            entry.has_shift and not 0 <= choices.shift <= MAX_SHIFT,
            f"The shift must lie from 0 to {MAX_SHIFT} pixels.",
        ),
    ]
    if entry.class_options:
        low, high = entry.class_options[0], entry.class_options[-1]
        sentence = f"“{entry.title}” can have {low} to {high} classes."
        faults.append((choices.classes not in entry.class_options, sentence))
    if entry.length_range:
        low, high = entry.length_range
        name = entry.length_title.lower()
        sentence = f"The {name} of “{entry.title}” must lie from {low} to {high}."
        faults.append((not low <= choices.length <= high, sentence))
        sentence = (
            f"{choices.samples:,} samples with a {name} of {choices.length} are too many to keep "
            f"in memory: choose fewer samples or a smaller {name}."
        )
    else:
        sentence = (
            f"{choices.samples:,} samples of “{entry.title}” are too many to keep in memory: "
            "choose fewer."
        )
    steps = choices.length + 1 if entry.length_range else 1
    size = choices.samples * steps * entry.values_per_step
    return [*faults, (size > MAX_VALUES, sentence)]
