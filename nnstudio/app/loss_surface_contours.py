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
    corners = np.stack([values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]])
    finite = np.isfinite(corners).all(axis=0)
    above = corners >= level
    # Edge k runs from corner k to the next one round.
    crossed = (above != np.roll(above, -1, axis=0)) & finite
    count = crossed.sum(axis=0)
    points = _crossings(corners, level)
    simple, saddle = count == 2, count == 4
    segments = [_pairs(crossed, points, simple)]
    if saddle.any():
        # Which way the line passes a saddle: by the mean of its corners.
        middle = corners[:, saddle].mean(axis=0) >= level
        joined = middle == above[0, saddle]
        edges = points[:, saddle]
        for with_joined, others in (((LOW, RIGHT), (LOW, LEFT)), ((HIGH, LEFT), (HIGH, RIGHT))):
            pair = np.where(
                joined[:, np.newaxis, np.newaxis],
                *(edges[list(chosen)].swapaxes(0, 1) for chosen in (with_joined, others)),
            )
            segments.append(pair)
    return np.concatenate(segments)


def _crossings(corners: Array, level: float) -> Array:
    """(4, rows, columns, 2): where the line meets each edge of each cell, if it does."""
    rows, columns = corners.shape[1:]
    row, column = np.mgrid[0:rows, 0:columns].astype(np.float64)
    places = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    points = np.empty((4, rows, columns, 2))
    with np.errstate(all="ignore"):
        for edge in range(4):
            after = (edge + 1) % 4
            share = (level - corners[edge]) / (corners[after] - corners[edge])
            for axis in range(2):
                begin, end = places[edge][axis], places[after][axis]
                points[edge, :, :, axis] = begin + share * (end - begin)
    return points


def _pairs(crossed: Array, points: Array, cells: Array) -> Array:
    """One segment for each of these cells, which have two crossed edges."""
    edges = crossed[:, cells]
    first = edges.argmax(axis=0)
    last = 3 - edges[::-1].argmax(axis=0)
    own = points[:, cells]
    at = np.arange(own.shape[1])
    return np.stack([own[first, at], own[last, at]], axis=1)


def levels_between(low: float, high: float, count: int) -> Array:
    """So many levels, evenly spread, none of them at either end."""
    return np.linspace(low, high, count + 2)[1:-1]
