"""Numbers in the person's own form, with the digits of the formulas."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from nnstudio.app.locale import grouped, moment, numbers_of

ROOT = Path(__file__).parents[2]
STARTED = """
from PySide6.QtCore import QDate, QDateTime, QLocale, QTime
from nnstudio.ui.application import make_application
application = make_application()
numbers = QLocale()
print(numbers.toString(12345), numbers.toString(0.5, "f", 1), application.layoutDirection().name)
"""


@pytest.mark.parametrize("name", ["de_DE", "fr_FR", "ar_MA", "en_GB"])
def test_who_writes_with_the_digits_0_to_9_keeps_their_own_form(name: str) -> None:
    assert numbers_of(QLocale(name)) == QLocale(name)


def test_a_computer_without_a_language_groups_like_the_english_sentences() -> None:
    # Of the locale C, Qt would write 12345; “12,345 rows” stands in a sentence beside it.
    numbers = numbers_of(QLocale.c())
    assert numbers.toString(12345) == "12,345"
    assert numbers.decimalPoint() == "."


@pytest.mark.parametrize(
    ("person", "written"),
    [
        (QLocale("de_DE"), "28.11.26 10:30"),
        (QLocale("fr_FR"), "28/11/2026 10:30"),
        # Qt would write 28 11 2026, which nobody does.
        (QLocale.c(), "2026-11-28 10:30"),
    ],
)
def test_a_moment_is_written_as_the_person_writes_it(person: QLocale, written: str) -> None:
    before = QLocale()
    when = QDateTime(QDate(2026, 11, 28), QTime(10, 30, 59))
    try:
        QLocale.setDefault(numbers_of(person))
        assert moment(when.toSecsSinceEpoch() + 0.4) == written
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("name", "written"),
    [("de_DE", "1.797"), ("fr_FR", "1\u202f797"), ("en_GB", "1,797"), ("ar_EG", "1,797")],
)
def test_a_count_has_the_groups_of_the_person_who_reads_it(name: str, written: str) -> None:
    before = QLocale()
    QLocale.setDefault(numbers_of(QLocale(name)))
    try:
        assert grouped(1797) == written
        assert grouped(797) == "797"
        assert grouped(-1797) == f"−{written}"
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize("name", ["ar_EG", "fa_IR", "mr_IN", "my_MM"])
def test_a_formula_has_the_digits_0_to_9_in_every_language(name: str) -> None:
    assert QLocale(name).zeroDigit() != "0"
    numbers = numbers_of(QLocale(name))
    assert numbers.toString(12345) == "12,345"
    assert numbers.decimalPoint() == "."


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt asks the system elsewhere")
@pytest.mark.parametrize(
    ("name", "written"),
    [("de_DE", "12.345 0,5"), ("fr_FR", "12\u202f345 0,5"), ("ar_EG", "12,345 0.5")],
)
def test_the_program_starts_in_the_language_of_the_computer(name: str, written: str) -> None:
    # English words stand from left to right, also in Cairo; a translation would turn the window.
    full = f"{name}.UTF-8"
    told = subprocess.run(
        [sys.executable, "-c", STARTED],
        env={
            **os.environ,
            "LC_ALL": full,
            "LANG": full,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert told.stdout == f"{written} LeftToRight\n"
