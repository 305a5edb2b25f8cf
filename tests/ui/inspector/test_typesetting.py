"""Formulas are laid out once, brackets stand only where they are needed, and nothing jumps."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Number,
    Place,
    Power,
    Product,
    Quotient,
    Rest,
    Sum,
)
from nnstudio.ui.inspector.boxes import Text
from nnstudio.ui.inspector.figures import LONG, SHORT, figure, literal, magnitude
from nnstudio.ui.inspector.markup import atoms_of
from nnstudio.ui.inspector.outline import nodes_of
from nnstudio.ui.inspector.plain_text import text_of
from nnstudio.ui.inspector.type import Type
from nnstudio.ui.inspector.typeset import Template, Typesetter, Words


def number(symbol: str, value: float) -> Number:
    return Number(symbol, value, Place("output", "layer", (0,)))


@pytest.fixture
def typesetter(qapp: object) -> Typesetter:
    return Typesetter(Type(), Words("and {count} more"))


def template_of(
    typesetter: Typesetter, equation: Equation, width: float = 700, room: int = SHORT
) -> Template:
    return typesetter.template(equation, nodes_of(equation), width, room)


def letters_of(template: Template) -> list[str]:
    return [mark.text for mark in template.marks if isinstance(mark, Text)]


def sum_of(count: int, seed: int) -> Equation:
    chance = random.Random(seed)
    terms: tuple[Expression, ...] = tuple(
        Product(
            (number(f"w_{{1,{j}}}", chance.gauss(0, 2)), number(f"x_{{{j}}}", chance.gauss(0, 2)))
        )
        for j in range(1, count + 1)
    )
    total = Sum(terms, "Σ_{j} w_{1,j} x_{j}")
    return Equation(number("z_{1}", total.value), total)


def test_a_symbol_is_taken_apart_into_letters_indices_and_exponents() -> None:
    (w,) = atoms_of("w_{3,1}^{s}")
    assert w.text == "w"
    assert w.italic
    assert [atom.text for atom in w.below] == ["3", ",", "1"]
    assert [atom.text for atom in w.above] == ["s"]
    assert [atom.text for atom in atoms_of("∂C/∂w_{2}")] == ["∂", "C", "/", "∂", "w"]
    assert [atom.italic for atom in atoms_of("log a")] == [False, False, True]
    assert [atom.text for atom in atoms_of("m̂")] == ["m̂"]


def test_equal_formulas_with_other_numbers_are_laid_out_once(typesetter: Typesetter) -> None:
    first = template_of(typesetter, sum_of(12, seed=1))
    for seed in range(2, 30):
        assert template_of(typesetter, sum_of(12, seed)) is first
    assert typesetter.made == 1
    template_of(typesetter, sum_of(13, seed=1))
    assert typesetter.made == 2


def test_what_is_long_goes_into_columns_and_no_wider_than_there_is_room(
    typesetter: Typesetter,
) -> None:
    wide = template_of(typesetter, sum_of(12, 1), 780)
    narrow = template_of(typesetter, sum_of(12, 1), 400)
    assert wide.height < narrow.height
    assert narrow.width <= 400
    assert wide.width <= 780


def test_brackets_stand_only_where_they_are_needed(typesetter: Typesetter) -> None:
    a, b, c = (number(name, value) for name, value in (("a", 2.0), ("b", 3.0), ("c", 4.0)))
    plain = Equation(a, Difference(Product((a, b)), Quotient(b, c)))
    assert "(" not in letters_of(template_of(typesetter, plain))
    loose = Equation(a, Product((Difference(a, b), c)))
    assert letters_of(template_of(typesetter, loose)).count("(") == 2, "in symbols and in numbers"
    called = Equation(a, Applied("tanh", Sum((a, b))))
    assert letters_of(template_of(typesetter, called)).count("(") == 2


def test_the_rest_of_a_sum_is_told_with_its_count(typesetter: Typesetter) -> None:
    total = Sum((number("a", 1.0), Rest(58, 0.123)), "Σ_{k} a_{k}")
    assert "and 58 more" in letters_of(template_of(typesetter, Equation(number("z", 1.123), total)))


def test_no_number_leaves_the_room_that_it_has(typesetter: Typesetter) -> None:
    equation = sum_of(3, 1)
    template = template_of(typesetter, equation)
    for slot in template.slots:
        assert slot.right - slot.width >= -0.5
        assert slot.right <= template.width + 0.5


def test_numbers_are_read_at_a_glance() -> None:
    assert figure(-0.01234) == "−0.0123"
    assert figure(12.3456) == "12.346"
    assert figure(1.23e-5) == "1.2e−5"
    assert figure(-4.7e-12) == "−5e−12"
    assert figure(123456.0) == "123456"
    assert figure(1234567.0) == "1.23e6"
    assert figure(0.0) == "0.0000"
    assert figure(float("nan")) == "—"
    assert figure(float("-inf")) == "−∞"
    assert literal(0.001) == "0.001"
    assert literal(0.1234567) is None


@settings(max_examples=400, deadline=None)
@given(st.floats(-1e300, 1e300), st.sampled_from([SHORT, LONG, 14]))
def test_every_number_fits_its_slot_and_is_nearly_what_it_says(value: float, room: int) -> None:
    text = magnitude(value, room)
    assert len(text) <= room
    if abs(value) > 1e-300:
        said = float(text.replace("−", "-"))
        assert said == pytest.approx(abs(value), rel=0.51)


def test_an_equation_as_text_says_all_that_it_shows() -> None:
    x, y = number("x_{1}", -0.5), Number("2", 2.0)
    equation = Equation(
        number("z", 0.75), Difference(Product((y, Power(x, 2.0))), number("b", -0.25))
    )
    assert text_of(equation) == (
        "z = 2 · x_1^2 − b = 2 × (−0.50000000)^2 − (−0.25000000) = 0.75000000"
    )


def test_a_derivative_that_is_squared_stands_in_brackets(typesetter: Typesetter) -> None:
    slope = number("∂C/∂w_{2}", -0.5)
    squared = Equation(number("v", 0.25), Power(slope, 2.0))
    assert letters_of(template_of(typesetter, squared)).count("(") == 1
    assert text_of(squared).startswith("v = (∂C/∂w_2)^2 = (−0.5000")
    single = Equation(number("v", 0.25), Power(number("a_{2}", 0.5), 2.0))
    assert "(" not in letters_of(template_of(typesetter, single))
