"""All equations of an exercise, one under the other, and the way of the keys through its blanks."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.explain.exercise.blanks import Exercise, Level
from nnstudio.explain.expressions import Expression, Number
from nnstudio.ui.inspector.exercise_field import AnswerField
from nnstudio.ui.inspector.exercise_line import ExerciseLine
from nnstudio.ui.inspector.exercise_writing import State
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.margins import margins


class ExerciseSheet(QWidget):
    """Signals: `settled()` when a number is right or was shown; `entered(QWidget)` when the keys
    come to a field; `refused(QWidget)` when something is said about a wrong number.

    Attributes: `title` of the moment, `level`, `lines`, `fields`.
    """

    settled = Signal()
    entered = Signal(object)
    refused = Signal(object)

    def __init__(self, exercise: Exercise, level: Level, title: str, theme: Theme) -> None:
        super().__init__()
        self.title, self.level = title, level
        self.fields: list[AnswerField] = []
        self._last: AnswerField | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(0, 0, 6, 4))
        column.setSpacing(10)
        self.lines: list[ExerciseLine] = []
        for place, equation in enumerate(exercise.equations):
            blanks = [blank for blank in exercise.blanks if blank.line == place]
            digits = exercise.digits[place]
            line = ExerciseLine(equation, blanks, digits, self._state_of, theme)
            self.lines.append(line)
            column.addWidget(line)
        self.fields = [field for line in self.lines for field in line.fields]
        if not self.fields:
            column.addWidget(self._nothing())
        column.addStretch(1)
        self._refresh()
        for field in self.fields:
            field.answered.connect(self._follow_answer)
            field.settled.connect(self._settle)
            field.entry.moved.connect(self._move)
            field.entry.entered.connect(self._enter)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for line in self.lines:
            line.set_theme(theme)

    @property
    def solved(self) -> bool:
        """Whether every number stands there."""
        return bool(self.fields) and all(field.done for field in self.fields)

    @property
    def begun(self) -> bool:
        """Whether something was typed or shown, and something is left to be found."""
        touched = any(field.done or field.entry.text() for field in self.fields)
        return touched and not self.solved

    def next(self) -> None:
        """On to the next blank, from where the keys are."""
        start = 0 if self._last is None else self.fields.index(self._last)
        for field in (*self.fields[start:], *self.fields[:start]):
            if not field.done:
                field.take_keys()
                return

    def check(self) -> None:
        """Judge all that has been typed; the first that is wrong gets the keys."""
        typed = [field for field in self.fields if not field.done and field.entry.text().strip()]
        for field in typed:
            field.check()
        wrong = [field for field in typed if not field.done]
        if wrong:
            wrong[0].take_keys()
        elif not self.solved:
            self.next()

    def reveal(self) -> None:
        """Show the number that the keys are at, or the first that is missing."""
        field = self._last
        if field is None or field.done:
            field = next((one for one in self.fields if not one.done), None)
        if field is not None:
            field.reveal()

    def _refresh(self) -> None:
        for line in self.lines:
            line.refresh()

    def _nothing(self) -> QLabel:
        words = QLabel(
            self.tr(
                "There is nothing to work out by hand here. Other parts of the step have numbers "
                "to fill in."
            )
        )
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        return words

    def _state_of(self, node: Expression) -> State:
        """Whether this is a blank, wherever it stands, and whether it has been found."""
        for field in self.fields:
            blank = field.blank
            if blank.term is not None:
                if node is blank.equation.right:
                    return "found" if field.done else "hidden"
            elif isinstance(node, Number) and not field.done:
                left = blank.equation.left
                if (node.symbol, node.value) == (left.symbol, left.value):
                    return "hidden"
        return "given"

    @Slot()
    def _settle(self) -> None:
        """A number was found: it is known wherever else it stands."""
        self._refresh()
        self.next()
        self.settled.emit()

    @Slot(bool)
    def _follow_answer(self, right: bool) -> None:
        field = self.sender()
        if not right and isinstance(field, AnswerField):
            self.refused.emit(field.sentence)

    @Slot(int)
    def _move(self, by: int) -> None:
        if self._last is not None:
            at = self.fields.index(self._last) + by
            if 0 <= at < len(self.fields):
                self.fields[at].take_keys()

    @Slot()
    def _enter(self) -> None:
        entry = self.sender()
        for field in self.fields:
            if field.entry is entry:
                self._last = field
                self.entered.emit(field)
