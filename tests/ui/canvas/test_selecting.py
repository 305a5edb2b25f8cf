"""Selecting, copying, and everything by keyboard alone."""

import msgspec
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import DenseSpec, DropoutSpec
from nnstudio.ui.canvas import clipboard
from nnstudio.ui.canvas.spots import Part
from tests.ui.canvas.conftest import Open, Studio

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier
Alt = Qt.KeyboardModifier.AltModifier


def test_a_click_selects_one_layer_and_a_click_with_control_adds_another(xor: Studio):
    xor.hand.click(xor.hand.body("hidden-1"))
    assert xor.scene.selection.layers == {"hidden-1"}
    xor.hand.click(xor.hand.body("output"), Control)
    assert xor.scene.selection.layers == {"hidden-1", "output"}
    xor.hand.click(xor.hand.body("hidden-1"), Control)
    assert xor.scene.selection.layers == {"output"}
    xor.hand.click(QPointF(-60.0, -220.0))
    assert xor.scene.selection.empty


def test_a_click_on_a_neuron_selects_it_with_its_layer(xor: Studio):
    xor.hand.click(xor.hand.column("hidden-2").tiles[1].rect.center())
    part = xor.scene.selection.part
    assert (part.part, part.layer_id, part.row) == (Part.NEURON, "hidden-2", 1)
    assert xor.scene.selection.layers == {"hidden-2"}


def test_a_rubber_band_on_empty_ground_selects_the_layers_it_touches(xor: Studio):
    first, last = xor.hand.column("hidden-1").frame, xor.hand.column("hidden-2").frame
    start = QPointF(first.left() - 6.0, first.top() - 6.0)
    xor.hand.drag(start, QPointF(last.left() + 6.0, last.bottom()))
    assert xor.scene.selection.layers == {"hidden-1", "hidden-2"}
    assert xor.document.undo_stack.count() == 0


def test_escape_during_a_rubber_band_brings_the_selection_back(xor: Studio):
    first, last = xor.hand.column("hidden-1").frame, xor.hand.column("hidden-2").frame
    start = QPointF(first.left() - 6.0, first.top() - 6.0)
    xor.hand.drag(start, QPointF(last.left() + 6.0, last.bottom()), let_go=False)
    xor.hand.key(Key.Key_Escape)
    assert xor.scene.selection.empty


def test_delete_takes_the_selected_layers_out_in_one_step(xor: Studio):
    xor.hand.click(xor.hand.body("hidden-1"))
    xor.hand.click(xor.hand.body("hidden-2"), Control)
    xor.hand.key(Key.Key_Delete)
    assert xor.ids == ["output"]
    assert xor.document.undo_stack.count() == 1
    xor.document.undo_stack.undo()
    assert xor.ids == ["hidden-1", "hidden-2", "output"]


def test_layers_are_copied_and_pasted_with_ids_of_their_own(xor: Studio):
    xor.hand.click(xor.hand.body("hidden-1"))
    xor.hand.key("C", Control)
    xor.hand.key("V", Control)
    ids = xor.ids
    assert [ids[0], *ids[2:]] == ["hidden-1", "hidden-2", "output"]
    assert len(set(ids)) == 4
    pasted = xor.document.project.layers[1]
    original = xor.document.project.layers[0]
    assert msgspec.structs.replace(pasted, id="hidden-1") == original
    assert xor.scene.selection.layers == {pasted.id}


def test_cut_layers_can_be_pasted_into_another_window(xor: Studio, open_canvas: Open):
    other = open_canvas(EXAMPLES["circles"].project)
    xor.hand.click(xor.hand.body("hidden-1"))
    xor.hand.click(xor.hand.body("hidden-2"), Shift)
    xor.hand.key("X", Control)
    assert xor.ids == ["output"]
    other.hand.key("V", Control)
    sizes = [layer.units for layer in other.document.project.layers if isinstance(layer, DenseSpec)]
    assert sizes == [4, 4, 3, 1]


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"[",
        b"[]",
        b"{}",
        b'[{"kind":"dense","units":0}]',
        b'[{"kind":"dense","units":1e99}]',
        b'[{"kind":"rocket"}]',
        b'[{"kind":"dense","surprise":1}]',
        b"[" * 50_000,
        b'[{"kind":"dropout"}' + b',{"kind":"dropout"}' * 300 + b"]",
        b" " * 200_000,
        b"\xff\xfe\x00",
    ],
)
def test_junk_on_the_clipboard_is_ignored_with_words(xor: Studio, junk: bytes):
    mime = QMimeData()
    mime.setData(clipboard.MIME, QByteArray(junk))
    QGuiApplication.clipboard().setMimeData(mime)
    xor.hand.key("V", Control)
    assert xor.document.undo_stack.count() == 0
    assert "no layers" in xor.panel.hint.text()


def test_a_clipboard_that_was_never_used_holds_no_layer():
    with pytest.raises(clipboard.NoLayersError):
        clipboard.read(None)


def test_text_on_the_clipboard_is_no_layer(xor: Studio):
    QGuiApplication.clipboard().setText("hello")
    xor.hand.key("V", Control)
    assert xor.document.undo_stack.count() == 0
    assert "no layers" in xor.panel.hint.text()


def test_control_d_puts_a_copy_right_after(xor: Studio):
    xor.hand.click(xor.hand.body("hidden-2"))
    xor.hand.key("D", Control)
    sizes = [layer.units for layer in xor.document.project.layers]
    assert sizes == [4, 3, 3, 1]


def test_a_network_is_built_by_keyboard_alone(xor: Studio, qtbot: QtBot):
    hand, view = xor.hand, xor.panel.view
    view.setFocus()
    hand.key("A", Control)
    hand.key(Key.Key_Delete)
    pills = xor.panel.palette_strip.pills
    QTest.keyClick(pills[0], Key.Key_Return)  # the first layer is the output
    hand.key(Key.Key_Minus)
    hand.key(Key.Key_Minus)
    hand.key(Key.Key_Minus)
    hand.key(Key.Key_Return)  # its activation
    popover = xor.panel.overlays.popover
    assert popover is not None
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_Return):  # walk, then choose
        QTest.keyClick(next(row for row in popover.rows if row.hasFocus()), key)
    qtbot.waitUntil(lambda: xor.panel.overlays.popover is None)
    QTest.keyClick(pills[0], Key.Key_Return)  # a hidden layer before it
    hand.key(Key.Key_Plus)
    QTest.keyClick(pills[1], Key.Key_Return)  # dropout after that
    hand.key(Key.Key_Return)
    hand.type_into_editor("10%")
    hand.key(Key.Key_Left, Alt)
    layers = xor.document.project.layers
    assert isinstance(layers[0], DropoutSpec)
    assert layers[0].rate == 0.1
    assert isinstance(layers[1], DenseSpec)
    assert layers[1].units == 5
    assert isinstance(layers[2], DenseSpec)
    assert (layers[2].units, layers[2].activation) == (1, "sigmoid")
    while xor.document.undo_stack.canUndo():
        xor.document.undo_stack.undo()
    assert xor.document.project == EXAMPLES["xor"].project


def test_arrows_walk_from_layers_into_neurons_and_along_wires(xor: Studio):
    hand, selection = xor.hand, xor.scene.selection
    hand.key(Key.Key_Down)
    assert selection.layers == {"hidden-1"}
    hand.key(Key.Key_Right)
    assert selection.layers == {"hidden-2"}
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Down)
    assert (selection.part.part, selection.part.row) == (Part.NEURON, 1)
    hand.key(Key.Key_Right)
    assert (selection.part.part, selection.part.layer_id) == (Part.WIRE, "output")
    assert (selection.part.row, selection.part.column) == (0, 1)
    hand.key(Key.Key_Down)
    assert selection.part.column == 2
    hand.key(Key.Key_Right)
    assert (selection.part.part, selection.part.layer_id) == (Part.NEURON, "output")
    hand.key(Key.Key_Left)
    hand.key(Key.Key_Left)
    assert (selection.part.part, selection.part.layer_id) == (Part.NEURON, "hidden-2")
    for _ in range(4):
        hand.key(Key.Key_Left)
    assert selection.part.part is Part.INPUT
    for _ in range(3):
        hand.key(Key.Key_Escape)
    assert selection.empty


def test_enter_on_a_selected_wire_types_its_weight(xor: Studio, qtbot: QtBot):
    xor.hand.click(xor.hand.wire("output", 0, 2))
    xor.hand.key(Key.Key_Return)
    xor.hand.type_into_editor("-2.5")
    qtbot.waitUntil(lambda: xor.weight("output", 0, 2) == -2.5)
    assert xor.panel.view.hasFocus()


def test_alt_and_arrows_move_the_selected_layer(xor: Studio):
    xor.hand.click(xor.hand.body("hidden-1"))
    xor.hand.key(Key.Key_Right, Alt)
    assert xor.ids == ["hidden-2", "hidden-1", "output"]
    xor.hand.key(Key.Key_Left, Alt)
    xor.hand.key(Key.Key_Left, Alt)
    assert xor.ids == ["hidden-1", "hidden-2", "output"]


def test_plus_on_several_layers_counts_for_all_of_them_in_one_step(xor: Studio):
    xor.hand.click(xor.hand.body("hidden-1"))
    xor.hand.click(xor.hand.body("hidden-2"), Control)
    xor.hand.key(Key.Key_Plus)
    assert [layer.units for layer in xor.document.project.layers] == [5, 4, 1]
    assert xor.document.undo_stack.count() == 1


def test_right_is_left_to_the_window_while_nothing_is_selected(xor: Studio):
    steps: list[str] = []
    for key in ("Right", "Del", "Ctrl+D"):
        shortcut = QShortcut(QKeySequence(key), xor.panel)
        shortcut.activated.connect(lambda key=key: steps.append(key))
    xor.panel.activateWindow()
    xor.panel.view.setFocus()
    xor.hand.key(Key.Key_Right)
    assert steps == ["Right"]
    xor.hand.click(xor.hand.body("hidden-1"))
    xor.hand.key(Key.Key_Right)
    xor.hand.key("D", Control)
    xor.hand.key(Key.Key_Delete)
    assert steps == ["Right"]
    assert xor.document.undo_stack.count() == 2


def test_the_menu_of_a_layer_opens_by_key_and_holds_what_gestures_do(xor: Studio, qtbot: QtBot):
    xor.hand.click(xor.hand.body("hidden-1"))
    xor.hand.key(Key.Key_F10, Shift)
    menu = xor.panel.overlays.menu
    assert menu is not None
    entries = {action.text().split("\t")[0]: action for action in menu.actions()}
    for name in ("Rename…", "Activation", "Initialiser", "Number of neurons…", "Move right"):
        assert name in entries
    for name in ("Insert before", "Insert after", "Cut", "Copy", "Paste", "Duplicate", "Delete"):
        assert name in entries
    initialisers = entries["Initialiser"].menu()
    assert initialisers is not None
    zeros = next(entry for entry in initialisers.actions() if entry.text().startswith("zeros"))
    zeros.trigger()
    menu.close()
    layer = xor.document.project.layers[0]
    assert isinstance(layer, DenseSpec)
    assert layer.initialiser == "zeros"
    qtbot.waitUntil(lambda: xor.panel.overlays.menu is None)


def test_a_number_of_neurons_is_typed_and_an_impossible_one_is_refused_with_words(xor: Studio):
    edge = xor.hand.column("hidden-1").edge
    assert edge is not None
    xor.hand.double_click(edge.center())
    xor.hand.type_into_editor("0")
    editor = xor.panel.overlays.editor
    assert editor is not None
    assert "4,096" in editor.complaint.text()
    xor.hand.type_into_editor("2.5")
    assert "whole number" in editor.complaint.text()
    xor.hand.type_into_editor("20")
    assert xor.document.project.layers[0].units == 20


def test_everything_one_can_press_has_a_name_and_a_sentence(xor: Studio):
    controls = [*xor.panel.palette_strip.pills, xor.panel.fit_button]
    assert all(control.accessibleName() and control.toolTip() for control in controls)
    assert xor.panel.view.accessibleName()
    xor.hand.click(xor.hand.body("hidden-1"))
    assert xor.panel.view.accessibleDescription() == "Hidden 1 selected: 4 neurons, tanh"


def test_tab_goes_from_the_palette_to_the_network_to_its_mend_to_the_footer(
    xor: Studio, qtbot: QtBot
):
    xor.document.apply(edits.set_units(xor.document.project, "output", 3), "misfit")
    xor.panel.activateWindow()
    qtbot.waitUntil(xor.panel.isActiveWindow)
    first, second = (pill for pill in xor.panel.palette_strip.pills if pill.isVisible())
    (bubble,) = xor.panel.overlays.bubbles
    first.setFocus()
    for expected in (second, xor.panel.view, bubble.mend_button, xor.panel.fit_button):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        assert QApplication.focusWidget() is expected
    QTest.keyClick(bubble.mend_button, Key.Key_Space)
    assert xor.document.shapes.fits


def test_a_mere_click_on_a_pill_says_how_to_use_it_and_a_screen_reader_can_press_it(xor: Studio):
    pill = xor.panel.palette_strip.pills[0]
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert len(xor.ids) == 3
    assert "Drag it to a gap" in xor.panel.hint.text()
    pill.click()
    assert len(xor.ids) == 4


def test_plus_and_minus_change_the_rate_of_a_selected_dropout_layer(open_canvas: Open):
    studio = open_canvas(EXAMPLES["digits"].project)
    studio.hand.click(studio.hand.column("dropout-1").body.center())
    studio.hand.key(Key.Key_Plus)
    layer = studio.document.project.layers[1]
    assert isinstance(layer, DropoutSpec)
    assert layer.rate == 0.15
    for _ in range(4):
        studio.hand.key(Key.Key_Minus)
    assert "0 % to 95 %" in studio.panel.hint.text()
