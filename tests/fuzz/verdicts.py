"""What must hold of a file, whatever is in it."""

import re
import unicodedata

from tests.fuzz.opener import Report
from tests.fuzz.watching import MEGABYTE

MOST_SECONDS = 2.0
"""Of work until a file is open or refused."""
MOST_BYTES = 512 * MEGABYTE
"""Above what the program had before."""
MOST_TO_USE = 10.0
"""Seconds of work for a look at all samples, a step, an edit, saving and opening again."""
MOST_BYTES_TO_USE = 1536 * MEGABYTE
LONGEST_WORDS = 300
_CODE = re.compile(
    r"Traceback|Error\b|Exception|\b(?:None|nnstudio|msgspec|numpy|zipfile|zlib)\b|<class|0x[0-9a-f]+|"
    r"object at|\w+\(\)|`"
)


def faults(report: Report) -> list[str]:
    """A sentence for everything that should not be so."""
    found = [f"It did something unusual: {what}." for what in report.unusual]
    if report.outcome == "failed":
        return [*found, f"An exception:\n{report.trace}"]
    if report.opening_seconds > MOST_SECONDS:
        found.append(f"Opening took {report.opening_seconds:.1f} s of work.")
    if report.opening_bytes > MOST_BYTES:
        found.append(f"Opening took {report.opening_bytes / MEGABYTE:.0f} MB.")
    if report.using_seconds > MOST_TO_USE:
        found.append(f"Using it took {report.using_seconds:.1f} s of work.")
    if report.using_bytes > MOST_BYTES_TO_USE:
        found.append(f"Using it took {report.using_bytes / MEGABYTE:.0f} MB.")
    if report.outcome == "refused" and not report.words:
        found.append("It was refused without a word.")
    for words in report.words:
        found += [f"{fault}: {words!r}" for fault in faults_of(words)]
    return found


def faults_of(words: str) -> list[str]:
    """What is wrong with a sentence on the screen."""
    found = []
    if not words.strip() or not words.endswith((".", "…")):
        found.append("No sentence")
    if len(words) > LONGEST_WORDS:
        found.append(f"Words of {len(words)} characters")
    if _CODE.search(re.sub("“[^”]*”", "", words)):
        found.append("Words of a programmer")
    hidden = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    if any(unicodedata.category(sign) in hidden for sign in re.sub("[\u200c\u200d]", "", words)):
        found.append("A sign that cannot be shown")
    return found
