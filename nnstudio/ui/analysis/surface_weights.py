"""Chooses the two weights along which a loss surface is looked at."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from nnstudio.app.loss_surface_directions import TwoWeights, WeightBlock, WeightPlace
from nnstudio.project.specs import Project
from nnstudio.ui.analysis.surface_words import SurfaceWords
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import caption
from nnstudio.ui.widgets.elided import ElidedBox
from nnstudio.ui.widgets.number_edit import NumberEdit
from nnstudio.ui.widgets.popover import Popover


class WeightsPopover(Popover):
    """Two weights, typed or taken from the canvas. Signal: `edited()` when a person chose another.

    `offer` tells it which wires were selected last on the canvas.
    """

    edited = Signal()

    def __init__(self, words: SurfaceWords, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The two weights"))
        self._blocks: tuple[WeightBlock, ...] = ()
        self._offered: tuple[WeightPlace, ...] = ()
        self.pickers = (
            WeightPicker(self.tr("First weight"), words, theme),
            WeightPicker(self.tr("Second weight"), words, theme),
        )
        for picker in self.pickers:
            self.body.addWidget(picker.caption)
            self.body.addWidget(picker)
            picker.edited.connect(self.edited)
        self.hint = QLabel(self.tr("← 0 stands for the bias."))
        self.hint.setProperty("role", "muted")
        self.take = QPushButton(self.tr("Use the selected wires"))
        self.take.setToolTip(
            self.tr(
                "Takes the two wires that were selected last on the canvas; if only one was, it "
                "becomes the first weight."
            )
        )
        self.take.clicked.connect(self._take_offered)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.take)
        self.offer(())

    @property
    def chosen(self) -> TwoWeights | None:
        """Both weights; None for a network without any."""
        first, second = (picker.place for picker in self.pickers)
        return None if first is None or second is None else TwoWeights(first, second)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for picker in self.pickers:
            picker.set_theme(theme)

    def offer(self, wires: Sequence[WeightPlace]) -> None:
        """These wires, the last one selected last, can be taken."""
        self._offered = tuple(wires)[-2:]
        self.take.setEnabled(bool(self._usable()))

    def show_blocks(self, project: Project, blocks: tuple[WeightBlock, ...]) -> None:
        """The weights of this network can be chosen; those chosen stay if they are still there."""
        self._blocks = blocks
        for picker in self.pickers:
            picker.show_blocks(project, blocks)
        chosen = self.chosen
        if chosen is not None and chosen.first == chosen.second:
            self.pickers[1].choose(_another(chosen.first, blocks))
        self.offer(self._offered)

    def _take_offered(self) -> None:
        for picker, place in zip(self.pickers, self._usable(), strict=False):
            picker.choose(place)
        self.edited.emit()

    def _usable(self) -> list[WeightPlace]:
        blocks = {block.layer_id: block for block in self._blocks}
        return [
            place
            for place in self._offered
            if place.layer_id in blocks
            and 0 <= place.row < blocks[place.layer_id].rows
            and 0 <= place.column < blocks[place.layer_id].columns
        ]


class WeightPicker(QWidget):
    """A layer, a unit in it, and where the wire comes from. Signal: `edited()`."""

    edited = Signal()

    def __init__(
        self, name: str, words: SurfaceWords, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._words, self._theme = name, words, theme
        self._blocks: dict[str, WeightBlock] = {}
        self.layers = ElidedBox()
        self.layers.setAccessibleName(name)
        self.layers.setToolTip(self.tr("The layer whose neuron the weight belongs to."))
        self.caption = caption(name, self.layers)
        self.unit: NumberEdit
        self.source: NumberEdit
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.layers, 1)
        self._numbers: list[QWidget] = []
        self.layers.activated.connect(self._choose_layer)

    @property
    def place(self) -> WeightPlace | None:
        """The weight that is chosen; None where there is none."""
        block = self._blocks.get(self.layers.currentData() or "")
        if block is None:
            return None
        source = int(self.source.value)
        column = block.columns - 1 if block.bias and source == 0 else source - 1
        return WeightPlace(block.layer_id, int(self.unit.value) - 1, column)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for number in self.findChildren(NumberEdit):
            number.set_theme(theme)

    def show_blocks(self, project: Project, blocks: tuple[WeightBlock, ...]) -> None:
        """Offer these blocks of weights."""
        before = self.place
        self._blocks = {block.layer_id: block for block in blocks}
        self.layers.clear()
        for block in blocks:
            self.layers.addItem(self._words.block(project, block.layer_id), block.layer_id)
        if not blocks:
            return
        first = WeightPlace(blocks[0].layer_id, 0, 0)
        self.choose(before if before is not None and self._has(before) else first)

    def choose(self, place: WeightPlace) -> None:
        """Show this weight."""
        self.layers.setCurrentIndex(self.layers.findData(place.layer_id))
        self._make_numbers(self._blocks[place.layer_id])
        block = self._blocks[place.layer_id]
        is_bias = block.bias and place.column == block.columns - 1
        self.unit.set_value(place.row + 1)
        self.source.set_value(0 if is_bias else place.column + 1)

    def _has(self, place: WeightPlace) -> bool:
        block = self._blocks.get(place.layer_id)
        return block is not None and place.row < block.rows and place.column < block.columns

    def _choose_layer(self, index: int) -> None:
        self.choose(WeightPlace(self.layers.itemData(index), 0, 0))
        self.edited.emit()

    def _make_numbers(self, block: WeightBlock) -> None:
        """Fields for the units and the inputs of this block."""
        for old in self._numbers:
            old.hide()
            old.deleteLater()
        self.unit = self._number(1, block.rows)
        self.unit.setToolTip(self.tr("The neuron, filter or gate unit that the wire leads to."))
        self.unit.setAccessibleName(self.tr("{weight}, to").format(weight=self._name))
        self.source = self._number(0 if block.bias else 1, block.columns - block.bias)
        self.source.setToolTip(
            self.tr("The value that the wire comes from, counted from 1; 0 is the bias.")
            if block.bias
            else self.tr("The value that the wire comes from, counted from 1.")
        )
        self.source.setAccessibleName(self.tr("{weight}, from").format(weight=self._name))
        arrow = QLabel("←")
        arrow.setProperty("role", "muted")
        self._numbers = [self.unit, arrow, self.source]
        for widget in self._numbers:
            self._row.addWidget(widget)

    def _number(self, low: int, high: int) -> NumberEdit:
        number = NumberEdit(low, high, self._theme, whole=True, step=1.0, digits=4)
        number.value_edited.connect(self._tell)
        return number

    def _tell(self, value: float) -> None:
        self.edited.emit()


def _another(place: WeightPlace, blocks: tuple[WeightBlock, ...]) -> WeightPlace:
    """The weight beside this one, or one of another block; the same where there is only one."""
    for block in blocks:
        for row in range(min(block.rows, 2)):
            for column in range(min(block.columns, 2)):
                other = WeightPlace(block.layer_id, row, column)
                if other != place:
                    return other
    return place
