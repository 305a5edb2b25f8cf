"""Journeys through the five networks, their arithmetic and their past, in the real window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.app.activity import Activity
from nnstudio.app.slow_motion import SlowMotion
from nnstudio.app.snapshot import Phase
from nnstudio.nn.layers.dense import Dense
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import Conv2DSpec
from nnstudio.project.session import Session
from nnstudio.ui.inspector.panel import InspectorPanel
from nnstudio.ui.live.attention_view import AttentionView
from nnstudio.ui.live.convolution_view import ConvolutionView
from nnstudio.ui.live.recurrence_view import RecurrenceView
from nnstudio.ui.slow_motion.bar import SlowMotionBar
from tests.e2e.studio import LEFT, Studio

VIEWS = {
    "digits-cnn": ConvolutionView,
    "shapes-cnn": ConvolutionView,
    "remember-rnn": RecurrenceView,
    "remember-lstm": RecurrenceView,
    "adding": RecurrenceView,
    "reverse": AttentionView,
    "next-character": AttentionView,
}


def activity(studio: Studio) -> Activity | None:
    found = studio.latest.results.get("activity")
    assert found is None or isinstance(found, Activity)
    return found


def mend(studio: Studio) -> str:
    """Press the button of the bubble on the canvas; returns what it said."""
    overlays = studio.window.workspace.canvas.overlays
    studio.until(lambda: bool(overlays.bubbles) and overlays.bubbles[0].isVisible())
    button = overlays.bubbles[0].mend_button
    assert button is not None
    words = button.text()
    studio.click(button)
    return words


@pytest.mark.parametrize("name", VIEWS)
def test_an_example_from_the_menu_trains_and_shows_the_view_that_fits(
    studio: Studio, name: str
) -> None:
    studio.command(f"example {name}")
    assert studio.document.project == EXAMPLES[name].project
    view = studio.window.workspace.picture.view
    assert type(view) is VIEWS[name]
    assert view.isVisible()
    studio.until(lambda: activity(studio) is not None)
    before = activity(studio)
    studio.flat_out()
    studio.window.run.play()
    studio.until(lambda: studio.latest.step >= 5)
    studio.window.run.pause()
    studio.until(lambda: studio.phase is Phase.PAUSED and studio.latest.phase is Phase.PAUSED)
    after = activity(studio)
    assert before is not None
    assert after is not None
    assert (before.answer != after.answer).any()
    studio.command("theme dark")
    studio.command("theme light")


def test_a_convolution_put_before_digits_is_mended_step_by_step_into_a_network_that_learns(
    studio: Studio,
) -> None:
    studio.command("example digits")
    studio.until(lambda: studio.latest.results.get("maps") is not None)
    studio.window.workspace.canvas.commands.insert([Conv2DSpec()], 0)
    assert not studio.document.shapes.fits
    assert mend(studio) == "Read the pixels as an image"
    assert mend(studio) == "Put Flatten before it"
    studio.until(lambda: studio.document.shapes.fits)
    studio.train_until(2)
    accuracy = studio.latest.losses.validation_accuracy
    assert accuracy is not None
    assert accuracy > 0.5
    for _ in range(3):
        studio.command("undo")
    assert studio.document.project == EXAMPLES["digits"].project


def test_a_click_on_a_wire_announces_the_weight_that_the_next_step_gives_it(
    studio: Studio,
) -> None:
    studio.train_until(5)
    viewport = studio.window.workspace.canvas.view.viewport()
    QTest.mouseClick(viewport, LEFT, Qt.KeyboardModifier.NoModifier, studio.wire("hidden-1", 0, 0))
    below = studio.window.workspace.below
    studio.until(lambda: below.current == "inspector")
    inspector = below.page("inspector")
    assert isinstance(inspector, InspectorPanel)
    inspector.show_view("update")

    def announced() -> float | None:
        found = inspector.found
        if found is None or not found.derivation.update or found.step != studio.latest.step:
            return None
        lefts = [equation.left for equation in found.derivation.update]
        return next(left.value for left in lefts if left.place and left.place.role == "new weight")

    studio.until(lambda: announced() is not None)
    promised, step = announced(), studio.latest.step
    assert promised != studio.weight("hidden-1", 0, 0)
    studio.command("step")
    studio.until(lambda: studio.latest.step == step + 1)
    assert studio.weight("hidden-1", 0, 0) == promised


def test_slow_motion_ends_in_the_very_step_that_training_would_have_made(studio: Studio) -> None:
    studio.train_until(3)
    studio.command("slow motion")
    step = studio.latest.step
    bar = studio.window.findChild(SlowMotionBar)
    slow = studio.window.findChild(SlowMotion)
    assert bar is not None
    assert slow is not None
    stages = 2 * len(studio.layers) + 3
    studio.until(lambda: len(slow.stages) == stages)
    for _ in range(stages):
        assert studio.latest.step == step
        studio.click(bar.next)
    studio.until(lambda: studio.latest.step == step + 1)
    plain = Session(studio.document.project)
    plain.train_epochs(3)
    plain.training.step()
    for layer, made in zip(studio.layers, plain.network.layers, strict=True):
        assert isinstance(made, Dense)
        assert (studio.latest.weights[layer.id] == made.Wb).all()


def test_a_digit_drawn_on_the_pad_is_followed_through_every_feature_map(studio: Studio) -> None:
    studio.command("example digits-cnn")
    studio.train_until(8)
    view = studio.window.workspace.picture.view
    assert isinstance(view, ConvolutionView)
    studio.click(view.draw)
    pad = view.stage.pad
    studio.until(pad.isVisible)
    middle, reach = pad.rect().center(), pad.height() // 3
    top, foot = middle - QPoint(0, reach), middle + QPoint(0, reach)
    QTest.mousePress(pad, LEFT, Qt.KeyboardModifier.NoModifier, top)
    for share in range(1, 11):
        QTest.mouseMove(pad, top + (foot - top) * share / 10)
    QTest.mouseRelease(pad, LEFT, Qt.KeyboardModifier.NoModifier, foot)
    studio.until(lambda: not view.drawn.waits)
    drawn = studio.window.workspace.choice.features
    assert drawn.any()

    def is_followed() -> bool:
        found = activity(studio)
        return found is not None and (found.features == drawn).all()

    studio.until(is_followed)
    found = activity(studio)
    assert found is not None
    maps = [layer.values for layer in found.layers.values() if layer.values.ndim == 3]
    assert len(maps) == 4
    assert all(values.any() for values in maps)
