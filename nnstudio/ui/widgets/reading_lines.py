"""A few lines of words on what is pointed at."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LINES = 3


class ReadingLines(QLabel):
    """Muted words that wrap. There is room for three lines at any time, so that nothing jumps when
    the pointer moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.setFixedHeight(QFontMetrics(self.font()).lineSpacing() * LINES)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def hasHeightForWidth(self) -> bool:
        # A label claims it with every text that wraps, and its panel is laid out otherwise then.
        return False
