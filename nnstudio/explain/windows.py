"""Which pixels a window sees at a place, and which windows see a pixel."""

from collections.abc import Iterator

from nnstudio.nn.layers.patches import Span


def pixel_at(axis: Span, place: int, step: int) -> int | None:
    """The pixel under the `step`-th of the window at this place; None in the zeros around."""
    pixel = place * axis.stride + step - axis.before
    return pixel if 0 <= pixel < axis.length else None


def windows_over(axis: Span, pixel: int) -> Iterator[tuple[int, int]]:
    """(place, step) of every window that sees the pixel, and where in the window it stands."""
    for place in range(axis.places):
        step = pixel + axis.before - place * axis.stride
        if 0 <= step < axis.size:
            yield place, step
