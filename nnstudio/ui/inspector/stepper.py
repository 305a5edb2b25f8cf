"""One thing of many, with an arrow to the one before and one to the next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

LEFT, RIGHT = "‹", "›"


class Stepper(QWidget):
    """Signal: `stepped(int)`, −1 or 1. `label` says where one is."""

    stepped = Signal(int)

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before, self.after = QToolButton(), QToolButton()
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("role", "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(1)
        for button, sign, words, by in (
            (self.before, LEFT, self.tr("{name}: the one before"), -1),
            (self.after, RIGHT, self.tr("{name}: the next one"), 1),
        ):
            button.setText(sign)
            button.setProperty("kind", "link")
            button.setMaximumWidth(22)
            button.setAutoRepeat(True)
            button.setAccessibleName(words.format(name=name))
            button.setToolTip(tip)
            button.clicked.connect(lambda _checked=False, by=by: self.stepped.emit(by))
        line.addWidget(self.before)
        line.addWidget(self.label)
        line.addWidget(self.after)
        self.setToolTip(tip)
        self.setAccessibleName(name)

    def show_words(self, words: str) -> None:
        """Say where one is."""
        if words != self.label.text():
            self.label.setText(words)
