"""On a screen of any scale, what the pointer meets is what is painted under it, to the pixel.

The pictures are taken of the real canvas, in the pixels of the screen; the pointer goes from pixel
to pixel, as a mouse does. `--scale 1.25` makes the screen finer.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from nnstudio.ui.canvas.spots import Part, Spot
from tests.ui.canvas.conftest import Studio

NEAR = 5
"""Pixels on either side of an edge in which it is looked for."""


class Span(NamedTuple):
    """From the first pixel to the last one along a line."""

    first: int
    last: int


class Screen:
    """The panel in pixels of the screen: what is painted at one, and what the pointer meets."""

    def __init__(self, studio: Studio) -> None:
        self.panel, self.view = studio.panel, studio.panel.view
        self.ratio = self.view.devicePixelRatioF()
        self.corner = QPointF(self.view.viewport().mapTo(self.panel, self.view.rect().topLeft()))
        self.under = Spot()
        self.view.hovered.connect(self._meet)

    def _meet(self, spot: Spot) -> None:
        self.under = spot

    def rect(self, area: QRectF) -> QRectF:
        """Where a rectangle of the scene lies on the screen."""
        shown = self.view.viewportTransform().mapRect(area).translated(self.corner)
        return QRectF(shown.topLeft() * self.ratio, shown.size() * self.ratio)

    def point(self, place: QPointF) -> QPointF:
        return self.rect(QRectF(place, place)).topLeft()

    def meets(self, x: float, y: float) -> Spot:
        """What the pointer meets at a pixel."""
        at = QPointF(x, y) / self.ratio - self.corner
        pane = self.view.viewport()
        none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(QEvent.Type.MouseMove, at, pane.mapToGlobal(at), none, none, keys)
        QApplication.sendEvent(pane, event)
        return self.under

    def picture(self) -> NDArray[np.int16]:
        self.panel.overlays.label.hide()  # the words beside the pointer
        image = self.panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), np.uint8)
        shape = image.height(), image.bytesPerLine() // 4, 4
        return pixels.reshape(shape)[:, : image.width(), :3].astype(np.int16)

    def met_along(self, wanted: Callable[[Spot], bool], places: list[tuple[float, float]]) -> Span:
        """Which of these pixels in a row belong to it, to the pointer."""
        met = [index for index, (x, y) in enumerate(places) if wanted(self.meets(x, y))]
        assert met, "the pointer never meets it"
        assert met[-1] - met[0] == len(met) - 1, "the pointer meets something else in between"
        return Span(met[0], met[-1])

    def changed(self, before: QPointF, after: QPointF, around: QRectF) -> NDArray[np.bool_]:
        """Which pixels of an area look different with the pointer there instead of here."""
        self.meets(before.x(), before.y())
        one = self.picture()
        self.meets(after.x(), after.y())
        two = self.picture()
        left, top = int(around.left()), int(around.top())
        right, bottom = int(around.right()), int(around.bottom())
        differs = np.abs(one - two).max(axis=2) > 12
        return differs[top:bottom, left:right]


@pytest.fixture
def screen(xor: Studio) -> Screen:
    xor.panel.resize(1100, 800)
    QApplication.processEvents()
    return Screen(xor)


def marked(line: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Which pixels of a line differ from the ground at its beginning."""
    return np.abs(line - line[1]).max(axis=1) > 6


def span_of(marks: NDArray[np.bool_]) -> Span:
    places = np.flatnonzero(marks)
    assert places.size, "nothing is painted there"
    return Span(int(places[0]), int(places[-1]))


def agree(met: Span, painted: Span, line: float) -> bool:
    """Whether both end at the same places within a pixel; half of the outline, `line` pixels wide,
    is painted outside. A place between two pixels is known to half a pixel only."""
    ends = met.first - 0.5, met.last + 0.5
    drawn = painted.first + 0.5 + 0.5 * line, painted.last + 0.5 - 0.5 * line
    return all(abs(end - edge) <= 1.0 for end, edge in zip(ends, drawn, strict=True))


def test_a_neuron_is_met_from_its_first_pixel_to_its_last(xor: Studio, screen: Screen):
    screen.meets(2.0, 2.0)
    picture = screen.picture()
    for layer_id in ("hidden-1", "hidden-2", "output"):
        for tile in xor.hand.column(layer_id).tiles:
            area = screen.rect(tile.rect)
            wanted = Spot(Part.NEURON, layer_id, tile.index)
            across = range(int(area.left()) - NEAR, int(area.right()) + NEAR)
            down = range(int(area.top()) - NEAR, int(area.bottom()) + NEAR)
            x = int(area.center().x())
            # Above or below the middle, where no wire passes.
            rows = [int(area.center().y() + share * area.height()) for share in (-0.3, 0.3)]
            y = min(rows, key=lambda y: marked(picture[y, across.start : across.stop]).sum())
            column = span_of(marked(picture[down.start : down.stop, x]))
            row = span_of(marked(picture[y, across.start : across.stop]))
            met_down = screen.met_along(wanted.__eq__, [(float(x), float(k)) for k in down])
            met_across = screen.met_along(wanted.__eq__, [(float(k), float(y)) for k in across])
            # The picture and the hairline around it are painted in whole pixels.
            assert agree(met_down, column, 1.0)
            assert agree(met_across, row, 1.0)


@pytest.mark.parametrize("part", [Part.MINUS, Part.PLUS])
def test_minus_and_plus_are_met_where_they_are_painted(xor: Studio, screen: Screen, part: Part):
    column = xor.hand.column("hidden-1")
    place = column.minus if part is Part.MINUS else column.plus
    assert place is not None
    area = screen.rect(place)
    around = area.adjusted(-NEAR, -NEAR, NEAR, NEAR).toAlignedRect()
    # Hovering over its title lights the frame of the layer up too, which is no matter here.
    ring = screen.changed(screen.rect(column.title).center(), area.center(), QRectF(around))
    pen = xor.scene.look.hover_outline.widthF() * screen.ratio * screen.view.zoom
    x, y = area.center().x(), area.center().y()
    for painted, places in (
        (span_of(ring.any(axis=0)), [(around.left() + k, y) for k in range(around.width())]),
        (span_of(ring.any(axis=1)), [(x, around.top() + k) for k in range(around.height())]),
    ):
        met = screen.met_along(lambda spot: spot.part is part, places)
        assert agree(met, painted, pen)


def test_the_grip_on_the_lower_edge_can_be_taken_wherever_it_is_painted(
    xor: Studio, screen: Screen
):
    column = xor.hand.column("hidden-2")
    assert column.edge is not None
    area = screen.rect(column.edge)
    around = QRectF(area.adjusted(-NEAR, -NEAR, NEAR, NEAR).toAlignedRect())
    grip = screen.changed(QPointF(2.0, 2.0), area.center(), around)
    # The hovered layer's own frame passes on either side of the handle.
    middle = grip[:, grip.shape[1] // 2]
    rows = span_of(middle)
    for row in range(rows.first, rows.last + 1):
        for column_of_pixels in np.flatnonzero(grip[row]):
            spot = screen.meets(around.left() + float(column_of_pixels), around.top() + row)
            assert spot == Spot(Part.EDGE, "hidden-2")


def test_a_pill_is_met_from_its_upper_to_its_lower_edge(xor: Studio, screen: Screen):
    column = xor.hand.column("hidden-1")
    area = screen.rect(column.chip)
    around = QRectF(area.adjusted(0, -NEAR, 0, NEAR).toAlignedRect())
    outline = screen.changed(screen.rect(column.title).center(), area.center(), around)
    painted = span_of(outline.any(axis=1))
    x = area.center().x()
    places = [(x, around.top() + k) for k in range(outline.shape[0])]
    met = screen.met_along(lambda spot: spot.part is Part.CHIP, places)
    pen = xor.scene.look.hover_outline.widthF() * screen.ratio * screen.view.zoom
    assert agree(met, painted, pen)
    sides = span_of(outline.any(axis=0))
    y = area.center().y()
    for side in sides:
        assert screen.meets(around.left() + side, y).part is Part.CHIP


@pytest.mark.parametrize("source", [0, 1, 2])
@pytest.mark.parametrize("share", [0.2, 0.35, 0.5])
def test_a_wire_is_met_as_far_above_as_below_its_painted_line(
    xor: Studio, screen: Screen, source: int, share: float
):
    bundle = xor.scene.layout.bundle("output")
    assert bundle is not None
    wanted = Spot(Part.WIRE, "output", 0, source)
    place = bundle.middle(0, source)
    assert place is not None
    x = screen.point(QPointF(bundle.x0 + share * (bundle.x1 - bundle.x0), 0.0)).x()
    top = screen.point(QPointF(0.0, bundle.rect().top())).y() - 30.0 * screen.ratio
    height = bundle.rect().height() * screen.view.zoom * screen.ratio + 60.0 * screen.ratio
    line = QRectF(round(x), top, 1.0, height)
    halo = screen.changed(QPointF(2.0, 2.0), screen.point(place), line)[:, 0]
    painted = span_of(halo)
    places = [(round(x) + 0.5, int(top) + 0.5 + k) for k in range(halo.size)]
    met = screen.met_along(wanted.__eq__, [(px, py) for px, py in places])
    assert abs(sum(met) - sum(painted)) <= 2  # the middles, within one pixel
