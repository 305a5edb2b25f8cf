"""Panels that have less height than they need, in the real window: they scroll, and keep still."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from nnstudio.ui.analysis.histogram_panel import HistogramPanel
from nnstudio.ui.inspector.panel import InspectorPanel
from nnstudio.ui.widgets.word_tabs import WordTab
from tests.e2e.studio import Studio
from tests.ui.counting import Counter

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def test_the_arithmetic_keeps_to_one_size_where_its_head_needs_a_scroll_bar_only_with_one(
    studio: Studio,
) -> None:
    # It was given one size within the other, until there was no stack left and the program ended.
    below = studio.window.workspace.below
    canvas = studio.window.workspace.canvas.view.viewport()
    QTest.mouseClick(canvas, LEFT, PLAIN, some_neuron(studio))
    studio.until(lambda: below.current == "inspector")
    arithmetic = below.page("inspector")
    assert isinstance(arithmetic, InspectorPanel)
    studio.until(lambda: arithmetic.found is not None)
    lower(below)
    sizes = Counter(arithmetic, QEvent.Type.Resize)
    for width in range(1200, 1320):
        for wide in (width - 13, width):
            sizes.count = 0
            studio.window.resize(wide, 900)
            settle()
            assert sizes.count <= 4, f"{sizes.count} sizes at {wide}"


@pytest.mark.parametrize("example", ["iris", "reverse"])
@pytest.mark.parametrize("place", ["below", "curves"])
def test_panels_that_are_too_low_keep_to_one_size_in_a_window_of_any_width(
    open_studio: Callable[..., Studio], example: str, place: str
) -> None:
    studio = open_studio(example)
    tabs = getattr(studio.window.workspace, place)
    lower(tabs)
    for word in tabs.tabs.findChildren(WordTab):
        QTest.mouseClick(word, LEFT)
        sizes = Counter(tabs.page(tabs.current), QEvent.Type.Resize)
        for width in (*range(1000, 1500, 9), *range(1505, 1000, -13)):
            sizes.count = 0
            studio.window.resize(width, 900)
            settle()
            assert sizes.count <= 4, f"{tabs.current}: {sizes.count} sizes at {width}"


def test_pointing_at_a_histogram_moves_none(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio("iris")
    curves = studio.window.workspace.curves
    curves.show_page("histograms")
    panel = curves.page("histograms")
    assert isinstance(panel, HistogramPanel)
    studio.until(lambda: panel.summary.text() != "")
    settle()
    strips = [row.strip for row in panel.rows.values()]
    before = [strip.mapTo(studio.window, QPoint()) for strip in strips]
    idle = panel.reading.text()
    QTest.mouseMove(strips[0], QPoint(20, 20))
    studio.until(lambda: panel.reading.text() != idle)
    settle()
    assert [strip.mapTo(studio.window, QPoint()) for strip in strips] == before
    assert panel.height() == panel.parentWidget().height(), "the words take no more room"


def lower(panel: QWidget) -> None:
    """Drag the edge above a panel down as far as it goes."""
    splitter = panel.parent()
    assert isinstance(splitter, QSplitter)
    handle = splitter.handle(splitter.indexOf(panel))
    place = handle.rect().center()
    QTest.mousePress(handle, LEFT, PLAIN, place)
    QTest.mouseMove(handle, place + QPoint(0, 300))
    QTest.mouseRelease(handle, LEFT, PLAIN, place + QPoint(0, 300))


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def some_neuron(studio: Studio) -> QPoint:
    column = studio.window.workspace.canvas.scene.layout.column("hidden-1")
    assert column is not None
    return studio.on_canvas(column.tiles[0].rect.center())
