"""Colour scales: 256 RGB32 colours that pass evenly through a few."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

Pixels = NDArray[np.uint32]


def blend(stops: Sequence[str]) -> Pixels:
    """(256,) colours that pass evenly through the stops, each as #rrggbb."""
    places = np.linspace(0.0, 255.0, len(stops))
    steps = np.arange(256.0)
    pixels = np.full(256, 0xFF000000, np.uint32)
    for shift in (16, 8, 0):
        values = [float((QColor(stop).rgb() >> shift) & 0xFF) for stop in stops]
        channel = np.interp(steps, places, values).round().astype(np.uint32)
        pixels |= channel << np.uint32(shift)
    return pixels


def blends(scales: Sequence[Sequence[str]]) -> Pixels:
    """(scales, 256) colours, one scale a row."""
    return np.stack([blend(stops) for stops in scales])
