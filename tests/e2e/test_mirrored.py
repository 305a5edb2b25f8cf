"""The window from right to left, as a translation to Arabic would lay it out."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot

from nnstudio.ui.panels.loss_plot import LossPlot
from nnstudio.ui.theme import LIGHT
from tests.e2e.studio import Studio
from tests.ui.pictures import picture_of


@pytest.fixture
def mirrored(qapp: QApplication, open_studio: Callable[..., Studio]) -> Iterator[Studio]:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield open_studio("noisy-xor")
    qapp.setLayoutDirection(before)


def test_the_panels_change_sides_and_none_is_cut_off(mirrored: Studio) -> None:
    workspace = mirrored.window.workspace
    assert workspace.data.x() > workspace.canvas.mapTo(workspace.data.parent(), QPoint()).x()
    for splitter in mirrored.window.findChildren(QSplitter):
        for place in range(splitter.count()):
            assert splitter.rect().contains(splitter.widget(place).geometry())


def test_network_plot_and_timeline_still_run_from_left_to_right(mirrored: Studio) -> None:
    columns = mirrored.window.workspace.canvas.scene.layout.columns
    places = [mirrored.on_canvas(column.frame.center()).x() for column in columns]
    assert places == sorted(places)
    mirrored.train_until(3)
    mirrored.until(lambda: bool(mirrored.window.findChildren(LossPlot)))
    item = mirrored.window.findChildren(LossPlot)[0].getPlotItem()
    left, view = item.getAxis("left"), item.getViewBox()
    mirrored.until(lambda: left.geometry().width() > 0)
    assert left.geometry().right() <= view.geometry().left() + 1
    track = mirrored.window.workspace.timeline.track
    assert track.x_of(0) < track.x_of(1)


def test_a_slider_grows_towards_the_left_and_is_filled_from_the_right(mirrored: Studio) -> None:
    row = mirrored.window.workspace.data.settings.noise
    slider = row.slider
    slider.setFocus()
    before = slider.value()
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.value() > before
    slider.setValue(slider.maximum() // 2)
    picture, middle = picture_of(slider), slider.height() // 2

    def ink(share: float) -> QColor:
        return picture.pixelColor(int(share * slider.width()), middle)

    assert ink(0.8) == QColor(LIGHT.accent)
    assert ink(0.2) == QColor(LIGHT.line)


def test_the_start_of_a_line_keeps_the_wider_margin(mirrored: Studio, qtbot: QtBot) -> None:
    data = mirrored.window.workspace.data
    right = data.width() - data.title.geometry().right()
    assert right >= 14
    assert data.title.geometry().left() > data.import_link.geometry().right()
