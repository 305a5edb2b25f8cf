"""Choosing a sample by its row in the predictions, or by its point on the map."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.ui.panels.boundary_panel import BoundaryPanel
from nnstudio.ui.panels.fit_curve_panel import FitCurvePanel
from nnstudio.ui.panels.predictions_panel import PredictionsPanel
from nnstudio.ui.theme import LIGHT
from tests.ui.conftest import Studio

Open = Callable[[str], Studio]
Show = Callable[[QWidget], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def table_of(open_studio: Open, show: Show, qtbot: QtBot):
    def make(example: str) -> tuple[PredictionsPanel, SampleChoice, Studio]:
        studio = open_studio(example)
        choice = SampleChoice(studio.document)
        panel = PredictionsPanel(studio.document, studio.run, choice, LIGHT)
        panel.resize(800, 300)
        show(panel)
        qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
        return panel, choice, studio

    return make


@pytest.fixture
def boundary_of(open_studio: Open, show: Show):
    def make(example: str) -> tuple[BoundaryPanel, SampleChoice, Studio]:
        studio = open_studio(example)
        choice = SampleChoice(studio.document)
        panel = BoundaryPanel(studio.document, studio.run, LIGHT, choice=choice)
        panel.resize(400, 460)
        show(panel)
        return panel, choice, studio

    return make


def rows(panel: PredictionsPanel) -> list[int]:
    return [index.row() for index in panel.table.selectionModel().selectedRows()]


def click_row(panel: PredictionsPanel, row: int) -> None:
    place = panel.table.visualRect(panel.model.index(row, 0)).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=place)


def test_a_row_chooses_its_sample_by_mouse_and_by_keyboard(table_of) -> None:
    panel, choice, studio = table_of("noisy-xor")
    held_back = studio.document.material.validation
    click_row(panel, 2)
    assert choice.index == held_back[2]
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert choice.index == held_back[3]
    assert rows(panel) == [3]


def test_among_points_no_row_is_marked_before_somebody_chooses_one(table_of) -> None:
    panel, choice, studio = table_of("noisy-xor")
    assert choice.index == studio.document.material.validation[0]
    assert rows(panel) == []
    choice.choose(int(studio.document.material.validation[4]))
    assert rows(panel) == [4]
    choice.choose(int(studio.document.material.train[0]))
    assert rows(panel) == []


def test_of_pictures_the_sample_that_every_view_looks_at_is_marked_from_the_start(
    table_of, qtbot: QtBot
) -> None:
    panel, choice, studio = table_of("digits")
    assert rows(panel) == [0]
    choice.step(1)
    assert rows(panel) == [1]
    panel.set_theme(LIGHT)
    assert rows(panel) == [1]
    studio.run.step()
    qtbot.waitUntil(lambda: studio.run.latest.step == 1)
    assert rows(panel) == [1]
    assert choice.index == studio.document.material.validation[1]


def test_other_data_takes_the_mark_away(table_of, qtbot: QtBot) -> None:
    panel, _, studio = table_of("noisy-xor")
    click_row(panel, 2)
    studio.document.new(EXAMPLES["circles"].project)
    qtbot.waitUntil(lambda: studio.run.latest is not None and panel.model.rowCount() > 0)
    assert rows(panel) == []


def test_a_click_on_a_point_of_the_map_chooses_its_sample_and_rings_it(boundary_of) -> None:
    panel, choice, studio = boundary_of("noisy-xor")
    sample = int(studio.document.material.train[5])
    before = panel.map.grab().toImage()
    place = panel.map.place(sample)
    QTest.mouseClick(panel.map, LEFT, pos=place.toPoint())
    chosen = choice.index
    assert chosen is not None
    near = panel.map.place(chosen)
    assert (near - place).manhattanLength() < 3
    assert panel.map.grab().toImage() != before


def test_a_click_beside_all_points_chooses_nothing(boundary_of) -> None:
    panel, choice, _ = boundary_of("xor")
    before = choice.index
    QTest.mouseClick(panel.map, LEFT, pos=panel.map.map_rect().center())
    QTest.mouseClick(panel.map, LEFT, pos=QPoint(1, 1))
    assert choice.index == before


def test_a_hidden_validation_point_cannot_be_chosen(boundary_of) -> None:
    panel, choice, studio = boundary_of("moons")
    material = studio.document.material
    panel.validation.setChecked(False)
    for sample in material.validation[:20].tolist():
        QTest.mouseClick(panel.map, LEFT, pos=panel.map.place(sample).toPoint())
        assert choice.index in material.train or choice.index == material.validation[0]


def test_the_ring_goes_with_the_data(boundary_of) -> None:
    panel, choice, studio = boundary_of("moons")
    choice.choose(3)
    ringed = panel.map.grab().toImage()
    document = studio.document
    document.apply(edits.change_training(document.project, learning_rate=0.2), "Rate")
    assert panel.map.grab().toImage() == ringed
    document.new(EXAMPLES["xor"].project)
    plain = panel.map.grab().toImage()
    choice.choose(2)
    assert panel.map.grab().toImage() != plain


@pytest.mark.parametrize("example", ["digits-cnn", "remember-lstm", "reverse"])
def test_the_boundary_is_quiet_where_samples_enter_whole(boundary_of, example: str) -> None:
    panel, _, studio = boundary_of(example)
    assert panel.empty.isVisible()
    for part in (panel.map, panel.key, panel.checks, panel.choice):
        assert not part.isVisible()
    studio.document.new(EXAMPLES["digits"].project)
    assert not panel.empty.isVisible()
    assert panel.map.isVisible()
    assert panel.across.count() == 64


def test_the_fit_curve_is_quiet_where_there_is_no_curve_to_fit(
    open_studio: Open, show: Show, qtbot: QtBot
) -> None:
    studio = open_studio("adding")
    problems: list[object] = []
    studio.run.probe_failed.connect(lambda *told: problems.append(told))
    panel = FitCurvePanel(studio.document, studio.run, LIGHT)
    panel.resize(360, 360)
    show(panel)
    qtbot.waitUntil(lambda: studio.run.latest is not None)
    assert "fit" not in studio.run.latest.results
    assert panel.view.notice
    assert not panel.validation.isVisible()
    studio.document.new(EXAMPLES["sine"].project)
    qtbot.waitUntil(lambda: studio.run.latest is not None and "fit" in studio.run.latest.results)
    assert panel.view.notice == ""
    assert problems == []
