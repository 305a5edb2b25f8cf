"""Text that the network writes: what may come next, how boldly to choose, and the text itself."""

import numpy as np
from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.next_token import Tokens, heated, predicts_next
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.data.dataset import Dataset
from nnstudio.data.errors import DataError
from nnstudio.data.text import text_of, tokens_of
from nnstudio.ui.live.generated_text_bars import ShareBars
from nnstudio.ui.live.generated_text_page import WrittenText
from nnstudio.ui.live.generated_text_words import TextWords, first_words, has_shares
from nnstudio.ui.live.generated_text_writer import LIMIT, TextWriter
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import caption
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.numbers import decimal
from nnstudio.ui.widgets.slider_row import SliderRow
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea

HOTTEST = 20
"""Temperatures in tenths, from 1 on."""
BAR = 10
"""Pixels kept free for the scroll bar, so that nothing is laid out anew when it comes and goes."""
END = "\n"
SPACE = " "


class GeneratedText(QWidget):
    """For data whose targets are what comes next. Its probe is wanted while it is to be seen.

    Attributes: `writer`, which asks and draws; the controls.
    """

    def __init__(
        self,
        document: Document,
        run: RunController,
        choice: SampleChoice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._run, self._choice = document, run, choice
        self._theme = theme
        self._dataset: Dataset | None = None
        self._possible = False
        self._own_words = False
        self._words = TextWords(self)
        self.writer = TextWriter(run, self)
        self._make_controls(theme)
        self._lay_out()
        # This view comes later than its window, which looks after the controls it began with.
        PlainKeys(self).leave_to_controls_of(self)
        self.writer.changed.connect(self._show_answer)
        self.writer.wrote.connect(self._append)
        self.writer.ended.connect(self._show_buttons)
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        choice.changed.connect(self._follow_sample)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.bars.set_theme(theme)
        self._show_text()

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        dataset = self._document.material.dataset
        if dataset is not self._dataset:
            self._dataset = dataset
            self._possible = predicts_next(dataset)
            self._own_words = False
            self._follow_sample()
            self._begin()
        self._explain()
        self._show_answer()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.writer.set_wanted(self._possible)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.writer.set_wanted(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._content.setFixedWidth(max(self.width() - BAR, 160))

    def _make_controls(self, theme: Theme) -> None:
        self.beginning = QLineEdit()
        self.beginning.setAccessibleName(self.tr("Beginning"))
        self.beginning.setPlaceholderText(self.tr("Type how the text begins"))
        self.beginning.setToolTip(
            self.tr("What stands before the first character that the network writes.")
        )
        self.beginning.textEdited.connect(self._edit)
        self.beginning.returnPressed.connect(self._press)
        self.problem, self.note = QLabel(), QLabel()
        for label, role in ((self.problem, "warning"), (self.note, "muted")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.text = WrittenText()
        self.text.setAccessibleName(self.tr("The text"))
        self.after = ElidedLabel()
        self.after.setProperty("role", "muted")
        self.bars = ShareBars(theme)
        self.temperature = SliderRow(self.tr("Temperature"), HOTTEST - 1)
        self.temperature.setToolTip(
            self.tr(
                "Every share p becomes p^(1/T), and all are made to add up to 100 % again. Below "
                "1 the likeliest wins nearly always, above 1 the unlikely gets its chance."
            )
        )
        self.temperature.moved.connect(self._heat)
        self._make_buttons()
        self._softmax = False
        self._heat(9)

    def _make_buttons(self) -> None:
        self.generate, self.one = QPushButton(self.tr("Generate")), QPushButton(self.tr("+ 1"))
        self.clear, self.copy = QPushButton(self.tr("Clear")), QPushButton(self.tr("Copy"))
        self.generate.setProperty("kind", "primary")
        self.one.setAccessibleName(self.tr("One more character"))
        limit = grouped(LIMIT)
        self.generate.setToolTip(
            self.tr(
                "Draw character after character, each by its share, up to {limit} of them; also "
                "while the network learns."
            ).format(limit=limit)
        )
        self.one.setToolTip(self.tr("Draw one character, and see what may come after it."))
        self.clear.setToolTip(
            self.tr("Back to the beginning; the next text is drawn with other luck.")
        )
        self.copy.setToolTip(self.tr("Put the whole text on the clipboard."))
        self.generate.clicked.connect(self._press)
        self.one.clicked.connect(lambda: self.writer.write(1))
        self.clear.clicked.connect(self._clear)
        self.copy.clicked.connect(self._copy)

    def _lay_out(self) -> None:
        self._content = content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(caption(self.tr("Beginning"), self.beginning))
        column.addWidget(self.beginning)
        column.addWidget(self.problem)
        column.addWidget(self.text, 1)
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (self.generate, self.one, self.clear, self.copy):
            row.addWidget(button)
        column.addWidget(buttons)
        heading = QHBoxLayout()
        heading.setSpacing(6)
        heading.addWidget(caption(self.tr("Next character, %")))
        heading.addWidget(self.after, 1)
        column.addLayout(heading)
        column.addWidget(self.bars)
        column.addWidget(self.temperature)
        column.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(SteadyScrollArea(content))

    @property
    def _symbols(self) -> tuple[str, ...]:
        # Of the data that this view has taken on: what it has asked and written is theirs, while
        # the document may be on its way to other data.
        return self._dataset.symbols if self._dataset is not None else ()

    @Slot()
    def _follow_sample(self) -> None:
        """Begin with the first words of the chosen sample, unless a person typed others."""
        dataset = self._document.material.dataset
        if dataset is not self._dataset:
            return  # it comes to that by itself, in a moment
        if not self._possible or self._own_words or self.writer.written:
            return
        if len(self._choice.features) != dataset.time:
            return
        text = text_of(self._choice.features, self._symbols)
        self.beginning.setText(first_words(text).replace(END, "↵"))
        self._begin()

    @Slot()
    def _edit(self) -> None:
        self._own_words = True
        self._begin()

    def _begin(self) -> None:
        """Take on the beginning that stands in the field, or say what is wrong with it."""
        problem = ""
        tokens = np.zeros(0, np.intp)
        if self._possible:
            try:
                tokens = self._tokens(self.beginning.text())
            except DataError as error:
                problem = str(error)
        self._tell(problem)
        self.writer.begin(tokens, self._token(SPACE))
        self.writer.set_wanted(self._possible and self.isVisible())
        self._show_text()
        self._explain()
        self._show_answer()

    def _tell(self, problem: str) -> None:
        if problem != self.problem.text() or self.problem.isHidden() == bool(problem):
            self.problem.setText(problem)
            self.problem.setVisible(bool(problem))

    def _tokens(self, typed: str) -> Tokens:
        """The beginning; where there is none, the end of the paragraph before."""
        if typed:
            return tokens_of(typed, self._symbols)
        return np.array([self._token(END)], np.intp)

    def _token(self, character: str) -> int:
        """The number of a character; 0 where the data do not know it."""
        try:
            return int(tokens_of(character, self._symbols)[0])
        except DataError:
            return 0

    def _explain(self) -> None:
        """What a person should know about how the beginning is read."""
        project, time = self._document.project, self._document.material.dataset.time
        self._softmax = has_shares(project)
        self.note.setText(self._words.note(project, time, typed=bool(self.beginning.text())))
        self._show_buttons()

    @Slot()
    def _press(self) -> None:
        if self.writer.running:
            self.writer.stop()
        elif self.generate.isEnabled():
            full = self.writer.full
            self.writer.write()
            if full:
                self._show_text()
        self._show_buttons()

    @Slot()
    def _clear(self) -> None:
        self.writer.clear()
        self._show_text()
        self._show_buttons()

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())

    @Slot(int)
    def _heat(self, position: int) -> None:
        self.writer.temperature = (position + 1) / 10
        words = decimal(self.writer.temperature, QLocale(), 1)
        self.temperature.show_value(position, words)
        self._show_answer()

    @Slot()
    def _show_answer(self) -> None:
        shares = self.writer.shares
        finite = shares is None or bool(np.isfinite(shares).all())
        if shares is not None and finite and self._softmax:
            self.bars.show_shares(self._symbols, heated(shares, self.writer.temperature), shares)
        elif shares is not None or self.writer.blind or not self.writer.beginning.size:
            self.bars.show_nothing()
        if shares is not None:
            self._tell(
                "" if finite else self.tr("The network’s answer is not a number here."),
            )
        context = text_of(self.writer.context[-16:], self._symbols) if self._possible else ""
        self.after.setText(
            self.tr("after “{text}”").format(text=context.replace(END, "↵").replace(SPACE, "␣"))
            if context
            else ""
        )
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        running, ready = self.writer.running, self.writer.beginning.size > 0 and self._softmax
        self.generate.setText(self.tr("Stop") if running else self.tr("Generate"))
        self.generate.setEnabled(ready)
        self.one.setEnabled(ready and not running)
        self.clear.setEnabled(bool(self.writer.written))
        self.copy.setEnabled(bool(self.text.toPlainText()))

    @Slot(int)
    def _append(self, symbol: int) -> None:
        self.text.append(text_of(np.array([symbol]), self._symbols), self._theme.colour("text"))

    def _show_text(self) -> None:
        """The whole text anew: what a person typed in the colour of emphasis."""
        self.text.clear()
        if not self._possible:
            return
        if self.beginning.text():
            typed = text_of(self.writer.beginning, self._symbols)
            self.text.append(typed, self._theme.colour("accent"))
        written = text_of(np.array(self.writer.written, np.intp), self._symbols)
        self.text.append(written, self._theme.colour("text"))
