"""Contour lines through a grid of numbers: marching squares (Lorensen and Cline 1987, in 2D)."""

import numpy as np

from nnstudio.nn.columns import Array

# The edges of a cell, in the order of the columns below: low row, right, high row, left.
LOW, RIGHT, HIGH, LEFT = range(4)


def contour(values: Array, level: float) -> Array:
    """The segments (segments, 2, 2) of the line where values (rows, columns) reach this level.

    A segment is two points (column, row), between whose neighbours the values are taken to change
    evenly. Cells with a number that is not finite are left out.
    """
    above = values >= level
    corners = _corners(above)
    # Edge k runs from corner k to the next one round.
    crossed = corners != np.roll(corners, -1, axis=0)
    met = crossed.any(axis=0) & np.isfinite(_corners(values)).all(axis=0)
    row, column = np.nonzero(met)
    crossed, heights = crossed[:, met], _corners(values)[:, met]
    points = _crossings(row, column, heights, level)
    saddle = crossed.all(axis=0)
    simple = ~saddle
    at = np.arange(row.size)[simple]
    first = crossed[:, simple].argmax(axis=0)
    last = 3 - crossed[::-1, simple].argmax(axis=0)
    segments = [np.stack([points[first, at], points[last, at]], axis=1)]
    if saddle.any():
        # Which way the line passes a saddle: by the mean of its corners.
        joined = (heights[:, saddle].mean(axis=0) >= level) == (heights[0, saddle] >= level)
        edges = points[:, saddle].swapaxes(0, 1)
        for ways in (((LOW, RIGHT), (LOW, LEFT)), ((HIGH, LEFT), (HIGH, RIGHT))):
            apart, other = (edges[:, list(way)] for way in ways)
            segments.append(np.where(joined[:, np.newaxis, np.newaxis], apart, other))
    return np.concatenate(segments)


def _corners(values: Array) -> Array:
    """(4, rows − 1, columns − 1): the corners of every cell, in the order of its edges."""
    return np.stack([values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]])


def _crossings(row: Array, column: Array, heights: Array, level: float) -> Array:
    """(4, cells, 2): where the line meets each edge of these cells, if it does."""
    places = np.stack(
        [
            np.stack([column + right, row + up], axis=1).astype(np.float64)
            for right, up in ((0, 0), (1, 0), (1, 1), (0, 1))
        ]
    )
    with np.errstate(all="ignore"):
        share = (level - heights) / (np.roll(heights, -1, axis=0) - heights)
        towards = np.roll(places, -1, axis=0) - places
        return np.asarray(places + share[..., np.newaxis] * towards)


def levels_between(low: float, high: float, count: int) -> Array:
    """So many levels, evenly spread, none of them at either end."""
    return np.linspace(low, high, count + 2)[1:-1]
