"""The head of the inspector: what is looked at, for which sample, and which part of the step."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnstudio.app.inspection import View
from nnstudio.ui.inspector.pills import Pills
from nnstudio.ui.inspector.position_bar import PositionBar
from nnstudio.ui.inspector.stepper import Stepper
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel

WITHOUT_SELECTION: tuple[View, ...] = ("loss",)
NARROWEST = 300
ROOM_FOR_NOTE = 600
"""Pixels of width from which there is room for a note beside the sample."""


class Head(QWidget):
    """Signal: `view_chosen(str)`. Public: `back`, `forward`, `words`, `note`, `sample`, `position`,
    `fewer`, `tabs`."""

    view_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back, self.forward = QToolButton(), QToolButton()
        for button, sign, words in (
            (self.back, "←", self.tr("Back to what was looked at before (Alt+Left)")),
            (self.forward, "→", self.tr("Forward again (Alt+Right)")),
        ):
            button.setText(sign)
            button.setProperty("kind", "link")
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
        self._build_tabs(theme)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(4)
        top.addWidget(self.back)
        top.addWidget(self.forward)
        top.addWidget(self.words, 1)
        top.addWidget(self.note)
        top.addWidget(self.sample)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(2)
        tabs = QHBoxLayout()
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        tabs.addWidget(self.fewer)
        self._below.addLayout(tabs, 1)
        self._below.addWidget(self.position)
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

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= ROOM_FOR_NOTE
        self.note.setVisible(wide)
        directions = QBoxLayout.Direction
        direction = directions.LeftToRight if wide else directions.TopToBottom
        if self._below.direction() is not direction:
            self._below.setDirection(direction)

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
