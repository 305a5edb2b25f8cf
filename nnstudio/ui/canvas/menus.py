"""The menus of the canvas: everything that gestures can do, as words with their keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.initialisers import INITIALISERS
from nnstudio.project.layers import PALETTE, DenseSpec, LayerSpec
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.words import Words

Edit = Callable[[], object]


class CanvasMenu(QMenu):
    """A menu that goes away by itself once it has closed. `aboutToHide` tells when."""

    def __init__(self, commands: Commands, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._words = words
        # Its action fires after it has hidden, so it may only die later.
        self.aboutToHide.connect(self.deleteLater)

    def add(self, text: str, do: Edit, keys: str = "", enabled: bool = True) -> QAction:
        """An entry with the keys that do the same."""
        action = self.addAction(text)
        if keys:
            action.setText(f"{text}\t{QKeySequence(keys).toString(NATIVE)}")
        action.triggered.connect(lambda: do())
        action.setEnabled(enabled)
        return action

    def add_wire(self, edit_weight: Edit) -> None:
        """For a wire."""
        self.add(self.tr("Edit weight…"), edit_weight, "Return")

    def add_neuron(self, edit_bias: Edit) -> None:
        """For a neuron, above what its layer offers."""
        self.add(self.tr("Edit bias…"), edit_bias, "Return")
        self.addSeparator()

    def add_layer(self, layer: LayerSpec, rename: Edit, count: Edit, rate: Edit) -> None:
        """For a layer: its own settings, its place, copying and deleting."""
        commands, own = self._commands, {layer.id}
        self.add(self.tr("Rename…"), rename, "F2")
        if isinstance(layer, DenseSpec):
            self._add_dense(layer, count)
        else:
            self.add(self.tr("Dropout rate…"), rate, "Return")
        self.addSeparator()
        index = commands.project.index(layer.id)
        last = len(commands.project.layers) - 1
        self.add(
            self.tr("Move left"), lambda: commands.shift(own, -1), "Alt+Left", enabled=index > 0
        )
        self.add(
            self.tr("Move right"), lambda: commands.shift(own, 1), "Alt+Right", enabled=index < last
        )
        self._add_insert(self.tr("Insert before"), index)
        self._add_insert(self.tr("Insert after"), index + 1)
        self.addSeparator()
        self.add(self.tr("Cut"), commands.cut, "Ctrl+X")
        self.add(self.tr("Copy"), commands.copy, "Ctrl+C")
        self.add(self.tr("Paste"), commands.paste, "Ctrl+V")
        self.add(self.tr("Duplicate"), commands.duplicate, "Ctrl+D")
        self.addSeparator()
        self.add(self.tr("Delete"), commands.remove_selected, "Del")

    def add_ground(self, fit: Edit) -> None:
        """For the empty ground."""
        commands = self._commands
        self._add_insert(self.tr("Insert"), commands.place_to_insert())
        self.add(self.tr("Paste"), commands.paste, "Ctrl+V")
        self.add(self.tr("Select all"), commands.select_all, "Ctrl+A")
        self.addSeparator()
        self.add(self.tr("Fit"), fit, "F")

    def _add_dense(self, layer: DenseSpec, count: Edit) -> None:
        commands, own = self._commands, layer.id
        self._add_choice(
            self.tr("Activation"),
            {name: self._words.activation(name) for name in ACTIVATIONS},
            layer.activation,
            partial(commands.set_activation, own),
        )
        self._add_choice(
            self.tr("Initialiser"),
            {name: self._words.initialiser(name) for name in INITIALISERS},
            layer.initialiser,
            partial(commands.set_initialiser, own),
        )
        self.add(self.tr("One neuron more"), lambda: commands.change_units({own}, 1), "+")
        self.add(
            self.tr("One neuron fewer"),
            lambda: commands.change_units({own}, -1),
            "-",
            enabled=layer.units > 1,
        )
        self.add(self.tr("Number of neurons…"), count)

    def _add_choice(
        self, title: str, names: dict[str, str], current: str, choose: Callable[[str], None]
    ) -> None:
        menu = self.addMenu(title)
        for name, text in names.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(name == current)
            action.triggered.connect(lambda _=False, name=name: choose(name))

    def _add_insert(self, title: str, index: int) -> None:
        menu = self.addMenu(title)
        for make in PALETTE:
            kind = make().kind_title
            action = menu.addAction(kind)
            action.triggered.connect(lambda _=False, make=make: self._insert(make(), index))

    def _insert(self, layer: LayerSpec, index: int) -> None:
        self._commands.insert([layer], index)


NATIVE = QKeySequence.SequenceFormat.NativeText
