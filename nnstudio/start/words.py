"""How the start speaks: plain sentences on standard error, so that standard output stays clean."""

import sys


class StartError(Exception):
    """The start cannot go on; the message is the sentence for the person, with its mend."""


def say(text: str) -> None:
    """Write one line to standard error; say nothing where there is none (a windowed program)."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except UnicodeEncodeError:
        encoding = sys.stderr.encoding or "ascii"
        sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")
