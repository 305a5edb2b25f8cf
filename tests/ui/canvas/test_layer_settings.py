"""The settings of a layer: opened by chip, key and menu, changed live, told in words, undone."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from nnstudio.project import edits
from nnstudio.project.layers import PALETTE, LayerSpec
from nnstudio.ui.canvas.settings import settings_of
from nnstudio.ui.canvas.settings_popover import SettingsPopover
from nnstudio.ui.canvas.spots import Part, Spot
from tests.ui.canvas.conftest import Open, Studio
from tests.ui.canvas.family_networks import images, sequences, tokens

Left = Qt.MouseButton.LeftButton
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def settings(studio: Studio, layer_id: str) -> SettingsPopover:
    studio.panel.overlays.open_settings(layer_id)
    return opened(studio)


def opened(studio: Studio) -> SettingsPopover:
    popover = studio.panel.overlays.settings
    assert popover is not None, "no settings are open"
    return popover


def layer(studio: Studio, layer_id: str) -> LayerSpec:
    return studio.document.project.layer(layer_id)


def type_number(popover: SettingsPopover, field: str, text: str) -> None:
    row = popover.controls[field].number
    assert row is not None
    row.number.setFocus()
    row.number.selectAll()
    QTest.keyClicks(row.number, text)
    QTest.keyClick(row.number, Key.Key_Return)


def choose(popover: SettingsPopover, field: str, key: str) -> None:
    """By keyboard: Home, then down to the choice."""
    box = popover.controls[field].choice
    assert box is not None
    box.setFocus()
    QTest.keyClick(box, Key.Key_Home)
    for _ in range(box.findData(key)):
        QTest.keyClick(box, Key.Key_Down)


@pytest.mark.parametrize("kind", [make() for make in PALETTE], ids=lambda one: one.kind_title)
def test_every_setting_that_a_kind_declares_can_be_changed_and_says_what_it_means(
    open_canvas: Open, kind: LayerSpec
):
    studio = open_canvas(sequences())
    studio.document.apply(edits.insert_layers(studio.document.project, 0, [kind]), "one more")
    popover = settings(studio, kind.id)
    declared = {name for name in kind.__struct_fields__ if name not in ("id", "title")}
    assert popover.controls.keys() == declared == {one.field for one in settings_of(kind)}
    for control in popover.controls.values():
        inner = control.focusProxy()
        assert inner is not None
        assert inner.accessibleName()
        assert inner.toolTip().endswith(".")


def test_a_click_on_the_chip_of_a_convolution_opens_its_settings_and_escape_closes_them(
    open_canvas: Open, qtbot: QtBot
):
    studio = open_canvas(images())
    studio.hand.click(studio.hand.column("conv").chip.center())
    popover = opened(studio)
    assert popover.isVisible()
    QTest.keyClick(popover, Key.Key_Escape)
    qtbot.waitUntil(lambda: studio.panel.overlays.settings is None)
    assert studio.document.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("layer_id", "keys"),
    [("lstm", Qt.KeyboardModifier.NoModifier), ("lstm", Control), ("output", Control)],
)
def test_enter_opens_the_settings_of_the_selected_layer(
    open_canvas: Open, layer_id: str, keys: Qt.KeyboardModifier
):
    studio = open_canvas(sequences())
    studio.scene.selection.select({layer_id})
    studio.hand.key(Key.Key_Return, keys)
    assert opened(studio).layer_id == layer_id


def test_the_menu_of_a_layer_opens_its_settings_too(open_canvas: Open):
    studio = open_canvas(tokens())
    studio.panel.overlays.open_menu(Spot(Part.BODY, "block"), studio.panel.mapToGlobal(
        studio.panel.rect().center()))  # fmt: skip
    menu = studio.panel.overlays.menu
    assert menu is not None
    entry = next(action for action in menu.actions() if action.text().startswith("Settings…"))
    entry.trigger()
    assert opened(studio).layer_id == "block"
    menu.close()


def test_a_typed_number_is_one_edit_that_undo_takes_back_while_the_settings_stay_open(
    open_canvas: Open,
):
    studio = open_canvas(images())
    popover = settings(studio, "conv")
    type_number(popover, "kernel", "5")
    assert layer(studio, "conv").kernel == 5
    assert popover.isVisible()
    assert popover.flow.text() == "an image of 8 × 8 → 8 maps of 4 × 4 · 208 parameters"
    assert studio.document.undo_stack.undoText() == "Change of: Kernel"
    QTest.keyClick(popover, Key.Key_Z, Control)
    assert layer(studio, "conv").kernel == 3
    row = popover.controls["kernel"].number
    assert row is not None
    assert row.number.text() == "3"


def test_the_first_number_can_be_typed_over_as_soon_as_the_settings_open(
    open_canvas: Open, qtbot: QtBot
):
    studio = open_canvas(images())
    popover = settings(studio, "conv")
    row = popover.controls["filters"].number
    assert row is not None
    qtbot.waitUntil(row.number.hasFocus)
    QTest.keyClicks(row.number, "12")
    QTest.keyClick(row.number, Key.Key_Return)
    assert layer(studio, "conv").filters == 12


def test_what_was_typed_counts_when_the_settings_are_left_by_a_click_elsewhere(
    open_canvas: Open, qtbot: QtBot
):
    studio = open_canvas(images())
    popover = settings(studio, "conv")
    row = popover.controls["filters"].number
    assert row is not None
    qtbot.waitUntil(row.number.hasFocus)
    QTest.keyClicks(row.number, "12")
    QTest.mouseClick(popover, Left, pos=popover.rect().bottomRight() + QPoint(40, 40))
    qtbot.waitUntil(lambda: studio.panel.overlays.settings is None)
    assert layer(studio, "conv").filters == 12


def test_what_cannot_be_is_told_in_the_popover_with_its_range_and_nothing_changes(
    open_canvas: Open,
):
    studio = open_canvas(images())
    popover = settings(studio, "conv")
    for text in ("16", "0", "2.5", "many"):
        type_number(popover, "kernel", text)
        assert popover.message.isVisible()
        assert "from 1 to 15" in popover.message.text()
        assert popover.rect().contains(popover.message.geometry())
    assert studio.document.undo_stack.count() == 0
    type_number(popover, "kernel", "4")
    assert not popover.message.isVisible()
    assert layer(studio, "conv").kernel == 4


def test_a_setting_that_does_not_fit_is_made_and_explained_at_once(open_canvas: Open):
    studio = open_canvas(images())
    popover = settings(studio, "conv")
    type_number(popover, "kernel", "9")
    assert layer(studio, "conv").kernel == 9
    assert "A window of 9 × 9 does not fit" in popover.message.text()
    assert popover.flow.text() == "Gets an image of 8 × 8"
    choose(popover, "padding", "same")
    assert layer(studio, "conv").padding == "same"
    assert not popover.message.isVisible()


def test_plus_and_minus_of_a_setting_are_pressed_with_the_mouse_each_a_step_of_its_own(
    open_canvas: Open,
):
    studio = open_canvas(images())
    popover = settings(studio, "conv")
    row = popover.controls["filters"].number
    assert row is not None
    QTest.mouseClick(row.more, Left)
    QTest.mouseClick(row.more, Left)
    QTest.mouseClick(row.less, Left)
    assert layer(studio, "conv").filters == 9
    assert studio.document.undo_stack.count() == 3
    studio.document.undo_stack.undo()
    assert layer(studio, "conv").filters == 10


def test_a_run_of_arrow_keys_in_a_number_is_one_undo(open_canvas: Open):
    studio = open_canvas(sequences())
    popover = settings(studio, "lstm")
    row = popover.controls["units"].number
    assert row is not None
    for _ in range(3):
        QTest.keyClick(row.number, Key.Key_Up)
    assert layer(studio, "lstm").units == 19
    assert studio.document.undo_stack.count() == 1
    assert studio.document.undo_stack.undoText() == "Change of: Units"


def test_heads_go_only_to_numbers_that_divide_the_width(open_canvas: Open):
    studio = open_canvas(tokens())
    popover = settings(studio, "block")
    row = popover.controls["heads"].number
    assert row is not None
    QTest.mouseClick(row.more, Left)
    assert layer(studio, "block").heads == 4
    QTest.mouseClick(row.less, Left)
    QTest.mouseClick(row.less, Left)
    assert layer(studio, "block").heads == 1
    assert studio.document.shapes.fits


def test_choices_and_ticks_are_edits_too(open_canvas: Open):
    studio = open_canvas(tokens())
    popover = settings(studio, "block")
    tick = popover.controls["causal"].tick
    assert tick is not None
    tick.setFocus()
    QTest.keyClick(tick, Key.Key_Space)
    assert layer(studio, "block").causal
    assert studio.document.undo_stack.undoText() == "Causal: yes"
    choose(popover, "norm", "after")
    assert layer(studio, "block").norm == "after"
    assert studio.document.undo_stack.undoText() == "Norm: after each part"
    studio.document.undo_stack.undo()
    studio.document.undo_stack.undo()
    assert not tick.isChecked()
    box = popover.controls["norm"].choice
    assert box is not None
    assert box.currentData() == "before"


def test_what_a_recurrent_layer_hands_on_is_chosen_in_words(open_canvas: Open):
    studio = open_canvas(sequences())
    popover = settings(studio, "lstm")
    choose(popover, "whole_sequence", "whole")
    assert layer(studio, "lstm").whole_sequence
    assert studio.document.undo_stack.undoText() == "Hands on: the whole sequence"
    assert "31 steps of 16 values" in popover.flow.text()


def test_zero_steps_back_through_time_reads_as_all_the_way(open_canvas: Open):
    studio = open_canvas(sequences())
    popover = settings(studio, "lstm")
    row = popover.controls["truncate"].number
    assert row is not None
    assert row.after.text() == "all the way"
    type_number(popover, "truncate", "10")
    assert row.after.text() == "steps"


def test_a_layer_without_settings_still_says_what_it_does_and_what_flows_through(
    open_canvas: Open,
):
    studio = open_canvas(images())
    popover = settings(studio, "flatten")
    assert popover.controls == {}
    assert popover.flow.text() == "8 maps of 3 × 3 → 72 values · nothing to learn"


def test_the_settings_close_when_their_layer_goes_or_another_project_comes(
    open_canvas: Open, qtbot: QtBot
):
    studio = open_canvas(images())
    settings(studio, "pool")
    studio.document.apply(edits.remove_layers(studio.document.project, ["pool"]), "away")
    qtbot.waitUntil(lambda: studio.panel.overlays.settings is None)
    settings(studio, "conv")
    studio.document.new(sequences())
    qtbot.waitUntil(lambda: studio.panel.overlays.settings is None)


def test_what_was_being_typed_does_not_count_for_a_project_that_is_opened_meanwhile(
    open_canvas: Open,
):
    studio = open_canvas(sequences())
    first = studio.document.project.layers[0]
    popover = settings(studio, first.id)
    row = popover.controls["units"].number
    assert row is not None
    row.number.setFocus()
    row.number.selectAll()
    QTest.keyClicks(row.number, "5")
    other = edits.change_training(sequences(), seed=2)
    studio.document.new(other)
    assert not popover.isVisible()
    assert studio.document.project == other


def test_the_popover_lies_on_the_screen_beside_its_layer(open_canvas: Open):
    studio = open_canvas(images())
    for layer_id in studio.ids:
        popover = settings(studio, layer_id)
        assert popover.screen().availableGeometry().contains(popover.geometry())
        popover.close()


def test_all_kinds_are_offered_in_the_insert_menu_by_family(open_canvas: Open):
    studio = open_canvas(images())
    studio.panel.overlays.open_menu(Spot(), studio.panel.mapToGlobal(studio.panel.rect().center()))
    menu = studio.panel.overlays.menu
    assert menu is not None
    # PySide6 6.8 forgets a menu together with its action, and the other way round.
    first = menu.actions()[0]
    insert = first.menu()
    assert isinstance(insert, QMenu)
    entries: list[QAction] = []
    families = insert.actions()
    inner_menus = [family.menu() for family in families]
    for inner in inner_menus:
        assert isinstance(inner, QMenu)
        entries += inner.actions()
    assert [entry.text() for entry in entries] == [make().kind_title for make in PALETTE]
    next(entry for entry in entries if entry.text() == "Batch norm").trigger()
    assert studio.document.project.layers[-2].kind_title == "Batch norm"
    menu.close()
