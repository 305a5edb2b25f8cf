"""A slider with its name and its value in words above it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget


class CalmSlider(QSlider):
    """A slider that the wheel moves only while it has the focus, so that scrolling past it
    changes nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SliderRow(QWidget):
    """A slider over positions 0 to `last`; `words` says what a position, or a value, means.

    Signals: `moved(int)` when a person moves it; `gesture_ended()` when that is over.
    """

    moved = Signal(int)
    gesture_ended = Signal()

    def __init__(self, name: str, last: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = CalmSlider()
        self.slider.setRange(0, last)
        self.slider.setAccessibleName(name)
        self.name = QLabel(name)
        self.name.setBuddy(self.slider)
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.name)
        top.addStretch(1)
        top.addWidget(self.words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(top)
        layout.addWidget(self.slider)
        self._showing = False
        self.slider.valueChanged.connect(self._tell)
        self.slider.sliderReleased.connect(self.gesture_ended)
        self.slider.installEventFilter(self)

    def show_value(self, position: int, words: str) -> None:
        """Show a position and its meaning, without telling anyone."""
        self._showing = True
        self.slider.setValue(position)
        self._showing = False
        self.words.setText(words)
        self.slider.setAccessibleDescription(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.gesture_ended.emit()
        return super().eventFilter(watched, event)

    def setToolTip(self, text: str) -> None:
        super().setToolTip(text)
        self.slider.setToolTip(text)

    def _tell(self, position: int) -> None:
        if not self._showing:
            self.moved.emit(position)


def nearest(values: list[float], value: float) -> int:
    """The position of the value in an ascending list that lies closest."""
    distance: Callable[[int], float] = lambda place: abs(values[place] - value)  # noqa: E731
    return min(range(len(values)), key=distance)
