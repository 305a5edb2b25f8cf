"""The menus of the canvas: everything that gestures can do, as words with their keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.project.layers import PALETTE, DenseSpec, DropoutSpec, LayerSpec
from nnstudio.ui.canvas.amounts import amount_of, value_of
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.settings import settings_of
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

    def add_block(self, opened: bool, toggle: Edit) -> None:
        """For a transformer block, above what every layer offers."""
        if opened:
            self.add(self.tr("Close into one card"), toggle, "Up")
        else:
            self.add(self.tr("Open into its parts"), toggle, "Down")
        self.addSeparator()

    def add_layer(self, layer: LayerSpec, rename: Edit, count: Edit, settings: Edit) -> None:
        """For a layer: its own settings, its place, copying and deleting."""
        commands, own = self._commands, {layer.id}
        keys = "Ctrl+Return" if isinstance(layer, DenseSpec | DropoutSpec) else "Return"
        self.add(self.tr("Settings…"), settings, keys)
        self.add(self.tr("Rename…"), rename, "F2")
        self._add_choices(layer)
        self._add_amount(layer, count)
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

    def _add_choices(self, layer: LayerSpec) -> None:
        """Activation and initialiser, for the layers that have them."""
        for setting in settings_of(layer):
            if setting.field == "activation":
                names = {name: self._words.activation(name) for name in setting.choices}
                choose = partial(self._commands.set_activation, layer.id)
                self._add_choice(self.tr("Activation"), names, layer.activation, choose)  # type: ignore[union-attr]
            elif setting.field == "initialiser":
                names = {name: self._words.initialiser(name) for name in setting.choices}
                choose = partial(self._commands.set_initialiser, layer.id)
                self._add_choice(self.tr("Initialiser"), names, layer.initialiser, choose)  # type: ignore[union-attr]

    def _add_amount(self, layer: LayerSpec, count: Edit) -> None:
        """What there is more or less of in the layer."""
        amount = amount_of(layer)
        if amount is None:
            return
        commands, words, own = self._commands, self._words, {layer.id}
        value = value_of(layer)
        for step, keys, possible in ((1, "+", value < amount.high), (-1, "-", value > amount.low)):
            self.add(
                words.more_or_less(layer, step),
                partial(commands.change_units, own, step),
                keys,
                enabled=possible,
            )
        name = self.tr("{setting}…").format(setting=words.number_of(layer))
        self.add(name, count, "Return" if isinstance(layer, DropoutSpec) else "")

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
        """All kinds, by family."""
        menu = self.addMenu(title)
        families: dict[str, QMenu] = {}
        kinds = self._words.kinds
        for make in PALETTE:
            sample = make()
            if sample.family not in families:
                families[sample.family] = menu.addMenu(kinds.family(sample.family))
            action = families[sample.family].addAction(kinds.name(sample))
            action.triggered.connect(lambda _=False, make=make: self._insert(make(), index))

    def _insert(self, layer: LayerSpec, index: int) -> None:
        self._commands.insert([layer], index)


NATIVE = QKeySequence.SequenceFormat.NativeText
