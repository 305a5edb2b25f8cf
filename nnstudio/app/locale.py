"""How numbers are written: in the person's own form, with the digits of the formulas."""

from PySide6.QtCore import QLocale


def numbers_of(person: QLocale) -> QLocale:
    """The locale to write numbers in, for someone whose computer has this one.

    It is their own, with its decimal sign and grouping, unless its digits are not 0 to 9. A
    formula has those and runs from left to right in every language, and 2 × 3 = 6 written with
    the digits of Arabic would turn round inside a line. Those digits can be typed all the same.
    """
    if person.zeroDigit() == "0":
        return person
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
