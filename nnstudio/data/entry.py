"""What a built-in set says of itself, and the choices it is made from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nnstudio.data.dataset import Dataset

Family = Literal["truth table", "classes", "regression", "file", "images", "sequences", "tokens"]

MAX_SHIFT = 4  # pixels


@dataclass(frozen=True)
class Choices:
    """What a person chose for a set; each set uses what it has a setting for.

    noise is 0 to 1; length is in steps, shift in pixels.
    """

    samples: int
    noise: float
    classes: int
    length: int
    shift: int


Recipe = Callable[["BuiltIn", Choices, np.random.Generator], Dataset]


@dataclass(frozen=True)
class BuiltIn:
    """What a person can choose about a set, and how it is made.

    description: one sentence that says what is in it.
    has_noise, has_samples, has_shift: whether those settings change anything.
    class_options: the numbers of classes to choose from; empty where it is fixed.
    length_range: the shortest and the longest length; None where there is no such setting.
    length_title: what the length is called for this set.
    values_per_step: how many numbers each step of a sequence, or each picture, takes with its
    answer; 0 where they are few.
    """

    key: str
    title: str
    description: str
    family: Family
    recipe: Recipe = field(repr=False)
    has_noise: bool = True
    has_samples: bool = True
    default_samples: int = 300
    default_noise: float = 0.1
    class_options: tuple[int, ...] = ()
    default_classes: int = 2
    length_range: tuple[int, int] | None = None
    default_length: int = 0
    length_title: str = "Length"
    values_per_step: int = 0
    has_shift: bool = False
    default_shift: int = 0
