"""A control for each sort of setting: a number with − and +, a list of choices, a tick."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QToolButton, QWidget

from nnstudio.project.layers import LayerSpec
from nnstudio.ui.canvas.setting_words import SettingWords
from nnstudio.ui.canvas.settings import Setting
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.choice_box import ChoiceBox
from nnstudio.ui.widgets.number_edit import NumberEdit

Next = Callable[[float, int], float]
"""The next value from this one, up (+1) or down (−1)."""


class SettingNumber(NumberEdit):
    """A number whose complaints are told by `complained(str)`: its popover has room for them."""

    complained = Signal(str)

    def __init__(self, setting: Setting, following: Next, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            setting.low,
            setting.high,
            theme,
            whole=setting.sort == "whole",
            above_low=setting.above_low,
            step=1.0,
            digits=5,
            parent=parent,
        )
        self._following = following

    def nudge(self, direction: int) -> None:
        """One step up or down, as an arrow key does it."""
        self._go(direction)

    def _next(self, direction: int) -> float:
        return self._following(self.value, direction)

    def _complain(self, words: str) -> None:
        self.complained.emit(words)

    def _hush(self) -> None:
        self.complained.emit("")


class NumberRow(QWidget):
    """A number with − and +, and a word beside it. Signals: `edited(float)` when a person
    chose another one, `ended()` when a run of small steps is over, `complained(str)`."""

    edited = Signal(float)
    ended = Signal()
    complained = Signal(str)

    def __init__(
        self,
        setting: Setting,
        name: str,
        following: Next,
        beside: Callable[[float], str],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._beside = beside
        self.number = SettingNumber(setting, following, theme, self)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.less = self._button("−", self.tr("{setting}: less").format(setting=name), -1)
        self.more = self._button("+", self.tr("{setting}: more").format(setting=name), 1)
        self.after = QLabel()
        self.after.setProperty("role", "muted")
        self.after.setTextFormat(Qt.TextFormat.PlainText)
        for value in (setting.high, setting.low):  # room for either word
            self.after.setText(beside(value))
            self.after.setMinimumWidth(
                max(self.after.minimumWidth(), self.after.sizeHint().width())
            )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for widget in (self.number, self.less, self.more):
            row.addWidget(widget)
        row.addSpacing(5)
        row.addWidget(self.after)
        row.addStretch(1)
        self.setFocusProxy(self.number)
        self.number.value_edited.connect(self._take)
        self.number.gesture_ended.connect(self.ended)
        self.number.complained.connect(self.complained)

    def show_value(self, value: float) -> None:
        """Show another number."""
        self.number.set_value(value)
        self.after.setText(self._beside(value))

    def _take(self, value: float) -> None:
        self.after.setText(self._beside(value))
        self.edited.emit(value)

    def _button(self, text: str, name: str, direction: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setAutoRepeat(True)
        # The arrow keys do the same within the number: one stop of Tab for each setting.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.number.nudge(direction))
        button.released.connect(self._release)
        return button

    def _release(self) -> None:
        button = self.sender()
        if isinstance(button, QToolButton) and not button.isDown():
            self.ended.emit()


class SettingControl(QWidget):
    """The control of one setting. Signals: `edited(object)` with the value that a person chose,
    `ended()`, `complained(str)`."""

    edited = Signal(object)
    ended = Signal()
    complained = Signal(str)

    def __init__(
        self,
        layer: LayerSpec,
        setting: Setting,
        following: Next,
        words: SettingWords,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setting = setting
        name = words.label(layer, setting.field)
        self.number: NumberRow | None = None
        self.choice: ChoiceBox | None = None
        self.tick: QCheckBox | None = None
        control: QWidget
        if setting.sort in ("whole", "number"):
            whole = setting.sort == "whole"
            row = self.number = NumberRow(
                setting,
                name,
                following,
                lambda value: words.beside(setting.field, value, layer),
                theme,
                self,
            )
            row.edited.connect(lambda value: self.edited.emit(int(value) if whole else value))
            row.ended.connect(self.ended)
            row.complained.connect(self.complained)
            control = row.number
        elif setting.field == "whole_sequence" or setting.sort == "choice":
            box = self.choice = ChoiceBox(self)
            if setting.sort == "flag":
                for key, whole_sequence in (("last", False), ("whole", True)):
                    box.add(key, words.handed_on(whole_sequence))
                box.chosen.connect(lambda key: self._choose(key == "whole"))
            else:
                for key in setting.choices:
                    tip = words.about_choice(setting.field, key)
                    short = words.short_choice(setting.field, key)
                    box.add(key, words.choice(setting.field, key), short, tip)
                box.chosen.connect(self._choose)
            control = box
        else:
            control = self.tick = QCheckBox(self)
            self.tick.toggled.connect(self._choose)
        about = words.about(layer, setting.field)
        control.setAccessibleName(name)
        control.setAccessibleDescription(about)
        control.setToolTip(about)
        self.setFocusProxy(control)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.number or control)
        if self.number is None:
            inner.addStretch(1)

    def show_value(self, value: object) -> None:
        """Show what the project says."""
        if self.number is not None:
            self.number.show_value(float(str(value)))
        elif self.choice is not None:
            key = ("whole" if value else "last") if isinstance(value, bool) else str(value)
            self.choice.show_key(key)
        elif self.tick is not None:
            with QSignalBlocker(self.tick):
                self.tick.setChecked(bool(value))

    def _choose(self, value: object) -> None:
        self.edited.emit(value)
        self.ended.emit()


def usual_step(setting: Setting) -> Next:
    """How far one press of an arrow goes, by what the setting is."""
    if setting.sort == "whole":
        return lambda value, direction: value + direction
    step = 0.5 if setting.high > 1.0 else 0.05
    return lambda value, direction: float(f"{value + direction * step:.10g}")
