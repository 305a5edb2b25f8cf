"""The run bar, driven by mouse and keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.snapshot import Phase
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import Conv2DSpec
from nnstudio.project.specs import (
    AdamSpec,
    CosineSchedule,
    MomentumSpec,
    RMSpropSpec,
    SGDSpec,
    StepSchedule,
)
from nnstudio.ui.run_bar import RunBar
from nnstudio.ui.theme import DARK, LIGHT
from nnstudio.ui.widgets.choice_box import ChoiceBox
from nnstudio.ui.widgets.number_edit import NumberEdit
from tests.ui.conftest import Studio
from tests.ui.figures import here

Show = Callable[[QWidget], None]
Open = Callable[[str], Studio]


def click(widget: QWidget, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifier)


def type_number(edit: NumberEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def choose(box: ChoiceBox, key: str) -> None:
    """Choose by keyboard, as one does without a mouse."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != key:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"{key} cannot be reached"


@pytest.fixture
def studio(open_studio: Open) -> Studio:
    return open_studio("noisy-xor")


@pytest.fixture
def bar(studio: Studio, show: Show, qtbot: QtBot) -> RunBar:
    bar = RunBar(studio.document, studio.run, LIGHT)
    bar.resize(1600, 70)
    show(bar)
    qtbot.waitUntil(lambda: studio.run.latest is not None)
    return bar


def training(studio: Studio):
    return studio.document.project.training


def test_play_trains_and_pause_stops(bar: RunBar, studio: Studio, qtbot: QtBot) -> None:
    assert bar.status.line.text == "ready"
    click(bar.transport.play)
    qtbot.waitUntil(lambda: studio.run.phase is Phase.RUNNING)
    assert bar.transport.play.accessibleName() == "Pause"
    qtbot.waitUntil(lambda: bar.status.line.text.endswith("epochs/s"))
    qtbot.waitUntil(lambda: bar.epoch.text != "0")
    click(bar.transport.play)
    qtbot.waitUntil(lambda: studio.run.phase is Phase.PAUSED)
    assert bar.status.line.text == "paused"
    assert bar.transport.play.accessibleName() == "Play"


def test_a_step_learns_from_one_batch_and_with_shift_from_a_whole_epoch(
    bar: RunBar, studio: Studio, qtbot: QtBot
) -> None:
    click(bar.transport.step)
    qtbot.waitUntil(lambda: studio.run.latest.step == 1)
    click(bar.transport.step_epoch)
    qtbot.waitUntil(lambda: bar.epoch.text == "1")
    click(bar.transport.reset)
    qtbot.waitUntil(lambda: studio.run.latest.step == 0)
    assert bar.epoch.text == "0"


def test_reset_brings_back_the_very_start(bar: RunBar, studio: Studio, qtbot: QtBot) -> None:
    start = bar.train_loss.text
    click(bar.transport.step_epoch)
    qtbot.waitUntil(lambda: bar.train_loss.text != start)
    click(bar.transport.reset)
    qtbot.waitUntil(lambda: bar.train_loss.text == start)


def test_a_learning_rate_typed_with_a_comma_is_taken_in_a_german_country(
    german: None, open_studio: Open, show: Show
) -> None:
    studio = open_studio("xor")
    bar = RunBar(studio.document, studio.run, LIGHT)
    bar.resize(1600, 70)
    show(bar)
    type_number(bar.learning_rate, "0,125")
    assert training(studio).learning_rate == 0.125
    assert bar.learning_rate.text() == "0,125"


@pytest.mark.parametrize("value", [0.001, 1e-9, 0.1 + 0.2, 1e9])
def test_every_learning_rate_makes_the_round_trip(
    bar: RunBar, studio: Studio, value: float
) -> None:
    type_number(bar.learning_rate, repr(value))
    assert training(studio).learning_rate == value
    assert edits.changed(training(studio), learning_rate=value) == training(studio)


def test_a_project_that_does_not_fit_is_opened_without_the_numbers_of_the_one_before(
    bar: RunBar, studio: Studio, qtbot: QtBot
) -> None:
    studio.run.play_until(2)
    qtbot.waitUntil(lambda: bar.epoch.text == here("2"))
    misfit = edits.insert_layers(studio.document.project, 1, [Conv2DSpec()])
    studio.document.new(misfit)
    qtbot.waitUntil(studio.is_at_rest)
    numbers = (bar.epoch, bar.train_loss, bar.validation_loss)
    assert [number.text for number in numbers] == ["—"] * 3
    assert bar.status.line.text == "does not fit yet"


def test_a_number_that_is_being_typed_is_not_taken_by_a_project_that_is_opened_meanwhile(
    bar: RunBar, studio: Studio, qtbot: QtBot
) -> None:
    edit = bar.learning_rate
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    edit.selectAll()
    QTest.keyClicks(edit, "777")
    other = EXAMPLES["spirals"].project
    studio.document.new(other)
    assert not edit.isModified()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert studio.document.project == other


def test_a_learning_rate_that_is_no_number_changes_nothing_and_says_why(
    bar: RunBar, studio: Studio
) -> None:
    before = studio.document.project
    type_number(bar.learning_rate, "as fast as you can")
    assert studio.document.project is before
    assert here("stays at 0.01") in bar.learning_rate.complaint.text()
    assert bar.learning_rate.complaint.isVisible()


def test_arrow_steps_of_the_learning_rate_are_one_undo_step(bar: RunBar, studio: Studio) -> None:
    bar.learning_rate.setFocus()
    for _ in range(4):
        QTest.keyClick(bar.learning_rate, Qt.Key.Key_Up)
    assert training(studio).learning_rate == 0.07
    assert studio.document.undo_stack.count() == 1
    studio.document.undo_stack.undo()
    assert training(studio).learning_rate == 0.01
    assert bar.learning_rate.value == 0.01


def test_the_batch_takes_whole_numbers_only(bar: RunBar, studio: Studio) -> None:
    type_number(bar.batch, "2.5")
    assert training(studio).batch_size == 32
    assert "whole number" in bar.batch.complaint.text()
    type_number(bar.batch, "64")
    assert training(studio).batch_size == 64


@pytest.mark.parametrize(
    ("key", "spec"),
    [("sgd", SGDSpec), ("momentum", MomentumSpec), ("rmsprop", RMSpropSpec), ("adam", AdamSpec)],
)
def test_every_optimiser_can_be_chosen(bar: RunBar, studio: Studio, key: str, spec: type) -> None:
    choose(bar.optimiser, key)
    assert isinstance(training(studio).optimiser, spec)
    assert bar.optimiser.currentData() == key


def test_a_loss_that_does_not_fit_the_output_cannot_be_chosen_and_says_why(
    bar: RunBar, studio: Studio
) -> None:
    assert not bar.loss.possible("categorical cross-entropy")
    row = bar.loss.findData("categorical cross-entropy")
    assert "softmax" in bar.loss.itemData(row, Qt.ItemDataRole.ToolTipRole)
    choose(bar.loss, "mean squared error")
    assert training(studio).loss == "mean squared error"
    choose(bar.loss, "half squared error")
    assert training(studio).loss == "half squared error"
    output = studio.document.project.layers[-1].id
    studio.document.apply(edits.set_activation(studio.document.project, output, "tanh"), "tanh")
    assert not bar.loss.possible("binary cross-entropy")
    assert bar.loss.possible("mean squared error")


def test_regularisation_is_chosen_and_given_a_strength(bar: RunBar, studio: Studio) -> None:
    assert not bar.regularisation.strength.isEnabled()
    choose(bar.regularisation.kind, "l2")
    assert training(studio).l2 == 0.001
    type_number(bar.regularisation.strength, "0,5")
    assert (training(studio).l1, training(studio).l2) == (0.0, 0.5)
    choose(bar.regularisation.kind, "l1")
    assert training(studio).l1 == 0.5
    assert training(studio).l2 == 0.0
    choose(bar.regularisation.kind, "none")
    assert (training(studio).l1, training(studio).l2) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("beta1", "0.5", 0.5),
        ("beta2", "0,9999", 0.9999),
        ("clip", "1e9", 1e9),
        ("patience", "50", 50),
        ("l1", "0.003", 0.003),
        ("l2", "1e-7", 1e-7),
    ],
)
def test_every_further_number_makes_the_round_trip(
    bar: RunBar, studio: Studio, name: str, text: str, value: float
) -> None:
    click(bar.more_button)
    type_number(bar.more.numbers[name], text)
    spec = training(studio)
    assert getattr(spec.optimiser if name.startswith("beta") else spec, name) == value
    assert bar.more.numbers[name].value == value
    bar.more.hide()


def test_a_decay_of_one_is_refused_in_words(bar: RunBar, studio: Studio) -> None:
    click(bar.more_button)
    type_number(bar.more.numbers["beta1"], "1")
    assert training(studio).optimiser == AdamSpec()
    assert "below 1" in bar.more.numbers["beta1"].complaint.text()
    bar.more.hide()


def test_only_the_constants_of_the_chosen_optimiser_are_offered(
    bar: RunBar, studio: Studio
) -> None:
    click(bar.more_button)
    shown = {name for name, edit in bar.more.numbers.items() if edit.isVisible()}
    assert {"beta1", "beta2"} <= shown
    assert not {"mu", "rho", "factor", "every", "epochs"} & shown
    bar.more.hide()
    choose(bar.optimiser, "momentum")
    click(bar.more_button)
    assert bar.more.numbers["mu"].isVisible()
    assert not bar.more.numbers["beta1"].isVisible()
    type_number(bar.more.numbers["mu"], "0.5")
    assert training(studio).optimiser == MomentumSpec(mu=0.5)
    bar.more.hide()


def test_a_schedule_is_chosen_with_its_numbers(bar: RunBar, studio: Studio) -> None:
    click(bar.more_button)
    choose(bar.more.schedule, "step")
    type_number(bar.more.numbers["factor"], "0.9")
    type_number(bar.more.numbers["every"], "7")
    assert training(studio).schedule == StepSchedule(factor=0.9, every=7)
    choose(bar.more.schedule, "cosine")
    type_number(bar.more.numbers["epochs"], "300")
    assert training(studio).schedule == CosineSchedule(epochs=300)
    bar.more.hide()


def test_precision_is_chosen(bar: RunBar, studio: Studio) -> None:
    click(bar.more_button)
    choose(bar.more.precision, "float32")
    assert training(studio).precision == "float32"
    bar.more.hide()


def test_a_new_seed_starts_over_from_other_weights_and_can_be_undone(
    bar: RunBar, studio: Studio, qtbot: QtBot
) -> None:
    seed, weights = training(studio).seed, dict(studio.run.latest.weights)
    click(bar.transport.step_epoch)
    qtbot.waitUntil(lambda: studio.run.latest.epoch == 1)
    click(bar.status.button)
    qtbot.waitUntil(lambda: studio.run.latest.step == 0)
    assert training(studio).seed != seed
    assert str(training(studio).seed) in bar.status.seed.text()
    assert any((studio.run.latest.weights[name] != weights[name]).any() for name in weights)
    studio.document.undo_stack.undo()
    assert bar.status.seed.text() == f"seed {seed}"


def test_a_seed_can_be_typed(bar: RunBar, studio: Studio) -> None:
    click(bar.more_button)
    type_number(bar.more.numbers["seed"], "4294967295")
    assert training(studio).seed == 2**32 - 1
    bar.more.hide()


def test_the_speed_runs_from_one_step_a_second_to_flat_out(bar: RunBar, studio: Studio) -> None:
    bar.speed.slider.setFocus()
    QTest.keyClick(bar.speed.slider, Qt.Key.Key_Home)
    assert studio.run.speed.steps_per_second == 1.0
    assert bar.speed.words.text() == "1 step/s"
    QTest.keyClick(bar.speed.slider, Qt.Key.Key_End)
    assert studio.run.speed.flat_out
    assert bar.speed.words.text() == "flat out"


def test_a_run_that_diverges_says_so_in_words_and_offers_only_reset(
    bar: RunBar, studio: Studio, qtbot: QtBot
) -> None:
    choose(bar.optimiser, "sgd")
    choose(bar.loss, "mean squared error")
    output = studio.document.project.layers[-1].id
    identity = edits.set_activation(studio.document.project, output, "identity")
    studio.document.apply(identity, "identity")
    type_number(bar.learning_rate, "1e9")
    click(bar.transport.play)
    qtbot.waitUntil(lambda: studio.run.phase is Phase.DIVERGED)
    assert bar.status.line.text == "diverged"
    assert bar.message.isVisible()
    assert "learning rate" in bar.message.text()
    assert not bar.transport.play.isEnabled()
    assert not bar.transport.step.isEnabled()
    click(bar.transport.reset)
    qtbot.waitUntil(lambda: studio.run.phase is Phase.PAUSED)
    assert not bar.message.isVisible()
    assert bar.transport.play.isEnabled()


def test_a_network_that_does_not_fit_cannot_be_played_and_the_bar_says_so(
    bar: RunBar, studio: Studio, qtbot: QtBot
) -> None:
    document = studio.document
    output = document.project.layers[-1].id
    document.apply(edits.set_units(document.project, output, 3), "three outputs")
    assert bar.status.line.text == "does not fit yet"
    assert not bar.transport.play.isEnabled()
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: bar.transport.play.isEnabled())


@pytest.mark.parametrize("width", [1024, 1280, 1440, 1920])
def test_nothing_is_cut_off_and_nothing_is_lost_at_any_width(
    studio: Studio, show: Show, width: int
) -> None:
    bar = RunBar(studio.document, studio.run, DARK)
    bar.resize(width, 70)
    show(bar)
    assert bar.width() == width
    click(bar.more_button)
    controls = (bar.loss, bar.optimiser, bar.learning_rate, bar.batch, bar.speed)
    for control in controls:
        assert control.isVisible()
        home = bar.more if bar.more.isAncestorOf(control) else bar
        assert home.rect().contains(control.mapTo(home, control.rect().topLeft()))
        assert home.rect().contains(control.mapTo(home, control.rect().bottomRight()))
        assert control.width() >= control.minimumSizeHint().width()
    assert bar.regularisation.isVisible() or bar.more.numbers["l2"].isVisible()
    bar.more.hide()


def test_a_control_that_moved_away_comes_back_with_the_room(bar: RunBar) -> None:
    bar.resize(1024, 70)
    assert bar.more.isAncestorOf(bar.loss)
    bar.resize(1600, 70)
    assert not bar.more.isAncestorOf(bar.loss)
    assert bar.loss.isVisible()


@pytest.mark.parametrize("first", [760, 1000, 1180, 1280, 1360, 1420, 1440, 1600])
def test_what_stands_in_the_bar_depends_on_its_width_alone(
    studio: Studio, show: Show, first: int
) -> None:
    bar = RunBar(studio.document, studio.run, LIGHT)
    bar.resize(first, 70)
    show(bar)
    parts = (bar.loss, bar.optimiser, bar.learning_rate, bar.batch, bar.regularisation, bar.speed)

    def seen() -> list[bool]:
        return [part.isVisible() for part in parts]

    def at(width: int, before: int) -> list[bool]:
        bar.resize(before, 70)
        bar.resize(width, 70)
        return seen()

    as_it_opened = seen()
    assert as_it_opened == at(first, before=760)
    for width in range(760, 1600, 40):
        assert at(width, before=760) == at(width, before=1600) == at(width, before=width - 40)


def test_every_control_has_a_name_and_a_sentence(bar: RunBar) -> None:
    click(bar.more_button)
    controls = [
        bar.transport.reset,
        bar.transport.play,
        bar.transport.step,
        bar.transport.step_epoch,
        bar.loss,
        bar.optimiser,
        bar.learning_rate,
        bar.batch,
        bar.regularisation.kind,
        bar.regularisation.strength,
        bar.speed.slider,
        bar.more_button,
        bar.status.button,
        bar.more.schedule,
        bar.more.precision,
        *bar.more.numbers.values(),
    ]
    for control in controls:
        assert control.accessibleName(), control
        assert control.toolTip(), control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()
    bar.more.hide()
