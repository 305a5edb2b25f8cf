"""Going back in time on the bar along the bottom, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnstudio.app.snapshot import Phase
from nnstudio.project import edits
from nnstudio.project.layers import Conv2DSpec
from nnstudio.ui.panels.loss_plot import LossPlot
from nnstudio.ui.theme import THEMES
from nnstudio.ui.timeline.bar import TimelineBar
from nnstudio.ui.timeline.track import TimelineTrack
from tests.app.test_failures import break_at
from tests.e2e.studio import LEFT, Studio
from tests.ui.directions import ahead

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def bar(studio: Studio) -> TimelineBar:
    return studio.window.workspace.timeline


def track(studio: Studio) -> TimelineTrack:
    return bar(studio).track


def steps(studio: Studio, count: int) -> None:
    """Choose the command for one step so often."""
    for _ in range(count):
        before = studio.latest.step
        studio.command("step")
        studio.until(lambda before=before: studio.latest.step == before + 1)


def is_seen(studio: Studio, place: int) -> bool:
    """Whether the moment at this place is what the window shows."""
    view, past = studio.latest.timeline, studio.latest.past
    return past is not None and view.place(past.number) == place


def loss_plot(studio: Studio) -> LossPlot:
    """The plot of the loss, which comes a moment after the window, with all of the run."""
    panel = studio.window.workspace.loss
    studio.until(lambda: panel.plot is not None and panel.plot.has_something)
    studio.until(lambda: panel.plot.train.getData()[0][-1] == studio.latest.epoch)
    return panel.plot


def spot(studio: Studio, place: int) -> QPoint:
    """Where on the bar a moment lies."""
    return QPoint(round(track(studio).x_of(place)), track(studio).height() // 2)


def click(studio: Studio, place: int) -> None:
    """Click a moment, and wait until it is there."""
    QTest.mouseClick(track(studio), LEFT, NONE, spot(studio, place))
    studio.until(lambda: is_seen(studio, place))


def change_rate(studio: Studio, rate: float) -> None:
    project = edits.change_training(studio.document.project, learning_rate=rate)
    studio.document.apply(project, "Change the learning rate")
    count = len(studio.latest.timeline.marks)
    studio.until(lambda: len(studio.latest.timeline.marks) > count)


def test_before_the_first_step_the_bar_says_when_it_begins_and_a_click_changes_nothing(
    studio: Studio,
) -> None:
    assert track(studio).tip_at(100.0) == "The timeline begins with the first step."
    assert not studio.window.menus.actions["step back"].isEnabled()
    QTest.mouseClick(track(studio), LEFT)
    assert not studio.window.run.timeline.at_past


def test_dragging_the_handle_back_takes_canvas_boundary_and_loss_marker_along(
    studio: Studio,
) -> None:
    steps(studio, 3)
    weights_then = {name: value.copy() for name, value in studio.latest.weights.items()}
    map_then = studio.latest.results["maps"].output.copy()
    losses_then = studio.latest.losses
    epoch_then = studio.latest.epoch
    studio.train_until(6)
    plot = loss_plot(studio)
    map_now = studio.latest.results["maps"].output
    assert not np.array_equal(map_now, map_then)
    start, end = spot(studio, len(studio.latest.timeline.steps) - 1), spot(studio, 3)
    QTest.mousePress(track(studio), LEFT, NONE, start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(track(studio), start + (end - start) * share)
    QTest.mouseRelease(track(studio), LEFT, NONE, end)
    studio.until(lambda: is_seen(studio, 3))
    assert all(np.array_equal(studio.latest.weights[n], weights_then[n]) for n in weights_then)
    assert studio.latest.losses == losses_then
    assert np.array_equal(studio.latest.results["maps"].output, map_then)
    studio.until(lambda: plot.moment.isVisible() and plot.moment.value() == epoch_then)
    assert plot.moment_name.toPlainText() == f"epoch {epoch_then}"
    assert bar(studio).where.text() == "Step 3, epoch 0"
    assert bar(studio).more.text().startswith("the run is at ")


def test_the_loss_of_the_whole_run_stays_in_sight_while_one_looks_back(studio: Studio) -> None:
    studio.train_until(8)
    plot = loss_plot(studio)
    click(studio, 0)
    studio.until(lambda: plot.moment.isVisible())
    assert plot.train.getData()[0][-1] == 8
    studio.click(bar(studio).now)
    studio.until(lambda: not plot.moment.isVisible())


def test_left_goes_back_exactly_one_step_and_end_returns(studio: Studio) -> None:
    steps(studio, 5)
    now = studio.latest.step
    for back in (1, 2):
        studio.key(Qt.Key.Key_Left)
        studio.until(lambda back=back: studio.latest.at_past and studio.latest.step == now - back)
    assert bar(studio).now.isVisible()
    studio.key(Qt.Key.Key_End)
    studio.until(lambda: not studio.latest.at_past)
    assert studio.latest.step == now
    assert not bar(studio).now.isVisible()
    assert not studio.window.menus.actions["now"].isEnabled()


def test_step_back_cannot_be_chosen_at_the_first_moment(studio: Studio) -> None:
    steps(studio, 2)
    action = studio.window.menus.actions["step back"]
    assert action.isEnabled()
    click(studio, 0)
    studio.until(lambda: not action.isEnabled())


def test_playing_from_the_past_begins_another_run_and_the_old_one_can_be_returned_to(
    studio: Studio,
) -> None:
    studio.train_until(6)
    end = studio.latest.step
    weights = {name: value.copy() for name, value in studio.latest.weights.items()}
    assert not bar(studio).runs.isVisible()
    click(studio, 0)
    studio.train_until(2)
    studio.until(lambda: len(studio.latest.timeline.branches) == 1)
    studio.until(lambda: bar(studio).runs.text() == "Run 2 ▾")
    plot = loss_plot(studio)
    studio.until(lambda: plot.others.names == ["Run 1"])
    assert plot.viewRange()[0][1] > 6  # the run before is in sight as a whole
    bar(studio).runs.list_runs()
    old, new = bar(studio).runs.menu().actions()
    assert old.text().startswith(f"Run 1 · to step {end}")
    assert new.isChecked()
    old.trigger()
    studio.until(lambda: studio.latest.timeline.current.number == 1 and studio.latest.step == end)
    assert all(np.array_equal(studio.latest.weights[name], weights[name]) for name in weights)
    assert not studio.latest.at_past
    studio.until(lambda: plot.others.names == ["Run 2"])


def test_a_mark_stands_where_the_learning_rate_was_changed_with_words(studio: Studio) -> None:
    steps(studio, 4)
    change_rate(studio, 0.5)
    steps(studio, 4)
    view = studio.latest.timeline
    (mark,) = view.marks
    assert mark.step == 4
    place = view.place(mark.number)
    tip = track(studio).tip_at(track(studio).x_of(place) + 3)
    assert tip == "Change the learning rate\nStep 4, epoch 0"
    click(studio, place)
    assert bar(studio).more.text() == "Change the learning rate · the run is at 8"
    assert studio.document.project.training.learning_rate == 0.5
    click(studio, place - 2)
    assert studio.document.project.training.learning_rate != 0.5


def test_the_keys_go_from_moment_to_moment_and_from_edit_to_edit(studio: Studio) -> None:
    steps(studio, 3)
    change_rate(studio, 0.2)
    steps(studio, 3)
    change_rate(studio, 0.3)
    steps(studio, 2)
    places = [studio.latest.timeline.place(mark.number) for mark in studio.latest.timeline.marks]
    track(studio).setFocus()
    keys = Qt.Key
    for key, held, expected in (
        (keys.Key_Left, CTRL, places[1]),
        (keys.Key_Left, CTRL, places[0]),
        (keys.Key_Left, CTRL, 0),
        (keys.Key_Right, NONE, 1),
        (keys.Key_Left, NONE, 0),
        (keys.Key_Right, CTRL, places[0]),
        (keys.Key_Home, NONE, 0),
    ):
        QTest.keyClick(track(studio), key, held)
        studio.until(lambda expected=expected: is_seen(studio, expected))
        studio.until(lambda: not studio.window.run.timeline.is_on_the_way)
    assert "Step 0" in track(studio).accessibleDescription()
    QTest.keyClick(track(studio), keys.Key_PageDown)
    studio.until(lambda: not studio.latest.at_past or studio.latest.step > 0)
    QTest.keyClick(track(studio), keys.Key_End)
    studio.until(lambda: not studio.latest.at_past)
    assert studio.latest.step == 8  # no key made a step, or a reset


def test_clicking_the_right_end_is_the_present(studio: Studio) -> None:
    studio.train_until(4)
    click(studio, 0)
    QTest.mouseClick(track(studio), LEFT, NONE, QPoint(track(studio).width() - 2, 20))
    studio.until(lambda: not studio.latest.at_past)
    assert studio.latest.epoch == 4


def test_looking_back_pauses_a_run_that_is_going(studio: Studio) -> None:
    studio.flat_out()
    studio.key(Qt.Key.Key_Space)
    studio.until(lambda: studio.latest.step > 60 and studio.phase is Phase.RUNNING)
    studio.until(lambda: track(studio).has_run)
    QTest.mouseClick(track(studio), LEFT, NONE, QPoint(track(studio).width() // 3, 20))
    studio.until(lambda: studio.latest.at_past)
    assert studio.phase is Phase.PAUSED


def test_a_click_on_the_loss_goes_to_the_moment_closest_to_that_epoch(studio: Studio) -> None:
    for epoch in range(1, 9):
        studio.train_until(epoch)
    plot = loss_plot(studio)
    place = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(3.1, 0.1)))
    QTest.mouseClick(plot.viewport(), LEFT, NONE, place)
    studio.until(lambda: studio.latest.at_past)
    assert studio.latest.epoch == 3


def test_a_double_click_on_a_loss_that_one_looks_at_closely_only_shows_all_of_it_again(
    studio: Studio,
) -> None:
    studio.train_until(8)
    plot = loss_plot(studio)
    plot.getViewBox().setRange(xRange=(2, 4))
    plot.getViewBox().sigRangeChangedManually.emit([True, True])
    place = plot.viewport().rect().center()
    QTest.mouseClick(plot.viewport(), LEFT, NONE, place)
    QTest.mouseDClick(plot.viewport(), LEFT, NONE, place)
    assert plot.viewRange()[0][1] >= 8
    studio.key(Qt.Key.Key_Right)
    studio.until(lambda: not studio.latest.at_past and studio.latest.epoch == 8)
    assert not studio.latest.timeline.branches


def test_a_hidden_bar_costs_nothing_and_is_up_to_date_when_it_comes_back(studio: Studio) -> None:
    steps(studio, 2)
    action = studio.window.menus.actions["panel timeline"]
    action.setChecked(False)
    assert not bar(studio).isVisible()
    before = track(studio).present
    steps(studio, 3)
    assert track(studio).present == before
    action.setChecked(True)
    assert track(studio).present == 5
    assert bar(studio).more.text() == "Step 5, epoch 0"


def test_the_memory_is_chosen_when_the_slider_is_let_go_and_remembered(studio: Studio) -> None:
    steps(studio, 3)
    studio.click(bar(studio).memory)
    from nnstudio.ui.timeline.budget import BudgetPopover

    popover = bar(studio).findChild(BudgetPopover)
    assert popover.row.words.text() == "64 MB"
    assert "4 moments" in popover.used.text()
    told: list[int] = []
    popover.chosen.connect(told.append)
    QTest.keyClick(popover.row.slider, ahead(popover.row.slider))
    assert popover.row.words.text() == "128 MB"
    assert told == []
    popover.close()
    assert told == [128 * 2**20]
    assert studio.preferences.timeline_budget == 128 * 2**20
    steps(studio, 1)
    assert studio.latest.timeline.budget == 128 * 2**20


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_bar_is_drawn_in_the_colours_of_the_theme(studio: Studio, name: str) -> None:
    theme = THEMES[name]
    steps(studio, 4)
    click(studio, 2)
    bar(studio).set_theme(theme)
    picture = track(studio).grab().toImage()
    ratio = picture.devicePixelRatio()
    x, y = track(studio).x_of(2) * ratio, 20 * ratio
    near = {picture.pixelColor(int(x) + dx, int(y)).name() for dx in (-1, 0, 1)}
    assert theme.accent in near


def test_now_leads_back_to_a_network_that_does_not_fit_as_it_was_before_the_look(studio):
    steps(studio, 5)
    weights = studio.latest.weights
    run_bar, workspace = studio.window.workspace.run_bar, studio.window.workspace
    loss = run_bar.train_loss.text
    misfit = edits.insert_layers(studio.document.project, 1, [Conv2DSpec()])
    assert studio.document.apply(misfit, "One that does not fit")
    assert studio.phase is Phase.MISFIT
    click(studio, 1)
    assert run_bar.train_loss.text != loss
    QTest.mouseClick(bar(studio).now, LEFT)
    assert studio.phase is Phase.MISFIT
    assert not bar(studio).now.isVisible()
    assert bar(studio).where.text() == "Timeline"
    assert "5" in bar(studio).more.text()
    assert run_bar.train_loss.text == loss
    assert workspace.canvas.scene.weights is weights


def test_an_edit_of_the_past_that_does_not_fit_leaves_no_way_back_to_now(studio):
    steps(studio, 5)
    click(studio, 2)
    assert bar(studio).now.isVisible()
    misfit = edits.insert_layers(studio.document.project, 1, [Conv2DSpec()])
    assert studio.document.apply(misfit, "One that does not fit")
    assert studio.phase is Phase.MISFIT
    assert not bar(studio).now.isVisible()
    assert "2" in bar(studio).more.text()


def test_the_handle_goes_back_from_a_moment_that_a_broken_run_cannot_show(studio):
    steps(studio, 5)
    session = studio.window.run._trainer.session
    assert session is not None
    break_at(session, 0)
    studio.command("step")
    studio.until(lambda: studio.phase is Phase.FAILED)
    QTest.mouseClick(track(studio), LEFT, NONE, spot(studio, 1))
    studio.until(lambda: not studio.window.run.timeline.is_on_the_way)
    studio.qtbot.wait(50)
    view = studio.window.run.timeline.view
    assert track(studio)._shown_step(view) == 5
    assert not bar(studio).now.isVisible()
