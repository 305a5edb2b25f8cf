"""Building a network with the mouse: palette, reordering, neurons, activations, misfits."""

from itertools import pairwise

import msgspec
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import DenseSpec, DropoutSpec
from tests.ui.canvas.conftest import Open, Studio
from tests.ui.pictures import picture_of

Control = Qt.KeyboardModifier.ControlModifier
Escape = Qt.Key.Key_Escape


def gap(studio: Studio, index: int) -> QPointF:
    """The middle of a gap: 0 is the one after the inputs."""
    columns = studio.scene.layout.columns
    left, right = list(pairwise(columns))[index]
    return QPointF(0.5 * (left.x + right.x), 0.0)


def test_a_layer_dragged_from_the_palette_lands_in_the_gap_and_undo_takes_it_out_again(xor: Studio):
    xor.hand.drag_pill(xor.panel.palette_strip.pills[0], gap(xor, 1))
    ids = xor.ids
    assert len(ids) == 4
    assert [ids[0], *ids[2:]] == ["hidden-1", "hidden-2", "output"]
    assert isinstance(xor.document.project.layers[1], DenseSpec)
    assert xor.document.undo_stack.count() == 1
    xor.document.undo_stack.undo()
    assert xor.ids == ["hidden-1", "hidden-2", "output"]


def test_while_a_pill_is_held_over_a_gap_the_gap_opens_and_the_document_does_not_change(
    xor: Studio,
):
    before = xor.hand.column("output").x
    xor.hand.drag_pill(xor.panel.palette_strip.pills[1], gap(xor, 1), let_go=False)
    assert len(xor.scene.layout.columns) == 5
    assert xor.hand.column("output").x > before
    assert xor.ids == ["hidden-1", "hidden-2", "output"]
    QTest.keyClick(xor.panel.palette_strip.pills[1], Escape)
    assert len(xor.scene.layout.columns) == 4
    assert xor.document.undo_stack.count() == 0


def test_a_pill_let_go_outside_of_the_canvas_changes_nothing(xor: Studio):
    pill = xor.panel.palette_strip.pills[0]
    xor.hand.drag_pill(pill, gap(xor, 1), let_go=False)
    QTest.mouseMove(pill, pill.rect().center() * 2)
    QTest.mouseRelease(pill, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    assert xor.document.undo_stack.count() == 0
    assert len(xor.scene.layout.columns) == 4


def test_enter_on_a_pill_inserts_before_the_output_or_after_the_selection(xor: Studio):
    dropout = xor.panel.palette_strip.pills[1]
    QTest.keyClick(dropout, Qt.Key.Key_Return)
    assert [type(layer) for layer in xor.document.project.layers][2] is DropoutSpec
    xor.document.undo_stack.undo()
    xor.hand.click(xor.hand.body("hidden-1"))
    QTest.mouseClick(dropout, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(dropout, Qt.MouseButton.LeftButton)
    assert [type(layer) for layer in xor.document.project.layers][1] is DropoutSpec


def test_a_layer_dragged_past_its_neighbour_changes_places_in_one_step(xor: Studio):
    goal = QPointF(xor.hand.column("hidden-2").x + 20.0, xor.hand.body("hidden-1").y())
    xor.hand.drag(xor.hand.body("hidden-1"), goal)
    assert xor.ids == ["hidden-2", "hidden-1", "output"]
    assert xor.document.undo_stack.count() == 1
    xor.document.undo_stack.undo()
    assert xor.ids == ["hidden-1", "hidden-2", "output"]


def test_the_others_make_room_while_a_layer_is_dragged_and_escape_brings_all_back(xor: Studio):
    places = [column.x for column in xor.scene.layout.columns]
    goal = QPointF(xor.hand.column("hidden-2").x + 20.0, 0.0)
    xor.hand.drag(xor.hand.body("hidden-1"), goal, let_go=False)
    assert [c.layer_id for c in xor.scene.layout.columns] == ["", "hidden-2", "hidden-1", "output"]
    assert xor.ids == ["hidden-1", "hidden-2", "output"]
    xor.hand.key(Escape)
    assert [column.x for column in xor.scene.layout.columns] == places
    xor.hand.release(goal)
    assert xor.ids == ["hidden-1", "hidden-2", "output"]
    assert xor.document.undo_stack.count() == 0


def test_a_setting_that_is_undone_while_a_layer_is_dragged_stays_undone(xor: Studio):
    before = xor.document.project.training
    other = edits.change_training(xor.document.project, learning_rate=0.5)
    assert xor.document.apply(other, "Another learning rate")
    goal = QPointF(xor.hand.column("hidden-2").x + 20.0, xor.hand.body("hidden-1").y())
    xor.hand.drag(xor.hand.body("hidden-1"), goal, let_go=False)
    xor.document.undo_stack.undo()
    xor.hand.release(goal)
    assert xor.ids == ["hidden-2", "hidden-1", "output"]
    assert xor.document.project.training == before


def test_a_layer_can_be_dragged_by_a_neuron_too(xor: Studio):
    start = xor.hand.column("hidden-2").tiles[0].rect.center()
    xor.hand.drag(start, QPointF(xor.hand.column("hidden-1").x - 20.0, start.y()))
    assert xor.ids == ["hidden-2", "hidden-1", "output"]


def test_selected_layers_are_dragged_together(open_canvas: Open):
    layers = (*(DenseSpec(id=name, units=2) for name in "abc"), DenseSpec(id="out", units=1))
    project = msgspec.structs.replace(EXAMPLES["xor"].project, layers=layers)
    studio = open_canvas(edits.set_activation(project, "out", "sigmoid"))
    studio.hand.click(studio.hand.body("a"))
    studio.hand.click(studio.hand.body("b"), Control)
    start = studio.hand.body("a")
    studio.hand.drag(start, QPointF(studio.hand.column("c").x + 15.0, start.y()))
    assert studio.ids == ["c", "a", "b", "out"]


def test_plus_and_minus_below_a_layer_change_its_neurons(xor: Studio):
    plus = xor.hand.column("hidden-1").plus
    assert plus is not None
    xor.hand.click(plus.center())
    assert xor.document.project.layers[0].units == 5
    minus = xor.hand.column("hidden-2").minus
    assert minus is not None
    xor.hand.click(minus.center())
    assert xor.document.project.layers[1].units == 2
    xor.document.undo_stack.undo()
    xor.document.undo_stack.undo()
    assert xor.document.project == EXAMPLES["xor"].project


def test_plus_stays_under_the_pointer_so_that_it_can_be_pressed_again_and_again(xor: Studio):
    plus = xor.hand.column("hidden-1").plus
    assert plus is not None
    place = xor.hand.at(plus.center())
    for _ in range(4):
        QTest.mouseClick(xor.hand.pane, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(xor.hand.pane, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(xor.hand.pane, Qt.MouseButton.LeftButton, pos=place)
    assert len(xor.hand.column("hidden-1").tiles) == 9
    QTest.mouseMove(xor.hand.pane, QPoint(5, 5))
    shown = xor.panel.view.mapToScene(xor.hand.pane.rect()).boundingRect()
    assert shown.contains(xor.scene.layout.bounds)


def test_the_last_neuron_cannot_be_taken_away_and_the_footer_says_so(xor: Studio):
    minus = xor.hand.column("output").minus
    assert minus is not None
    xor.hand.click(minus.center())
    assert xor.document.project == EXAMPLES["xor"].project
    assert "from 1 to 4,096" in xor.panel.hint.text()


def test_the_lower_edge_dragged_gives_more_neurons_live_and_one_undo_takes_them_back(xor: Studio):
    edge = xor.hand.column("hidden-1").edge
    assert edge is not None
    start = edge.center()
    xor.hand.drag(start, start + QPointF(0.0, 62.0), let_go=False)
    assert len(xor.hand.column("hidden-1").tiles) == 6
    assert xor.panel.overlays.label.text() == "6 neurons"
    assert xor.document.project.layers[0].units == 4
    xor.hand.release(start + QPointF(0.0, 62.0))
    assert xor.document.project.layers[0].units == 6
    assert xor.document.undo_stack.count() == 1
    xor.document.undo_stack.undo()
    assert xor.document.project == EXAMPLES["xor"].project


def test_the_edge_dragged_far_up_leaves_one_neuron(xor: Studio):
    edge = xor.hand.column("hidden-1").edge
    assert edge is not None
    xor.hand.drag(edge.center(), edge.center() - QPointF(0.0, 400.0))
    assert xor.document.project.layers[0].units == 1


def test_the_activation_chip_opens_a_popover_and_a_choice_is_one_undoable_step(
    xor: Studio, qtbot: QtBot
):
    xor.hand.click(xor.hand.column("hidden-1").chip.center())
    popover = xor.panel.overlays.popover
    assert popover is not None
    assert [row.name for row in popover.rows if row.isChecked()] == ["tanh"]
    relu = next(row for row in popover.rows if row.name == "relu")
    QTest.mouseClick(relu, Qt.MouseButton.LeftButton)
    layer = xor.document.project.layers[0]
    assert isinstance(layer, DenseSpec)
    assert layer.activation == "relu"
    qtbot.waitUntil(lambda: xor.panel.overlays.popover is None)
    xor.document.undo_stack.undo()
    assert xor.document.project == EXAMPLES["xor"].project


def test_a_double_click_on_a_title_renames_the_layer_and_an_empty_one_gives_the_usual_name_back(
    xor: Studio,
):
    xor.hand.double_click(xor.hand.body("hidden-1"))
    xor.hand.type_into_editor("<img src=x> Feature finder")
    assert xor.document.project.layers[0].title == "<img src=x> Feature finder"
    xor.hand.double_click(xor.hand.body("hidden-1"))
    editor = xor.panel.overlays.editor
    assert editor is not None
    editor.clear()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert xor.document.project.layers[0].title == ""


def test_looking_at_a_title_without_typing_changes_nothing(xor: Studio):
    xor.hand.double_click(xor.hand.body("hidden-1"))
    assert xor.panel.overlays.editor is not None
    QTest.keyClick(xor.panel.overlays.editor, Qt.Key.Key_Return)
    assert xor.panel.overlays.editor is None
    assert xor.document.undo_stack.count() == 0


def test_dragging_the_chip_of_a_dropout_card_changes_its_rate(open_canvas: Open):
    studio = open_canvas(EXAMPLES["digits"].project)
    chip = studio.hand.column("dropout-1").chip.center()
    up = chip - QPointF(0.0, 60.0 / studio.panel.view.zoom)
    studio.hand.drag(chip, up)
    layer = studio.document.project.layers[1]
    assert isinstance(layer, DropoutSpec)
    assert layer.rate == 0.35
    assert studio.document.undo_stack.count() == 1


def test_a_dropout_rate_is_typed_as_a_share_or_in_per_cent(open_canvas: Open):
    studio = open_canvas(EXAMPLES["digits"].project)
    for text, rate in (("0,4", 0.4), ("25 %", 0.25), ("60", 0.6)):
        studio.hand.double_click(studio.hand.column("dropout-1").chip.center())
        studio.hand.type_into_editor(text)
        layer = studio.document.project.layers[1]
        assert isinstance(layer, DropoutSpec)
        assert layer.rate == rate
    studio.hand.double_click(studio.hand.column("dropout-1").chip.center())
    studio.hand.type_into_editor("all of them")
    editor = studio.panel.overlays.editor
    assert editor is not None
    assert editor.text() == "all of them"
    assert "95 %" in editor.complaint.text()


def test_a_misfit_is_told_on_its_layer_and_its_button_mends_it(xor: Studio):
    for _ in range(2):
        plus = xor.hand.column("output").plus
        assert plus is not None
        xor.hand.click(plus.center())
    (bubble,) = xor.panel.overlays.bubbles
    assert "3 neurons" in bubble.misfit.text
    assert bubble.isVisible()
    assert xor.hand.pane.rect().contains(bubble.geometry())
    assert bubble.mend_button is not None
    QTest.mouseClick(bubble.mend_button, Qt.MouseButton.LeftButton)
    assert xor.document.shapes.fits
    assert xor.panel.overlays.bubbles == []


def test_an_empty_canvas_invites_a_layer_and_offers_its_mend(xor: Studio):
    xor.hand.key("A", Control)
    xor.hand.key(Qt.Key.Key_Delete)
    assert xor.ids == []
    (bubble,) = xor.panel.overlays.bubbles
    assert bubble.misfit.layer_id is None
    assert bubble.mend_button is not None
    QTest.mouseClick(bubble.mend_button, Qt.MouseButton.LeftButton)
    assert len(xor.ids) == 1
    assert xor.document.shapes.fits
    xor.document.undo_stack.undo()
    xor.hand.drag_pill(xor.panel.palette_strip.pills[0], QPointF(200.0, 0.0))
    assert len(xor.ids) == 1


def test_the_footer_counts_weights_and_biases(xor: Studio):
    assert xor.panel.counts.text() == "23 weights · 8 biases"
    xor.document.apply(edits.remove_layers(xor.document.project, ["hidden-1", "hidden-2"]), "x")
    assert xor.panel.counts.text() == "2 weights · 1 bias"


def test_a_wide_layer_and_many_inputs_are_folded(open_canvas: Open):
    studio = open_canvas(EXAMPLES["digits"].project)
    assert len(studio.hand.column("").tiles) == 9
    assert len(studio.hand.column("hidden-1").tiles) == 9
    bundle = studio.scene.layout.bundle("hidden-1")
    assert bundle is not None
    assert bundle.count == 81
    assert studio.scene.weight("hidden-1", 31, 63) is not None


def test_images_show_what_the_first_layer_looks_for_and_the_classes_have_names(
    open_canvas: Open, qtbot: QtBot
):
    studio = open_canvas(EXAMPLES["digits"].project)
    tile = studio.hand.column("hidden-1").tiles[0].rect
    corner = studio.hand.at(tile.topLeft() + QPointF(0.44 * tile.width(), 0.44 * tile.height()))
    row, column = 3, 3  # the pixel of the image that lies there
    colours = []
    for value in (50.0, -50.0):
        studio.run.set_weight("hidden-1", 0, 8 * row + column, value)
        qtbot.waitUntil(lambda v=value: studio.weight("hidden-1", 0, 8 * row + column) == v)
        colours.append(picture_of(studio.hand.pane).pixelColor(corner))
    assert colours[0].blue() > 200 > colours[0].red()
    assert colours[1].red() > 200 > colours[1].blue()
    names = studio.document.material.dataset.class_names
    outputs = next(i for i in studio.scene.items() if getattr(i, "title", "") == "Output")
    assert tuple(outputs.labels) == names
