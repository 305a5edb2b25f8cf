"""Numbers as the window writes them on this computer."""

import re

from PySide6.QtCore import QLocale


def here(text: str) -> str:
    """A text with its numbers in the person's own form: here("0.5 of 1,797") is "0,5 of 1.797"
    in German."""
    locale = QLocale()
    signs = {".": locale.decimalPoint(), ",": locale.groupSeparator()}
    return re.sub(r"(?<=\d)[.,](?=\d)", lambda found: signs[found.group()], text)


def read(text: str) -> float:
    """The number that the window wrote."""
    return float(text.replace(QLocale().decimalPoint(), ".").replace("−", "-"))
