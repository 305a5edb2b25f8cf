"""The sentences of the import: how a file is written, what a column is, what will become of it."""

from html import escape

from PySide6.QtCore import QCoreApplication, QLocale

from nnstudio.app.locale import grouped
from nnstudio.data.csv_cells import CellKind
from nnstudio.data.csv_format import ENCODINGS, CsvFormat
from nnstudio.data.errors import DataError
from nnstudio.ui.csv_import.choice import ColumnFacts, Plan, Role, Why

_MOST_NAMED = 6
_translate = QCoreApplication.translate


def separator_name(separator: str) -> str:
    """A separator as a choice in a list."""
    return {
        ",": _translate("CsvImport", "Comma  ,"),
        ";": _translate("CsvImport", "Semicolon  ;"),
        "\t": _translate("CsvImport", "Tab"),
        "|": _translate("CsvImport", "Vertical bar  |"),
    }[separator]


def decimal_name(decimal: str) -> str:
    """A decimal sign as a choice in a list."""
    if decimal == ",":
        return _translate("CsvImport", "Comma  1,5")
    return _translate("CsvImport", "Point  1.5")


def describe(form: CsvFormat) -> str:
    """A format in words: “comma-separated, decimal point, UTF-8, first line is a header”."""
    separated = {
        ",": _translate("CsvImport", "comma-separated"),
        ";": _translate("CsvImport", "semicolon-separated"),
        "\t": _translate("CsvImport", "tab-separated"),
        "|": _translate("CsvImport", "separated by vertical bars"),
    }[form.separator]
    decimal = (
        _translate("CsvImport", "decimal comma")
        if form.decimal == ","
        else _translate("CsvImport", "decimal point")
    )
    header = (
        _translate("CsvImport", "first line is a header")
        if form.header
        else _translate("CsvImport", "no header")
    )
    return ", ".join((separated, decimal, ENCODINGS[form.encoding], header))


def role_name(role: Role) -> str:
    """A role in a word."""
    return {
        "input": _translate("CsvImport", "Input"),
        "target": _translate("CsvImport", "Target"),
        "out": _translate("CsvImport", "Leave out"),
    }[role]


def role_meaning(role: Role) -> str:
    """What a role means, in a sentence."""
    return {
        "input": _translate("CsvImport", "The network reads this column."),
        "target": _translate("CsvImport", "The network learns to predict this column."),
        "out": _translate("CsvImport", "This column is not used."),
    }[role]


def kind_name(kind: CellKind) -> str:
    """What the cells of a column are."""
    return {
        "number": _translate("CsvImport", "numbers"),
        "text": _translate("CsvImport", "text"),
        "mixed": _translate("CsvImport", "numbers and words"),
        "empty": _translate("CsvImport", "empty"),
    }[kind]


def counted_rows(count: int) -> str:
    """“1 row”, “150 rows”."""
    if count == 1:
        return _translate("CsvImport", "1 row")
    return _translate("CsvImport", "{count} rows").format(count=grouped(count))


def column_line(facts: ColumnFacts) -> str:
    """A column in a few words: its kind, how many values, how many are missing."""
    parts = [
        _translate("CsvImport", "{kind}, {count} different").format(
            kind=kind_name(facts.kind), count=grouped(facts.different)
        )
    ]
    if facts.missing:
        missing = grouped(facts.missing)
        parts.append(_translate("CsvImport", "{count} missing").format(count=missing))
    return ", ".join(parts)


def why_line(facts: ColumnFacts) -> str:
    """Why a column is left out unless one wants it, shortly."""
    return _why_lines()[facts.why]


def why_sentence(facts: ColumnFacts) -> str:
    """The same as a sentence with the column's name."""
    sentences = {
        "": "",
        "text": _translate(
            "CsvImport",
            "Column “{name}” is left out: it holds text, and a network calculates with numbers.",
        ),
        "numbering": _translate(
            "CsvImport",
            "Column “{name}” is left out: it only numbers the rows. A network would learn them "
            "by heart.",
        ),
        "constant": _translate(
            "CsvImport",
            "Column “{name}” is left out: it has the same value in every row, so it tells nothing.",
        ),
        "mostly empty": _translate(
            "CsvImport",
            "Column “{name}” is left out: it is empty in {missing} rows, which would all be lost.",
        ),
    }
    return sentences[facts.why].format(name=facts.name, missing=grouped(facts.missing))


def outcome(plan: Plan) -> str:
    """What an import will make: “150 rows, 4 inputs → 3 classes of species (…)”."""
    dataset = plan.dataset
    if dataset is None:
        return plan.problem
    inputs = len(dataset.feature_names)
    reads = (
        _translate("CsvImport", "1 input")
        if inputs == 1
        else _translate("CsvImport", "{count} inputs").format(count=grouped(inputs))
    )
    if dataset.class_names:
        named = [name[:24] for name in dataset.class_names[:_MOST_NAMED]]
        if len(dataset.class_names) > _MOST_NAMED:
            named.append("…")
        learns = _translate("CsvImport", "{count} classes of {target} ({names})").format(
            count=len(dataset.class_names), target=plan.target, names=", ".join(named)
        )
    else:
        learns = _translate("CsvImport", "values of {target}, from {low} to {high}").format(
            target=plan.target,
            low=_number(dataset.targets.min()),
            high=_number(dataset.targets.max()),
        )
    sentence = _translate("CsvImport", "{rows}, {inputs} → {target}").format(
        rows=counted_rows(dataset.samples), inputs=reads, target=learns
    )
    if not plan.left_out:
        return _translate("CsvImport", "{outcome}; no row is left out").format(outcome=sentence)
    if plan.left_out == 1:
        return _translate("CsvImport", "{outcome}; 1 row is left out").format(outcome=sentence)
    return _translate("CsvImport", "{outcome}; {count} rows are left out").format(
        outcome=sentence, count=grouped(plan.left_out)
    )


def why_not_read(problem: Exception) -> str:
    """Why a reading ended too early."""
    if isinstance(problem, DataError):
        return str(problem)
    if isinstance(problem, MemoryError):
        return _translate("CsvImport", "There is not enough memory for this table.")
    return _translate("CsvImport", "A fault in the program ended the reading.")


def _number(value: float) -> str:
    return f"{value:.4g}".replace(".", QLocale().decimalPoint())


def _why_lines() -> dict[Why, str]:
    return {
        "": "",
        "text": _translate("CsvImport", "text, not numbers"),
        "numbering": _translate("CsvImport", "only numbers the rows"),
        "constant": _translate("CsvImport", "the same in every row"),
        "mostly empty": _translate("CsvImport", "mostly empty"),
    }


def plain_hint(text: str) -> str:
    """A text as a tool tip that shows it literally, whatever signs a file has put into it."""
    return f"<span style='white-space:pre-wrap'>{escape(text)}</span>"
