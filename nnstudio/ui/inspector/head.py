"""The head of the inspector: what is looked at, for which sample, and which part of the step."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnstudio.app.inspection import View, Working
from nnstudio.explain.subject import Subject
from nnstudio.ui.inspector.pills import Pills
from nnstudio.ui.inspector.position_bar import PositionBar
from nnstudio.ui.inspector.stepper import Stepper
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedBox, ElidedLabel

WITHOUT_SELECTION: tuple[View, ...] = ("loss",)
NARROWEST = 300
LOW = "QToolButton { padding: 1px 8px; border-radius: 9px; font-size: 8.5pt; }"
"""A chip that is no higher than the words beside it."""
WIDEST_PART = 190
ROOM_FOR_NOTE = 600
"""Pixels of width from which there is room for a note beside the sample."""
SCROLL_BAR = 16
"""Pixels that a scroll bar takes at most. A head of one line can need one where a head of two does
not: the two lines stay until there is so much more room, or the bar would go and come for ever."""


class Head(QWidget):
    """Signals: `view_chosen(str)`; `part_chosen(str)`, a block of the layer or "".

    Public: `back`, `forward`, `words`, `note`, `sample`, `fill_in`, `part`, `position`, `fewer`,
    `tabs`.
    """

    view_chosen = Signal(str)
    part_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wide = True
        self.back, self.forward = QToolButton(), QToolButton()
        for button, sign, words in (
            (self.back, "←", self.tr("Back to what was looked at before (Alt+Left)")),
            (self.forward, "→", self.tr("Forward again (Alt+Right)")),
        ):
            button.setText(sign)
            button.setProperty("kind", "link")
            button.setMaximumWidth(24)
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.words = ElidedLabel()
        self.words.setProperty("role", "title")
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.sample = Stepper(
            self.tr("Sample"), self.tr("The sample whose way through the network is written out.")
        )
        self.position = PositionBar()
        self.fewer = QToolButton()
        self.fewer.setProperty("kind", "link")
        self.fewer.setText(self.tr("Fewer terms"))
        self.fewer.setToolTip(self.tr("Write out only the largest terms of long sums again."))
        self.fewer.hide()
        self.fill_in = QToolButton()
        self.fill_in.setProperty("kind", "chip")
        self.fill_in.setStyleSheet(LOW)
        self.fill_in.setCheckable(True)
        self.fill_in.setText(self.tr("Fill in"))
        self.fill_in.setToolTip(
            self.tr("Work the numbers out yourself: some of them are blank, to be typed in.")
        )
        self.fill_in.setAccessibleName(self.tr("Fill in"))
        self.part = ElidedBox()
        self.part.setAccessibleName(self.tr("Part of the layer"))
        self.part.setToolTip(
            self.tr("A layer that is made of several parts: which of them is looked at.")
        )
        self.part.setMaximumWidth(WIDEST_PART)
        self.part.hide()
        self.part.activated.connect(self._choose_part)
        self._build_tabs(theme)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(4)
        top.addWidget(self.back)
        top.addWidget(self.forward)
        top.addWidget(self.words, 1)
        top.addWidget(self.note)
        top.addWidget(self.sample)
        top.addWidget(self.fill_in)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(2)
        tabs = QHBoxLayout()
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        tabs.addWidget(self.fewer)
        self._below.addLayout(tabs, 1)
        places = QHBoxLayout()
        places.setSpacing(6)
        places.addWidget(self.part)
        places.addWidget(self.position, 1)
        self._below.addLayout(places)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(self._below)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.tabs.set_theme(theme)

    def show_title(self, words: str) -> None:
        """Say what is looked at."""
        if words != self.words.text():
            self.words.setText(words)

    def show_note(self, words: str) -> None:
        """Say how the sample belongs to the step."""
        if words != self.note.text():
            self.note.setText(words)

    def show_view(self, view: View, chosen: bool) -> None:
        """Show which part is read; without anything selected there is only the loss."""
        self.tabs.show_chosen(view)
        for key, tab in self.tabs.buttons.items():
            tab.setEnabled(chosen or key in WITHOUT_SELECTION)

    def show_inside(self, subject: Subject, working: Working) -> None:
        """Offer the parts of the layer, and the places in the one that is looked at."""
        shown = [self.part.itemData(at) for at in range(self.part.count())]
        if shown != ["", *working.blocks]:
            self.part.clear()
            self.part.addItem(self.tr("the whole"), "")
            for block in working.blocks:
                self.part.addItem(block, block)
        self.part.setCurrentIndex(max(self.part.findData(subject.block), 0))
        self.part.setVisible(bool(working.blocks))
        if subject.block:
            self.position.show_shape(subject, working.output_shape)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= (ROOM_FOR_NOTE if self._wide else ROOM_FOR_NOTE + SCROLL_BAR)
        if wide != self._wide:
            self._wide = wide
            self.note.setVisible(wide)
            self.position.set_narrow(not wide)
            directions = QBoxLayout.Direction
            self._below.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    @Slot(int)
    def _choose_part(self, place: int) -> None:
        self.part_chosen.emit(str(self.part.itemData(place)))

    def _build_tabs(self, theme: Theme) -> None:
        self.tabs = Pills(theme)
        for key, name, tip in (
            ("forward", self.tr("Forward"), self.tr("How the value came about.")),
            ("loss", self.tr("Loss"), self.tr("How wrong the answer is, as a number.")),
            (
                "backward",
                self.tr("Backward"),
                self.tr("δ: how the loss changes with this number, and why."),
            ),
            (
                "update",
                self.tr("Update"),
                self.tr("From the gradient to the weight that the next step makes."),
            ),
            (
                "check",
                self.tr("Check ∂"),
                self.tr("The slope, measured by moving the weight a little."),
            ),
            ("code", self.tr("Code"), self.tr("The lines of this program that compute it.")),
            ("matrices", self.tr("Matrices"), self.tr("All numbers of the layer as tables.")),
        ):
            self.tabs.add(key, name, tip)
        self.tabs.chosen.connect(self.view_chosen)
