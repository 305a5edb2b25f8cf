"""How a CSV file is written: separator, decimal sign, encoding, header."""

from dataclasses import dataclass

from nnstudio.data.errors import DataError

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
DECIMALS = {".": "point", ",": "comma"}

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows Western",
    "latin-1": "Latin-1",
}


@dataclass(frozen=True)
class CsvFormat:
    """How a CSV file is written.

    separator: one of SEPARATORS. decimal: one of DECIMALS. encoding: one of ENCODINGS.
    header: the first row holds the names of the columns.
    """

    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    header: bool = True

    def __post_init__(self) -> None:
        if self.separator not in SEPARATORS:
            raise DataError("The separator must be a comma, semicolon, tab or vertical bar.")
        if self.decimal not in DECIMALS:
            raise DataError("The decimal sign must be a point or a comma.")
        if self.encoding not in ENCODINGS:
            raise DataError(f"The encoding must be one of {', '.join(ENCODINGS.values())}.")
