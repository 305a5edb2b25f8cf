"""How numbers and moments are written: as the person does, with the digits of the formulas."""

from PySide6.QtCore import QDateTime, QLocale


def numbers_of(person: QLocale) -> QLocale:
    """The locale to write numbers in, for someone whose computer has this one.

    It is their own, with its decimal sign and grouping, unless its digits are not 0 to 9. A
    formula has those and runs from left to right in every language, and 2 × 3 = 6 written with
    the digits of Arabic would turn round inside a line. Those digits can be typed all the same.
    A computer without a language (C) would not group at all; there it is as in English sentences.
    """
    if person.zeroDigit() == "0":
        if person.language() != QLocale.Language.C:
            return person
        plain = QLocale(person)
        plain.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)
        return plain
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


def grouped(number: int) -> str:
    """A count, or the place of something in a row, as it is read: 2,840, or 2.840 in German.

    What is measured or calculated has no groups, as in a formula, nor has what can be typed.
    """
    return ("−" if number < 0 else "") + QLocale().toString(abs(int(number)))


def moment(seconds: float) -> str:
    """A point in time, in seconds since 1970, as its date and hour are read: 28.11.26 10:30.

    Without a language no order of day and month is the right one; there the year comes first.
    """
    when, person = QDateTime.fromSecsSinceEpoch(int(seconds)), QLocale()
    if person.language() == QLocale.Language.C:
        return when.toString("yyyy-MM-dd HH:mm")
    return person.toString(when, QLocale.FormatType.ShortFormat)
