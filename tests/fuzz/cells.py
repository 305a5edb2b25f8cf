"""Tables as text, with cells and lines that no table should have."""

from hypothesis import strategies as st

from tests.fuzz import pieces

CELLS = (
    "1", "2.5", "3,5", "-4", "a", "b", "cat", "", " ", "NA", "nan", "inf", "-∞", "1e30", "1e31",
    "1e308",
    "1e400", "9" * 59, "9" * 61, "0x10", "1_000", "١٢", "1.2.3", "=1+1", '=cmd|"/c calc"!A1',
    "@SUM(A1)",
    "+1", "\u202e1", "\u200f2", "\x00", "\x07", "\x1b[31m", "a\nb", '"', '""', "'", "\ufeff", "�",
    "é",
    "😀", "x" * 300, "y" * 5_000, "1000000000", "999999999999", "-0", "1e-400", "2024-01-01",
    "12:30", "1 000",
    "50%", "€5", "true", "#REF!", "\u2028", "\x85", "ß", "İ", "a\tb", "sep=;",
)  # fmt: skip
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
)
ENDS = ("\n", "\r\n", "\r", "\n\n", "\n\r", "\x0b", "\u2028")
HEADS = (
    "",
    "",
    "",
    "sep=,\n",
    "sep=;\r\n",
    "sep=\x00\n",
    '"sep=|"\n',
    "\ufeff",
    "#!/bin/sh\n",
    "PK\x03\x04",
)
TAILS = ("", "", "", "\x1a", '"', "\x00", "\n\n\n", ",", "a" * 100_000)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The bytes of a table."""
    separator = draw(st.sampled_from((",", ";", "\t", "|", " ", ":")))
    end = draw(st.sampled_from(ENDS))
    width = draw(st.sampled_from((1, 2, 3, 5, 40, 600)))
    pool = draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=6))
    rows = draw(st.lists(st.integers(0, 7), min_size=1, max_size=12))
    lines = []
    for number, turn in enumerate(rows):
        cells = [pool[(turn + place) % len(pool)] for place in range(max(1, width - (turn == 7)))]
        if number and turn < 4:
            cells = [str(number * place % 13) for place in range(len(cells))]
        lines.append(separator.join(_quoted(draw, cell) if width < 40 else cell for cell in cells))
    mixed = draw(st.booleans())
    text = "".join(
        line + (ENDS[number % len(ENDS)] if mixed else end) for number, line in enumerate(lines)
    )
    text = draw(st.sampled_from(HEADS)) + text * draw(st.sampled_from((1, 1, 1, 30)))
    text += draw(st.sampled_from(TAILS))
    raw = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
    return draw(pieces.damaged(raw)) if draw(st.integers(0, 3)) == 0 else raw


def _quoted(draw: st.DrawFn, cell: str) -> str:
    if draw(st.integers(0, 5)):
        return cell
    return draw(st.sampled_from((f'"{cell}"', f'"{cell}', f'{cell}"', f'""{cell}""', f'"{cell}"x')))
