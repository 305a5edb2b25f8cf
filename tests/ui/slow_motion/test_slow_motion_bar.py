"""A learner goes through a step, stage by stage, with keys and with the mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest

from nnstudio.app.slow_motion import FASTEST, SLOWEST
from nnstudio.project.examples import EXAMPLES
from nnstudio.ui.canvas.captions import Captions
from nnstudio.ui.canvas.column import INPUT
from nnstudio.ui.canvas.layer_item import LayerItem
from nnstudio.ui.theme import LIGHT
from tests.ui.directions import ahead
from tests.ui.figures import here

from .conftest import Open, Studio


def items(studio: Studio) -> dict[str, LayerItem]:
    return studio.canvas.scene._stage.layers


def lit(studio: Studio) -> list[str]:
    return [name for name, item in items(studio).items() if item.lit]


def to_the_last(studio: Studio) -> None:
    while not studio.slow.is_last:
        studio.key(Qt.Key.Key_Right)


def test_the_bar_is_there_only_in_slow_motion_and_then_has_the_keyboard(xor: Studio) -> None:
    assert not xor.bar.isVisible()
    xor.window.activateWindow()
    xor.begin()
    assert xor.bar.isVisible()
    xor.until(xor.bar.hasFocus)
    xor.key(Qt.Key.Key_Escape)
    assert not xor.bar.isVisible()
    assert xor.latest.step == 0


def test_right_and_left_go_from_stage_to_stage_and_the_words_follow(xor: Studio) -> None:
    xor.begin()
    told = [xor.bar.name.text()]
    while not xor.slow.is_last:
        xor.key(Qt.Key.Key_Right)
        told.append(xor.bar.name.text())
    assert told == [
        "Pick the batch",
        "Forward · Hidden 1",
        "Forward · Hidden 2",
        "Forward · Output",
        "Loss",
        "Backward · Output",
        "Backward · Hidden 2",
        "Backward · Hidden 1",
        "Update",
    ]
    xor.key(Qt.Key.Key_Left)
    assert xor.bar.name.text() == "Backward · Hidden 1"
    assert xor.bar.accessibleDescription().startswith("Stage 8 of 9. Backward · Hidden 1.")


def test_the_keys_are_not_taken_by_the_window_while_the_bar_has_them(xor: Studio) -> None:
    taken = []
    for key in ("Left", "Right", "Space", "Escape"):
        QShortcut(QKeySequence(key), xor.window, lambda key=key: taken.append(key))
    xor.window.activateWindow()
    xor.begin()
    xor.until(xor.bar.hasFocus)
    xor.key(Qt.Key.Key_Right)
    assert xor.slow.index == 1
    xor.key(Qt.Key.Key_Left)
    assert xor.slow.index == 0
    xor.key(Qt.Key.Key_Space)
    assert xor.slow.is_playing
    xor.key(Qt.Key.Key_Escape)
    assert not xor.slow.is_on
    assert taken == []


def test_the_values_come_layer_by_layer_and_what_is_not_reached_stands_back(xor: Studio) -> None:
    xor.begin()
    assert lit(xor) == [INPUT]
    xor.slow.go_to(2)
    assert lit(xor) == ["hidden-2"]
    numbers = xor.slow.numbers
    assert numbers is not None
    own = items(xor)
    for name in ("hidden-1", "hidden-2"):
        values = numbers.layers[name].values
        assert own[name].readings == {at: float(value) for at, value in enumerate(values)}
        assert own[name].opacity() == 1.0
    assert own["output"].readings == {}
    assert own["output"].opacity() < 1.0


def test_the_deltas_come_back_layer_by_layer(xor: Studio) -> None:
    xor.begin()
    xor.slow.go_to(6)
    assert lit(xor) == ["hidden-2"]
    numbers = xor.slow.numbers
    assert numbers is not None
    deltas = numbers.layers["hidden-2"].deltas
    assert deltas is not None
    own = items(xor)
    assert own["hidden-2"].readings == {at: float(delta) for at, delta in enumerate(deltas)}
    values = numbers.layers["hidden-1"].values
    assert own["hidden-1"].readings == {at: float(value) for at, value in enumerate(values)}
    assert own["hidden-1"].opacity() < own["hidden-2"].opacity()


def test_the_wires_show_the_new_weights_at_the_update_and_the_old_ones_before(xor: Studio) -> None:
    xor.begin()
    old = xor.latest.weights["output"]
    wires = xor.canvas.scene._stage._wires["output"]
    to_the_last(xor)
    announced = [wires.weight(0, column) for column in range(3)]
    assert announced != [float(value) for value in old[0, :3]]
    xor.key(Qt.Key.Key_Left)
    assert [wires.weight(0, column) for column in range(3)] == [
        float(value) for value in old[0, :3]
    ]
    xor.key(Qt.Key.Key_Right)
    assert xor.bar.next.text() == "Make the step"
    xor.click(xor.bar.next)
    xor.until(lambda: xor.latest.step == 1 and xor.slow.can_go_on)
    made = xor.latest.weights["output"]
    assert announced == [float(value) for value in made[0, :3]]
    assert xor.bar.name.text() == "Pick the batch"
    assert "STEP 2" in xor.bar.caption.text()


def test_after_leaving_the_canvas_shows_the_run_again(xor: Studio) -> None:
    before = {name: dict(item.readings) for name, item in items(xor).items()}
    xor.begin()
    xor.slow.go_to(3)
    xor.click(xor.bar.leave)
    assert lit(xor) == []
    assert {name: dict(item.readings) for name, item in items(xor).items()} == before
    assert all(item.opacity() == 1.0 for item in items(xor).values())


def test_finishing_makes_the_step_and_leaves(xor: Studio) -> None:
    xor.begin()
    assert xor.slow.numbers is not None
    announced = xor.slow.numbers.new_weights
    xor.click(xor.bar.finish)
    assert not xor.bar.isVisible()
    xor.until(lambda: xor.latest.step == 1)
    assert all(np.array_equal(xor.latest.weights[name], own) for name, own in announced.items())


def test_auto_play_ends_with_the_step(xor: Studio) -> None:
    xor.begin()
    xor.bar.pace.setValue(xor.bar.pace.maximum())
    assert xor.slow.pace == FASTEST
    xor.slow.set_pace(5)
    xor.click(xor.bar.play)
    assert xor.bar.play.accessibleName() == "Stop auto-play"
    xor.until(lambda: xor.latest.step == 1 and xor.slow.can_go_on)
    assert xor.bar.play.accessibleName() == "Auto-play"
    assert xor.slow.index == 0


def test_the_slider_of_the_pace_goes_from_slow_to_fast_and_says_so(xor: Studio) -> None:
    xor.begin()
    xor.bar.pace.setFocus()
    QTest.keyClick(xor.bar.pace, Qt.Key.Key_Home)
    assert xor.slow.pace == SLOWEST
    assert xor.bar.pace_words.text() == here("4.0 s")
    QTest.keyClick(xor.bar.pace, ahead(xor.bar.pace))
    assert xor.slow.pace < SLOWEST
    assert xor.slow.index == 0, "on the slider the arrow belongs to it"


def test_a_click_on_a_mark_goes_to_its_stage(xor: Studio) -> None:
    xor.begin()
    dots = xor.bar.dots
    QTest.mouseClick(
        dots,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        dots.centre(4).toPoint(),
    )
    assert xor.bar.name.text() == "Loss"
    QTest.mouseClick(
        dots,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(dots.width() - 1, 5),
    )
    assert xor.bar.name.text() == "Loss"


def test_one_step_on_the_chosen_sample_alone(xor: Studio) -> None:
    xor.choice.choose(2)
    xor.begin()
    xor.click(xor.bar.only_this)
    xor.until(lambda: xor.latest.step == 1 and xor.slow.can_go_on)
    assert xor.slow.is_on
    assert [mark.words for mark in xor.latest.timeline.marks] == ["Step on sample 3"]
    xor.choice.show_own(np.array([0.5, 0.5]))
    xor.until(lambda: not xor.bar.only_this.isEnabled())
    assert "no target" in xor.bar.only_this.toolTip()


def test_a_stage_says_what_the_inspector_should_show(xor: Studio) -> None:
    told = []
    xor.slow.stage_changed.connect(told.append)
    xor.begin()
    to_the_last(xor)
    views = [(stage.view, stage.subject and stage.subject.layer_id) for stage in told]
    assert views[0] == (None, None)
    assert views[1:8] == [
        ("forward", "hidden-1"),
        ("forward", "hidden-2"),
        ("forward", "output"),
        ("loss", "output"),
        ("backward", "output"),
        ("backward", "hidden-2"),
        ("backward", "hidden-1"),
    ]
    assert views[8][0] == "update"
    assert told[8].subject.weight is not None


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_every_example_can_be_gone_through_and_painted_in_both_themes(
    example: str, open_studio: Open
) -> None:
    studio = open_studio(example)
    studio.begin()
    studio.choice.choose(int(studio.document.material.train[0]))
    studio.until(lambda: studio.slow.numbers is not None and studio.slow.can_go_on)
    for place in range(len(studio.slow.stages)):
        studio.slow.go_to(place)
        assert studio.bar.sentence.text()
        assert "{" not in studio.bar.sentence.text()
        assert lit(studio)
    assert not studio.window.grab().isNull()
    studio.canvas.scene.set_theme(LIGHT)
    studio.bar.set_theme(LIGHT)
    assert not studio.window.grab().isNull()


def test_weights_are_spoken_of_only_where_the_layer_above_has_some(open_studio: Open) -> None:
    studio = open_studio("digits-cnn")
    studio.begin()
    ways = [(stage.kind, stage.layer_id) for stage in studio.slow.stages]
    studio.slow.go_to(ways.index(("backward", "hidden")))
    assert "along its weight" in studio.bar.sentence.text()
    studio.slow.go_to(ways.index(("backward", "conv-2")))
    assert "slope of the activation" in studio.bar.sentence.text()
    assert "weight" not in studio.bar.sentence.text()


def test_a_small_value_on_a_tile_is_told_from_none() -> None:
    captions = Captions()
    told = [captions.reading(value) for value in (0.0, 0.0003, -0.0003, 0.25, -1.5)]
    assert told == [here("0.00"), "3e−4", "−3e−4", here("0.25"), here("−1.50")]
