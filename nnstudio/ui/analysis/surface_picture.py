"""The loss surface as pixels and lines: heights as colours, with contour lines through them."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QImage

from nnstudio.app.loss_surface_contours import contour, levels_between
from nnstudio.nn.columns import Array
from nnstudio.ui.colour_scales import Pixels, blend
from nnstudio.ui.theme import Theme

LINES = 9
HATCH = 6
TINY = 1e-12
"""A loss below this is drawn as if it were this, where the scale is logarithmic."""
COARSE = 2
"""Pixels a side that one computed colour fills: in between they pass smoothly."""


@dataclass(frozen=True, eq=False)
class Picture:
    """pixels: RGB32, the second direction upwards, to be stretched over the size that was asked
    for; `image` borrows their memory. Places without a number are hatched.

    lines: contour lines, in that size. low, high: the losses at the ends of the colour scale.
    """

    pixels: Pixels
    image: QImage
    lines: list[QLineF]
    low: float
    high: float


def scale_of(theme: Theme) -> Pixels:
    """256 colours from the lowest loss to the highest: the valleys shine."""
    return blend([theme.good, theme.middle, theme.line])


def picture_of(values: Array, width: int, height: int, logarithmic: bool, theme: Theme) -> Picture:
    """Draw the surface (rows, columns) at this size."""
    finite = np.isfinite(values)
    heights = np.where(finite, values, 0.0)
    if logarithmic:
        heights = np.log10(np.maximum(heights, TINY))
    known = heights[finite]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    heights = np.where(finite, heights, high)
    spread = high - low or 1.0
    fine = 1 if not finite.all() else COARSE
    size = max(width // fine, 2), max(height // fine, 2)
    smooth = _enlarged((heights - low) / spread, *size)
    pixels = scale_of(theme)[np.clip(smooth * 255.0, 0.0, 255.0).astype(np.uint8)]
    if not finite.all():
        across, down = np.arange(size[0]), np.arange(size[1])[:, np.newaxis]
        stripes = (across + down) % HATCH == 0
        unknown = _enlarged(1.0 - finite, *size) > 0.5
        pixels[stripes & unknown] = theme.colour("warning").rgb()
    image = QImage(pixels.data, *size, 4 * size[0], QImage.Format.Format_RGB32)
    lines = _lines(np.where(finite, heights, np.nan), width, height, low, high)
    if logarithmic:
        low, high = 10.0**low, 10.0**high
    return Picture(pixels, image, lines, low, high)


def _enlarged(values: Array, width: int, height: int) -> Array:
    """(height, width), evenly between the values, the last row on top."""
    rows, columns = values.shape
    down = np.linspace(rows - 1, 0, height)
    right = np.linspace(0, columns - 1, width)
    top, left = (
        np.minimum(at.astype(np.intp), n - 2) for at, n in ((down, rows), (right, columns))
    )
    v, u = (down - top)[:, np.newaxis], (right - left)[np.newaxis]
    strips = values[top] * (1.0 - v) + values[top + 1] * v
    return np.ascontiguousarray(strips[:, left] * (1.0 - u) + strips[:, left + 1] * u)


def _lines(heights: Array, width: int, height: int, low: float, high: float) -> list[QLineF]:
    if not high > low:
        return []
    scale = np.array([width / (heights.shape[1] - 1), -height / (heights.shape[0] - 1)])
    found = [contour(heights, level) for level in levels_between(low, high, LINES)]
    ends = (np.concatenate(found) * scale + np.array([0.0, height])).reshape(-1, 4)
    return [QLineF(*line) for line in ends.tolist()]
