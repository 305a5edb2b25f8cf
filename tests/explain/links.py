"""Where a click leads: every number that can be clicked is worked out where the click arrives."""

from collections.abc import Iterator

import numpy as np

from nnstudio.explain.derivation import Derivation
from nnstudio.explain.explanation import explain
from nnstudio.explain.expressions import Number
from nnstudio.explain.moment import Moment
from nnstudio.explain.subject import Subject, subject_of
from tests.explain.holding import assert_true, numbers

WEIGHTS = ("weight", "gradient", "new weight")


def clickable(derivation: Derivation) -> Iterator[Number]:
    """All numbers of a derivation that stand somewhere."""
    for equation in derivation.equations():
        for number in (equation.left, *numbers(equation.right)):
            if number.place is not None:
                yield number


def arrive(moment: Moment, number: Number) -> Derivation | None:
    """What a click on a number leads to, in which it must be worked out or be what is changed."""
    assert number.place is not None
    subject = subject_of(number.place)
    if subject is None:
        return None
    found = explain(moment, subject, 4)
    named = [equation.left.value for equation in found.equations()]
    if number.place.role in WEIGHTS:
        named += [other.value for one in found.update for other in numbers(one.right)]
    assert number.value in named, (number, subject)
    return found


def wander(moment: Moment, start: Subject, generator: np.random.Generator, steps: int) -> None:
    """Click on numbers at random, from one derivation to the next; all that is said is true."""
    derivation = explain(moment, start, 4)
    for _ in range(steps):
        assert_true(moment, derivation)
        ways = [one for one in clickable(derivation) if one.place and one.place.layer_id]
        following = arrive(moment, ways[generator.integers(len(ways))])
        assert following is not None
        derivation = following
