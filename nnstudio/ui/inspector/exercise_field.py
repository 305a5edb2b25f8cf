"""A blank: a field for the number, a mark beside it, and the sentence about a wrong answer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from nnstudio.explain.exercise.blanks import Blank
from nnstudio.explain.exercise.judging import Verdict, judge
from nnstudio.ui.fonts import monospace
from nnstudio.ui.inspector.exercise_writing import given
from nnstudio.ui.theme import Theme

WIDEST = "−0.000000e−00"


class Entry(QLineEdit):
    """Signals: `moved(int)` by the arrow keys up and down; `entered()` when the keys come here."""

    moved = Signal(int)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()  # the page has a use of its own for it

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class AnswerField(QWidget):
    """Signals: `answered(bool)` after it was judged; `settled()` once it is right or was shown.

    Attributes: `entry`, where the number is typed; `mark`; `sentence`, the label to be put below;
    `done`, whether the number stands there; `shown`, whether it was shown and not found.
    """

    answered = Signal(bool)
    settled = Signal()

    def __init__(self, blank: Blank, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blank = blank
        self.done = self.shown = False
        self._theme = theme
        self._outcome = ""
        self.entry = Entry()
        self.entry.setFont(monospace(9.5))
        self.entry.setFixedWidth(self.entry.fontMetrics().horizontalAdvance(WIDEST) + 24)
        self.entry.setPlaceholderText("?")
        self.entry.setAccessibleName(self.tr("Value of {symbol}").format(symbol=blank.name))
        self.entry.setAccessibleDescription(blank.equation.about)
        self.entry.setToolTip(
            self.tr(
                "Type the number and press Enter. A point or a comma, both are read; "
                "{digits} digits are enough."
            ).format(digits=max(blank.needed, 2))
        )
        self.entry.returnPressed.connect(self.check)
        self.entry.textEdited.connect(self._forget)
        self.mark = QLabel()
        self.mark.setFixedWidth(self.mark.fontMetrics().horizontalAdvance("✓✓"))
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(QLabel("="))
        row.addWidget(self.entry)
        row.addWidget(self.mark)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        colour = {"": theme.line, "right": theme.good, "shown": theme.muted}.get(
            self._outcome, theme.warning
        )
        self.entry.setStyleSheet(
            f"QLineEdit {{ border-color: {colour}; }}" if self._outcome else ""
        )
        self.mark.setStyleSheet(f"color: {colour}; font-weight: 600;")
        self.sentence.setStyleSheet(f"color: {colour};")

    def check(self) -> None:
        """Judge what was typed."""
        if self.done:
            return
        verdict = judge(self.entry.text(), self.blank)
        self._show(verdict)
        self.answered.emit(verdict.right)
        if verdict.right:
            self.settled.emit()

    def reveal(self) -> None:
        """Show the number."""
        if self.done:
            return
        self.shown = True
        self.entry.setText(given(self.blank.value, max(self.blank.needed, 4)))
        self._settle("shown", "○", self.tr("shown"))
        self.settled.emit()

    def take_keys(self) -> None:
        """Let the next number be typed here."""
        self.entry.setFocus(Qt.FocusReason.TabFocusReason)
        self.entry.selectAll()

    def _show(self, verdict: Verdict) -> None:
        if verdict.right:
            self._settle("right", "✓", self.tr("right"))
            return
        self._outcome = verdict.outcome
        self.mark.setText("✗")
        self.mark.setAccessibleName(self.tr("not right"))
        self.sentence.setText(f"✗  {verdict.sentence}")
        self.sentence.show()
        self.entry.setAccessibleDescription(verdict.sentence)
        self.set_theme(self._theme)
        self.entry.selectAll()

    def _settle(self, outcome: str, sign: str, words: str) -> None:
        self.done = True
        self._outcome = outcome
        self.mark.setText(sign)
        self.mark.setAccessibleName(words)
        self.entry.setAccessibleDescription(words)
        self.entry.setReadOnly(True)
        self.entry.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.entry.deselect()
        self.sentence.hide()
        self.set_theme(self._theme)

    def _forget(self) -> None:
        """The answer is another one now: nothing has been said about it yet."""
        if self._outcome and not self.done:
            self._outcome = ""
            self.mark.clear()
            self.set_theme(self._theme)
