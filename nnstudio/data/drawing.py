"""From what a person draws to a picture as a data set has them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Picture = NDArray[np.float64]
Line = NDArray[np.float32]

SHEET = 32
"""Side of the bitmaps of which the digits were counted, in pixels."""
BLOCK = 4
"""Side of the blocks in which ink was counted."""
BOX = np.array([20.0, 32.0])
"""Width and height that a digit fills on its sheet. Measured on the 1,797 digits: every one has
ink in its first and its last row of blocks, hardly one in the first column (1 %) or the last
(10 %), and the columns beside these are half empty."""
INK = 312
"""Pixels of ink of a digit: the mean of the set, whose standard deviation is 34. A digit of one
thin line, such as a 1, was fattened until it had as much as an 8."""
PEN = (1.3, 4.5)
"""Half the width of the line on the sheet, in pixels: at the least and at the most."""
MOST_STRETCH = 2.2
"""How much more a narrow digit is widened than it is heightened; a 1 does not become a square."""
EDGE = 1 / 8
"""The share of a digit's height in which its first and its last row of blocks lie."""
MOST_SLANT = 1.0
"""Across by down: what leans more than that is not upright writing."""
SHAPE_PEN = 1.0
"""Half the width of the line on a small picture, in its own pixels, as the shapes have it."""
CLOSEST = 1.0
"""Pixels between two points of a stroke; more of them would not be seen."""
MOST_LINES = 600
LINES_AT_ONCE = 64
FINER = 4
"""Points along each side of a pixel at which a small picture looks for ink."""


def digit_from(strokes: Sequence[Points]) -> Picture:
    """The picture (64,) from 0 to 1 of a digit that was drawn in these strokes.

    A stroke is a line through points (points, 2) of x and y, from 0 to 1 across the pad. As the
    set was made (Alpaydin and Kaynak 1998): the ink is cut out, set upright, brought to the size of
    the sheet's box, drawn as fat as the set's digits are, and counted in blocks of 4 × 4 pixels.
    """
    if not strokes:
        return np.zeros((SHEET // BLOCK) ** 2)
    strokes = _upright(strokes)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.maximum(high - low, 1e-3)
    pen, distance = 2.5, np.zeros((SHEET, SHEET))
    # How fat the line must be depends on how long it gets, and that on the room beside it.
    for _ in range(3):
        scale = (BOX - 2 * pen) / size
        scale = np.minimum(scale, MOST_STRETCH * scale.min())
        placed = [(stroke - (low + high) / 2) * scale + SHEET / 2 for stroke in strokes]
        distance = _distance_to(placed, SHEET, SHEET, 1)
        pen = float(np.clip(np.partition(distance.ravel(), INK)[INK], *PEN))
    return _shares(distance <= pen, BLOCK)


def picture_from(strokes: Sequence[Points], height: int, width: int) -> Picture:
    """The picture (height · width,) from 0 to 1 of what was drawn, in its place on the pad."""
    if not strokes:
        return np.zeros(height * width)
    placed = [stroke * (width, height) for stroke in strokes]
    return _shares(_distance_to(placed, height, width, FINER) <= SHAPE_PEN, FINER)


def _upright(strokes: Sequence[Points]) -> list[Points]:
    """The strokes sheared until the leftmost ink at the top stands over that at the bottom.

    So it is in the set, whatever the digit: in its first and last row the leftmost ink is in the
    same column, give or take a third of one.
    """
    points = np.concatenate([_filled(stroke) for stroke in strokes])
    top, bottom = float(points[:, 1].min()), float(points[:, 1].max())
    height = bottom - top
    if height < np.ptp(points[:, 0]) / 3:
        return list(strokes)  # Lying, not leaning.
    ends = points[:, 1] <= top + EDGE * height, points[:, 1] >= bottom - EDGE * height
    first, last = (float(points[end, 0].min()) for end in ends)
    slant = float(np.clip((last - first) / max(height, 1e-6), -MOST_SLANT, MOST_SLANT))
    return [stroke - (stroke[:, 1:] - top) * (slant, 0.0) for stroke in strokes]


def _filled(stroke: Points) -> Points:
    """A stroke with points so close to one another that none of its ink is far from any."""
    steps = np.abs(np.diff(stroke, axis=0)).max(axis=1, initial=0.0)
    at = np.concatenate(([0.0], np.cumsum(steps)))
    wanted = np.linspace(0.0, at[-1], 2 + round(at[-1] / 0.02))
    return np.stack([np.interp(wanted, at, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _shares(ink: NDArray[np.bool_], block: int) -> Picture:
    """How much of every block of so many pixels a side is ink, row by row."""
    height, width = ink.shape[0] // block, ink.shape[1] // block
    shares: Picture = ink.reshape(height, block, width, block).mean(axis=(1, 3))
    return shares.ravel()


def _distance_to(strokes: Sequence[Points], height: int, width: int, finer: int) -> Picture:
    """How far (height · finer, width · finer) points of a sheet lie from the nearest stroke."""
    thinned = [_thinned(stroke) for stroke in strokes]
    starts = np.concatenate([stroke[:-1] for stroke in thinned])
    ends = np.concatenate([stroke[1:] for stroke in thinned])
    # What nobody draws on purpose may become coarser, so that the time it takes stays bounded.
    every = -(-len(starts) // MOST_LINES)
    x, y = _middles(width * finer, finer), _middles(height * finer, finer)
    nearest = np.full((y.size, x.size), np.inf, np.float32)
    for first in range(0, len(starts), LINES_AT_ONCE * every):
        part = slice(first, first + LINES_AT_ONCE * every, every)
        np.minimum(nearest, _squares(starts[part], ends[part], x, y), out=nearest)
    distance: Picture = np.sqrt(nearest, dtype=np.float64)
    return distance


def _middles(count: int, finer: int) -> Line:
    """The middles of so many points along a side."""
    return ((np.arange(count) + 0.5) / finer).astype(np.float32)


def _squares(starts: Points, ends: Points, x: Line, y: Line) -> Line:
    """The squared distance (y, x) of every point to the nearest of some straight lines."""
    along = (ends - starts).astype(np.float32)
    across, down = along[:, 0, None, None], along[:, 1, None, None]
    right = x - starts[:, 0, None, None].astype(np.float32)
    below = y[:, None] - starts[:, 1, None, None].astype(np.float32)
    length = np.maximum(across**2 + down**2, np.float32(1e-12))
    share = np.clip((right * across + below * down) / length, 0.0, 1.0)
    squares = (right - share * across) ** 2 + (below - share * down) ** 2
    nearest: Line = squares.min(axis=0)
    return nearest


def _thinned(stroke: Points) -> Points:
    """The stroke without points that lie close to the one before; at least two points."""
    kept = [stroke[0]]
    for point in stroke[1:-1]:
        if np.abs(point - kept[-1]).max() >= CLOSEST:
            kept.append(point)
    return np.array([*kept, stroke[-1]])
