"""Where a window stands on an image, and what it sees there."""

from dataclasses import dataclass
from typing import Literal

from numpy.lib.stride_tricks import as_strided

from nnstudio.nn.columns import Array

Padding = Literal["valid", "same"]


@dataclass(frozen=True)
class Span:
    """A window of `size` that steps along one axis of an image."""

    length: int
    """Of the axis, in pixels."""
    size: int
    stride: int
    places: int
    """How many places the window stands at."""
    before: int
    """Zeros in front of the first pixel."""
    padded: int
    """The length of the axis with its zeros."""


def span(length: int, size: int, stride: int, padding: Padding) -> Span:
    """The places of a window along an axis.

    "valid": only where the whole window lies on the image. "same": as many places as strides fit
    into the image, zeros around it, an odd one behind (Dumoulin and Visin 2016; as TensorFlow).
    Raises ValueError when the window has no place.
    """
    if size < 1 or stride < 1:
        raise ValueError("a window and its stride need at least one pixel")
    if padding == "valid":
        if size > length:
            raise ValueError(f"a window of {size} does not fit on an image of {length}")
        return Span(length, size, stride, (length - size) // stride + 1, 0, length)
    if padding != "same":
        raise ValueError(f'padding is "valid" or "same", not "{padding}"')
    places = -(-length // stride)
    zeros = max((places - 1) * stride + size - length, 0)
    return Span(length, size, stride, places, zeros // 2, length + zeros)


def patches(image: Array, rows: Span, columns: Span) -> Array:
    """A view (channels, size, size, height, width, batch) of an image that has its zeros.

    Entry [c, i, j, y, x] is the pixel (i, j) of the window that stands at place (y, x).
    """
    channel, down, right, sample = image.strides
    shape = (image.shape[0], rows.size, columns.size, rows.places, columns.places, image.shape[3])
    steps = (channel, down, right, down * rows.stride, right * columns.stride, sample)
    return as_strided(image, shape, steps, writeable=False)
