"""The one error of the data package, and words from a file that may stand in a sentence."""

import unicodedata

_NO_SIGNS = frozenset(("Cc", "Cs", "Co", "Zl", "Zp"))
_JOINING = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f")
"""Of the signs that only say how others are written, those that words need. The rest is not seen,
and some of it turns round what stands beside it."""


class DataError(ValueError):
    """Data that cannot be used. The message is a plain sentence: what, where, how to mend it."""

    def __init__(self, message: str) -> None:
        super().__init__(plain(message))


def plain(text: str) -> str:
    """The text on one line, with � for what cannot be shown and without signs that are not seen."""
    if text.isascii() and text.isprintable():
        return text
    signs = (sign for sign in " ".join(text.split()) if sign in _JOINING or not _is_format(sign))
    return "".join("�" if unicodedata.category(sign) in _NO_SIGNS else sign for sign in signs)


def _is_format(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf"


def shown(text: str, longest: int = 40) -> str:
    """As much of a text from a file as a sentence can quote."""
    return plain(text if len(text) <= longest else f"{text[: longest - 1]}…")
