"""The bar between the canvas and what is below it: one step of training, stage by stage."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.slow_motion import FASTEST, SLOWEST, SlowMotion
from nnstudio.ui.canvas.panel import CanvasPanel
from nnstudio.ui.icons import icon
from nnstudio.ui.slow_motion.dots import StageDots
from nnstudio.ui.slow_motion.on_canvas import StageOnCanvas
from nnstudio.ui.slow_motion.words import StageWords
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.margins import margins
from nnstudio.ui.widgets.slider_row import CalmSlider

LAST = 24
"""Positions of the slider; even distances are even factors."""


class SlowMotionBar(Card):
    """There only while slow motion is on; then it has the keyboard, and the canvas follows it.

    Keys: Left and Right go from stage to stage, Space plays, Escape leaves.
    """

    def __init__(
        self,
        slow: SlowMotion,
        choice: SampleChoice,
        canvas: CanvasPanel,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Slow motion"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._slow, self._choice, self._document = slow, choice, canvas.document
        self._theme = theme
        self._words = StageWords(self)
        self._on_canvas = StageOnCanvas(slow, canvas.scene, self)
        self._build()
        self._connect()
        self.set_theme(theme)
        self.hide()
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.dots.set_theme(theme)
        self.leave.setIcon(icon("close", theme))
        self._show_play()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._meaning(event) is not None
        ):
            event.accept()  # else the window would take the key for the run
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        do = self._meaning(event)
        if do is None:
            super().keyPressEvent(event)
        else:
            do()

    def _meaning(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does here."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        slow = self._slow
        return {
            Qt.Key.Key_Left.value: slow.previous,
            Qt.Key.Key_Right.value: slow.next,
            Qt.Key.Key_Space.value: slow.toggle_play,
            Qt.Key.Key_Escape.value: slow.leave,
        }.get(event.key())

    def _build(self) -> None:
        self.title.hide()
        self.body.setContentsMargins(margins(12, 7, 8, 8))
        self.body.setSpacing(4)
        self.caption = QLabel()
        self.caption.setProperty("role", "caption")
        self.dots = StageDots(self._theme)
        self.leave = QToolButton()
        self.leave.setAccessibleName(self.tr("Leave slow motion"))
        self.leave.setToolTip(
            self.tr("Leave (Escape): the step is not made, and the run stands where it stood.")
        )
        self.leave.setIconSize(QSize(16, 16))
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.caption)
        top.addWidget(self.dots, 1)
        top.addWidget(self.leave)
        self.name = ElidedLabel()
        self.name.setProperty("role", "title")
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.body.addLayout(top)
        self.body.addWidget(self.name)
        self.body.addWidget(self.sentence)
        self.body.addLayout(self._make_controls())

    def _make_controls(self) -> FlowLayout:
        self.previous = self._button(self.tr("‹ Previous"), self.tr("The stage before (Left)."))
        self.next = self._button("", "")
        self.next.setProperty("kind", "primary")
        self.play = self._button("", "")
        self.play.setIconSize(QSize(16, 16))
        self.pace = CalmSlider()
        self.pace.setRange(0, LAST)
        self.pace.setFixedWidth(84)
        self.pace.setValue(_position(self._slow.pace))
        self.pace.setAccessibleName(self.tr("Speed of auto-play"))
        self.only_this = self._button(self.tr("Step on this sample"), "")
        self.finish = self._button(
            self.tr("Finish the step"),
            self.tr("Make the whole step at once and leave: exactly the step that is shown here."),
        )
        self.pace_words = QLabel()
        self.pace_words.setProperty("role", "muted")
        row = FlowLayout()
        row.addWidget(_together(self.previous, self.next))
        row.addWidget(_together(self.play, self.pace, self.pace_words))
        row.addWidget(_together(self.only_this, self.finish))
        return row

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "plain")
        button.setToolTip(tip)
        return button

    def _connect(self) -> None:
        slow = self._slow
        self.previous.clicked.connect(slow.previous)
        self.next.clicked.connect(slow.next)
        self.play.clicked.connect(slow.toggle_play)
        self.finish.clicked.connect(slow.finish)
        self.leave.clicked.connect(slow.leave)
        self.only_this.clicked.connect(slow.step_on_sample)
        self.dots.chosen.connect(slow.go_to)
        self.pace.valueChanged.connect(self._set_pace)
        self._choice.changed.connect(self._show_sample)
        slow.changed.connect(self._show)

    @Slot()
    def _show(self) -> None:
        slow = self._slow
        begins = slow.is_on and self.isHidden()
        self.setVisible(slow.is_on)
        if not slow.is_on:
            return
        if begins:
            self._keep_room()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        numbers, stage, project = slow.numbers, slow.stage, self._document.project
        self.caption.setText(self._words.caption(numbers))
        names = [self._words.name(one, project) for one in slow.stages]
        self.dots.show_stages([one.kind for one in slow.stages], names, slow.index)
        if numbers is None or stage is None:
            self.name.setText(self._words.waiting())
            self.sentence.setText("")
        else:
            self.name.setText(names[slow.index])
            self.sentence.setText(self._words.sentence(stage, numbers, project))
            place = self._words.place(slow.index, len(names))
            self.setAccessibleDescription(f"{place}. {self.name.text()}. {self.sentence.text()}")
        self._show_buttons()
        self._show_play()
        self._show_sample()

    def _show_buttons(self) -> None:
        slow = self._slow
        self.previous.setEnabled(slow.can_go_back)
        self.next.setEnabled(slow.can_go_on)
        self.finish.setEnabled(slow.can_go_on)
        if slow.is_last:
            self.next.setText(self.tr("Make the step"))
            self.next.setToolTip(
                self.tr("The weights take on their new values, and the next step begins (Right).")
            )
        else:
            self.next.setText(self.tr("Next ›"))
            self.next.setToolTip(self.tr("The next stage (Right)."))

    def _show_play(self) -> None:
        slow = self._slow
        self.play.setIcon(icon("pause" if slow.is_playing else "play", self._theme))
        self.play.setEnabled(slow.can_go_on)
        words = self.tr("Stop auto-play") if slow.is_playing else self.tr("Auto-play")
        self.play.setAccessibleName(words)
        if slow.is_playing:
            self.play.setToolTip(self.tr("Stay at this stage (Space)."))
        else:
            self.play.setToolTip(
                self.tr("Auto-play (Space): stage after stage, until the step is made.")
            )
        pace = self._words.pace(slow.pace)
        self.pace.setAccessibleDescription(pace)
        self.pace_words.setText(pace)
        self.pace.setToolTip(self.tr("Auto-play stays {pace} at each stage.").format(pace=pace))

    @Slot()
    def _show_sample(self) -> None:
        index = self._choice.index
        held_back = index is not None and index in self._document.material.validation
        self.only_this.setEnabled(self._slow.can_step_on_sample)
        self.only_this.setToolTip(self._words.only_this(index, held_back))

    @Slot(int)
    def _set_pace(self, position: int) -> None:
        self._slow.set_pace(_pace(position))
        self._show_play()

    def _keep_room(self) -> None:
        """Nothing moves from stage to stage: two lines of words, the widest words of a button."""
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing() + 2)
        widths = []
        for text in (self.tr("Next ›"), self.tr("Make the step")):
            self.next.setText(text)
            widths.append(self.next.sizeHint().width())
        self.next.setMinimumWidth(max(widths))
        words = self.pace_words
        texts = [self._words.pace(_pace(position)) for position in range(LAST + 1)]
        words.setMinimumWidth(max(words.fontMetrics().horizontalAdvance(text) for text in texts))


def _together(*widgets: QWidget) -> QWidget:
    """What stays in one row."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(margins(0, 0, 10, 0))
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return group


def _position(pace: int) -> int:
    """Where the slider stands for a pace."""
    return min(range(LAST + 1), key=lambda position: abs(_pace(position) - pace))


def _pace(position: int) -> int:
    """The milliseconds that a place of the slider stands for."""
    return round(SLOWEST * (FASTEST / SLOWEST) ** (position / LAST))
