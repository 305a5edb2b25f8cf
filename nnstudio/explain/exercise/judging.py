"""What is said about an answer.

An answer is right if it agrees with the core's number to the digits that were typed: to half a
unit of the last of two digits, to one unit of the third where three or more were typed. More is not
asked, since the numbers given are rounded themselves. At least two significant digits are asked;
more where a small step would drown in two (`Blank.needed`). A number that is 5 % off is never
right.
"""

from dataclasses import dataclass
from typing import Literal

from nnstudio.explain.exercise.blanks import JUDGED, LEAST, ZERO, Blank, unit
from nnstudio.explain.exercise.mistakes import Kind, mistakes_of
from nnstudio.explain.exercise.reading import Typed, read
from nnstudio.explain.exercise.wording import formula, function_name
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Expression,
    Largest,
    Number,
    Power,
    Product,
    Quotient,
    Rest,
    Sum,
)

Outcome = Literal["right", "empty", "unreadable", "digits", "rounded", "unknown"] | Kind
BOUND = 0.0499
"""No more than this share of the right number may an answer be off."""
SLACK = 0.04
"""In units of the second digit: what the numbers given add to the rounding of the answer."""
LONGEST = 30
"""Signs of a formula that is named in the middle of a sentence."""
CLOSE = 0.05
"""As near as this, an answer is spoken of as rounded, unless its digits show a known mistake."""
COUNTS = {3: "three", 4: "four", 5: "five", 6: "six"}


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right; if not, a sentence about where it went wrong."""

    outcome: Outcome
    sentence: str

    @property
    def right(self) -> bool:
        return self.outcome == "right"


def judge(typed: str, blank: Blank) -> Verdict:
    """What is to be said about this answer."""
    if not typed.strip():
        return Verdict("empty", "Type a number, with a point or a comma.")
    try:
        answer = read(typed)
    except ValueError:
        return Verdict(
            "unreadable",
            "This is not read as a number. Type it like 0.25, 0,25, −1.3e−4 or 1/4.",
        )
    truth = blank.value
    if agrees(answer, truth, blank.needed):
        return Verdict("right", "Right.")
    off = abs(answer.value - truth)
    near = off <= CLOSE * abs(truth)
    if not near or answer.digits >= max(JUDGED, blank.needed):
        for mistake in mistakes_of(blank.equation):
            closer = abs(answer.value - mistake.value) < off
            if closer and agrees(answer, mistake.value, blank.needed):
                return Verdict(mistake.kind, mistake.sentence)
    if answer.digits < blank.needed and off <= 0.51 * unit(truth, answer.digits):
        return Verdict("digits", _more_digits(blank.needed))
    if near:
        return Verdict(
            "rounded",
            "Very close. It was rounded too soon: keep at least four digits until the end.",
        )
    return Verdict("unknown", f"Not yet. {first_look(blank.equation.right)}")


def _more_digits(needed: int) -> str:
    if needed <= LEAST:
        return "Right as far as it goes. Give at least two digits."
    return (
        f"Right as far as it goes. Give {COUNTS[needed]} digits here: the step is so small that "
        "it would not be seen in fewer."
    )


def agrees(answer: Typed, value: float, needed: int) -> bool:
    """Whether an answer is this number, judged to the digits typed and to at least `needed`."""
    if value == 0.0:
        return abs(answer.value) <= ZERO
    digits = max(needed, min(answer.digits, max(JUDGED, needed)))
    share = 0.5 + SLACK if digits <= 2 else 1.0
    allowed = min(share * unit(value, digits), BOUND * abs(value))
    return abs(answer.value - value) <= allowed * (1.0 + 1e-9)


def first_look(right: Expression) -> str:
    """Where to begin, for an answer that no known mistake explains."""
    return f"The first place to look: {_where(right)}."


def _where(right: Expression) -> str:
    match right:
        case Sum():
            shown = [term for term in right.terms if not isinstance(term, Rest)] or right.terms
            largest = max(shown, key=lambda term: abs(term.value))
            if len(right.terms) == 1:
                return _where(largest)
            name = f"{formula(largest)}, the largest term"
            if isinstance(largest, Number | Rest):
                return name
            return f"{name}; add the others to it one by one"
        case Product():
            inner = [one for one in right.factors if not isinstance(one, Number | Rest)]
            if inner:
                return f"{formula(inner[0])}; multiply when that is worked out"
            return f"whether it is {formula(right)} that was multiplied"
        case Quotient():
            under = formula(right.under)
            under = under if len(under) <= LONGEST else "what is under the line"
            if isinstance(right.over, Number):
                return f"{formula(right.over)}, divided by {under}"
            return f"{_where(right.over)}; divide by {under} at the end"
        case Difference():
            if isinstance(right.second, Number):
                return f"the two numbers of {formula(right)}"
            return f"{formula(right.second)}, which is taken off"
        case Power():
            return f"{formula(right.base)}, before the power is taken"
        case Applied():
            name = f"{formula(right.argument)}, before {function_name(right)} is applied to it"
            return f"{name}, in radians" if right.function in ("sin", "cos") else name
        case Largest():
            return "which of them is the largest"
        case Number() | Rest():
            return f"{formula(right)}, which is taken as it stands"
