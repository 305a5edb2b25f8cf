"""A learner fills in numbers of real networks, and is told where it went wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.exercise.blanks import ALL, Blank, Exercise, choose, rounded
from nnstudio.explain.exercise.judging import judge
from nnstudio.explain.exercise.reading import read
from nnstudio.explain.explanation import explain
from nnstudio.explain.expressions import Number
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import (
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    FlattenSpec,
    LSTMSpec,
    MeanOverTimeSpec,
    TransformerBlockSpec,
)
from nnstudio.project.session import Session
from nnstudio.project.specs import AdamSpec, SGDSpec
from tests.explain.holding import everything as all_about
from tests.explain.holding import project, random_session

VALUE, WEIGHT = Subject("hidden-2", (1,)), Subject("hidden-2", weight=(1, 2))


@pytest.fixture(scope="module")
def xor() -> Moment:
    session = Session(EXAMPLES["xor"].project)
    for _ in range(7):
        session.training.step()
    return Twin().moment(session, 1)


@pytest.fixture(scope="module")
def squared() -> Moment:
    """Two outputs with tanh under the mean squared error."""
    given_project = project(
        "moons",
        DenseSpec(id="hidden", units=3, activation="sigmoid"),
        output=DenseSpec(id="output", units=2, activation="tanh"),
        loss="mean squared error",
        optimiser=AdamSpec(),
    )
    return Twin().moment(random_session(given_project, 5, steps=2), 0)


def everything(moment: Moment, subject: Subject) -> Exercise:
    return choose(explain(moment, subject), ALL, seed=0)


def blank_of(moment: Moment, subject: Subject, name: str) -> Blank:
    blanks = everything(moment, subject).blanks
    found = [blank for blank in blanks if blank.name == name]
    assert found, [blank.name for blank in blanks]
    return found[0]


def values(blank: Blank) -> dict[str, float]:
    """The numbers that the blank is worked out from, by their symbols."""
    found: dict[str, float] = {}

    def gather(node: object) -> None:
        if isinstance(node, Number):
            found[node.symbol] = node.value
        elif isinstance(node, tuple):
            for one in node:
                gather(one)
        elif hasattr(node, "__dataclass_fields__"):
            for name in node.__dataclass_fields__:
                gather(getattr(node, name))

    gather(blank.equation.right)
    return found


def typed(value: float) -> str:
    return f"{value:.4g}"


def said(blank: Blank, value: float) -> tuple[str, str]:
    verdict = judge(typed(value), blank)
    assert not verdict.right
    return verdict.outcome, verdict.sentence


def test_one_two_and_all_numbers_are_blank(xor: Moment) -> None:
    derivation = explain(xor, VALUE)
    assert len(choose(derivation, 1, 0).blanks) == 1
    assert len(choose(derivation, 2, 0).blanks) == 2
    names = [blank.name for blank in choose(derivation, ALL, 0).blanks]
    assert names == [
        *(f"w₂,{index} · a{index}⁻" for index in "₁₂₃₄"),
        "z₂",
        "a₂",
        "∂C/∂a₂",
        "δ₂",
    ]


def test_the_same_seed_leaves_the_same_blanks_and_other_seeds_reach_every_result(
    xor: Moment,
) -> None:
    derivation = explain(xor, VALUE)
    for level in (1, 2):
        for seed in range(5):
            assert choose(derivation, level, seed, "a") == choose(derivation, level, seed, "a")
    reached = {choose(derivation, 1, seed).blanks[0].name for seed in range(40)}
    assert reached == {"z₂", "a₂", "∂C/∂a₂", "δ₂"}


def test_the_numbers_given_lead_to_an_answer_that_is_right(xor: Moment, squared: Moment) -> None:
    for moment, subjects in (
        (xor, (VALUE, WEIGHT, Subject("output", (0,)))),
        (squared, (Subject("hidden", (0,)), Subject("hidden", weight=(0, 1)))),
    ):
        for subject in subjects:
            exercise = everything(moment, subject)
            for blank in exercise.blanks:
                reached = rounded(blank.equation.right, exercise.digits[blank.line]).value
                for digits in (max(3, blank.needed), 6, 12):
                    assert judge(f"{reached:.{digits}g}", blank).right, (blank, digits)


KINDS = {
    "convolution": ("digits", Conv2DSpec(id="layer", filters=2, kernel=3), FlattenSpec(id="flat")),
    "recurrence": ("remember-first", LSTMSpec(id="layer", units=3)),
    "attention": (
        "remember-first",
        DenseSpec(id="before", units=4),
        TransformerBlockSpec(id="layer", heads=2, hidden=4),
        MeanOverTimeSpec(id="mean"),
    ),
    "norm": ("moons", DenseSpec(id="before", units=4), BatchNormSpec(id="layer")),
}
OUTPUTS = {"digits": 10, "remember-first": 4, "moons": 2}


@pytest.mark.parametrize("kind", KINDS)
def test_the_numbers_given_lead_to_the_answer_in_every_kind_of_layer(kind: str) -> None:
    key, *layers = KINDS[kind]
    output = DenseSpec(id="output", units=OUTPUTS[key], activation="softmax")
    session = random_session(project(key, *layers, output=output), 1, steps=1)
    moment = Twin().moment(session, 0)
    count = 0
    for derivation in all_about(moment, "layer"):
        exercise = choose(derivation, ALL, 0)
        for blank in exercise.blanks:
            reached = rounded(blank.equation.right, exercise.digits[blank.line]).value
            assert judge(f"{reached:.{max(3, blank.needed)}g}", blank).right, blank
            count += 1
    assert count


def test_a_wrong_sign_is_named(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "z₂")
    assert said(blank, -blank.value) == (
        "sign",
        "The size is right, only the sign is not: follow the minus signs once more.",
    )


def test_a_forgotten_derivative_is_named(xor: Moment, squared: Moment) -> None:
    blank = blank_of(xor, VALUE, "δ₂")
    outcome, sentence = said(blank, values(blank)["∂C/∂a_{2}"])
    assert outcome == "derivative"
    assert "times f′(z) = 1 − a₂²" in sentence
    blank = blank_of(squared, Subject("hidden", (0,)), "δ₁")
    outcome, sentence = said(blank, values(blank)["∂C/∂a_{1}"])
    assert outcome == "derivative"
    assert "times f′(z) = a₁ · (1 − a₁)" in sentence


def test_a_forgotten_bias_and_a_forgotten_term_are_named(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "z₂")
    given_values = values(blank)
    assert said(blank, blank.value - given_values["b_{2}"])[1] == (
        "The bias is missing: add b₂ at the end."
    )
    for index in (1, 2, 3, 4):
        term = given_values[f"w_{{2,{index}}}"] * given_values[f"a_{{{index}}}^{{−}}"]
        outcome, sentence = said(blank, blank.value - term)
        assert outcome == "term"
        assert f"w₂,{'₁₂₃₄'[index - 1]}" in sentence


def test_the_sum_given_for_the_activation_is_named(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "a₂")
    assert said(blank, values(blank)["z_{2}"]) == (
        "activation",
        "That is z₂, before the activation: tanh is still to be applied to it.",
    )


def test_target_minus_answer_is_told_from_a_slip_of_the_sign(xor: Moment, squared: Moment) -> None:
    blank = blank_of(xor, Subject("output", (0,)), "δ₁")
    assert said(blank, -blank.value) == (
        "inverted",
        "The difference is the wrong way round: a₁ comes first, and y₁ is taken off.",
    )
    blank = blank_of(squared, Subject("output", (1,)), "∂C/∂a₂")
    assert said(blank, -blank.value)[0] == "inverted"


def test_a_forgotten_weight_is_named(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "∂C/∂a₂")
    assert said(blank, values(blank)["δ_{1}"]) == (
        "factor",
        "One factor is missing: the weight w₁,₂.",
    )


def descending(rate: float) -> Blank:
    """The new weight of plain gradient descent at this learning rate."""
    given_project = project(
        "moons",
        DenseSpec(id="hidden", units=3, activation="tanh"),
        output=DenseSpec(id="output", units=2, activation="softmax"),
        optimiser=SGDSpec(),
        learning_rate=rate,
    )
    moment = Twin().moment(random_session(given_project, 5, steps=2), 0)
    return everything(moment, Subject("hidden", weight=(0, 1))).blanks[-1]


def test_a_forgotten_learning_rate_is_named() -> None:
    new = descending(0.1)
    given_values = values(new)
    gradient = given_values["∂C/∂w_{1,2}"]
    assert judge(f"{given_values['w_{1,2}'] - gradient:.6g}", new).sentence == (
        "One factor is missing: the learning rate η."
    )
    assert judge(f"{given_values['w_{1,2}'] + 0.1 * gradient:.6g}", new).outcome == "sign"


def test_the_old_weight_is_no_answer_for_the_new_one() -> None:
    new = descending(0.003)
    old = values(new)["w_{1,2}"]
    assert new.needed > 2
    verdict = judge(f"{old:.8f}", new)
    assert verdict.outcome == "term"
    assert "has not been taken off yet" in verdict.sentence
    assert judge(f"{new.value:.2g}", new).outcome == "digits"
    assert judge(f"{new.value:.{new.needed}g}", new).right


def test_a_sum_that_was_not_divided_is_named(xor: Moment) -> None:
    blank = blank_of(xor, WEIGHT, "∂C/∂w₂,₃")
    batch = float(len(xor.samples))
    assert said(blank, blank.value * batch) == (
        "divisor",
        f"The sum is right; for the mean divide it by {batch:.0f}.",
    )


def test_a_decimal_point_in_the_wrong_place_is_named(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "a₂")
    assert said(blank, blank.value * 10.0) == (
        "point",
        "The digits are right, but the decimal point is not: it belongs one place further to the "
        "left.",
    )
    assert "two places further to the right" in said(blank, blank.value / 100.0)[1]


def test_another_activation_is_named(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "a₂")
    z = values(blank)["z_{2}"]
    assert said(blank, 1.0 / (1.0 + np.exp(-z)))[1] == (
        "That is sigmoid of z₂; this neuron has tanh."
    )


def test_an_answer_that_nothing_explains_gets_the_first_place_to_look(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "z₂")
    outcome, sentence = said(blank, 987.0)
    assert outcome == "unknown"
    assert sentence.startswith("Not yet. The first place to look: w₂,")


def test_what_takes_nothing_off_needs_no_more_digits() -> None:
    for sample in range(4):
        given_project = EXAMPLES["xor"].project
        moment = Twin().moment(Session(given_project), sample)
        for blank in everything(moment, Subject("output", (0,))).blanks:
            assert blank.needed == 2, blank


def test_one_digit_is_not_enough_and_words_are_not_a_number(xor: Moment) -> None:
    blank = blank_of(xor, VALUE, "a₂")
    one = f"{blank.value:.1g}"
    assert judge(one, blank).outcome in ("digits", "right")
    assert judge("", blank).outcome == "empty"
    for text in ("zero", "1.2.3", "1/0", "nan", "inf", "--1", "1e999", "1_0", "1,2,3"):
        assert judge(text, blank).outcome == "unreadable", text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,25", 0.25),
        (" −0.5 ", -0.5),
        ("1,3e-4", 1.3e-4),
        ("1.3·10⁻⁴", 1.3e-4),
        ("2 × 10^3", 2000.0),
        ("1/4", 0.25),
        ("−3/8", -0.375),
        (".5", 0.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1\u202f234", 1234.0),
        ("+7", 7.0),
        ("٠٫٥", 0.5),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert read(text).value == value


def forms(value: float, digits: int) -> list[str]:
    """A number with so many digits, in the notations of people."""
    plain, power = f"{value:.{digits - 1}e}".split("e")
    short = f"{value:.{digits}g}"
    found = [f"{plain}e{int(power)}", f"{plain} · 10^{int(power)}", short]
    found += [form.replace(".", ",") for form in found]
    return found + [form.replace("-", "−") for form in found]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(("sigmoid", "tanh", "relu", "leaky relu")),
    st.integers(0, 2**31),
    st.integers(0, 3),
    st.floats(0.05, 3.0),
)
def test_the_right_number_is_always_taken_and_one_that_is_off_by_five_per_cent_never(
    activation: str, seed: int, steps: int, off: float
) -> None:
    given_project = project(
        "moons",
        DenseSpec(id="hidden", units=4, activation=activation),
        output=DenseSpec(id="output", units=2, activation="softmax"),
        optimiser=AdamSpec() if seed % 2 else EXAMPLES["xor"].project.training.optimiser,
    )
    moment = Twin().moment(random_session(given_project, seed, steps), seed % 24)
    for subject in (
        Subject("hidden", (seed % 4,)),
        Subject("output", (seed % 2,)),
        Subject("hidden", weight=(seed % 4, seed % 3)),
    ):
        for blank in everything(moment, subject).blanks:
            for digits in range(blank.needed, 9):
                for form in forms(blank.value, digits):
                    assert judge(form, blank).right, (form, blank)
            if blank.value:
                for factor in (1.0 + off, 1.0 - off):
                    for form in forms(blank.value * factor, 6):
                        assert not judge(form, blank).right, (form, blank)
