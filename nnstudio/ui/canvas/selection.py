"""What is selected on the canvas: some layers, and at most one neuron or wire of the last one."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal

from nnstudio.ui.canvas.spots import GROUND, Part, Spot


class Selection(QObject):
    """The selected layers' ids, and `part`, the selected neuron or wire or input (else GROUND)."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layers: frozenset[str] = frozenset()
        self.part: Spot = GROUND

    @property
    def empty(self) -> bool:
        """Whether nothing is selected."""
        return not self.layers and self.part == GROUND

    def select(self, layers: Iterable[str], part: Spot = GROUND) -> None:
        """Select these layers, and this neuron or wire."""
        chosen = frozenset(layers)
        if (chosen, part) != (self.layers, self.part):
            self.layers, self.part = chosen, part
            self.changed.emit()

    def select_spot(self, spot: Spot) -> None:
        """Select what was touched, and nothing else."""
        if spot.part is Part.GROUND:
            self.clear()
        elif spot.part is Part.WIRE or spot.part is Part.INPUT:
            self.select((), spot)
        elif spot.part is Part.NEURON:
            self.select((spot.layer_id,), spot)
        else:
            self.select((spot.layer_id,))

    def toggle(self, layer_id: str) -> None:
        """Add a layer to what is selected, or take it out."""
        self.select(self.layers ^ {layer_id})

    def clear(self) -> None:
        """Select nothing."""
        self.select(())

    def keep_only(self, known: Collection[str]) -> None:
        """Forget what is no longer there."""
        part = self.part
        if part.part is not Part.INPUT and part.layer_id not in known:
            part = GROUND
        self.select(self.layers & frozenset(known), part)
