"""Which sample is looked at, with a step to the one before and to the next."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.ui.widgets.elided import ElidedLabel

CLICKING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StepButton(QToolButton):
    """Keeps the keys that click it, and the arrow keys, from driving the run."""

    def __init__(self, stepper: "SampleStepper", text: str, by: int) -> None:
        super().__init__(stepper)
        self._stepper = stepper
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda: stepper.step(by))

    def event(self, event: QEvent) -> bool:
        mine = isinstance(event, QKeyEvent) and (
            event.key() in (*CLICKING, Qt.Key.Key_Left, Qt.Key.Key_Right)
        )
        if mine and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        backward, forward = Qt.Key.Key_Left, Qt.Key.Key_Right
        if self.isRightToLeft():
            backward, forward = forward, backward
        if event.key() in CLICKING:
            self.click()
        elif event.key() in (backward, forward):
            self._stepper.step(1 if event.key() == forward else -1)
        else:
            super().keyPressEvent(event)


class SampleStepper(QWidget):
    """Names the chosen sample. Attributes: `before`, `after`, the buttons; `name`."""

    def __init__(
        self, document: Document, choice: SampleChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._choice = document, choice
        self.before, self.after = StepButton(self, "‹", -1), StepButton(self, "›", 1)
        self.before.setAccessibleName(self.tr("Sample before"))
        self.after.setAccessibleName(self.tr("Next sample"))
        for button in (self.before, self.after):
            button.setToolTip(
                self.tr(
                    "Another sample, with the arrow keys too: all views of the window look at "
                    "the same one."
                )
            )
        self.name = ElidedLabel()
        self.name.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addSpacing(4)
        row.addWidget(self.name, 1)
        choice.changed.connect(self.refresh)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def step(self, by: int) -> None:
        """To another sample of the same share."""
        self._choice.step(by)

    @Slot()
    def refresh(self) -> None:
        """Name the chosen sample, in as many words as there is room for."""
        names = self.names()
        metrics = self.name.fontMetrics()
        room = self.width() - self.before.width() - self.after.width() - 10
        fitting = [text for text in names if metrics.horizontalAdvance(text) <= room]
        self.name.setText(fitting[0] if fitting else names[-1])
        self.name.setAccessibleName(names[0])

    def names(self) -> list[str]:
        """What the chosen sample can be called, the most telling first."""
        index, material = self._choice.index, self._document.material
        if index is None:
            return [self.tr("your own sample"), self.tr("your own")]
        if index in material.validation:
            text = self.tr("sample {number}, validation")
        else:
            text = self.tr("sample {number}, training")
        number = grouped(index + 1)
        return [
            text.format(number=number),
            self.tr("sample {number}").format(number=number),
            number,
        ]
