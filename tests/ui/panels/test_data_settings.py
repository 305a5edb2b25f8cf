"""The settings of pictures, sequences and tokens in the data panel."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.data.builtin import BUILT_IN
from nnstudio.project.specs import BuiltInSource
from nnstudio.ui.panels.data_panel import DataPanel
from nnstudio.ui.skeleton import DATA
from nnstudio.ui.theme import LIGHT
from tests.ui.conftest import Studio
from tests.ui.directions import ahead, onward

Make = Callable[[str], tuple[DataPanel, Studio]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel_of(open_studio: Callable[[str], Studio], show: Callable[[QWidget], None]) -> Make:
    def make(example: str) -> tuple[DataPanel, Studio]:
        studio = open_studio(example)
        choice = SampleChoice(studio.document)
        panel = DataPanel(studio.document, studio.run, choice, LIGHT)
        panel.resize(DATA, 760)
        show(panel)
        return panel, studio

    return make


def source(studio: Studio) -> BuiltInSource:
    found = studio.document.project.data.source
    assert isinstance(found, BuiltInSource)
    return found


def choose(panel: DataPanel, key: str) -> None:
    family = BUILT_IN[key].family
    QTest.mouseClick(panel.sets.tabs.tabs[family], LEFT)
    QTest.mouseClick(panel.thumbnails[key], LEFT)


def test_a_family_shows_its_own_sets_and_chooses_none_of_them(panel_of: Make) -> None:
    panel, studio = panel_of("circles")
    before = studio.document.project
    QTest.mouseClick(panel.sets.tabs.tabs["sequences"], LEFT)
    seen = [key for key, one in panel.thumbnails.items() if one.isVisible()]
    assert seen == [key for key, entry in BUILT_IN.items() if entry.family == "sequences"]
    assert studio.document.project is before


def test_the_family_in_view_stays_while_other_things_change_and_follows_an_undo(
    panel_of: Make,
) -> None:
    panel, studio = panel_of("circles")
    choose(panel, "shapes")
    assert panel.sets.family == "images"
    QTest.mouseClick(panel.sets.tabs.tabs["tokens"], LEFT)
    panel.settings.noise.slider.setFocus()
    QTest.keyClick(panel.settings.noise.slider, ahead(panel.settings.noise.slider))
    assert panel.sets.family == "tokens"
    studio.document.undo_stack.undo()
    studio.document.undo_stack.undo()
    assert source(studio).key == "circles"
    assert panel.sets.family == "points"
    assert panel.thumbnails["circles"].isVisible()


def test_families_and_their_sets_are_reached_by_keyboard_alone(panel_of: Make) -> None:
    panel, studio = panel_of("circles")
    panel.import_link.setFocus()
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    assert panel.focusWidget() is panel.sets.tabs.tabs["points"]
    for _ in range(3):
        QTest.keyClick(panel.focusWidget(), ahead(panel))
    assert panel.sets.family == "sequences"
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    assert panel.focusWidget() is panel.thumbnails["remember-first"]
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    assert source(studio).key == "remember-first"


@pytest.mark.parametrize("key", [k for k, one in BUILT_IN.items() if one.length_range])
def test_the_length_runs_over_what_the_set_allows_under_its_own_name(
    panel_of: Make, key: str
) -> None:
    panel, studio = panel_of("circles")
    assert not panel.settings.length.isVisible()
    choose(panel, key)
    entry, row = BUILT_IN[key], panel.settings.length
    assert entry.length_range is not None
    assert row.isVisible()
    assert row.name.text() == entry.length_title
    assert source(studio).length == entry.default_length
    assert row.words.text().startswith(str(entry.default_length))
    row.slider.setFocus()
    for end, length in zip((Qt.Key.Key_Home, Qt.Key.Key_End), entry.length_range, strict=True):
        QTest.keyClick(row.slider, end)
        assert source(studio).length == length
        assert row.words.text().startswith(str(length))
    assert studio.refusals == []


def test_the_length_of_another_set_is_not_changed_by_choosing_that_set(panel_of: Make) -> None:
    panel, studio = panel_of("circles")
    choose(panel, "remember-first")
    count = studio.document.undo_stack.count()
    choose(panel, "next-character")
    assert studio.document.undo_stack.count() == count + 1
    assert source(studio).length == BUILT_IN["next-character"].default_length


def test_dragging_the_delay_is_one_undo_step(panel_of: Make) -> None:
    panel, studio = panel_of("remember-lstm")
    before = studio.document.project
    slider = panel.settings.length.slider
    start = QPoint(round(0.29 * (slider.width() - 12)) + 6, slider.height() // 2)
    QTest.mousePress(slider, LEFT, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(slider, start + QPoint(onward(slider, 10 * step), 0))
    QTest.mouseRelease(slider, LEFT, pos=start + QPoint(50, 0))
    assert source(studio).length > 35
    assert studio.document.undo_stack.count() == 1
    studio.document.undo_stack.undo()
    assert studio.document.project == before


def test_shapes_can_be_shifted_and_the_slider_says_how_far(panel_of: Make) -> None:
    panel, studio = panel_of("shapes-cnn")
    assert panel.settings.shift.isVisible()
    panel.settings.shift.slider.setFocus()
    QTest.keyClick(panel.settings.shift.slider, Qt.Key.Key_End)
    assert source(studio).shift == 4
    assert panel.settings.shift.words.text() == "4 pixels"
    choose(panel, "digits")
    assert not panel.settings.shift.isVisible()


def test_pixels_enter_as_values_or_as_an_image_and_only_values_can_be_picked(
    panel_of: Make,
) -> None:
    panel, studio = panel_of("digits")
    feeding = panel.feeding
    assert feeding.reading.buttons["values"].isChecked()
    assert feeding.inputs.isVisible()
    QTest.mouseClick(feeding.reading.buttons["image"], LEFT)
    assert studio.document.project.data.reading == "image"
    assert studio.document.material.flow.kind == "image"
    assert not feeding.inputs.isVisible()
    assert feeding.whole.text() == "The picture enters whole: 8 × 8 pixels."
    assert feeding.scaling.isVisible()
    studio.document.undo_stack.undo()
    assert studio.document.project.data.reading == "values"
    assert feeding.reading.buttons["values"].isChecked()
    assert feeding.inputs.isVisible()
    assert "convolution" in feeding.reading.buttons["image"].toolTip()


def test_the_way_pixels_enter_is_kept_for_the_next_set_of_images_and_not_offered_elsewhere(
    panel_of: Make,
) -> None:
    panel, studio = panel_of("digits-cnn")
    choose(panel, "shapes")
    assert studio.document.material.flow.kind == "image"
    assert panel.feeding.reading.buttons["image"].isChecked()
    choose(panel, "parity")
    assert not panel.feeding.reading.isVisible()


@pytest.mark.parametrize(
    ("key", "scaled"),
    [("remember-first", False), ("brackets", False), ("reverse", False), ("adding", True)],
)
def test_symbols_are_not_scaled_and_measured_values_can_be(
    panel_of: Make, key: str, scaled: bool
) -> None:
    panel, _ = panel_of("circles")
    choose(panel, key)
    assert panel.feeding.scaling.isVisible() is scaled
    assert not panel.feeding.inputs.isVisible()
    assert panel.feeding.whole.isVisible()
    choose(panel, "digits")
    assert panel.feeding.scaling.isVisible()
    assert not panel.feeding.whole.isVisible()


def test_every_family_fits_into_the_width_of_the_panel(panel_of: Make, qtbot: QtBot) -> None:
    panel, _ = panel_of("circles")
    for key in ("shapes", "remember-first", "sine-continuation", "reverse", "next-character"):
        choose(panel, key)
        qtbot.waitUntil(lambda key=key: panel.thumbnails[key].drawn)
        assert panel.scrolled.horizontalScrollBar().maximum() == 0
        assert panel.width() == DATA
