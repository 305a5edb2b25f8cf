"""Where the feature maps of a layer stand in their widget, and every value in its map."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

from PySide6.QtCore import QPointF, QRect

from nnstudio.nn.columns import Shape

GAP = 6
LEAST_SIDE, MOST_SIDE = 30, 60
"""Device-independent pixels that a map is wide, where its number of values allows."""


@dataclass(frozen=True)
class Pixel:
    """A value of a feature map, counted from 0."""

    channel: int
    row: int
    column: int


@dataclass(frozen=True)
class Arrangement:
    """Maps of `shape` (channels, height, width) in rows, as the width of the widget allows.

    Few rows come first, then large maps, up to `most_side`. Mirrored, the first map stands at the
    right; the maps themselves are images and never turn over.
    """

    shape: Shape
    width: int
    most_side: int
    mirrored: bool

    @property
    def zoom(self) -> int:
        """How large a value is drawn: a whole number, so that its edges are sharp."""
        return self._zoom_and_across[0]

    @property
    def height(self) -> int:
        """What all rows need."""
        rows = ceil(self.shape[0] / self._zoom_and_across[1])
        return rows * (self.zoom * self.shape[1] + GAP) - GAP + 2

    def map_rect(self, channel: int) -> QRect:
        """Where a map lies."""
        _, high, wide = self.shape
        zoom, across = self._zoom_and_across
        row, column = divmod(channel, across)
        x = 1 + column * (zoom * wide + GAP)
        if self.mirrored:
            x = self.width - x - zoom * wide
        return QRect(x, 1 + row * (zoom * high + GAP), zoom * wide, zoom * high)

    def pixel_rect(self, pixel: Pixel) -> QRect:
        """Where a value lies."""
        corner, zoom = self.map_rect(pixel.channel).topLeft(), self.zoom
        return QRect(corner.x() + pixel.column * zoom, corner.y() + pixel.row * zoom, zoom, zoom)

    def pixel_at(self, point: QPointF) -> Pixel | None:
        """The value at a point."""
        channels, high, wide = self.shape
        zoom, across = self._zoom_and_across
        x = self.width - point.x() if self.mirrored else point.x()
        column = int((x - 1) // (zoom * wide + GAP))
        row = int((point.y() - 1) // (zoom * high + GAP))
        channel = row * across + column
        if not (0 <= column < across and row >= 0 and channel < channels):
            return None
        corner = self.map_rect(channel).topLeft()
        right, down = (point.x() - corner.x()) // zoom, (point.y() - corner.y()) // zoom
        if 0 <= right < wide and 0 <= down < high:
            return Pixel(channel, int(down), int(right))
        return None

    def moved(self, pixel: Pixel, right: int, down: int, maps: int) -> Pixel:
        """The value so many steps away, at the side of a map on to the next one."""
        channels, high, wide = self.shape
        channel, column = pixel.channel + maps, pixel.column + right
        beside = channel + (-right if self.mirrored else right)
        if not 0 <= column < wide and 0 <= beside < channels:
            channel, column = beside, column % wide
        return Pixel(
            min(max(channel, 0), channels - 1),
            min(max(pixel.row + down, 0), high - 1),
            min(max(column, 0), wide - 1),
        )

    @cached_property
    def _zoom_and_across(self) -> tuple[int, int]:
        """The zoom, and how many maps stand in a row."""
        channels, high, wide = self.shape
        largest, room = max(high, wide), max(self.width - 2, 1)
        most = max(self.most_side // largest, 1)
        least = min(ceil(LEAST_SIDE / largest), most)
        for rows in range(1, channels + 1):
            zoom = ((room + GAP) // ceil(channels / rows) - GAP) // wide
            if zoom >= least:
                zoom = min(zoom, most)
                return zoom, max(min((room + GAP) // (zoom * wide + GAP), channels), 1)
        return max(room // wide, 1), 1
