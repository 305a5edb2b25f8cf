"""Pictures of 12 × 12 pixels with one shape each, from 0 (paper) to 1 (ink)."""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.intp]
Pictures = NDArray[np.float64]

SIDE = 12
NAMES = ("horizontal bar", "vertical bar", "cross", "ring")

REACH = 3.5  # pixels from the middle to the end of a bar, or to the line of a ring
STROKE = 2.0  # width of the pen in pixels
FULL_NOISE = 0.5  # standard deviation of the noise at 100 %


def shapes(labels: Labels, noise: float, shift: int, random: np.random.Generator) -> Pictures:
    """One picture (144 values, row by row) of the shape NAMES[label] for each label.

    Each is moved by a whole number of pixels from −shift to shift, down and across; what leaves
    the picture is cut off. Noise is normal and stays within 0 and 1. The moves are drawn first:
    other noise with the same seed does not move the shapes.
    """
    down, across = random.integers(-shift, shift + 1, (2, labels.size))
    steps = np.arange(SIDE)
    rows = shift + steps - down[:, None]
    columns = shift + steps - across[:, None]
    drawn = np.stack([_draw(name, shift) for name in NAMES])
    pictures: Pictures = drawn[labels[:, None, None], rows[:, :, None], columns[:, None, :]]
    pictures = pictures.reshape(labels.size, SIDE * SIDE)
    if noise:
        pictures = pictures + FULL_NOISE * noise * random.standard_normal(pictures.shape)
    return np.clip(pictures, 0.0, 1.0)


def _draw(name: str, margin: int) -> Pictures:
    """The shape in the middle of a sheet that is wider by a margin on every side."""
    place = np.arange(SIDE + 2 * margin) - (SIDE + 2 * margin - 1) / 2
    down, across = place[:, None], place[None, :]
    level = np.hypot(np.maximum(np.abs(across) - REACH, 0.0), down)
    upright = np.hypot(np.maximum(np.abs(down) - REACH, 0.0), across)
    ring = np.abs(np.hypot(down, across) - REACH)
    distance = {
        "horizontal bar": level,
        "vertical bar": upright,
        "cross": np.minimum(level, upright),
        "ring": ring,
    }[name]
    sheet: Pictures = np.clip(STROKE / 2 + 0.5 - distance, 0.0, 1.0)
    return sheet
