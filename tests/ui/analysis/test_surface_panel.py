"""The loss surface, as a person computes and reads it."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnstudio.app.loss_surface_directions import RandomDirections, TwoWeights, WeightPlace
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session
from nnstudio.ui.analysis.surface_panel import STANDPOINT, TRAIL, LossSurfacePanel
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.directions import ahead
from tests.ui.figures import here
from tests.ui.pictures import inks_in, nearest, picture_of

from ...project.projects import dense, project
from .conftest import Studio

Show = Callable[[QWidget], None]
Make = Callable[..., tuple[Studio, LossSurfacePanel]]
SMALL = project(dense("a", 3, "tanh"), key="circles")
PATIENCE = 60_000


@pytest.fixture
def panel(studio: Callable[..., Studio], show: Show) -> Iterator[Make]:
    made: list[LossSurfacePanel] = []

    def make(design=SMALL) -> tuple[Studio, LossSurfacePanel]:
        opened = studio(design)
        made.append(LossSurfacePanel(opened.document, opened.run, DARK))
        made[-1].resize(400, 420)
        show(made[-1])
        return opened, made[-1]

    yield make
    for one in made:
        one.shut_down()


def compute(studio: Studio, panel: LossSurfacePanel) -> None:
    with studio.bot.waitSignal(panel.computed, timeout=PATIENCE):
        QTest.mouseClick(panel.controls.button, Qt.MouseButton.LeftButton)


def choose_weights(panel: LossSurfacePanel) -> None:
    """By keyboard, as a person would."""
    panel.controls.kind.setFocus()
    QTest.keyClick(panel.controls.kind, Qt.Key.Key_Down)
    if not panel.controls.of_weights:
        panel.controls.kind.activated.emit(1)


def test_before_anything_is_computed_words_say_what_it_is_for(panel):
    _, made = panel()
    assert "Press Compute" in made.view.notice
    assert made.controls.button.text() == "Compute"


def test_compute_shows_the_surface_and_its_centre_is_the_present_loss(panel):
    studio, made = panel()
    studio.train_until(3)
    compute(studio, made)
    surface = made.view.surface
    assert surface is not None
    assert len(surface.values) == 41
    assert surface.values[20, 20] == studio.latest.losses.train_loss
    expected = here(f"{studio.latest.losses.train_loss:.4f}")
    assert made.status.text() == (
        f"Around the present weights, epoch 3: loss {expected} over 42 training samples."
    )


def test_the_surface_over_two_wires_that_were_selected_is_the_loss_at_their_values(panel):
    studio, made = panel()
    choose_weights(made)
    assert not made.controls.weights.take.isEnabled()
    made.offer_wire("a", 2, 1)
    made.offer_wire("output", 0, 0)
    made.controls.weights.take.click()
    chosen = TwoWeights(WeightPlace("a", 2, 1), WeightPlace("output", 0, 0))
    assert made.controls.directions == chosen
    compute(studio, made)
    surface = made.view.surface
    assert surface is not None
    session = Session(SMALL)
    W, V = session.network.layers[0].Wb, session.network.layers[1].Wb
    begin = float(W[2, 1]), float(V[0, 0])
    W[2, 1], V[0, 0] = begin[0] + surface.axis[7], begin[1] + surface.axis[30]
    expected = session.network.value(session.training.train)
    assert surface.values[30, 7] == pytest.approx(expected, rel=1e-12)
    made.view.setFocus()
    QTest.keyClick(made.view, Qt.Key.Key_Home)
    assert "where Hidden 1: 3 ← 2 is" in made.status.text()
    assert here(f"is {begin[0]:.2f}").replace("-", "−") in made.status.text()


def test_weights_can_be_typed_and_a_bias_is_a_weight_too(panel):
    studio, made = panel()
    choose_weights(made)
    QTest.mouseClick(made.controls.more, Qt.MouseButton.LeftButton)
    picker = made.controls.weights.pickers[0]
    studio.bot.waitUntil(picker.isVisible)
    for field, text in ((picker.unit, "3"), (picker.source, "0")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    made.controls.weights.hide()
    assert picker.place == WeightPlace("a", 2, 2)


def test_one_weight_twice_is_refused_in_words(panel):
    studio, made = panel()
    choose_weights(made)
    first, second = made.controls.weights.pickers
    second.choose(first.place)
    QTest.mouseClick(made.controls.button, Qt.MouseButton.LeftButton)
    studio.bot.waitUntil(lambda: "two different weights" in made.status.text())
    assert not made.computing


def test_the_surface_is_read_under_the_pointer_and_point_by_point_with_the_keys(panel):
    studio, made = panel()
    compute(studio, made)
    frame = made.view.map_rect()
    QTest.mouseMove(made.view, QPoint(frame.left() + 1, frame.bottom() - 1))
    studio.bot.waitUntil(lambda: made.view.node == (0, 0))
    values = made.view.surface.values
    assert made.status.text().startswith(here(f"Loss {values[0, 0]:.4f}"))
    assert here("at −1.00 along direction 1 and −1.00 along direction 2") in made.status.text()
    made.view.setFocus()
    QTest.keyClick(made.view, Qt.Key.Key_Up)
    QTest.keyClick(made.view, Qt.Key.Key_Right)
    QTest.keyClick(made.view, Qt.Key.Key_Left)
    assert made.view.node == (1, 0)
    assert made.status.text().startswith(here(f"Loss {values[1, 0]:.4f}"))
    QTest.keyClick(made.view, Qt.Key.Key_Home)
    assert "as at the centre" in made.status.text()


def test_cancel_ends_it_at_once_and_training_has_not_noticed(panel):
    studio, made = panel(EXAMPLES["digits-cnn"].project)
    studio.run.play()
    made.compute()
    studio.bot.waitUntil(lambda: made.background.busy, timeout=PATIENCE)
    assert made.controls.button.text() == "Cancel"
    QTest.mouseClick(made.controls.button, Qt.MouseButton.LeftButton)
    assert not made.computing
    assert made.view.progress is None
    assert made.controls.button.text() == "Compute"
    studio.run.pause()
    studio.settle()
    alone = Session(EXAMPLES["digits-cnn"].project)
    for _ in range(studio.session.training.step_count):
        alone.training.step()
    assert np.array_equal(studio.parameters(), alone.network.parameters)


def test_when_the_weights_move_on_words_say_so_and_the_trail_follows(panel):
    studio, made = panel()
    compute(studio, made)
    studio.train_until(4)
    studio.bot.waitUntil(lambda: "the weights are others now" in made.status.text())
    studio.bot.waitUntil(lambda: made.view.trail.step == studio.latest.step)
    plane = made.view.surface.plane
    assert made.view.trail.now == pytest.approx(plane.place(studio.parameters()))
    compute(studio, made)
    studio.bot.waitUntil(lambda: "Around the present weights, epoch 4" in made.status.text())


def test_a_weight_moved_by_hand_makes_the_surface_one_of_the_past_too(panel):
    studio, made = panel()
    compute(studio, made)
    studio.bot.waitUntil(lambda: made.view.trail is not None)
    assert "Around the present" in made.status.text()
    studio.run.set_weight("a", 0, 0, 7.0)
    studio.bot.waitUntil(lambda: "the weights are others now" in made.status.text())


def test_the_path_of_the_run_comes_from_its_timeline(panel):
    studio, made = panel()
    moments = [studio.parameters()]
    for _ in range(3):
        step = studio.latest.step
        studio.run.step()
        studio.bot.waitUntil(lambda before=step: studio.latest.step > before)
        moments.append(studio.parameters())
    compute(studio, made)
    surface = made.view.surface
    assert surface.path == pytest.approx(np.array([surface.plane.place(w) for w in moments]))
    assert surface.path[-1] == pytest.approx([0.0, 0.0])
    assert np.abs(surface.path[0]).max() > 0.0


def test_the_path_begins_where_the_network_became_what_it_is(panel):
    studio, made = panel()
    studio.train_until(2)
    studio.document.apply(edits.set_units(studio.document.project, "a", 4), "units")
    studio.bot.waitUntil(lambda: studio.latest.weights["a"].shape == (4, 3))
    studio.train_until(4)
    compute(studio, made)
    known = studio.latest.timeline.current.moments
    sizes = [moment.kept.parameters.size for moment in known]
    assert 0 < len(made.view.surface.path) == sizes.count(17) < len(sizes)


def test_a_moment_of_the_past_has_its_place_on_the_surface(panel):
    studio, made = panel()
    first = studio.parameters()
    studio.train_until(5)
    compute(studio, made)
    begun = studio.latest.timeline.current.moments[0]
    assert begun.step == 0
    studio.run.timeline.go_to(begun.number)
    place = pytest.approx(made.view.surface.plane.place(first))
    studio.bot.waitUntil(lambda: made.view.trail is not None and made.view.trail.now == place)
    assert "the weights are others now" in made.status.text()
    compute(studio, made)
    assert np.array_equal(made.view.surface.plane.centre, first)
    assert len(made.view.surface.path) == 1


def test_other_directions_are_drawn_with_another_seed(panel):
    studio, made = panel()
    compute(studio, made)
    first = made.view.surface
    with studio.bot.waitSignal(made.computed, timeout=PATIENCE):
        QTest.mouseClick(made.controls.more, Qt.MouseButton.LeftButton)
    second = made.view.surface
    assert second.task.directions == RandomDirections(1)
    assert not np.array_equal(first.plane.first, second.plane.first)
    assert second.loss == first.loss


def test_another_range_waits_for_compute_and_says_so(panel):
    studio, made = panel()
    compute(studio, made)
    made.controls.range.setFocus()
    QTest.keyClick(made.controls.range, ahead(made.controls.range))
    assert "The settings are others now" in made.status.text()
    compute(studio, made)
    assert made.view.surface.task.reach == made.controls.reach == 1.5


def test_an_edit_of_the_network_takes_its_surface_away(panel):
    studio, made = panel()
    compute(studio, made)
    studio.document.apply(edits.set_units(studio.document.project, "a", 5), "units")
    assert made.view.surface is None
    assert "Press Compute" in made.view.notice
    assert not studio.wanted(TRAIL)
    compute(studio, made)
    assert made.view.surface.plane.centre.size == studio.parameters().size


def test_a_network_that_does_not_fit_says_so_and_offers_no_compute(panel):
    _, made = panel(replace(SMALL, layers=()))
    assert "no layers" in made.view.notice
    assert not made.controls.button.isEnabled()
    assert not made.computing


def test_nothing_is_asked_of_the_trainer_while_the_panel_is_hidden_or_at_rest(panel):
    studio, made = panel()
    assert not studio.wanted(TRAIL)
    compute(studio, made)
    assert studio.wanted(TRAIL)
    assert not studio.wanted(STANDPOINT)
    made.hide()
    assert not studio.wanted(TRAIL)
    made.show()
    assert studio.wanted(TRAIL)


def test_a_window_that_closes_while_a_surface_is_under_way_leaves_no_thread(panel):
    studio, made = panel(EXAMPLES["digits-cnn"].project)
    made.compute()
    studio.bot.waitUntil(lambda: made.background.busy, timeout=PATIENCE)
    (job,) = made.background._running
    made.shut_down()
    assert job.isFinished()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("size", [(400, 420), (250, 330)])
def test_it_can_be_painted_in_every_look(panel, theme, logarithmic, size):
    studio, made = panel()
    made.resize(*size)
    assert (made.width(), made.height()) == size
    made.set_theme(theme)
    made.log.setChecked(logarithmic)
    compute(studio, made)
    picture = picture_of(made.view)
    centre = made.view.map_rect().center()
    assert picture.pixelColor(centre).name() == theme.accent
    lowest = np.unravel_index(made.view.surface.values.argmin(), (41, 41))
    assert made.view.surface.values[lowest] <= made.view.surface.loss


def test_where_the_loss_is_beyond_all_numbers_it_is_hatched(panel):
    studio, made = panel(
        project(
            dense("a", 3, "relu"),
            key="plane",
            output=dense("output", 1, "identity"),
            loss="mean squared error",
            precision="float32",
        )
    )
    compute(studio, made)
    values = made.view.surface.values
    values[:10, :10] = np.inf
    made.view.set_logarithmic(False)
    frame = made.view.map_rect()
    inks = inks_in(made.view, QRect(frame.left() + 12, frame.bottom() - 12, 8, 2))
    assert nearest(inks, DARK.warning) < 100 < nearest({DARK.raised}, DARK.warning)
    made.view.setFocus()
    made.view._point((2, 2))
    assert made.status.text().startswith("Beyond all numbers, at")


def test_the_trail_over_one_surface_is_never_drawn_on_the_next(panel):
    studio, made = panel()
    compute(studio, made)
    first = made.view.surface.plane
    studio.train_until(3)
    studio.bot.waitUntil(lambda: made.view.trail is not None and made.view.trail.moved)
    assert made.view.trail.plane is first
    seen = []
    made.background.found.connect(lambda _: seen.append(made.view.trail))
    compute(studio, made)
    assert seen
    assert all(trail is None or trail.plane is not first for trail in seen)
    studio.bot.waitUntil(lambda: made.view.trail is not None)
    assert made.view.trail.plane is made.view.surface.plane
    assert not made.view.trail.moved


def test_another_name_for_a_layer_leaves_the_surface_as_it_is(panel):
    studio, made = panel()
    compute(studio, made)
    surface = made.view.surface
    layers = studio.document.project.layers
    named = (replace(layers[0], title="Edges"), *layers[1:])
    studio.document.apply(replace(studio.document.project, layers=named), "name")
    assert made.view.surface is surface
    assert made.controls.weights.pickers[0].layers.itemText(0) == "Edges"
