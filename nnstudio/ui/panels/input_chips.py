"""Which inputs the network reads: a chip each, or a list to search when there are many."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.locale import grouped
from nnstudio.data.inputs import Input
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.popover import Popover

MOST_CHIPS = 8


class InputChips(QWidget):
    """Signal: `chosen(tuple)` with the keys of the inputs that a person wants from now on."""

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inputs: tuple[Input, ...] = ()
        self._keys: tuple[str, ...] = ()
        self.chips: dict[str, QToolButton] = {}
        self.flow_holder = QWidget()
        self.flow = FlowLayout(self.flow_holder)
        self.many_button = QPushButton()
        self.many_button.setToolTip(self.tr("Choose which columns the network reads."))
        self.many_button.clicked.connect(self._open_list)
        self.refusal = QLabel()
        self.refusal.setProperty("role", "warning")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self.list = InputList(self)
        self.list.chosen.connect(self._wish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.flow_holder)
        layout.addWidget(self.many_button)
        layout.addWidget(self.refusal)

    def show_inputs(self, inputs: tuple[Input, ...], keys: tuple[str, ...]) -> None:
        """Show what there is and which of it is chosen."""
        if inputs != self._inputs:  # another table may call the same keys by other names
            self._inputs = inputs
            self._make_chips()
        self._inputs, self._keys = inputs, keys
        self.refusal.hide()
        for key, chip in self.chips.items():
            chip.setChecked(key in keys)
        chosen, of_all = grouped(len(keys)), grouped(len(inputs))
        self.many_button.setText(self.tr("{chosen} of {all}").format(chosen=chosen, all=of_all))
        self.many_button.setAccessibleName(
            self.tr("Inputs: {chosen} of {all}").format(chosen=chosen, all=of_all)
        )
        self.list.show_inputs(inputs, keys)

    def _make_chips(self) -> None:
        for chip in self.chips.values():
            self.flow.removeWidget(chip)
            chip.deleteLater()
        self.chips = {}
        many = len(self._inputs) > MOST_CHIPS
        self.many_button.setVisible(many)
        self.flow_holder.setVisible(not many)
        for entry in () if many else self._inputs:
            chip = QToolButton(self.flow_holder)
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setText(entry.label)
            chip.setAccessibleName(self.tr("Input {name}").format(name=entry.label))
            chip.setToolTip(
                self.tr("{name} is computed from the data; it can spare a layer.").format(
                    name=entry.label
                )
                if entry.engineered
                else self.tr("{name} is one of the data’s own values.").format(name=entry.label)
            )
            chip.clicked.connect(lambda on, key=entry.key: self._toggle(key, on))
            self.flow.addWidget(chip)
            self.chips[entry.key] = chip
            chip.show()
        self.flow_holder.updateGeometry()

    def _toggle(self, key: str, on: bool) -> None:
        self._wish({*self._keys, key} if on else set(self._keys) - {key})

    def _wish(self, wanted: set[str]) -> None:
        keys = tuple(entry.key for entry in self._inputs if entry.key in wanted)
        if not keys:
            for key, chip in self.chips.items():
                chip.setChecked(key in self._keys)
            self.list.show_inputs(self._inputs, self._keys)
            self.refusal.setText(self.tr("A network needs at least one input."))
            self.refusal.show()
            return
        self.chosen.emit(keys)

    def _open_list(self) -> None:
        self.list.setMinimumWidth(self.width())
        self.list.open_below(self.many_button)
        self.list.search.setFocus()


class InputList(Popover):
    """Many inputs, to be searched and ticked. Signal: `chosen(set)` with keys."""

    chosen = Signal(set)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._inputs: tuple[Input, ...] = ()
        self._keys: tuple[str, ...] = ()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the inputs"))
        self.search.setClearButtonEnabled(True)
        self.items = QListWidget()
        self.items.setAccessibleName(self.tr("Inputs"))
        self.items.setUniformItemSizes(True)
        self.items.setMinimumHeight(220)
        self.all = QPushButton(self.tr("Choose all"))
        self.all.setToolTip(self.tr("Let the network read every column."))
        row = QHBoxLayout()
        row.addWidget(self.all)
        row.addStretch(1)
        self.body.addWidget(self.search)
        self.body.addWidget(self.items)
        self.body.addLayout(row)
        self.search.textChanged.connect(self._filter)
        self.items.itemChanged.connect(self._ticked)
        self.all.clicked.connect(self._choose_all)

    def show_inputs(self, inputs: tuple[Input, ...], keys: tuple[str, ...]) -> None:
        """Show what there is and which of it is chosen: at once, or when the list is opened."""
        if inputs != self._inputs:
            self.items.clear()
        self._inputs, self._keys = inputs, keys
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        self._fill()
        super().showEvent(event)

    def _fill(self) -> None:
        """A table can have thousands of columns, so this waits until somebody looks."""
        chosen = set(self._keys)
        self.items.blockSignals(True)
        if not self.items.count():
            for entry in self._inputs:
                item = QListWidgetItem(entry.label)
                item.setData(Qt.ItemDataRole.UserRole, entry.key)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Unchecked)
                self.items.addItem(item)
            self.search.clear()
        for row in range(self.items.count()):
            item = self.items.item(row)
            on = item.data(Qt.ItemDataRole.UserRole) in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.items.blockSignals(False)

    def _choose_all(self) -> None:
        self.chosen.emit({entry.key for entry in self._inputs})

    def _filter(self, text: str) -> None:
        for row in range(self.items.count()):
            item = self.items.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())

    def _ticked(self) -> None:
        rows = (self.items.item(row) for row in range(self.items.count()))
        self.chosen.emit(
            {
                item.data(Qt.ItemDataRole.UserRole)
                for item in rows
                if item.checkState() is Qt.CheckState.Checked
            }
        )
