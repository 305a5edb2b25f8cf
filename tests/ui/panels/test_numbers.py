"""Numbers as people write them."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from nnstudio.app.locale import grouped
from nnstudio.ui.widgets.numbers import decimal, exact, percent, read_number, read_whole, short

C, GERMAN = QLocale.c(), QLocale("de_DE")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.125", 0.125),
        ("0,125", 0.125),
        (" 1e-3 ", 0.001),
        ("1E9", 1e9),
        ("−2,5", -2.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 000 000", 1e6),
        ("1,000,000", 1e6),
        ("1'000.5", 1000.5),
        ("3·10⁻²", 0.03),
        ("٠٫١٢٥", 0.125),
        (".5", 0.5),
    ],
)
def test_a_number_is_read_as_it_is_written_anywhere(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e", "1..2,3,4", "--1", "0x10", "1;5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (only its kind matters)
        read_number(text)


@given(st.floats(min_value=0.0, max_value=1e9), st.sampled_from([C, GERMAN]))
def test_every_number_that_is_shown_reads_back_to_the_last_bit(
    value: float, locale: QLocale
) -> None:
    assert read_number(exact(value, locale)) == value


@given(st.integers(min_value=0, max_value=2**32 - 1), st.sampled_from([C, GERMAN]))
def test_every_whole_number_reads_back(value: int, locale: QLocale) -> None:
    assert read_whole(exact(value, locale)) == value


@pytest.mark.parametrize(("text", "number"), [("1,000", 1000), ("1.000", 1000), ("32", 32)])
def test_a_whole_number_may_be_grouped(text: str, number: int) -> None:
    assert read_whole(text) == number


@pytest.mark.parametrize("name", ["en_GB", "en_IN", "de_DE", "de_CH", "fr_FR", "pl_PL"])
def test_a_count_that_is_shown_can_be_typed_as_it_stands(name: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    try:
        for count in (999, 1797, 12_345, 1_234_567, 10**12):
            assert read_whole(grouped(count)) == count
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize("text", ["1.5", "2,25", "1e400", "inf", ""])
def test_what_is_not_whole_is_refused_as_a_whole_number(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        read_whole(text)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_loss_of_any_size_stays_short(value: float) -> None:
    assert 0 < len(short(value, C)) <= 9


def test_a_number_of_a_table_has_its_decimals() -> None:
    assert decimal(-0.0001, C) == "0.000"
    assert decimal(-0.25, GERMAN) == "−0,250"
    assert decimal(inf, C) == "∞"
    assert decimal(nan, C) == "—"
    assert decimal(1e200, C) == "1.0e+200"


def test_what_there_is_not_is_a_dash() -> None:
    assert short(None, C) == short(nan, C) == percent(None, C) == "—"
    assert short(inf, C) == "∞"
    assert short(0.16964, GERMAN) == "0,1696"
    assert percent(0.975, GERMAN) == "97,5\u202f%"
    assert percent(1.0, C) == "100\u202f%"


@pytest.mark.parametrize("value", [0.1696, 9.99991, 30.0432, 300.4327, 5000.04])
def test_a_loss_keeps_its_width_whatever_its_size(value: float) -> None:
    assert len(short(value, C)) <= len("0.16960")


def test_a_number_of_many_noughts_is_told_by_their_count() -> None:
    assert exact(1e9, C) == "1e9"
    assert exact(-25e6, C) == "−25e6"
    assert exact(100_000.0, C) == "100000"
