"""A choice of a few, side by side, all of them in sight."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from nnstudio.ui.widgets.flow_layout import FlowLayout


class Segments(QWidget):
    """Signal: `chosen(str)` with the key that a person chose."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(self)

    def add(self, key: str, name: str, tip: str) -> None:
        """One more choice."""
        button = QToolButton(self)
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.setText(name)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(button)
        self._flow.addWidget(button)
        self.buttons[key] = button

    def show_key(self, key: str) -> None:
        """Show a choice without telling anyone."""
        self.buttons[key].setChecked(True)
