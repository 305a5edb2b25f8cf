"""Fill in: a learner works out one, two or all numbers of a derivation."""

from collections.abc import Hashable
from typing import get_args

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.explain.derivation import Derivation
from nnstudio.explain.exercise.blanks import ALL, Exercise, Level, choose
from nnstudio.ui.inspector.exercise_field import AnswerField
from nnstudio.ui.inspector.exercise_sheet import ExerciseSheet
from nnstudio.ui.inspector.pills import Pills
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.margins import margins
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea

LEVELS: dict[str, Level] = {str(level): level for level in get_args(Level)}
ROOM_FOR_MOMENT = 520
"""Pixels of width from which it is said beside the buttons which moment the numbers are of."""
MOST_KEPT = 8
"""Exercises left half done that are kept."""
NOTHING = Exercise((), (), ())


class ExercisePage(QWidget):
    """The moment is that at which the exercise began, whatever training does meanwhile.

    Signals: `solved()` when the last blank is right or shown; `numbers_wanted()` when others are
    asked for: whoever has another sample or step may `begin` with it. Attributes: `levels`,
    `check`, `show_one`, `new_numbers`, `go_on`, `progress`, `moment`, `sheet`.
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
        self._said: QWidget | None = None
        self._kept: dict[Hashable, ExerciseSheet] = {}
        self.sheet = ExerciseSheet(NOTHING, 1, "", theme)
        self._build(theme)
        self._show_progress()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.levels.set_theme(theme)
        for sheet in (self.sheet, *self._kept.values()):
            sheet.set_theme(theme)

    @property
    def level(self) -> Level:
        """How many numbers are blank."""
        return self._level

    @property
    def fields(self) -> list[AnswerField]:
        """The blanks, in reading order."""
        return self.sheet.fields

    def offer(self, key: Hashable, derivation: Derivation, title: str) -> None:
        """The numbers of just now: begin if they are about something else than those shown, else
        keep them for when new ones are asked for.

        An exercise that was left half done is there again when its key comes back.
        """
        if key == self._key and self._latest is not None:
            self._latest = (derivation, title)
            return
        left = self.sheet if self.sheet.begun and self._key is not None else None
        before, self._key = self._key, key
        self._latest = (derivation, title)
        kept = self._kept.pop(key, None)
        self._show(kept if kept is not None else self._made(), keep=left is not None)
        if left is not None:
            self._kept[before] = left
            while len(self._kept) > MOST_KEPT:
                self._kept.pop(next(iter(self._kept))).deleteLater()

    def begin(self, derivation: Derivation, title: str) -> None:
        """A new exercise over these numbers; `title` says of which sample and step they are."""
        self._latest = (derivation, title)
        self._show(self._made())

    def forget(self) -> None:
        """Nothing of what was begun counts any more: it was about another network."""
        self._key = None
        for sheet in self._kept.values():
            sheet.deleteLater()
        self._kept.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moment.setVisible(self.width() >= ROOM_FOR_MOMENT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.sheet.solved:
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
        self.check.clicked.connect(self._check)
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
        self._scroll = SteadyScrollArea(self.sheet)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._keep_sentence_in_sight)
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(4, 4, 0, 0))
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

    def _made(self) -> ExerciseSheet:
        """A new sheet over the latest numbers."""
        assert self._latest is not None
        derivation, title = self._latest
        exercise = choose(derivation, self._level, self._seed, title)
        sheet = ExerciseSheet(exercise, self._level, title, self._theme)
        sheet.settled.connect(self._settle)
        sheet.entered.connect(self._keep_in_sight)
        sheet.refused.connect(self._say)
        return sheet

    def _show(self, sheet: ExerciseSheet, keep: bool = False) -> None:
        """Put a sheet in the place of the one shown, which is kept or goes."""
        focus = QApplication.focusWidget()
        had_keys = (
            focus is not None and self.isAncestorOf(focus) and not self.levels.isAncestorOf(focus)
        )
        before = self._scroll.takeWidget()
        before.setParent(self)
        before.hide()
        if not keep:
            before.deleteLater()
        self.sheet, self._said = sheet, None
        self._scroll.setWidget(sheet)
        sheet.show()
        self._level = sheet.level
        self.levels.show_chosen(str(sheet.level))
        self.moment.setText(sheet.title)
        self.progress.setToolTip(sheet.title)
        self._show_progress()
        if had_keys:
            sheet.next()

    def _show_progress(self) -> None:
        done = sum(field.done for field in self.fields)
        shown = sum(field.shown for field in self.fields)
        solved, count = self.sheet.solved, len(self.fields)
        words = self.tr("{done} of {count}").format(done=done, count=count)
        if shown:
            words = self.tr("{words}, {shown} shown").format(words=words, shown=shown)
        self.progress.setText(f"✓ {words}" if solved else words)
        self.progress.setVisible(count > 0)
        for button in (self.check, self.show_one):
            button.setVisible(count > 0 and not solved)
        self.go_on.setVisible(solved and self._level != ALL)
        words = self.tr("Go on with two") if self._level == 1 else self.tr("Go on with all")
        self.go_on.setText(words)
        self.go_on.setAccessibleName(words)
        self.go_on.setToolTip(self.tr("More numbers are blank (Enter)."))

    @Slot()
    def _settle(self) -> None:
        self._show_progress()
        if self.sheet.solved:
            button = self.go_on if self._level != ALL else self.new_numbers
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.solved.emit()

    @Slot(object)
    def _say(self, sentence: QWidget) -> None:
        """Where it stands is known only after it has been laid out: at once, or when it has made
        the sheet longer."""
        self._said = sentence
        QTimer.singleShot(0, self._keep_sentence_in_sight)

    @Slot()
    def _keep_sentence_in_sight(self) -> None:
        if self._said is not None and self._scroll.isAncestorOf(self._said):
            self._scroll.ensureWidgetVisible(self._said, 0, 8)

    @Slot(object)
    def _keep_in_sight(self, field: AnswerField) -> None:
        if self._said is not field.sentence:
            self._said = None
        self._scroll.ensureWidgetVisible(field, 0, 20)

    @Slot()
    def _check(self) -> None:
        self.sheet.check()

    @Slot()
    def _reveal(self) -> None:
        self.sheet.reveal()

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
