"""A field for one number that keeps every digit: 0.001 stays 0.001, and 1e9 is welcome."""

from collections.abc import Sequence
from math import floor, log10

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QWidget

from nnstudio.app.locale import grouped
from nnstudio.ui.icons import icon
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import exact, read_number, read_whole

HEIGHT = 28
"""As high as a list to choose from, beside which it often stands."""
LADDER = (1.0, 2.0, 3.0, 5.0, 7.0, 10.0)


class NumberEdit(QLineEdit):
    """A number between two bounds, typed with a decimal point or a comma.

    Arrow keys and, while it has the focus, the wheel step through it; Alt+Down or the arrow
    offers presets. Text that is no number keeps the old value, and `complaint` says why below.
    Signals: `value_edited(float)` when a person chose another value; `gesture_ended()` when a run
    of small steps is over.
    """

    value_edited = Signal(float)
    gesture_ended = Signal()

    def __init__(
        self,
        low: float,
        high: float,
        theme: Theme,
        *,
        whole: bool = False,
        above_low: bool = False,
        below_high: bool = False,
        step: float | None = None,
        presets: Sequence[float] = (),
        digits: int = 6,
        parent: QWidget | None = None,
    ) -> None:
        """step: how far an arrow key goes; None steps by a factor, 0.01, 0.02, 0.03, 0.05 …
        above_low, below_high: that bound itself is not allowed. digits: the room to show."""
        super().__init__(parent)
        self._low, self._high, self._whole = low, high, whole
        self._above_low, self._below_high = above_low, below_high
        self._step, self._digits = step, digits
        self._value = low
        self._stepped = False
        self.complaint = QLabel(self)
        self.complaint.setTextFormat(Qt.TextFormat.PlainText)
        self.complaint.setObjectName("complaint")
        self.complaint.hide()
        self.destroyed.connect(self.complaint.deleteLater)
        self._presets = tuple(presets)
        self._preset_action: QAction | None = None
        if self._presets:
            self._preset_action = QAction(self.tr("Usual values"), self)
            self._preset_action.triggered.connect(self.show_presets)
            self.addAction(self._preset_action, QLineEdit.ActionPosition.TrailingPosition)
        self.set_theme(theme)
        self.editingFinished.connect(self._take_text)
        self.textEdited.connect(self._hush)
        self.set_value(low)

    @property
    def value(self) -> float:
        """The number that holds, whatever is being typed."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another number, exactly; what a person is typing right now is left alone."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._show()

    def drop_text(self) -> None:
        """Show the number that holds; what a person is typing is not meant for it any more."""
        self._hush()
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.complaint.setStyleSheet(
            f"QLabel#complaint {{ background: {theme.raised}; color: {theme.warning};"
            f" border: 1px solid {theme.warning}; border-radius: 6px; padding: 5px 8px; }}"
        )
        if self._preset_action is not None:
            self._preset_action.setIcon(icon("arrow-down", theme, "muted"))

    def room_for(self, digits: int) -> int:
        """Pixels that so many digits need, frame and arrow included."""
        self.ensurePolished()
        width = QFontMetrics(self.font()).horizontalAdvance("0" * digits)
        return width + (46 if self._presets else 26)

    def minimumSizeHint(self):  # type: ignore[no-untyped-def]
        hint = super().minimumSizeHint()
        hint.setWidth(self.room_for(self._digits))
        hint.setHeight(max(hint.height(), HEIGHT))
        return hint

    def sizeHint(self):  # type: ignore[no-untyped-def]
        hint = super().sizeHint()
        hint.setWidth(self.room_for(self._digits))
        hint.setHeight(max(hint.height(), HEIGHT))
        return hint

    def show_presets(self) -> None:
        """Offer the usual values."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for preset in self._presets:
            action = menu.addAction(exact(preset, self.locale()))
            action.setCheckable(True)
            action.setChecked(preset == self._value)
            action.triggered.connect(lambda _=False, value=preset: self._choose(value))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if self._presets and event.key() == Qt.Key.Key_Down and alt:
            self.show_presets()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(1 if event.key() == Qt.Key.Key_Up else -1)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.drop_text()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or not event.angleDelta().y():
            event.ignore()
            return
        self._go(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.isModified():
            # Only text that was refused is still modified here: show what holds.
            self._show()
        if self._stepped:
            self._stepped = False
            self.gesture_ended.emit()

    def _show(self) -> None:
        self.setText(exact(self._value, self.locale()))
        self.setModified(False)
        self.setCursorPosition(0)

    def _choose(self, value: float) -> None:
        self._hush()
        self._value = value
        self._show()
        self.value_edited.emit(value)
        self.gesture_ended.emit()

    def _take_text(self) -> None:
        if not self.isModified():
            return
        try:
            number = read_whole(self.text()) if self._whole else read_number(self.text())
        except (ValueError, OverflowError):
            self._complain(self._expectation())
            return
        if not self._allowed(number):
            self._complain(self._expectation())
            return
        self._hush()
        before, self._value = self._value, float(number)
        self._show()
        if self._value != before:
            self.value_edited.emit(self._value)
            self.gesture_ended.emit()

    def _allowed(self, number: float) -> bool:
        if self._above_low and number == self._low:
            return False
        if self._below_high and number == self._high:
            return False
        return self._low <= number <= self._high

    def _expectation(self) -> str:
        low, high, value = (
            grouped(int(number)) if number == int(number) else exact(number, self.locale())
            for number in (self._low, self._high, self._value)
        )
        if self._whole:
            text = self.tr("Needs a whole number from {low} to {high}; it stays at {value}.")
        elif self._above_low:
            text = self.tr("Needs a number above {low}, up to {high}; it stays at {value}.")
        elif self._below_high:
            text = self.tr("Needs a number from {low} to below {high}; it stays at {value}.")
        else:
            text = self.tr("Needs a number from {low} to {high}; it stays at {value}.")
        return text.format(low=low, high=high, value=value)

    def _complain(self, words: str) -> None:
        self.complaint.setText(words)
        self.setAccessibleDescription(words)
        window = self.window()
        self.complaint.setParent(window)
        self.complaint.adjustSize()
        place = self.mapTo(window, QPoint(0, self.height() + 4))
        room = max(window.width() - self.complaint.width() - 8, 0)
        if place.y() + self.complaint.height() > window.height():
            place = self.mapTo(window, QPoint(0, -self.complaint.height() - 4))
        self.complaint.move(min(place.x(), room), max(place.y(), 0))
        self.complaint.show()
        self.complaint.raise_()

    def _hush(self) -> None:
        if self.complaint.isVisible():
            self.complaint.hide()
            self.setAccessibleDescription("")

    def _go(self, direction: int) -> None:
        self._hush()
        target = self._next(direction)
        target = min(max(target, self._low), self._high)
        if target == self._value or not self._allowed(target):
            return
        self._value = float(target)
        self._show()
        self._stepped = True
        self.value_edited.emit(self._value)

    def _next(self, direction: int) -> float:
        if self._step is not None:
            return float(f"{self._value + direction * self._step:.10g}")
        if self._value <= 0:
            smallest = min((one for one in self._presets if one > 0), default=1.0)
            return smallest if direction > 0 else self._low
        power = floor(log10(self._value))
        rungs = [rung * 10.0**at for at in (power - 1, power, power + 1) for rung in LADDER]
        rungs = sorted({float(f"{rung:.3g}") for rung in rungs})
        if self._whole:
            rungs = sorted({float(round(rung)) for rung in rungs})
        if direction > 0:
            return next((rung for rung in rungs if rung > self._value * (1 + 1e-9)), self._high)
        return next(
            (rung for rung in reversed(rungs) if rung < self._value * (1 - 1e-9)), self._low
        )
