"""Which picture every tile, card and input shows at this moment."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnstudio.app.activity import Activity
from nnstudio.app.decision_maps import Maps
from nnstudio.app.document import Document
from nnstudio.app.snapshot import Snapshot
from nnstudio.nn.columns import Array
from nnstudio.project.flow import Flow
from nnstudio.project.layers import DenseSpec, LayerSpec
from nnstudio.project.material import Material
from nnstudio.ui.canvas.geometry import INPUT, Layout
from nnstudio.ui.canvas.live_pictures import (
    activity_pictures,
    input_picture,
    kernel_pictures,
    readings,
)
from nnstudio.ui.canvas.pictures import (
    Pictures,
    image_shape,
    map_pictures,
    pixel_pictures,
    weight_pictures,
)
from nnstudio.ui.canvas.stage_pictures import ShownStage, stage_pictures, stage_readings
from nnstudio.ui.theme import Theme


class Gallery:
    """Keeps what the run told last, and makes pictures of it for a layout.

    `weights`: of every layer, by its id. `pictures`, `kernels`, `readings`: for every column, by
    the index of the tile. `symbols`: the text that enters. `answers`: what the output says at each
    position, if it says something at each. `stage`: of slow motion, which is shown instead of
    what the run told; None without.
    """

    def __init__(self, document: Document, theme: Theme) -> None:
        self._document = document
        self._maps: Maps | None = None
        self._activity: Activity | None = None
        self._pixel_pictures: Pictures = {}
        self._first_sample: Array | None = None
        self.weights: Mapping[str, Array] = {}
        self.pictures: dict[str, Pictures] = {}
        self.kernels: dict[str, Pictures] = {}
        self.readings: dict[str, Mapping[int, float]] = {}
        self.symbols: Sequence[str] = ()
        self.answers: Sequence[str] = ()
        self.stage: ShownStage | None = None
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Other colours, from the next time on."""
        self._theme = theme
        self._colours = theme.sign_colours()
        self._pixel_pictures = {}

    def forget_data(self) -> None:
        """Other data: what was found about the old is of no use."""
        self._pixel_pictures, self._first_sample, self._activity = {}, None, None

    def forget_run(self) -> None:
        """Another project: nothing is known about it yet."""
        self.forget_data()
        self.weights, self._maps, self.stage = {}, None, None

    @property
    def drawn_weights(self) -> Mapping[str, Array]:
        """Those that the wires show: in slow motion, at the update, what they will be."""
        coming = None if self.stage is None else self.stage.new_weights
        return self.weights if coming is None else coming

    def take(self, snapshot: Snapshot) -> None:
        """Keep what a snapshot tells."""
        self.weights = snapshot.weights
        results = snapshot.results
        if "maps" in results:
            maps = results["maps"]
            self._maps = maps if isinstance(maps, Maps) else None
        activity = results.get("activity")
        if isinstance(activity, Activity):
            self._activity = activity

    def choose(self, layout: Layout, layers: Sequence[LayerSpec], flows: Sequence[Flow]) -> None:
        """Make the pictures for these columns."""
        material, colours = self._document.material, self._colours
        self.kernels, self.readings = {}, {}
        self.symbols = self.answers = ()
        if self.stage is not None:
            self._show_stage(self.stage, layout, layers, material)
            self.kernels = kernel_pictures(self.weights, layout.columns, layers, flows, colours)
            return
        if material.flow.kind != "values":
            self._show_activity(layout, layers, material)
            self.kernels = kernel_pictures(self.weights, layout.columns, layers, flows, colours)
            return
        self.pictures = map_pictures(self._maps, layout) if self._maps is not None else {}
        shape = image_shape(material)
        if shape is None:
            return
        if not self._pixel_pictures:
            self._pixel_pictures = pixel_pictures(material, shape, self._theme)
        self.pictures[INPUT] = self._pixel_pictures
        self.pictures |= weight_pictures(layers, self.weights, shape, colours)

    def _show_stage(
        self, stage: ShownStage, layout: Layout, layers: Sequence[LayerSpec], material: Material
    ) -> None:
        columns, flow = layout.columns, material.flow
        self.pictures = stage_pictures(stage, columns, layers, flow, self._colours)
        self.readings.update(stage_readings(stage, columns))
        if flow.kind == "tokens":
            self.symbols = _symbols(stage.numbers.inputs, material.dataset.symbols)

    def _show_activity(
        self, layout: Layout, layers: Sequence[LayerSpec], material: Material
    ) -> None:
        activity, columns, flow = self._activity, layout.columns, material.flow
        self.pictures = {}
        if activity is not None:
            self.pictures = activity_pictures(activity, columns, layers, self._colours)
            for column in columns:
                if column.place >= 0 and isinstance(layers[column.place], DenseSpec):
                    self.readings[column.layer_id] = readings(activity, column)
            if layers:
                self.answers = _answers(activity, layers[-1].id, material.dataset.class_names)
        inputs = self._sample(material) if activity is None else activity.inputs
        if flow.kind == "tokens":
            self.symbols = _symbols(inputs, material.dataset.symbols)
        else:
            self.pictures[INPUT] = input_picture(inputs, flow, self._colours)

    def _sample(self, material: Material) -> Array:
        """What enters until the run has told: the first sample that validates."""
        if self._first_sample is None:
            share = material.validation if material.validation.size else material.train
            columns = material.columns(material.dataset.features[share[:1]])
            one: Array = columns[..., 0]
            self._first_sample = one if columns.ndim == 4 else one[:-1]
        return self._first_sample


def _answers(activity: Activity, output_id: str, names: Sequence[str]) -> list[str]:
    """The most probable class at each position, for an output (classes, time)."""
    own = activity.layers.get(output_id)
    if own is None or own.values.ndim != 2 or len(own.values) != len(names):
        return []
    return [names[winner] for winner in own.values.argmax(axis=0).tolist()]


def _symbols(tokens: Array, names: Sequence[str]) -> list[str]:
    whole = np.nan_to_num(tokens).astype(np.intp).ravel()
    return [names[token] if 0 <= token < len(names) else "" for token in whole.tolist()]
