"""Fill in: a learner works out one, two or all numbers of a derivation."""

from collections.abc import Hashable
from typing import get_args

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.explain.derivation import Derivation
from nnstudio.explain.exercise.blanks import ALL, Exercise, Level, choose
from nnstudio.explain.expressions import Expression, Number
from nnstudio.ui.inspector.exercise_field import AnswerField
from nnstudio.ui.inspector.exercise_line import ExerciseLine
from nnstudio.ui.inspector.exercise_writing import State
from nnstudio.ui.inspector.pills import Pills
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.flow_layout import FlowLayout

LEVELS: dict[str, Level] = {str(level): level for level in get_args(Level)}
ROOM_FOR_MOMENT = 520
"""Pixels of width from which it is said beside the buttons which moment the numbers are of."""
NOTHING = Exercise((), (), ())


class ExercisePage(QWidget):
    """The moment is that at which the exercise began, whatever training does meanwhile.

    Signals: `solved()` when the last blank is right or shown; `numbers_wanted()` when others are
    asked for: whoever has another sample or step may `begin` with it. Attributes: `levels`,
    `check`, `show_one`, `new_numbers`, `go_on`, `progress`, `moment`, `lines`, `fields`.
    """

    solved = Signal()
    numbers_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Fill in"))
        self._theme = theme
        self._level: Level = 1
        self._seed = 0
        self._key: Hashable = None
        self._latest: tuple[Derivation, str] | None = None
        self._exercise = NOTHING
        self._last: QWidget | None = None
        self._said: QWidget | None = None
        self.lines: list[ExerciseLine] = []
        self.fields: list[AnswerField] = []
        self._build(theme)
        self._show_progress()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.levels.set_theme(theme)
        for line in self.lines:
            line.set_theme(theme)

    @property
    def level(self) -> Level:
        """How many numbers are blank."""
        return self._level

    def offer(self, key: Hashable, derivation: Derivation, title: str) -> None:
        """The numbers of just now: begin if they are about something else than those shown, else
        keep them for when new ones are asked for."""
        if key != self._key or self._latest is None:
            self._key = key
            self.begin(derivation, title)
        else:
            self._latest = (derivation, title)

    def begin(self, derivation: Derivation, title: str) -> None:
        """A new exercise over these numbers; `title` says of which sample and step they are."""
        focus = QApplication.focusWidget()
        had_keys = bool(self.fields) and focus is not None and self.isAncestorOf(focus)
        self._latest = (derivation, title)
        self._exercise = choose(derivation, self._level, self._seed, title)
        self.moment.setText(title)
        self.progress.setToolTip(title)
        self._lay_out()
        self._show_progress()
        if had_keys:
            self._next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moment.setVisible(self.width() >= ROOM_FOR_MOMENT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._is_solved():
            (self.go_on if self._level != ALL else self.new_numbers).click()
        else:
            super().keyPressEvent(event)

    def _build(self, theme: Theme) -> None:
        self.levels = Pills(theme)
        for key, name, tip in (
            ("1", "1", self.tr("One number is blank.")),
            ("2", "2", self.tr("Two numbers are blank.")),
            ("3", self.tr("All"), self.tr("Every result and every product is blank.")),
        ):
            self.levels.add(key, name, tip)
        self.levels.show_chosen("1")
        self.levels.chosen.connect(self._choose_level)
        self.check = self._button(
            self.tr("Check"), self.tr("Judge what was typed. Enter does it in a field.")
        )
        self.check.clicked.connect(self._check_all)
        self.show_one = self._link(
            self.tr("Show one"), self.tr("Write in the number that the cursor is at.")
        )
        self.show_one.clicked.connect(self._reveal)
        self.new_numbers = self._link(
            self.tr("New numbers"), self.tr("Other blanks, from the numbers of another moment.")
        )
        self.new_numbers.clicked.connect(self._renew)
        self.go_on = self._button("", "")
        self.go_on.clicked.connect(self._go_on)
        self.progress, self.moment = QLabel(), QLabel()
        self.moment.setProperty("role", "muted")
        self.moment.setToolTip(
            self.tr("The numbers stay those of this moment, whatever training does meanwhile.")
        )
        bar = QWidget()
        row = FlowLayout(bar, spacing=3)
        for widget in (
            self.levels,
            self.check,
            self.show_one,
            self.new_numbers,
            self.go_on,
            self.progress,
            self.moment,
        ):
            row.addWidget(widget)
            widget.setMinimumHeight(self.check.sizeHint().height())
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._keep_sentence_in_sight)
        self._scroll.setWidget(QWidget())
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(bar)
        column.addWidget(self._scroll, 1)

    def _button(self, name: str, tip: str) -> QPushButton:
        button = QPushButton(name)
        button.setProperty("kind", "primary")
        button.setToolTip(tip)
        button.setAccessibleName(name)
        button.setAutoDefault(False)
        return button

    def _link(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(name)
        button.setProperty("kind", "link")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(tip)
        button.setAccessibleName(name)
        return button

    def _lay_out(self) -> None:
        """Lines and fields of the exercise."""
        exercise = self._exercise
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 6, 4)
        column.setSpacing(10)
        self.lines = []
        for place, equation in enumerate(exercise.equations):
            blanks = [blank for blank in exercise.blanks if blank.line == place]
            line = ExerciseLine(
                equation, blanks, exercise.digits[place], self._state_of, self._theme
            )
            self.lines.append(line)
            column.addWidget(line)
        self._last = self._said = None
        self.fields = [field for line in self.lines for field in line.fields]
        if not exercise.blanks:
            column.addWidget(self._nothing())
        column.addStretch(1)
        for line in self.lines:
            line.refresh()
        for field in self.fields:
            field.answered.connect(self._follow_answer)
            field.settled.connect(self._settle)
            field.entry.moved.connect(self._move)
            field.entry.entered.connect(self._keep_in_sight)
        self._scroll.setWidget(content)

    def _nothing(self) -> QLabel:
        words = QLabel(
            self.tr(
                "There is nothing to work out by hand here. Select a neuron to reckon its sum, or "
                "a wire to reckon its new weight."
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

    def _is_solved(self) -> bool:
        return bool(self.fields) and all(field.done for field in self.fields)

    def _show_progress(self) -> None:
        done = sum(field.done for field in self.fields)
        shown = sum(field.shown for field in self.fields)
        solved, count = self._is_solved(), len(self.fields)
        words = self.tr("{done} of {count}").format(done=done, count=count)
        if shown:
            words = self.tr("{words}, {shown} shown").format(words=words, shown=shown)
        self.progress.setText(f"✓ {words}" if solved else words)
        self.progress.setVisible(count > 0)
        self.check.setVisible(not solved)
        self.show_one.setVisible(not solved)
        self.check.setEnabled(count > 0)
        self.show_one.setEnabled(count > 0)
        self.go_on.setVisible(solved and self._level != ALL)
        words = self.tr("Go on with two") if self._level == 1 else self.tr("Go on with all")
        self.go_on.setText(words)
        self.go_on.setAccessibleName(words)
        self.go_on.setToolTip(self.tr("More numbers are blank (Enter)."))

    @Slot()
    def _settle(self) -> None:
        """A number was found: it is known wherever else it stands."""
        for line in self.lines:
            line.refresh()
        self._show_progress()
        self._next()
        if self._is_solved():
            button = self.go_on if self._level != ALL else self.new_numbers
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.solved.emit()

    def _next(self) -> None:
        """On to the next blank, from where the keys are."""
        focus = self._focused()
        start = 0 if focus is None else self.fields.index(focus)
        for field in (*self.fields[start:], *self.fields[:start]):
            if not field.done:
                field.take_keys()
                return

    @Slot(bool)
    def _follow_answer(self, right: bool) -> None:
        field = self.sender()
        if not right and isinstance(field, AnswerField):
            # Where it stands is known only after it has been laid out: at once, or when it has
            # made the page longer.
            self._said = field.sentence
            QTimer.singleShot(0, self, self._keep_sentence_in_sight)

    @Slot()
    def _keep_sentence_in_sight(self) -> None:
        if self._said is not None and self._scroll.isAncestorOf(self._said):
            self._scroll.ensureWidgetVisible(self._said, 0, 8)

    @Slot()
    def _check_all(self) -> None:
        """Judge all that has been typed; the first that is wrong gets the keys."""
        typed = [field for field in self.fields if not field.done and field.entry.text().strip()]
        for field in typed:
            field.check()
        wrong = [field for field in typed if not field.done]
        if wrong:
            wrong[0].take_keys()
        elif not self._is_solved():
            self._next()

    @Slot()
    def _reveal(self) -> None:
        focus = self._focused()
        if focus is None or focus.done:
            focus = next((field for field in self.fields if not field.done), None)
        if focus is not None:
            focus.reveal()

    def _focused(self) -> AnswerField | None:
        """The field that has the keys, or had them before a button was clicked."""
        for field in self.fields:
            if field.entry is self._last:
                return field
        return None

    @Slot(int)
    def _move(self, by: int) -> None:
        focus = self._focused()
        if focus is not None:
            at = self.fields.index(focus) + by
            if 0 <= at < len(self.fields):
                self.fields[at].take_keys()

    @Slot()
    def _keep_in_sight(self) -> None:
        entry = self.sender()
        if isinstance(entry, QWidget):
            self._last = entry
            if self._said is not None and not self._about(entry):
                self._said = None
            self._scroll.ensureWidgetVisible(entry, 0, 20)

    def _about(self, entry: QWidget) -> bool:
        """Whether the sentence said last is about this entry."""
        return any(f.entry is entry and f.sentence is self._said for f in self.fields)

    @Slot(str)
    def _choose_level(self, key: str) -> None:
        self._level = LEVELS[key]
        self.levels.show_chosen(key)
        self._begin_again()

    @Slot()
    def _go_on(self) -> None:
        self._choose_level(str(min(self._level + 1, ALL)))

    @Slot()
    def _renew(self) -> None:
        self._seed += 1
        self._begin_again()
        self.numbers_wanted.emit()

    def _begin_again(self) -> None:
        if self._latest is not None:
            self.begin(*self._latest)
