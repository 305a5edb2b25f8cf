"""Weights and biases under the hand."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.app.snapshot import live_weights
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session
from nnstudio.ui.canvas.spots import Part
from tests.ui.canvas.conftest import Studio
from tests.ui.figures import here

WIRE = ("output", 0, 1)


def test_hovering_a_wire_tells_its_weight_and_its_two_ends(xor: Studio):
    weight = xor.weight(*WIRE)
    xor.hand.move(xor.hand.wire(*WIRE))
    told = xor.panel.overlays.label.text()
    shown = here(f"{weight:.3f}").replace("-", "−")
    assert told == f"w = {shown} from Hidden 2 · 2 to Output · 1"
    assert xor.panel.overlays.label.isVisible()
    assert xor.hand.pane.rect().contains(xor.panel.overlays.label.geometry())
    xor.hand.move(QPointF(-60.0, -200.0))
    assert not xor.panel.overlays.label.isVisible()


def test_hovering_a_neuron_tells_its_bias(xor: Studio):
    xor.hand.move(xor.hand.column("hidden-1").tiles[2].rect.center())
    assert xor.panel.overlays.label.text() == here("b = 0.000 of Hidden 1 · 3")


def test_a_wire_that_is_dragged_changes_its_weight_live_and_undo_brings_it_back(
    xor: Studio, qtbot: QtBot
):
    before = xor.weight(*WIRE)
    start = xor.hand.wire(*WIRE)
    up = start - QPointF(0.0, 60.0 / xor.panel.view.zoom)
    xor.hand.drag(start, up, let_go=False)
    qtbot.waitUntil(lambda: abs(xor.weight(*WIRE) - before - 1.0) < 0.05)
    assert xor.document.undo_stack.count() == 0
    xor.hand.release(up)
    assert xor.document.undo_stack.count() == 1
    changed = xor.weight(*WIRE)
    xor.document.undo_stack.undo()
    qtbot.waitUntil(lambda: xor.weight(*WIRE) == before)
    xor.document.undo_stack.redo()
    qtbot.waitUntil(lambda: xor.weight(*WIRE) == changed)


def test_escape_during_a_drag_of_a_wire_changes_nothing(xor: Studio, qtbot: QtBot):
    before = xor.weight(*WIRE)
    start = xor.hand.wire(*WIRE)
    up = start - QPointF(0.0, 80.0)
    xor.hand.drag(start, up, let_go=False)
    qtbot.waitUntil(lambda: xor.weight(*WIRE) != before)
    xor.hand.key(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: xor.weight(*WIRE) == before)
    xor.hand.release(up)
    assert xor.document.undo_stack.count() == 0


def test_a_project_opened_during_a_drag_of_a_wire_begins_with_the_weights_of_its_seed(
    xor: Studio, qtbot: QtBot
):
    before = xor.weight(*WIRE)
    start = xor.hand.wire(*WIRE)
    xor.hand.drag(start, start - QPointF(0.0, 80.0), let_go=False)
    qtbot.waitUntil(lambda: xor.weight(*WIRE) != before)
    moons = EXAMPLES["moons"].project
    assert moons.layers[-1].id == WIRE[0]
    xor.document.new(moons)
    qtbot.waitUntil(lambda: xor.run.latest is not None and xor.run.latest.edition > 1)
    xor.run.state()
    seed = live_weights(Session(moons))[WIRE[0]]
    session = xor.run._trainer.session
    assert session is not None
    assert (live_weights(session)[WIRE[0]] == seed).all()


def test_a_number_that_is_being_typed_is_not_put_into_a_project_that_is_opened_meanwhile(
    xor: Studio, qtbot: QtBot
):
    xor.hand.double_click(xor.hand.wire(*WIRE))
    editor = xor.panel.overlays.editor
    assert editor is not None
    QTest.keyClicks(editor, "7")
    xor.document.new(EXAMPLES["moons"].project)
    assert xor.panel.overlays.editor is None
    assert xor.panel.view.hasFocus()
    assert xor.document.undo_stack.count() == 0


def test_a_drag_with_shift_is_ten_times_finer(xor: Studio, qtbot: QtBot):
    before = xor.weight(*WIRE)
    place = xor.hand.at(xor.hand.wire(*WIRE))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(xor.hand.pane, Qt.MouseButton.LeftButton, shift, place)
    for step in range(1, 61):
        _move_with(xor, place.x(), place.y() - step, shift)
    QTest.mouseRelease(xor.hand.pane, Qt.MouseButton.LeftButton, shift, place)
    qtbot.waitUntil(lambda: abs(xor.weight(*WIRE) - before - 0.1) < 0.01)


def test_a_double_click_on_a_wire_takes_a_number_with_a_decimal_comma(xor: Studio, qtbot: QtBot):
    for text, value in (("1,25", 1.25), ("-0.5", -0.5), ("−3e-2", -0.03)):
        xor.hand.double_click(xor.hand.wire(*WIRE))
        xor.hand.type_into_editor(text)
        qtbot.waitUntil(lambda value=value: xor.weight(*WIRE) == value)
        assert xor.panel.overlays.editor is None
    assert xor.document.undo_stack.count() == 3


def test_a_weight_that_is_no_number_is_told_in_words_and_stays_to_be_mended(
    xor: Studio, qtbot: QtBot
):
    before = xor.weight(*WIRE)
    xor.hand.double_click(xor.hand.wire(*WIRE))
    for text in ("about half", "nan", "1e99", "1.2.3", ""):
        xor.hand.type_into_editor(text) if text else xor.hand.type_into_editor(" ")
        editor = xor.panel.overlays.editor
        assert editor is not None
        assert editor.complaint.isVisible()
        assert "is not a number" in editor.complaint.text()
    assert xor.weight(*WIRE) == before
    editor = xor.panel.overlays.editor
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert xor.panel.overlays.editor is None
    assert xor.document.undo_stack.count() == 0


def test_what_is_being_typed_survives_zooming_and_an_edit_elsewhere(xor: Studio, qtbot: QtBot):
    xor.hand.double_click(xor.hand.wire(*WIRE))
    editor = xor.panel.overlays.editor
    assert editor is not None
    QTest.keyClicks(editor, "0.12")
    xor.panel.view.zoom_by(1.4)
    xor.document.apply(edits.change_training(xor.document.project, learning_rate=0.5), "rate")
    xor.document.apply(edits.set_units(xor.document.project, "hidden-1", 6), "units")
    assert xor.panel.overlays.editor is editor
    middle = xor.hand.at(xor.hand.wire(*WIRE))
    assert editor.geometry().contains(middle)
    QTest.keyClicks(editor, "5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: xor.weight(*WIRE) == 0.125)


def test_an_editor_closes_with_its_layer(xor: Studio):
    xor.hand.double_click(xor.hand.body("hidden-2"))
    assert xor.panel.overlays.editor is not None
    xor.document.apply(edits.remove_layers(xor.document.project, ["hidden-2"]), "gone")
    assert xor.panel.overlays.editor is None


def test_an_editor_that_is_left_with_nonsense_says_so_and_changes_nothing(
    xor: Studio, qtbot: QtBot
):
    xor.panel.activateWindow()
    qtbot.waitUntil(xor.panel.isActiveWindow)
    xor.hand.double_click(xor.hand.wire(*WIRE))
    editor = xor.panel.overlays.editor
    assert editor is not None
    QTest.keyClicks(editor, "x")
    xor.panel.palette_strip.pills[0].setFocus()
    assert xor.panel.overlays.editor is None
    assert "is not a number" in xor.panel.hint.text()
    assert xor.document.undo_stack.count() == 0


def test_a_double_click_on_a_neuron_edits_its_bias_and_undo_brings_it_back(
    xor: Studio, qtbot: QtBot
):
    xor.hand.double_click(xor.hand.column("hidden-1").tiles[1].rect.center())
    xor.hand.type_into_editor("0.75")
    qtbot.waitUntil(lambda: xor.weight("hidden-1", 1, 2) == 0.75)
    xor.document.undo_stack.undo()
    qtbot.waitUntil(lambda: xor.weight("hidden-1", 1, 2) == 0.0)


def test_a_click_selects_a_wire_and_the_footer_says_which(xor: Studio):
    xor.hand.click(xor.hand.wire(*WIRE))
    part = xor.scene.selection.part
    assert (part.part, part.layer_id, part.row, part.column) == (Part.WIRE, *WIRE)
    assert "Hidden 2 · 2 to Output · 1" in xor.panel.view.accessibleDescription()


def test_delete_on_a_wire_leaves_the_layer_alone_and_says_why(xor: Studio):
    xor.hand.click(xor.hand.wire(*WIRE))
    xor.hand.key(Qt.Key.Key_Delete)
    assert len(xor.ids) == 3
    assert "0" in xor.panel.hint.text()


def test_a_weight_cannot_be_typed_while_the_network_does_not_know_it(xor: Studio):
    xor.hand.drag_pill(
        xor.panel.palette_strip.pills[0], QPointF(xor.hand.column("output").x + 40.0, 0.0)
    )
    assert not xor.document.shapes.fits
    last = xor.ids[-1]
    xor.hand.double_click(xor.hand.column(last).tiles[0].rect.center())
    assert xor.panel.overlays.editor is None
    assert "not known" in xor.panel.hint.text()


def _move_with(studio: Studio, x: int, y: int, keys: Qt.KeyboardModifier) -> None:
    """A move with a key held, which QTest.mouseMove cannot do."""
    local = QPointF(x, y)
    at = QPointF(studio.hand.pane.mapToGlobal(QPoint(x, y)))
    button = Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, local, at, Qt.MouseButton.NoButton, button, keys)
    QApplication.sendEvent(studio.hand.pane, event)
