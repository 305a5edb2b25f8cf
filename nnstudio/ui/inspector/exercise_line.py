"""One equation of an exercise, with fields in place of its blanks."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.explain.exercise.blanks import Blank, terms_of
from nnstudio.explain.expressions import Equation, Expression, Number
from nnstudio.ui.inspector.exercise_field import AnswerField
from nnstudio.ui.inspector.exercise_writing import State, StateOf, Writing, symbol_text
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.flow_layout import FlowLayout


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
        self._written: list[tuple[QLabel, Callable[[Writing], str]]] = []
        self.fields: list[AnswerField] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._head = self._label(self._heading)
        self._head.setWordWrap(True)
        self._column.addWidget(self._head)
        terms = terms_of(equation)
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
        writing = Writing(Inks.of(self._theme), self._digits, self._state_of)
        for label, write in self._written:
            text = write(writing)
            if text != label.text():
                label.setText(text)

    def _heading(self, writing: Writing) -> str:
        left = symbol_text(self._equation.left.symbol)
        text = f"<b>{left}</b> = {writing.symbols(self._equation.right)}"
        if self._equation.about:
            text += f'<span style="color:{self._theme.muted}"> &nbsp; {self._equation.about}</span>'
        return text

    def _add_term(self, blank: Blank, term: Expression) -> None:
        row = self._row()
        row.addWidget(self._label(lambda writing: f"{writing.symbols(term)} ="))
        count = len(Writing(Inks.of(self._theme), self._digits, _given).pieces(term))
        for place in range(count):
            row.addWidget(self._label(partial(_within, term, place)))
        self._add_field(row, blank)

    def _add_result(self, blank: Blank | None) -> None:
        right = self._equation.right
        row = self._row()
        count = len(Writing(Inks.of(self._theme), self._digits, _given).pieces(right))
        for place in range(count):
            row.addWidget(self._label(partial(_piece, right, place)))
        if blank is not None:
            self._add_field(row, blank)
        elif not isinstance(right, Number):
            value = self._equation.left.value
            row.addWidget(self._label(lambda writing: f"= <b>{writing.number(value)}</b>"))

    def _add_field(self, row: FlowLayout, blank: Blank) -> None:
        field = AnswerField(blank, self._theme)
        row.addWidget(field)
        for place in range(row.count()):
            item = row.itemAt(place)
            if item is not None and (piece := item.widget()) is not None:
                piece.setMinimumHeight(field.sizeHint().height())
        self._column.addWidget(field.sentence)
        self.fields.append(field)

    def _row(self) -> FlowLayout:
        """A row of pieces, which are read from left to right in every language."""
        holder = QWidget()
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = FlowLayout(holder, spacing=5)
        row.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(holder)
        return row

    def _label(self, write: Callable[[Writing], str]) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._written.append((label, write))
        return label


def _within(term: Expression, place: int, writing: Writing) -> str:
    return writing.within(term)[place]


def _piece(right: Expression, place: int, writing: Writing) -> str:
    return ("= " if place == 0 else "") + writing.pieces(right)[place]


def _given(node: Expression) -> State:
    return "given"
