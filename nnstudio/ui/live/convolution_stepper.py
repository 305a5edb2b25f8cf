"""Which sample is looked at, and the way to the next one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel

SIGN = 13.0
"""Points: the signs on the buttons are small ones in any font."""


class SampleStepper(QWidget):
    """Two arrows and a label. Signal: `stepped(int)`. Attributes: `back`, `ahead`, `sample`."""

    stepped = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = self._button("‹", self.tr("The sample before"), -1)
        self.ahead = self._button("›", self.tr("The next sample"), 1)
        self.sample = ElidedLabel()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.back)
        line.addWidget(self.ahead)
        line.addWidget(self.sample, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.sample.ink = theme.colour("muted")
        self.sample.update()

    def _button(self, sign: str, tip: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRepeat(True)
        font = button.font()
        font.setPointSizeF(SIGN)
        button.setFont(font)
        button.clicked.connect(lambda: self.stepped.emit(step))
        return button
