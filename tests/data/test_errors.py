"""Words from files in sentences of ours."""

import pytest

from nnstudio.data.errors import DataError, plain, shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("größe 学校 👩‍🔬 می‌خواهم", "größe 学校 👩‍🔬 می‌خواهم"),
        ("two\nlines\tand  a gap", "two lines and a gap"),
        ("bell\x07 \x00 \ud800", "bell� � �"),
        ("\u202egnp.exe\u200f", "gnp.exe"),
        ("Schiff\u00adfahrt\u200b", "Schifffahrt"),
    ],
)
def test_a_sentence_shows_what_can_be_shown_and_nothing_turns_it_round(
    text: str, said: str
) -> None:
    assert plain(text) == said
    assert str(DataError(f"“{text}” is odd.")) == f"“{said}” is odd."


def test_no_more_of_a_text_is_quoted_than_a_sentence_can_carry() -> None:
    assert shown("short") == "short"
    assert shown("x" * 10**6) == "x" * 39 + "…"
