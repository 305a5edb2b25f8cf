"""Whom each position of the chosen sample looks at, head by head."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.app.snapshot import Phase
from nnstudio.project import edits
from nnstudio.project.layers import AttentionSpec, DenseSpec, RNNSpec, TransformerBlockSpec
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec
from nnstudio.ui.live.attention_heads import attention_colours, pixels_of
from nnstudio.ui.live.attention_map import HeadMap
from nnstudio.ui.live.attention_view import AttentionView
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.directions import ahead, back
from tests.ui.figures import here
from tests.ui.live.attention.conftest import Attending, network

Open = Callable[[Project], Attending]


def shown(studio: Attending, view: AttentionView) -> AttentionView:
    """The view once it shows the chosen sample."""
    studio.until(lambda: bool(view.heads.maps))
    return view


def scores(studio: Attending, layer: str = "block") -> np.ndarray:
    assert studio.run.latest is not None
    return studio.run.latest.results["activity"].layers[layer].parts["attention"]


def middle(head: HeadMap, query: int, key: int) -> QPoint:
    return head.cell_box(query, key).center().toPoint()


def hover(head: HeadMap, query: int, key: int) -> None:
    QTest.mouseMove(head, middle(head, query, key))
    QApplication.processEvents()


def click(head: HeadMap, query: int, key: int) -> None:
    QTest.mouseClick(head, Qt.MouseButton.LeftButton, pos=middle(head, query, key))


def colour_at(head: HeadMap, query: int, key: int) -> str:
    image = head.grab().toImage()
    ratio = image.width() / head.width()
    spot = head.cell_box(query, key).center()
    return image.pixelColor(int(spot.x() * ratio), int(spot.y() * ratio)).name()


def test_there_is_a_map_for_each_head_and_its_colours_are_the_scores(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    assert len(view.heads.maps) == 2
    colours = attention_colours(DARK)
    for head, found in zip(view.heads.maps, scores(studio), strict=True):
        for query, key in ((0, 0), (2, 5), (5, 1)):
            place = int(np.sqrt(found[query, key]) * 255)
            assert colour_at(head, query, key) == f"#{int(colours[place]) & 0xFFFFFF:06x}"


def test_pointing_at_a_cell_tells_who_looks_at_whom_and_how_much(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    letters = view.tokens.rows()[0][1]
    hover(view.heads.maps[1], 2, 4)
    score = scores(studio)[1, 2, 4]
    assert view.told.text() == here(
        f"Head 2: position 3 ({letters[2]}) looks at position 5 ({letters[4]}) with {score:.2f}."
    )
    assert view.heads.maps[1].accessibleDescription() == view.told.text()
    QApplication.sendEvent(view.heads.maps[1], QEvent(QEvent.Type.Leave))
    assert "Point at a cell" in view.told.text()


def test_a_click_holds_a_cell_until_escape_lets_go(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    head = view.heads.maps[0]
    click(head, 1, 3)
    held = view.told.text()
    hover(view.heads.maps[1], 4, 4)
    QApplication.sendEvent(head, QEvent(QEvent.Type.Leave))
    assert view.told.text() == held
    assert "position 2" in held
    QTest.keyClick(head, Qt.Key.Key_Escape)
    assert "Point at a cell" in view.told.text()


def test_a_second_click_on_the_held_cell_lets_go_too(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    click(view.heads.maps[0], 1, 3)
    click(view.heads.maps[0], 2, 3)
    assert view.heads.at is not None
    assert (view.heads.at.query, view.heads.at.key) == (2, 3)
    click(view.heads.maps[0], 2, 3)
    assert view.heads.at is None


def test_the_arrow_keys_walk_over_the_cells_and_stop_at_the_edge(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    head = view.heads.maps[0]
    head.setFocus()
    QTest.keyClick(head, Qt.Key.Key_Right)
    assert "position 1 (" in view.told.text()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(head, key)
    assert view.heads.at is not None
    assert (view.heads.at.query, view.heads.at.key) == (0, 2)
    QTest.keyClick(head, Qt.Key.Key_Up)
    assert view.heads.at.query == 0
    QTest.keyClick(head, Qt.Key.Key_Return)
    assert view.heads.at.held
    QTest.keyClick(head, Qt.Key.Key_Left)
    assert view.heads.at.held
    assert view.heads.at.key == 1


def test_a_cell_that_is_reached_by_arrow_keys_scrolls_into_sight(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view(250, 330))
    head = view.heads.maps[0]
    head.setFocus()
    for _ in range(6):
        QTest.keyClick(head, Qt.Key.Key_Down)
    assert head.visibleRegion().boundingRect().contains(middle(head, 5, 0))
    for _ in range(6):
        QTest.keyClick(head, Qt.Key.Key_Up)
    assert head.visibleRegion().boundingRect().contains(middle(head, 0, 0))


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return]
)
def test_a_map_keeps_its_keys_from_driving_the_run(attend: Open, key: Qt.Key):
    studio = attend(network())
    view = shown(studio, studio.view())
    for widget in (view.heads.maps[0], view.sample.before, view.layers):
        if widget is view.sample.before and key == Qt.Key.Key_Down:
            continue
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(widget, event)
        assert event.isAccepted()


def test_escape_belongs_to_the_window_while_nothing_is_pointed_at(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    head = view.heads.maps[0]
    for accepted in (False, True):
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        QApplication.sendEvent(head, event)
        assert event.isAccepted() is accepted
        click(head, 0, 0)


def test_what_lies_ahead_of_a_causal_query_is_marked_and_told(attend: Open):
    studio = attend(network("reverse", AttentionSpec(id="block", heads=1, causal=True)))
    view = shown(studio, studio.view())
    head = view.heads.maps[0]
    hover(head, 1, 4)
    assert "position 2" in view.told.text()
    assert "may not look ahead at position 5" in view.told.text()
    view.heads.let_go()
    assert colour_at(head, 1, 4) != DARK.panel
    hover(head, 4, 1)
    assert "looks at position 2" in view.told.text()


def test_the_maps_move_while_the_network_learns(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    hover(view.heads.maps[0], 0, 5)
    before, told = view.heads.maps[0].grab().toImage(), view.told.text()
    studio.run.play_until(12)
    studio.until(lambda: studio.run.phase is Phase.PAUSED and studio.run.latest.epoch >= 12)
    studio.until(lambda: view.told.text() != told)
    studio.until(lambda: here(f"{scores(studio)[0, 0, 5]:.2f}") in view.told.text())
    assert view.heads.maps[0].grab().toImage() != before


def test_a_hidden_view_does_nothing_and_is_up_to_date_when_it_comes_back(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    view.hide()
    before = view.outcome.text()
    maps = [head.grab().toImage() for head in view.heads.maps]
    studio.run.play_until(15)
    studio.until(lambda: studio.run.phase is Phase.PAUSED and studio.run.latest.epoch >= 15)
    assert view.outcome.text() == before
    assert [head.grab().toImage() for head in view.heads.maps] == maps
    view.show()
    assert [head.grab().toImage() for head in view.heads.maps] != maps


def test_the_tokens_are_shown_with_answer_and_right_and_the_wrong_ones_are_counted(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    dataset, index = studio.document.material.dataset, studio.choice.index
    rows = dict(view.tokens.rows())
    assert rows["in"] == tuple(dataset.symbols[int(t)] for t in dataset.features[index])
    assert rows["right"] == rows["in"][::-1]
    answer = studio.run.latest.results["activity"].answer.argmax(axis=1)
    assert rows["answer"] == tuple(dataset.class_names[place] for place in answer)
    hits = int((answer == dataset.targets[index]).sum())
    assert f"{hits} of 6 positions right" in view.outcome.text()


def test_a_step_shows_another_sample_by_click_and_by_key(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    first, tokens = studio.choice.index, view.tokens.rows()[0][1]
    view.sample.after.click()
    studio.until(lambda: view.tokens.rows()[0][1] != tokens)
    assert studio.choice.index != first
    assert str(studio.choice.index + 1) in view.sample.name.text()
    for key in (back(view), ahead(view), back(view)):
        QTest.keyClick(view.sample.after, key)
    assert studio.choice.index == first
    QTest.keyClick(view.sample.after, Qt.Key.Key_Space)
    assert studio.choice.index != first


def test_a_sample_that_a_person_typed_has_nothing_that_is_right(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    studio.choice.show_own(np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]))
    studio.until(lambda: view.tokens.rows()[0][1] == tuple("ABCDEF"))
    assert [name for name, _ in view.tokens.rows()] == ["in", "answer"]
    assert view.sample.name.text() == "your own sample"
    assert view.outcome.text() == ""


def test_of_several_layers_one_is_chosen(attend: Open):
    blocks = [
        TransformerBlockSpec(id="one", heads=2, hidden=8),
        TransformerBlockSpec(id="two", heads=4, hidden=8, title="Last look"),
    ]
    studio = attend(network("reverse", *blocks))
    view = shown(studio, studio.view())
    assert [view.layers.itemText(row) for row in range(2)] == ["Block 1", "Last look"]
    assert len(view.heads.maps) == 2
    view.layers.setCurrentIndex(1)
    view.layers.activated.emit(1)
    assert len(view.heads.maps) == 4
    studio.apply(edits.remove_layers(studio.document.project, ["two"]))
    studio.until(lambda: len(view.heads.maps) == 2)
    assert not view.layers.isVisible()


def test_more_heads_and_another_mask_are_taken_over_at_once(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    click(view.heads.maps[1], 0, 5)
    studio.apply(edits.change_layer(studio.document.project, "block", heads=1, causal=True))
    studio.until(lambda: len(view.heads.maps) == 1)
    assert view.heads.at is None
    assert view.heads.maps[0].is_hidden(0, 5)


def test_without_a_layer_that_attends_the_view_says_what_to_do(attend: Open):
    studio = attend(network("reverse", RNNSpec(id="rnn", units=6, whole_sequence=True)))
    view = studio.view()
    assert view.empty.isVisible()
    assert "No layer of this network attends" in view.empty.text()
    project = edits.insert_layers(studio.document.project, 3, [AttentionSpec(id="look", heads=1)])
    studio.apply(project)
    studio.until(lambda: len(view.heads.maps) == 1)
    assert not view.empty.isVisible()


def test_other_data_take_the_maps_of_the_old_away(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    studio.document.new(network("sort", length=9))
    studio.until(lambda: len(view.tokens.rows()) == 3 and len(view.tokens.rows()[0][1]) == 9)
    rows = dict(view.tokens.rows())
    assert rows["right"] == tuple(sorted(rows["in"]))


def test_a_network_that_does_not_fit_leaves_the_last_maps_and_says_so(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    studio.apply(edits.remove_layers(studio.document.project, ["embedding"]))
    studio.until(lambda: studio.run.phase is Phase.MISFIT)
    assert "does not fit" in view.outcome.text()
    studio.document.undo_stack.undo()
    studio.until(lambda: "positions right" in view.outcome.text())


def test_steps_without_symbols_are_numbered_and_one_answer_is_told_in_words(attend: Open):
    project = Project(
        data=DataSpec(source=BuiltInSource(key="adding", samples=40, length=5)),
        layers=(
            DenseSpec(id="widen", units=6),
            AttentionSpec(id="look", heads=2),
            RNNSpec(id="rnn", units=4, whole_sequence=False),
            DenseSpec(id="output", units=1, activation="identity"),
        ),
        training=TrainingSpec(loss="mean squared error"),
    )
    studio = attend(project)
    view = shown(studio, studio.view())
    assert view.tokens.rows() == [("in", ("1", "2", "3", "4", "5"))]
    assert "right is" in view.outcome.text()


def test_scores_that_are_no_numbers_look_like_none_and_are_told(attend: Open):
    colours = attention_colours(LIGHT)
    pixels = pixels_of(np.array([[[np.nan, 1.0], [0.0, 0.25]]]), colours)
    assert pixels[0].tolist() == [
        [int(colours[0]), int(colours[255])],
        [int(colours[0]), int(colours[127])],
    ]
    studio = attend(network())
    view = shown(studio, studio.view())
    for column in range(8):
        studio.run.set_weight("output", 0, column, 1.7e308)
    studio.until(lambda: "not a number" in view.outcome.text())


@pytest.mark.parametrize(("width", "height"), [(250, 330), (330, 350), (420, 560)])
def test_every_map_lies_within_the_view_at_every_size(attend: Open, width: int, height: int):
    studio = attend(network("reverse", TransformerBlockSpec(id="block", heads=4, hidden=8)))
    view = shown(studio, studio.view(width, height))
    QApplication.processEvents()
    assert view.width() == width
    for head in view.heads.maps:
        left = head.mapTo(view, QPoint(0, 0)).x()
        assert left >= 0
        assert left + head.width() <= width
        box = head.cell_box(5, 5)
        assert box.bottom() <= head.height()
        assert box.width() == pytest.approx(box.height())
    click(view.heads.maps[3], 5, 5)
    assert "Head 4" in view.told.text()
    assert view.told.visibleRegion().boundingRect() == view.told.rect()
    assert view.told.heightForWidth(view.told.width()) <= view.told.height()
    boxes = [head.geometry() for head in view.heads.maps]
    assert not any(
        one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]
    )


def test_another_theme_repaints_the_maps(attend: Open):
    studio = attend(network())
    view = shown(studio, studio.view())
    dark = view.heads.maps[0].grab().toImage()
    view.set_theme(LIGHT)
    assert view.heads.maps[0].grab().toImage() != dark
    found = scores(studio)[0, 3, 3]
    place = int(np.sqrt(found) * 255)
    expected = int(attention_colours(LIGHT)[place]) & 0xFFFFFF
    assert colour_at(view.heads.maps[0], 3, 3) == f"#{expected:06x}"
