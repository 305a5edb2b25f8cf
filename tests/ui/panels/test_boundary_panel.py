"""The decision boundary and its place among the pictures."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.decision_maps import Extent
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.material import prepare
from nnstudio.ui.panels.boundary_panel import BoundaryPanel
from nnstudio.ui.panels.map_view import POINTS, MapView
from nnstudio.ui.panels.picture_panel import PicturePanel
from nnstudio.ui.panels.points import mark
from nnstudio.ui.panels.ticks import ticks
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.conftest import Studio
from tests.ui.figures import here

Show = Callable[[QWidget], None]
Open = Callable[[str], Studio]


def shown(panel: BoundaryPanel) -> QImage:
    return panel.map.grab(panel.map.map_rect()).toImage()


def small_letters(panel: BoundaryPanel) -> QFontMetrics:
    """Those beside the map."""
    font = panel.map.font()
    font.setPointSizeF(POINTS)
    return QFontMetrics(font)


@pytest.fixture
def boundary(open_studio: Open, show: Show, qtbot: QtBot):
    def make(example: str) -> tuple[BoundaryPanel, Studio]:
        studio = open_studio(example)
        studio.want_maps(LIGHT)
        panel = BoundaryPanel(studio.document, studio.run, LIGHT)
        panel.resize(400, 460)
        show(panel)
        qtbot.waitUntil(lambda: "maps" in (studio.run.latest.results if studio.run.latest else {}))
        if panel.isVisible() and panel.map.isVisible():
            qtbot.waitUntil(lambda: panel.map.extent is not None)
        return panel, studio

    return make


def test_the_map_follows_the_training(boundary, qtbot: QtBot) -> None:
    panel, studio = boundary("noisy-xor")
    before = shown(panel)
    studio.run.play_until(3)
    qtbot.waitUntil(lambda: studio.run.latest.epoch == 3)
    qtbot.waitUntil(lambda: shown(panel) != before)  # views take turns, with paints between


def test_validation_points_can_be_hidden(boundary) -> None:
    panel, _ = boundary("noisy-xor")
    with_them = shown(panel)
    QTest.mouseClick(panel.validation, Qt.MouseButton.LeftButton, pos=_box(panel.validation))
    assert shown(panel) != with_them
    QTest.mouseClick(panel.validation, Qt.MouseButton.LeftButton, pos=_box(panel.validation))
    assert shown(panel) == with_them


def test_discretise_is_told(boundary, qtbot: QtBot) -> None:
    panel, _ = boundary("noisy-xor")
    with qtbot.waitSignal(panel.discretise_changed) as told:
        QTest.mouseClick(panel.discretise, Qt.MouseButton.LeftButton, pos=_box(panel.discretise))
    assert told.args == [True]


def test_two_features_of_many_are_chosen_and_the_others_are_mentioned(
    boundary, qtbot: QtBot
) -> None:
    panel, _ = boundary("iris")
    assert panel.choice.isVisible()
    assert "mean" in panel.others.text()
    panel.up.setFocus()
    with qtbot.waitSignal(panel.axes_changed) as told:
        QTest.keyClick(panel.up, Qt.Key.Key_Down)
    assert told.args == [0, 2]
    assert panel.axes == (0, 2)


def test_other_data_brings_other_features(boundary, qtbot: QtBot) -> None:
    panel, studio = boundary("iris")
    material = prepare(EXAMPLES["digits"].project.data)
    with qtbot.waitSignal(panel.axes_changed) as told:
        studio.document.apply(
            edits.set_data(
                studio.document.project, EXAMPLES["digits"].project.data, material.dataset
            ),
            "digits",
        )
    spread = material.dataset.features.std(axis=0)
    assert sorted(told.args) == sorted(int(index) for index in spread.argsort()[-2:])
    assert panel.key.names()[9] == "class 9"


def test_an_answer_that_is_no_number_is_told_over_the_map(boundary, qtbot: QtBot) -> None:
    panel, studio = boundary("bumps")
    for column in range(8):
        studio.run.set_weight("output", 0, column, 1e300)
    qtbot.waitUntil(lambda: panel.map.notice != "")
    assert panel.map.notice == "The network’s answer is not a number here."
    before = shown(panel)
    studio.run.reset()
    qtbot.waitUntil(lambda: panel.map.notice == "")
    assert shown(panel) != before


@pytest.mark.parametrize("values", [0xFF000000, 0xFFFFFFFF])
def test_a_map_of_one_colour_is_painted(boundary, values: int) -> None:
    panel, studio = boundary("noisy-xor")
    maps = studio.run.latest.results["maps"]
    panel.map.show_maps(replace(maps, output=np.full((100, 100), values, np.uint32)))
    colour = QColor(shown(panel).pixel(panel.map.map_rect().width() // 2, 3))
    assert (colour.lightness() < 128) == (values == 0xFF000000)


def test_classes_are_told_apart_by_shape_and_not_by_colour_alone() -> None:
    marks = [mark(index).toFillPolygon().toList() for index in range(6)]
    assert all(one != other for at, one in enumerate(marks) for other in marks[at + 1 :])


def test_the_ends_of_the_scale_are_named(boundary) -> None:
    panel, _ = boundary("xor")
    assert panel.key.names() == ["class 0", "class 1"]
    panel, _ = boundary("iris")
    assert panel.key.names() == ["setosa", "versicolor", "virginica"]
    panel, _ = boundary("bumps")
    low, high = panel.key.names()
    assert low == "−" + high
    assert not panel.discretise.isVisible()


def test_one_column_of_classes_has_a_map_too(boundary) -> None:
    panel, studio = boundary("sine")
    assert panel.axes == (0, 0)
    assert not panel.choice.isVisible()
    assert studio.document.shapes.fits


def test_the_picture_is_a_curve_for_regression_with_one_input_and_a_map_else(
    open_studio: Open, show: Show, qtbot: QtBot
) -> None:
    studio = open_studio("sine")
    panel = PicturePanel(studio.document, studio.run, SampleChoice(studio.document), DARK)
    panel.resize(400, 440)
    show(panel)
    assert panel.currentWidget() is panel.fit
    qtbot.waitUntil(lambda: "fit" in (studio.run.latest.results if studio.run.latest else {}))
    start = panel.fit.view.grab().toImage()
    studio.run.play_until(3)
    qtbot.waitUntil(lambda: studio.run.latest.epoch == 3)
    qtbot.waitUntil(lambda: panel.fit.view.grab().toImage() != start)
    data = EXAMPLES["bumps"].project.data
    studio.document.apply(
        edits.set_data(studio.document.project, data, prepare(data).dataset), "bumps"
    )
    assert panel.currentWidget() is panel.boundary


def test_a_curve_nobody_sees_is_not_asked_for(open_studio: Open, show: Show, qtbot: QtBot) -> None:
    studio = open_studio("sine")
    panel = PicturePanel(studio.document, studio.run, SampleChoice(studio.document), DARK)
    show(panel)
    qtbot.waitUntil(lambda: "fit" in (studio.run.latest.results if studio.run.latest else {}))
    panel.hide()
    studio.run.step()
    qtbot.waitUntil(lambda: studio.run.latest.step == 1)
    assert "fit" not in studio.run.latest.results
    panel.show()
    qtbot.waitUntil(lambda: "fit" in studio.run.latest.results)


def test_a_curve_that_is_no_number_is_told(open_studio: Open, show: Show, qtbot: QtBot) -> None:
    studio = open_studio("sine")
    panel = PicturePanel(studio.document, studio.run, SampleChoice(studio.document), DARK)
    panel.resize(300, 300)
    show(panel)
    for column in range(8):
        studio.run.set_weight("output", 0, column, 1.7e308)
    qtbot.waitUntil(lambda: panel.fit.view.notice != "")
    panel.fit.view.grab()


def _box(check: QWidget) -> QPoint:
    """Where one clicks on a check box."""
    return QPoint(8, check.height() // 2)


def test_numbers_along_the_axes_follow_a_map_of_another_extent(boundary, qtbot: QtBot) -> None:
    panel, studio = boundary("iris")
    right = studio.run.latest.results["maps"]
    qtbot.waitUntil(lambda: panel.map._image is not None)  # views take turns
    panel.map.repaint()  # what is still to be painted of the first map
    painted = _PaintedRegions(panel.map)
    panel.map.show_maps(replace(right, extent=Extent(-7.0, 7.0, -7.0, 7.0)))
    qtbot.waitUntil(lambda: painted.beside_the_map() == 1)
    panel.map.show_maps(right)
    qtbot.waitUntil(lambda: painted.beside_the_map() == 2)


class _PaintedRegions(QObject):
    """Remembers what was painted anew of a map."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._rects: list[QRect] = []
        view.installEventFilter(self)

    def beside_the_map(self) -> int:
        """How often more than the map itself was painted."""
        # A screen of 150 % paints whole pixels of its own, half of one of ours beyond.
        inside = self._view.map_rect().adjusted(-1, -1, 1, 1)
        return sum(not inside.contains(rect) for rect in self._rects)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._rects.append(QRect(event.rect()))
        return False


def test_large_numbers_beside_the_map_have_the_room_that_they_need(boundary, qtbot: QtBot) -> None:
    panel, studio = boundary("iris")
    right = studio.run.latest.results["maps"]
    qtbot.waitUntil(lambda: panel.map._image is not None)
    near = panel.map.map_rect()
    panel.map.show_maps(replace(right, extent=Extent(0.0, 1.0, 0.0, 250_000.0)))
    assert panel.map.map_rect().x() - 5 >= small_letters(panel).horizontalAdvance(here("250,000"))
    panel.map.show_maps(right)
    qtbot.waitUntil(lambda: panel.map.map_rect() == near)


def test_a_long_name_of_a_feature_ends_in_an_ellipsis_where_there_is_no_room(boundary) -> None:
    panel, _ = boundary("iris")
    option = QStyleOptionComboBox()
    panel.across.setFixedWidth(70)
    panel.across.initStyleOption(option)
    assert option.currentText.endswith("…")
    panel.across.setFixedWidth(300)
    panel.across.initStyleOption(option)
    assert option.currentText == panel.across.currentText()


def test_a_long_name_of_the_upright_axis_is_whole_and_takes_no_number_away(boundary) -> None:
    panel, _ = boundary("iris")
    beside = panel.map.grab(
        QRect(0, 0, panel.map.map_rect().x(), panel.map.map_rect().height())
    ).toImage()
    ratio, paper = beside.devicePixelRatio(), beside.pixel(0, 0)
    inked = np.array(
        [
            [beside.pixel(x, y) != paper for x in range(beside.width())]
            for y in range(beside.height())
        ]
    )
    columns = np.flatnonzero(inked.any(axis=0))
    # What is turned stands apart, left of the numbers.
    gap = int(np.argmax(np.diff(columns) > 2 * ratio))
    name = np.flatnonzero(inked[:, columns[0] : columns[gap] + 1].any(axis=1))
    numbers = inked[:, columns[gap + 1] :].any(axis=1)
    long = small_letters(panel).horizontalAdvance("sepal width") * ratio
    assert name[-1] - name[0] > 0.9 * long
    assert np.count_nonzero(np.diff(numbers.astype(int)) == 1) >= 3


@pytest.mark.parametrize("height", range(240, 480, 12))
def test_a_short_name_of_the_upright_axis_stands_where_no_number_does(
    boundary, qtbot: QtBot, height: int
) -> None:
    panel, _ = boundary("xor")
    panel.resize(400, height)
    qtbot.waitUntil(lambda: panel.height() == height)
    extent, frame = panel.map.extent, panel.map.map_rect()
    beside = panel.map.grab(QRect(0, 0, frame.x() - 1, frame.bottom())).toImage()
    paper = beside.pixel(0, beside.height() // 2)
    rows = [
        any(beside.pixel(x, y) != paper for x in range(beside.width()))
        for y in range(beside.height())
    ]
    words = sum(now and not before for before, now in pairwise([False, *rows]))
    assert words == len(ticks(extent.bottom, extent.top)) + 1
