"""One equation of an exercise, with fields in place of its blanks."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.explain.exercise.blanks import Blank, terms_of
from nnstudio.explain.exercise.wording import formula
from nnstudio.explain.expressions import Equation, Expression, Number
from nnstudio.ui.inspector.exercise_field import AnswerField
from nnstudio.ui.inspector.exercise_writing import LONG, State, StateOf, Writing, symbol_text
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.flow_layout import FlowLayout

FIRST_NAME = 0x2460
"""Long terms are called ①, ② and so on."""


class ExerciseLine(QWidget):
    """Symbols and their sentence above, then the products asked for, then the numbers and result.

    `state_of` says which expressions are blank, here or elsewhere, and whether they are found.
    Attribute: `fields`, in reading order.
    """

    def __init__(
        self,
        equation: Equation,
        blanks: list[Blank],
        digits: int,
        state_of: StateOf,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._equation, self._digits, self._state_of = equation, digits, state_of
        self._theme = theme
        self._names: dict[int, str] = {}
        self._rows: list[tuple[list[QLabel], Callable[[Writing], list[str]]]] = []
        self.fields: list[AnswerField] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        head = _label()
        head.setWordWrap(True)
        self._rows.append(([head], lambda writing: [self._heading(writing)]))
        self._column.addWidget(head)
        terms = terms_of(equation)
        for blank in blanks:
            if blank.term is not None and len(formula(terms[blank.term])) > LONG:
                self._names[id(terms[blank.term])] = chr(FIRST_NAME + len(self._names))
        result = None
        for blank in blanks:
            if blank.term is None:
                result = blank
            else:
                self._add_term(blank, terms[blank.term])
        self._add_result(result)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for field in self.fields:
            field.set_theme(theme)
        self.refresh()

    def refresh(self) -> None:
        """Write out what is known by now."""
        writing = self._writing(self._state_of)
        for labels, write in self._rows:
            pieces = write(writing)
            last = len(labels) - 1
            pieces[last:] = [" ".join(pieces[last:])] if len(pieces) > last else []
            for place, label in enumerate(labels):
                text = pieces[place] if place < len(pieces) else ""
                if text != label.text():
                    label.setText(text)
                label.setVisible(bool(text))

    def _writing(self, state_of: StateOf) -> Writing:
        return Writing(Inks.of(self._theme), self._digits, state_of, self._names)

    def _heading(self, writing: Writing) -> str:
        left = symbol_text(self._equation.left.symbol)
        text = f"<b>{left}</b> = {writing.symbols(self._equation.right)}"
        if self._equation.about:
            text += f'<span style="color:{self._theme.muted}"> &nbsp; {self._equation.about}</span>'
        return text

    def _add_term(self, blank: Blank, term: Expression) -> None:
        name = self._names.get(id(term))

        def write(writing: Writing) -> list[str]:
            return [f"{name or writing.symbols(term)} =", *writing.within(term)]

        self._add_field(self._row(write), blank)

    def _add_result(self, blank: Blank | None) -> None:
        equation = self._equation

        def write(writing: Writing) -> list[str]:
            first, *others = writing.pieces(equation.right)
            pieces = [f"= {first}", *others]
            if blank is None and not isinstance(equation.right, Number):
                pieces.append(f"= <b>{writing.number(equation.left.value)}</b>")
            return pieces

        row = self._row(write)
        if blank is not None:
            self._add_field(row, blank)

    def _add_field(self, row: FlowLayout, blank: Blank) -> None:
        field = AnswerField(blank, self._theme)
        row.addWidget(field)
        for place in range(row.count()):
            item = row.itemAt(place)
            if item is not None and (piece := item.widget()) is not None:
                piece.setMinimumHeight(field.sizeHint().height())
        self._column.addWidget(field.sentence)
        self.fields.append(field)

    def _row(self, write: Callable[[Writing], list[str]]) -> FlowLayout:
        """A row of pieces, which are read from left to right in every language."""
        holder = QWidget()
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = FlowLayout(holder, spacing=5)
        labels = [_label() for _ in write(self._writing(_given))]
        for label in labels:
            row.addWidget(label)
        self._rows.append((labels, write))
        self._column.addWidget(holder)
        return row


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    return label


def _given(node: Expression) -> State:
    return "given"
