"""The pictures on the tiles: decision maps, and for image data the weights as pictures.

For an image a decision map over two of its pixels says little. What a neuron of the first layer
looks for says a lot: its weights, one for each pixel, laid out as the image is. An input shows
where in the image its pixel lies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from nnstudio.app.decision_maps import Maps, Pixels
from nnstudio.nn.columns import Array
from nnstudio.project.layers import DenseSpec, LayerSpec
from nnstudio.project.material import Material
from nnstudio.ui.canvas.geometry import INPUT, Layout, shown_indices
from nnstudio.ui.theme import Theme

FAINT = 0.35
"""How strongly the average image shows behind the pixel that is meant."""


@dataclass(frozen=True, eq=False)
class Picture:
    """An image over pixels that it keeps alive."""

    image: QImage
    pixels: Pixels


Pictures = Mapping[int, Picture]
"""By the index of the neuron, or of the input."""


def picture(pixels: Pixels) -> Picture:
    """The image of some RGB32 pixels (height, width), which are not copied."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return Picture(image, pixels)


def map_pictures(maps: Maps, layout: Layout) -> dict[str, Pictures]:
    """The decision maps of the neurons that are shown, by layer; wide layers have only some."""
    layers = {INPUT: maps.inputs, **maps.neurons}
    found: dict[str, Pictures] = {}
    for column in layout.columns:
        own = layers.get(column.layer_id)
        if own is not None:
            shown = (tile.index for tile in column.tiles if tile.index < len(own))
            found[column.layer_id] = {index: picture(own[index]) for index in shown}
    return found


def image_shape(material: Material) -> tuple[int, int] | None:
    """(height, width) if every pixel of an image is an input by itself."""
    shape = material.dataset.image_shape
    if (
        shape is None
        or material.flow.kind != "values"
        or material.input_keys != material.dataset.feature_names
    ):
        return None
    return shape


def weight_pictures(
    layers: Iterable[LayerSpec],
    weights: Mapping[str, Array],
    shape: tuple[int, int],
    colours: Pixels,
) -> dict[str, Pictures]:
    """What each neuron of the first layer looks for, of those that are shown."""
    for layer in layers:
        if isinstance(layer, DenseSpec):
            own = weights.get(layer.id)
            size = shape[0] * shape[1]
            if own is None or own.shape[1] != size + 1:
                return {}
            rows = [row for row in shown_indices(layer.units) if row < own.shape[0]]
            return {layer.id: _paint_rows(own[rows, :size], rows, shape, colours)}
    return {}


def pixel_pictures(material: Material, shape: tuple[int, int], theme: Theme) -> Pictures:
    """Where in the image each shown input lies, on the average image."""
    mean = np.abs(material.dataset.features).mean(axis=0)
    faint = FAINT * mean / (mean.max() or 1.0)
    found = {}
    for index in shown_indices(material.input_count):
        values = faint.copy()
        values[index] = 1.0
        found[index] = picture(coloured(values, theme.sign_colours()).reshape(shape))
    return found


def _paint_rows(
    values: Array, rows: list[int], shape: tuple[int, int], colours: Pixels
) -> Pictures:
    with np.errstate(all="ignore"):
        reach = np.abs(values).max(axis=1, keepdims=True)
        scaled = np.nan_to_num(values / np.where(reach > 0, reach, 1.0))
    pixels = coloured(scaled, colours)
    return {
        row: picture(np.ascontiguousarray(one.reshape(shape)))
        for row, one in zip(rows, pixels, strict=True)
    }


def coloured(values: NDArray[np.floating], colours: Pixels) -> Pixels:
    """Colours for values −1 … 1."""
    levels = np.clip(127.5 * values + 127.5, 0.0, 255.0).astype(np.uint8)
    return np.ascontiguousarray(colours[levels])
