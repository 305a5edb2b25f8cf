"""What the canvas shows in slow motion: how far the values, or the δ on their way back, have come.

A layer that is not reached yet stands back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nnstudio.app.activity import LayerActivity
from nnstudio.app.decision_maps import Pixels
from nnstudio.app.step_stages import Stage, StepNumbers
from nnstudio.nn.columns import Array
from nnstudio.project.flow import Flow
from nnstudio.project.layers import AttentionSpec, DenseSpec, LayerSpec, TransformerBlockSpec
from nnstudio.ui.canvas.column import INPUT, Column
from nnstudio.ui.canvas.live_pictures import (
    gauges,
    input_picture,
    layer_pictures,
    painted,
    planes,
    reach_of,
)
from nnstudio.ui.canvas.pictures import Pictures


@dataclass(frozen=True, eq=False)
class ShownStage:
    """A stage, and the step that it belongs to."""

    numbers: StepNumbers
    stage: Stage

    @property
    def lit(self) -> frozenset[str]:
        """The columns that something happens to."""
        kind, layers = self.stage.kind, self.numbers.layers
        if kind == "batch":
            return frozenset({INPUT})
        if kind == "loss":
            return frozenset(list(layers)[-1:])
        if kind == "update":
            return frozenset(name for name, own in layers.items() if own.change > 0.0)
        return frozenset({self.stage.layer_id})

    @property
    def waiting(self) -> frozenset[str]:
        """The layers that what flows has not reached yet."""
        kind, ids = self.stage.kind, list(self.numbers.layers)
        if kind == "batch":
            return frozenset(ids)
        if self.stage.layer_id not in ids:
            return frozenset()
        place = ids.index(self.stage.layer_id)
        return frozenset(ids[place + 1 :] if kind == "forward" else ids[:place])

    @property
    def new_weights(self) -> Mapping[str, Array] | None:
        """The weights as they will be, while the update is shown."""
        return self.numbers.new_weights if self.stage.kind == "update" else None

    def values_at(self, layer_id: str) -> Array | None:
        """What a layer shows now: its output, or on the way back its δ; None for nothing."""
        own = self.numbers.layers.get(layer_id)
        if own is None:
            return None
        waits = layer_id in self.waiting
        if self.stage.kind in ("backward", "update"):
            return own.values if waits else own.deltas
        return None if waits else own.values

    def is_delta(self, layer_id: str) -> bool:
        """Whether that is its δ."""
        return self.stage.kind in ("backward", "update") and layer_id not in self.waiting


def stage_pictures(
    shown: ShownStage,
    columns: Sequence[Column],
    layers: Sequence[LayerSpec],
    flow: Flow,
    colours: Pixels,
) -> dict[str, Pictures]:
    """The pictures for every column; `flow` is what enters the network."""
    found: dict[str, Pictures] = {}
    before: Array | None = shown.numbers.inputs
    for column in columns:
        name = column.layer_id
        if name == INPUT:
            found[INPUT] = _entering(shown.numbers.inputs, column, flow, colours)
            continue
        own, values = shown.numbers.layers.get(name), shown.values_at(name)
        if own is not None and values is not None:
            layer = layers[column.place]
            if shown.is_delta(name):
                found[name] = _delta_pictures(layer, column, values, colours)
            else:
                activity = LayerActivity(own.values, own.parts)
                found[name] = layer_pictures(layer, column, activity, before, colours)
        before = None if own is None else own.values
    return found


def stage_readings(shown: ShownStage, columns: Sequence[Column]) -> dict[str, dict[int, float]]:
    """The numbers on the tiles of neurons, by layer."""
    found = {}
    for column in columns:
        values = shown.values_at(column.layer_id)
        if column.layer_id == INPUT:
            values = shown.numbers.inputs
        if values is not None and values.ndim == 1 and column.face == "neurons":
            at = (tile.index for tile in column.tiles if tile.index < values.size)
            found[column.layer_id] = {index: float(values[index]) for index in at}
    return found


def _entering(inputs: Array, column: Column, flow: Flow, colours: Pixels) -> Pictures:
    if flow.kind == "values":
        return gauges(inputs, reach_of(inputs), column, colours)
    return input_picture(inputs, flow, colours)


def _delta_pictures(layer: LayerSpec, column: Column, deltas: Array, colours: Pixels) -> Pictures:
    if column.face in ("filters", "maps"):
        return planes(deltas, column.shown, colours) if deltas.ndim == 3 else {}
    if isinstance(layer, DenseSpec):
        if deltas.ndim == 1:
            return gauges(deltas, reach_of(deltas), column, colours)
        return planes(deltas[:, None], column.tiles, colours)
    if isinstance(layer, AttentionSpec | TransformerBlockSpec) or not column.slots:
        return {}  # its places are those of its heads, and a δ belongs to all of them together
    return {0: painted(deltas.reshape(len(deltas), -1), reach_of(deltas), colours)}
