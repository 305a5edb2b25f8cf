"""A learner clicks on things and reads how they came about."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from nnstudio.app.inspection import NAME
from nnstudio.app.snapshot import Phase
from nnstudio.explain.expressions import Place
from nnstudio.explain.subject import Subject
from nnstudio.project import edits
from nnstudio.project.layers import Conv2DSpec
from nnstudio.ui.canvas.spots import Part, Spot
from nnstudio.ui.inspector.figures import LONG, figure
from nnstudio.ui.theme import LIGHT
from tests.ui.directions import ahead
from tests.ui.figures import here

from .conftest import Open, Studio


def test_a_wire_is_clicked_and_the_step_makes_the_weight_that_was_announced(xor: Studio) -> None:
    xor.click_canvas(xor.wire("hidden-2", 0, 0))
    assert xor.panel.head.words.text() == "Hidden 2 · weight 1 → 1"
    xor.view("update")
    found = xor.panel.found
    assert found is not None
    announced = xor.sheet.lines[0].equation.left
    assert announced.symbol == "w_{1,1}'"
    gradient = next(line for line in xor.sheet.lines if "∂C/∂w" in line.equation.left.symbol)
    assert gradient.equation.right.value == pytest.approx(gradient.equation.left.value, rel=1e-12)
    step = found.step
    xor.run.step()
    xor.until(lambda: xor.run.latest is not None and xor.run.latest.step == step + 1)
    assert xor.run.latest is not None
    made = float(xor.run.latest.weights["hidden-2"][0, 0])
    assert made == announced.value
    assert figure(made, LONG) == figure(announced.value, LONG)
    xor.until(lambda: xor.panel.found is not None and xor.panel.found.step == step + 1)
    xor.view("update")
    assert xor.sheet.lines[0].equation.right.first.value == made  # type: ignore[union-attr]


def test_back_leads_to_the_layer_of_a_wire_whose_inputs_nobody_knows_any_more(xor: Studio) -> None:
    xor.click_canvas(xor.wire("output", 0, 1))
    xor.click_canvas(xor.neuron("hidden-1", 0))
    project = xor.document.project
    assert xor.document.apply(edits.insert_layers(project, 1, [Conv2DSpec()]), "Add a convolution")
    assert not xor.document.shapes.fits
    QTest.mouseClick(xor.panel.head.back, Qt.MouseButton.LeftButton)
    assert xor.panel.subject == Subject("output", weight=(0, 1))
    assert xor.canvas.scene.selection.layers == {"output"}


def test_a_neuron_is_clicked_and_its_sum_and_its_activation_are_written_out(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    assert xor.panel.head.words.text() == "Hidden 2 · neuron 2"
    lines = xor.sheet.lines
    assert [line.equation.left.symbol for line in lines] == ["z_{2}", "a_{2}"]
    assert np.tanh(lines[0].equation.left.value) == pytest.approx(lines[1].equation.left.value)
    assert xor.panel.page.plot.isVisible()
    sizes = [line.template for line in lines]
    xor.run.step()
    before = xor.panel.found
    xor.until(lambda: xor.panel.found is not before)
    assert [line.template for line in xor.sheet.lines] == sizes, "nothing is laid out anew"


def test_a_click_on_a_delta_leads_to_the_next_layers_delta(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.view("backward")
    place = xor.sheet.node_of(xor.target("δ_{1}")).place  # type: ignore[union-attr]
    value = xor.sheet.node_of(xor.target("δ_{1}")).value
    assert place == Place("delta", "output", (0,))
    xor.click_number("δ_{1}")
    assert xor.panel.subject == Subject("output", (0,))
    assert xor.panel.view == "backward"
    assert xor.sheet.lines[-1].equation.left.value == value
    assert xor.canvas.scene.selection.part == Spot(Part.NEURON, "output", 0)


def test_back_and_forward_go_through_what_was_looked_at(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.view("forward")
    xor.click_number("w_{2,1}")
    assert xor.panel.subject == Subject("hidden-2", weight=(1, 0))
    head = xor.panel.head
    assert not head.forward.isEnabled()
    QTest.mouseClick(head.back, Qt.MouseButton.LeftButton)
    xor.until_answered()
    assert xor.panel.subject == Subject("hidden-2", (1,))
    QTest.keyClick(xor.panel, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    xor.until_answered()
    assert xor.panel.subject == Subject("hidden-2", weight=(1, 0))
    assert xor.canvas.scene.selection.part == Spot(Part.WIRE, "hidden-2", 1, 0)


def test_pointing_at_a_term_lights_its_wire_and_the_other_way_round(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    QTest.mouseMove(xor.sheet, xor.middle_of(xor.target("w_{2,3}")))
    assert xor.canvas.scene.hovered == Spot(Part.WIRE, "hidden-2", 1, 2)
    QTest.mouseMove(xor.sheet, xor.middle_of(xor.target("b_{2}")))
    assert xor.canvas.scene.hovered == Spot(Part.NEURON, "hidden-2", 1)
    xor.click_canvas(xor.neuron("hidden-2", 0))
    view = xor.canvas.view
    before = xor.sheet.grab().toImage()
    QTest.mouseMove(view.viewport(), view.mapFromScene(xor.wire("hidden-2", 0, 0)))
    assert xor.canvas.scene.hovered == Spot(Part.WIRE, "hidden-2", 0, 0)
    assert xor.sheet.grab().toImage() != before


def test_the_keys_go_from_number_to_number_and_enter_follows(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    sheet = xor.sheet
    sheet.setFocus(Qt.FocusReason.TabFocusReason)
    first = sheet.focused_rect()
    assert first is not None
    QTest.keyClick(sheet, Qt.Key.Key_Right)
    QTest.keyClick(sheet, Qt.Key.Key_Tab)
    assert sheet.hasFocus()
    assert sheet.focused_rect() != first
    assert sheet.accessibleDescription()
    target = sheet._focus_target()
    assert target is not None
    place = sheet.node_of(target).place  # type: ignore[union-attr]
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    xor.until_answered()
    assert xor.panel.subject is not None
    assert xor.panel.subject.layer_id == place.layer_id
    for _ in range(200):
        QTest.keyClick(sheet, Qt.Key.Key_Tab)
        if not sheet.hasFocus():
            break
    assert not sheet.hasFocus(), "the keys come out again at the end"


def test_the_equations_are_copied_as_text(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.sheet.setFocus()
    QTest.keySequence(xor.sheet, "Ctrl+C")
    text = QGuiApplication.clipboard().text()
    assert text == xor.sheet.text()
    assert text.startswith("z_2 = Σ_j w_2,j x_j + b_2 = ")
    assert "a_2 = tanh(z_2) = tanh(" in text
    assert figure(xor.sheet.lines[1].equation.left.value, LONG) in text


def test_an_inspector_that_is_not_seen_wants_nothing(xor: Studio) -> None:
    assert xor.run.latest is not None
    assert NAME in xor.run.latest.results
    xor.panel.hide()
    xor.run.step()
    xor.until(lambda: xor.run.latest is not None and NAME not in xor.run.latest.results)
    found = xor.panel.found
    xor.canvas.scene.selection.select_spot(Spot(Part.NEURON, "hidden-1", 0))
    xor.run.step()
    with xor.bot.waitSignal(xor.run.snapshot_settled):
        xor.run.step()
    assert xor.panel.found is found
    assert NAME not in xor.run.latest.results
    xor.panel.show()
    xor.until_answered()
    assert xor.panel.found is not None
    assert xor.panel.found.value == Subject("hidden-1", (0,))


def test_nothing_selected_shows_the_loss_of_the_chosen_sample(xor: Studio) -> None:
    assert xor.panel.view == "loss"
    assert xor.panel.head.words.text() == "The loss"
    assert "Click a neuron" in xor.panel.head.note.text()
    assert not xor.panel.head.tabs.buttons["update"].isEnabled()
    first = xor.sheet.lines[0].equation.left.value
    QTest.mouseClick(xor.panel.head.sample.after, Qt.MouseButton.LeftButton)
    xor.until_answered()
    assert xor.choice.index == 1
    assert xor.panel.head.sample.label.text() == "sample 2"
    assert xor.sheet.lines[0].equation.left.value != first


def test_a_drawn_sample_is_told_to_have_no_target(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.choice.show_own(np.array([0.3, -0.4]))
    assert "no target" in xor.panel.message.text()
    assert xor.panel.message.isVisible()
    xor.choice.choose(2)
    xor.until_answered()
    assert xor.panel.page.isVisible()


def test_the_part_that_is_read_is_remembered_for_what_is_selected_next(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.view("backward")
    xor.click_canvas(xor.neuron("hidden-1", 0))
    assert xor.panel.view == "backward"
    assert "∂C/∂a_{1}" in xor.sheet.lines[0].equation.left.symbol


def test_a_layer_that_is_deleted_is_not_looked_at_any_more(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.document.apply(edits.remove_layers(xor.document.project, ["hidden-2"]), "delete")
    xor.until_answered()
    assert xor.panel.subject is None
    assert not xor.panel.head.back.isEnabled()


def test_the_check_lays_the_two_slopes_side_by_side_and_a_slider_moves_the_step(
    xor: Studio,
) -> None:
    xor.click_canvas(xor.wire("hidden-2", 0, 0))
    xor.view("check")
    page = xor.panel.check_page
    assert page.isVisible()
    assert page.agreement.text().startswith("✓")
    found = xor.panel.found
    assert found is not None
    assert found.check is not None
    assert page.backpropagated.text() == here(figure(found.check.backpropagated, 12))
    page.epsilon.slider.setValue(44)
    xor.until_answered()
    assert xor.panel.found is not None
    assert xor.panel.found.check is not None
    assert xor.panel.found.check.epsilon == pytest.approx(0.1)
    assert xor.panel.found.check.digits < found.check.digits
    assert not page.agreement.text().startswith("✓")


def test_the_code_is_that_of_the_layer_with_its_shapes_and_its_lines_marked(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.view("code")
    page = xor.panel.code_page
    text = page.editor.toPlainText()
    assert "self.Wb.dot(X, self.Z)" in text
    assert "tanh(Z" in text
    assert "Z 3 × 4" in page.shapes.text()
    marked = [selection.cursor.block().text() for selection in page.editor.extraSelections()]
    assert any("self.Wb.dot(X, self.Z)" in line for line in marked)
    xor.click_canvas(xor.wire("hidden-2", 0, 0))
    text = page.editor.toPlainText()
    assert "dZ.dot(self.XT, self.dWb)" in text
    assert "optimisers.py" in text


def test_a_cell_of_the_matrices_is_the_wire_and_the_wire_is_the_cell(xor: Studio) -> None:
    xor.click_canvas(xor.wire("hidden-2", 0, 0))
    xor.view("matrices")
    page = xor.panel.matrices_page
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (0, 0)
    assert xor.run.latest is not None
    assert page.model.value(0, 0) == xor.run.latest.weights["hidden-2"][0, 0]
    cell = page.table.visualRect(page.model.index(0, 1)).center()
    QTest.mouseClick(
        page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cell
    )
    xor.until_answered()
    assert xor.canvas.scene.selection.part == Spot(Part.WIRE, "hidden-2", 0, 1)
    assert xor.panel.head.words.text() == "Hidden 2 · weight 2 → 1"
    QTest.mouseClick(page.tabs.buttons["A"], Qt.MouseButton.LeftButton)
    cell = page.table.visualRect(page.model.index(2, 3)).center()
    sample = int(page.model.headerData(3, Qt.Orientation.Horizontal)) - 1  # type: ignore[call-overload]
    QTest.mouseClick(
        page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cell
    )
    xor.until_answered()
    assert xor.choice.index == sample
    assert xor.panel.subject == Subject("hidden-2", (2,))


def test_the_rest_of_a_long_sum_opens_and_closes(open_studio: Open) -> None:
    digits = open_studio("digits")
    layer = digits.document.project.layers[0].id
    digits.panel.go(Subject(layer, (0,)), "forward")
    digits.until_answered()
    assert len(digits.sheet.targets()) < 60
    rest = next(
        target
        for target in digits.sheet.targets()
        if type(digits.sheet.node_of(target)).__name__ == "Rest"
    )
    QTest.mouseClick(
        digits.sheet,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        digits.middle_of(rest),
    )
    digits.until_answered()
    assert len(digits.sheet.targets()) > 120
    assert digits.panel.head.fewer.isVisible()
    QTest.mouseClick(digits.panel.head.fewer, Qt.MouseButton.LeftButton)
    digits.until_answered()
    assert len(digits.sheet.targets()) < 60


def test_steppers_go_through_the_places_of_a_map(open_studio: Open) -> None:
    cnn = open_studio("digits-cnn")
    layer = cnn.document.project.layers[0].id
    cnn.canvas.scene.selection.select_spot(Spot(Part.NEURON, layer, 1))
    cnn.until_answered()
    subject = cnn.panel.subject
    assert subject is not None
    assert subject.value is not None
    channel, row, column = subject.value
    assert channel == 1
    position = cnn.panel.head.position
    assert position.isVisible()
    QTest.mouseClick(position.steppers[1].after, Qt.MouseButton.LeftButton)
    cnn.until_answered()
    assert cnn.panel.subject == Subject(layer, (1, row + 1, column))
    assert cnn.panel.found is not None
    assert cnn.panel.found.problem == ""
    assert f"row {row + 2}" in cnn.panel.head.words.text()


@pytest.mark.parametrize("example", ["remember-lstm", "adding", "remember-rnn", "reverse"])
def test_every_layer_of_a_network_can_be_looked_at_in_every_way(
    example: str, open_studio: Open
) -> None:
    studio = open_studio(example)
    for layer in studio.document.project.layers:
        studio.canvas.scene.selection.select_spot(Spot(Part.BODY, layer.id))
        for view in ("forward", "backward", "loss", "update", "check", "code", "matrices"):
            studio.panel.show_view(view)  # type: ignore[arg-type]
            studio.until_answered()
            assert studio.panel.found is not None
            shown = studio.panel.stack.currentWidget()
            assert shown is not studio.panel.message or studio.panel.message.text()
            studio.panel.grab()
    assert studio.panel.subject is not None


def test_both_themes_are_painted_with_their_own_colours(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    dark = xor.sheet.grab().toImage()
    xor.panel.set_theme(LIGHT)
    assert xor.sheet.grab().toImage() != dark


def test_the_parts_of_a_block_can_be_chosen_and_have_their_own_matrices(
    open_studio: Open,
) -> None:
    studio = open_studio("adding")
    gru = studio.document.project.layers[0].id
    studio.canvas.scene.selection.select_spot(Spot(Part.BODY, gru))
    studio.view("matrices")
    part = studio.panel.head.part
    assert part.isVisible()
    assert [part.itemData(at) for at in range(part.count())] == ["", "x", "h"]
    assert not studio.panel.matrices_page.tabs.buttons["W"].isVisible()
    part.setCurrentIndex(2)
    part.activated.emit(2)
    studio.until_answered()
    assert studio.panel.matrices_page.tabs.buttons["W"].isVisible()
    assert studio.panel.subject is not None
    assert studio.panel.subject.block == "h"


def test_a_weight_of_a_kernel_is_lit_when_its_wire_is_pointed_at(open_studio: Open) -> None:
    cnn = open_studio("digits-cnn")
    layer = cnn.document.project.layers[0].id
    cnn.canvas.scene.selection.select_spot(Spot(Part.NEURON, layer, 1))
    cnn.until_answered()
    before = cnn.sheet.grab().toImage()
    cnn.canvas.view.hovered.emit(Spot(Part.WIRE, layer, 1, 0))
    assert cnn.sheet.grab().toImage() != before


def test_numbers_carry_the_decimal_sign_of_the_person_who_reads_them(xor: Studio) -> None:
    xor.click_canvas(xor.wire("hidden-2", 0, 0))
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        xor.view("check")
        assert "," in xor.panel.check_page.numeric.text()
        assert "." not in xor.panel.check_page.numeric.text()
    finally:
        QLocale.setDefault(before)


def test_space_and_the_arrows_belong_to_the_control_that_has_the_keys(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    pills = xor.panel.head.tabs.buttons
    pills["forward"].setFocus()
    QTest.keyClick(pills["forward"], ahead(pills["forward"]))
    xor.until_answered()
    assert xor.panel.view == "loss"
    after = xor.panel.head.sample.after
    sample = xor.choice.index
    after.setFocus()
    QTest.keyClick(after, Qt.Key.Key_Space)
    assert xor.choice.index != sample


def test_where_many_weights_make_a_number_it_says_how_to_choose_one(open_studio: Open) -> None:
    studio = open_studio("remember-lstm")
    lstm = studio.document.project.layers[0].id
    studio.canvas.scene.selection.select_spot(Spot(Part.BODY, lstm))
    studio.view("update")
    assert "Many weights" in studio.panel.message.text()
    studio.view("matrices")
    page = studio.panel.matrices_page
    QTest.mouseClick(
        page.table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        page.table.visualRect(page.model.index(1, 1)).center(),
    )
    studio.until_answered()
    assert studio.panel.subject == Subject(lstm, weight=(1, 1))
    studio.view("update")
    assert studio.panel.page.isVisible()
    assert studio.sheet.lines


def test_a_cell_of_a_sample_that_an_edit_has_just_taken_away_chooses_none(
    open_studio: Open,
) -> None:
    studio = open_studio("moons")
    hidden = studio.document.project.layers[0].id
    studio.click_canvas(studio.neuron(hidden, 0))
    studio.view("matrices")
    page = studio.panel.matrices_page
    QTest.mouseClick(page.tabs.buttons["A"], Qt.MouseButton.LeftButton)
    found = studio.panel.found
    assert found is not None
    assert found.matrices is not None
    column = int(found.matrices.samples.argmax())
    project = studio.document.project
    source = msgspec.structs.replace(project.data.source, samples=20)
    fewer = msgspec.structs.replace(project.data, source=source)
    assert found.matrices.samples[column] >= 20
    assert studio.document.apply(msgspec.structs.replace(project, data=fewer), "Fewer samples")
    page.table.setCurrentIndex(page.model.index(1, column))
    assert studio.choice.index is not None
    assert studio.choice.index < 20


def test_a_number_inside_a_block_lights_the_block_and_no_neuron_of_the_same_number(
    open_studio: Open,
) -> None:
    studio = open_studio("reverse")
    block = studio.document.project.layers[2].id
    studio.canvas.scene.selection.select_spot(Spot(Part.BODY, block))
    studio.view("forward")
    inside = next(
        target
        for target in studio.sheet.targets()
        if getattr(studio.sheet.node_of(target), "place", None) is not None
        and studio.sheet.node_of(target).place.block  # type: ignore[union-attr]
    )
    QTest.mouseMove(studio.sheet, studio.middle_of(inside))
    assert studio.canvas.scene.hovered == Spot(Part.BODY, block)
    QTest.mouseClick(
        studio.sheet,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        studio.middle_of(inside),
    )
    studio.until_answered()
    assert studio.panel.subject is not None
    assert studio.panel.subject.block
    assert studio.panel.found is not None
    assert studio.panel.found.problem == ""


def test_the_numbers_can_be_filled_in_and_stay_those_of_their_moment(xor: Studio) -> None:
    xor.click_canvas(xor.neuron("hidden-2", 1))
    xor.view("forward")
    QTest.mouseClick(xor.panel.head.fill_in, Qt.MouseButton.LeftButton)
    xor.until_answered()
    page = xor.panel.exercise.page
    assert page is not None
    assert page.isVisible()
    assert len(page.fields) == 1
    assert "Hidden 2 · neuron 2 · sample 1, step 1" in page.moment.text()
    title, before = page.moment.text(), xor.panel.found
    xor.run.step()
    xor.until(lambda: xor.panel.found is not before)
    assert page.moment.text() == title
    sample = xor.choice.index
    QTest.mouseClick(page.new_numbers, Qt.MouseButton.LeftButton)
    xor.until(lambda: page.moment.text() != title)
    assert xor.choice.index != sample
    QTest.mouseClick(xor.panel.head.fill_in, Qt.MouseButton.LeftButton)
    xor.until_answered()
    assert xor.panel.page.isVisible()


def test_a_run_that_comes_to_rest_is_shown_as_it_stands(open_studio: Open) -> None:
    """Also where a look takes so long that a run which goes on is looked at less often."""
    digits = open_studio("digits-cnn")
    layer = digits.document.project.layers[0].id
    digits.canvas.scene.selection.select_spot(Spot(Part.NEURON, layer, 1))
    digits.until_answered()
    digits.run.play()
    assert digits.panel.found is not None
    begun = digits.panel.found.step
    digits.until(lambda: digits.panel.found is not None and digits.panel.found.step > begun + 5)
    digits.run.pause()
    digits.until(lambda: digits.run.phase is Phase.PAUSED)
    digits.until(
        lambda: (
            digits.panel.found is not None
            and digits.run.latest is not None
            and digits.panel.found.step == digits.run.latest.step
        )
    )
