"""The one error of the data package, and words from a file that may stand in a sentence."""

import unicodedata

_NO_SIGNS = frozenset(("Cc", "Cs", "Co", "Zl", "Zp"))
_TURNING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
"""Signs that nobody sees and that turn round what stands beside them."""


class DataError(ValueError):
    """Data that cannot be used. The message is a plain sentence: what, where, how to mend it."""

    def __init__(self, message: str) -> None:
        super().__init__(plain(message))


def plain(text: str) -> str:
    """The text on one line, with � for what cannot be shown and without signs that turn it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        "�" if unicodedata.category(sign) in _NO_SIGNS else sign
        for sign in " ".join(text.split())
        if sign not in _TURNING
    )


def shown(text: str, longest: int = 40) -> str:
    """As much of a text from a file as a sentence can quote."""
    return plain(text if len(text) <= longest else f"{text[: longest - 1]}…")
