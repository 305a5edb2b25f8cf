"""The data panel, driven by mouse and keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.data.builtin import BUILT_IN
from nnstudio.project.layers import DenseSpec
from nnstudio.project.specs import BuiltInSource, TableColumn, TableSource
from nnstudio.ui.panels.data_panel import DataPanel
from nnstudio.ui.panels.set_chooser import TABLE
from nnstudio.ui.skeleton import DATA
from nnstudio.ui.theme import DARK, LIGHT
from nnstudio.ui.widgets.slider_row import SliderRow
from tests.ui.conftest import Studio
from tests.ui.directions import ahead, back, onward
from tests.ui.figures import here

Show = Callable[[QWidget], None]
Open = Callable[[str], Studio]
Make = Callable[[str], tuple[DataPanel, Studio]]


@pytest.fixture
def panel_of(open_studio: Open, show: Show) -> Make:
    def make(example: str) -> tuple[DataPanel, Studio]:
        studio = open_studio(example)
        choice = SampleChoice(studio.document)
        panel = DataPanel(studio.document, studio.run, choice, LIGHT)
        panel.resize(250, 900)
        show(panel)
        return panel, studio

    return make


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def pick(panel: DataPanel, key: str) -> None:
    """Turn to the family of a set, and click the set."""
    for tab in panel.sets.tabs.tabs.values():
        if not panel.thumbnails[key].isVisible():
            click(tab)
    assert panel.thumbnails[key].isVisible()
    click(panel.thumbnails[key])


def handle(row: SliderRow) -> QPoint:
    slider = row.slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    return (
        slider.style()
        .subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
        )
        .center()
    )


def drag(row: SliderRow, distance: int) -> None:
    slider, start, distance = row.slider, handle(row), onward(row, distance)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.25, 0.5, 0.75, 1.0):
        QTest.mouseMove(slider, start + QPoint(round(share * distance), 0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(distance, 0))


def data(studio: Studio):
    return studio.document.project.data


def test_every_built_in_set_has_a_thumbnail_and_it_is_painted_after_the_window(
    panel_of: Make, qtbot: QtBot
) -> None:
    panel, _ = panel_of("xor")
    assert list(panel.thumbnails) == list(BUILT_IN)
    for tab in panel.sets.tabs.tabs.values():
        click(tab)
        seen = [one for one in panel.thumbnails.values() if one.isVisible()]
        assert seen
        qtbot.waitUntil(lambda seen=seen: all(one.drawn for one in seen))
    assert all(one.drawn for one in panel.thumbnails.values())
    panel.set_theme(DARK)
    assert not any(one.drawn for one in panel.thumbnails.values())
    qtbot.waitUntil(lambda: all(one.drawn for one in panel.thumbnails.values() if one.isVisible()))


def test_choosing_digits_gives_ten_softmax_neurons_and_one_undo_brings_everything_back(
    panel_of: Make,
) -> None:
    panel, studio = panel_of("noisy-xor")
    document, before = studio.document, studio.document.project
    pick(panel, "digits")
    output = document.project.layers[-1]
    assert isinstance(output, DenseSpec)
    assert (output.units, output.activation) == (10, "softmax")
    assert document.project.training.loss == "categorical cross-entropy"
    assert document.project.layers[:-1] == before.layers[:-1]
    assert document.shapes.fits
    assert panel.feeding.inputs.many_button.text() == "64 of 64"
    document.undo_stack.undo()
    assert document.project == before
    assert panel.thumbnails["noisy-xor"].isChecked()
    assert not panel.thumbnails["digits"].isChecked()


@pytest.mark.parametrize("key", list(BUILT_IN))
def test_every_set_can_be_chosen_with_its_own_samples_and_noise_and_the_network_fits(
    panel_of: Make, key: str
) -> None:
    start = "circles" if key == "xor" else "xor"
    panel, studio = panel_of(start)
    pick(panel, key)
    source = data(studio).source
    assert isinstance(source, BuiltInSource)
    assert source.key == key
    assert source.samples == BUILT_IN[key].default_samples
    assert source.noise == BUILT_IN[key].default_noise
    whole = BUILT_IN[key].family in ("sequences", "tokens")
    assert studio.document.shapes.fits is not whole
    assert studio.refusals == []


def test_choosing_a_set_by_keyboard(panel_of: Make) -> None:
    panel, studio = panel_of("xor")
    click(panel.sets.tabs.tabs["points"])
    panel.thumbnails["circles"].setFocus()
    QTest.keyClick(panel.thumbnails["circles"], Qt.Key.Key_Space)
    assert data(studio).source.key == "circles"


def test_dragging_samples_is_one_undo_step(panel_of: Make) -> None:
    panel, studio = panel_of("noisy-xor")
    before = studio.document.project
    drag(panel.settings.samples, 60)
    assert data(studio).source.samples > 300
    assert panel.settings.samples.words.text() == here(f"{data(studio).source.samples:,}")
    assert studio.document.undo_stack.count() == 1
    drag(panel.settings.samples, -20)
    assert studio.document.undo_stack.count() == 2
    studio.document.undo_stack.undo()
    studio.document.undo_stack.undo()
    assert studio.document.project == before


def test_noise_and_validation_share_change_the_data(panel_of: Make) -> None:
    panel, studio = panel_of("circles")
    panel.settings.noise.slider.setFocus()
    for _ in range(3):
        QTest.keyClick(panel.settings.noise.slider, ahead(panel.settings.noise.slider))
    assert data(studio).source.noise == pytest.approx(0.13)
    assert panel.settings.noise.words.text() == "13\u202f%"
    panel.settings.validation.slider.setFocus()
    QTest.keyClick(panel.settings.validation.slider, Qt.Key.Key_Home)
    assert data(studio).validation == 0.0
    assert "none for validation" in panel.counts.text()
    QTest.keyClick(panel.settings.validation.slider, Qt.Key.Key_End)
    assert data(studio).validation == 0.9
    assert studio.document.undo_stack.count() == 2


def test_only_what_changes_something_is_offered(panel_of: Make) -> None:
    panel, _ = panel_of("xor")
    for row in (
        panel.settings.samples,
        panel.settings.noise,
        panel.settings.validation,
        panel.settings.classes,
        panel.new_sample,
    ):
        assert not row.isVisible()
    pick(panel, "blobs")
    for row in (
        panel.settings.samples,
        panel.settings.noise,
        panel.settings.validation,
        panel.settings.classes,
        panel.new_sample,
    ):
        assert row.isVisible()
    pick(panel, "iris")
    assert not panel.settings.samples.isVisible()
    assert not panel.settings.noise.isVisible()
    assert panel.settings.validation.isVisible()
    assert panel.new_sample.text() == "New split"


def test_after_a_truth_table_there_is_something_to_validate_on(panel_of: Make) -> None:
    panel, studio = panel_of("xor")
    assert data(studio).validation == 0.0
    pick(panel, "moons")
    assert data(studio).validation == 0.3
    assert panel.counts.text() == "210 training · 90 validation"


def test_the_number_of_classes_of_blobs_moves_the_output_layer_along(panel_of: Make) -> None:
    panel, studio = panel_of("blobs")
    panel.settings.classes.slider.setFocus()
    QTest.keyClick(panel.settings.classes.slider, Qt.Key.Key_End)
    assert data(studio).source.classes == 6
    assert studio.document.project.layers[-1].units == 6
    QTest.keyClick(panel.settings.classes.slider, Qt.Key.Key_Home)
    assert data(studio).source.classes == 2
    assert studio.document.shapes.fits


def test_a_new_sample_draws_other_points(panel_of: Make) -> None:
    panel, studio = panel_of("moons")
    before = studio.document.material.dataset.features
    click(panel.new_sample)
    assert (studio.document.material.dataset.features != before).any()
    studio.document.undo_stack.undo()
    assert (studio.document.material.dataset.features == before).all()


def test_an_input_is_fed_in_and_taken_out_by_its_chip(panel_of: Make) -> None:
    panel, studio = panel_of("circles")
    click(panel.feeding.inputs.chips["x1^2"])
    assert studio.document.material.input_keys == ("x1", "x2", "x1^2")
    click(panel.feeding.inputs.chips["x1"])
    assert studio.document.material.input_keys == ("x2", "x1^2")
    assert not panel.feeding.inputs.chips["x1"].isChecked()
    click(panel.feeding.inputs.chips["x1^2"])
    click(panel.feeding.inputs.chips["x1"])
    assert data(studio).inputs == ()


def test_the_last_input_cannot_be_taken_out_and_the_panel_says_so(panel_of: Make) -> None:
    panel, studio = panel_of("circles")
    click(panel.feeding.inputs.chips["x1"])
    click(panel.feeding.inputs.chips["x2"])
    assert studio.document.material.input_keys == ("x2",)
    assert panel.feeding.inputs.chips["x2"].isChecked()
    assert panel.feeding.inputs.refusal.isVisible()
    assert panel.feeding.inputs.refusal.text() == "A network needs at least one input."
    click(panel.feeding.inputs.chips["x1"])
    assert not panel.feeding.inputs.refusal.isVisible()


def test_of_many_inputs_some_are_found_and_unticked_in_a_list(panel_of: Make) -> None:
    panel, studio = panel_of("digits")
    assert panel.feeding.inputs.chips == {}
    click(panel.feeding.inputs.many_button)
    popup = panel.feeding.inputs.list
    QTest.keyClicks(popup.search, "pixel 7,")
    shown = [row for row in range(64) if not popup.items.item(row).isHidden()]
    assert len(shown) == 8
    popup.items.item(shown[0]).setCheckState(Qt.CheckState.Unchecked)
    assert len(studio.document.material.input_keys) == 63
    assert panel.feeding.inputs.many_button.text() == "63 of 64"
    click(popup.all)
    assert data(studio).inputs == ()
    popup.hide()


def test_a_table_of_thousands_of_columns_is_shown_and_its_inputs_can_be_searched(
    panel_of: Make,
) -> None:
    panel, studio = panel_of("xor")
    names = [f"gene {index}" for index in range(2_000)]
    columns = [
        TableColumn(name=name, numbers=(float(index % 7), 1.0, 2.0))
        for index, name in enumerate(names)
    ]
    answer = TableColumn(name="ill", texts=("yes", "no", "yes"))
    table = TableSource(
        title="genes",
        columns=(*columns, answer),
        inputs=tuple(names),
        target="ill",
        task="classes",
    )
    panel._edits.choose_table(table, "Import")
    assert studio.refusals == []
    assert panel.feeding.inputs.many_button.text() == here("2,000 of 2,000")
    click(panel.feeding.inputs.many_button)
    QTest.keyClicks(panel.feeding.inputs.list.search, "gene 1999")
    items = panel.feeding.inputs.list.items
    shown = [row for row in range(items.count()) if not items.item(row).isHidden()]
    assert shown == [1999]
    panel.feeding.inputs.list.hide()


@pytest.mark.parametrize("key", ["min-max", "standard", "none"])
def test_every_scaling_can_be_chosen(panel_of: Make, key: str) -> None:
    panel, studio = panel_of("iris")
    panel.feeding.scaling.setFocus()
    QTest.keyClick(panel.feeding.scaling, Qt.Key.Key_Home)
    while panel.feeding.scaling.currentData() != key:
        QTest.keyClick(panel.feeding.scaling, Qt.Key.Key_Down)
    assert data(studio).scaling == key
    assert panel.feeding.scaling.currentData() == key


def test_import_is_asked_for(panel_of: Make, qtbot: QtBot) -> None:
    panel, _ = panel_of("xor")
    with qtbot.waitSignal(panel.import_requested):
        click(panel.import_link)


def test_an_imported_table_gets_a_thumbnail_to_come_back_to(panel_of: Make, qtbot: QtBot) -> None:
    panel, studio = panel_of("xor")
    title = "<img src=x> heights"
    table = TableSource(
        title=title,
        columns=(
            TableColumn(name="age", numbers=(1.0, 2.0, 3.0, 4.0)),
            TableColumn(name="height", numbers=(70.0, 80.0, 95.0, 100.0)),
        ),
        inputs=("age",),
        target="height",
        task="regression",
    )
    panel._edits.choose_table(table, "Import")
    assert studio.refusals == []
    assert panel.thumbnails[TABLE].isChecked()
    assert panel.thumbnails[TABLE].text() == title
    pick(panel, "moons")
    assert data(studio).source.key == "moons"
    pick(panel, TABLE)
    assert data(studio).source == table
    panel.set_theme(DARK)
    qtbot.waitUntil(lambda: panel.thumbnails[TABLE].drawn)
    studio.document.new(studio.document.project.__class__(layers=studio.document.project.layers))
    assert TABLE not in panel.thumbnails


def test_a_low_window_lets_the_panel_scroll(panel_of: Make) -> None:
    panel, _ = panel_of("blobs")
    panel.resize(DATA, 400)
    assert panel.scrolled.verticalScrollBar().maximum() > 0
    assert panel.scrolled.horizontalScrollBar().maximum() == 0


def test_every_control_has_a_name_and_a_sentence(panel_of: Make) -> None:
    panel, _ = panel_of("blobs")
    rows = (
        panel.settings.samples,
        panel.settings.noise,
        panel.settings.classes,
        panel.settings.validation,
    )
    controls = [
        panel.import_link,
        panel.feeding.scaling,
        *(row.slider for row in rows),
        *panel.feeding.inputs.chips.values(),
        panel.thumbnails["blobs"],
        panel.sets.tabs.tabs["points"],
    ]
    for control in (*controls, *panel.thumbnails.values(), *panel.sets.tabs.tabs.values()):
        assert control.accessibleName()
        assert control.toolTip(), control.accessibleName()
    for control in controls:
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.new_sample.toolTip()


def test_what_is_outlined_is_what_the_project_has_when_arrow_keys_walk_the_sets(
    panel_of: Make,
) -> None:
    panel, studio = panel_of("noisy-xor")
    panel.thumbnails["noisy-xor"].setFocus()
    for key in (ahead(panel), Qt.Key.Key_Down, back(panel)):
        QTest.keyClick(panel.focusWidget(), key)
        chosen = [name for name, one in panel.thumbnails.items() if one.isChecked()]
        assert chosen == [data(studio).source.key]
    assert panel.focusWidget() is panel.thumbnails["spirals-3"]


def test_inputs_bear_the_names_of_the_data_that_is_there_now(panel_of: Make) -> None:
    panel, studio = panel_of("circles")
    table = TableSource(
        title="people",
        columns=(
            TableColumn(name="age", numbers=(1.0, 2.0, 3.0, 4.0)),
            TableColumn(name="weight", numbers=(3.0, 9.0, 4.0, 1.0)),
            TableColumn(name="height", numbers=(70.0, 80.0, 95.0, 100.0)),
        ),
        inputs=("age", "weight"),
        target="height",
        task="regression",
    )
    panel._edits.choose_table(table, "Import")
    assert studio.refusals == []
    assert panel.feeding.inputs.chips["x1"].text() == "age"
    studio.document.undo_stack.undo()
    assert panel.feeding.inputs.chips["x1"].text() == "x₁"


def test_tab_goes_from_the_import_to_the_sets_without_a_stop_between(panel_of: Make) -> None:
    panel, _ = panel_of("circles")
    panel.import_link.setFocus()
    QTest.keyClick(panel.import_link, Qt.Key.Key_Tab)
    assert panel.sets.tabs.tabs["points"].hasFocus()
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    assert panel.thumbnails["circles"].hasFocus()
