"""The view of a recurrent layer: sequence, states, gates and gradient on one time axis."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.activity import SampleActivity
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.snapshot import Snapshot
from nnstudio.app.speed import Speed
from nnstudio.app.time_gradient import TimeGradient
from nnstudio.project import edits
from nnstudio.project.layers import (
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    GRUSpec,
    LayerSpec,
    LSTMSpec,
    RNNSpec,
)
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec
from nnstudio.ui.live.heat_strip_axis import TimeStrip
from nnstudio.ui.live.recurrence_view import PROBE, RecurrenceView
from nnstudio.ui.style import style_sheet
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.figures import here

Show = Callable[[QWidget], None]


class Scene:
    """A view with all that it needs, as a window has it."""

    def __init__(self, project: Project) -> None:
        self.document = Document(project)
        self.run = RunController(self.document)
        self.choice = SampleChoice(self.document)
        self.choice.changed.connect(self.watch)
        self.view = RecurrenceView(self.document, self.run, self.choice, DARK)
        self.view.resize(400, 560)
        self.viewed: Snapshot | None = None
        self.run.snapshot_viewed.connect(self.note)
        self.run.set_speed(Speed())
        self.run.start()
        self.watch()

    def note(self, snapshot: Snapshot) -> None:
        """The view, which heard of it first, has shown this one."""
        self.viewed = snapshot

    def watch(self) -> None:
        """Have the chosen sample followed, as the canvas and the live views together ask for."""
        self.run.want("activity", SampleActivity(self.choice.features))

    @property
    def wanted(self) -> dict:
        """The probes that the trainer evaluates; look only after `settle`."""
        return self.run._trainer._probes

    def settle(self) -> None:
        """Everything asked of the trainer until now has arrived there."""
        self.run.state()


@pytest.fixture
def scene(show: Show, qtbot: QtBot) -> Iterator[Callable[[Project], Scene]]:
    opened: list[Scene] = []

    def make(project: Project) -> Scene:
        opened.append(Scene(project))
        made = opened[-1]
        show(made.view)
        if made.document.shapes.fits:
            qtbot.waitUntil(lambda: has_all(made))
        return made

    yield make
    for made in opened:
        made.run.shut_down()


def has_all(scene: Scene) -> bool:
    """Whether what the view shows is about the chosen sample."""
    viewed, choice = scene.viewed, scene.choice
    if viewed is None or viewed.results.get("activity") is None:
        return False
    found = viewed.results.get(PROBE)
    bars = scene.view.strips.bars
    return np.array_equal(viewed.results["activity"].features, choice.features) and (
        scene.view.layer is None
        or choice.index is None
        or (
            found is not None
            and found.index == choice.index
            and np.array_equal(bars.sizes, found.sizes.get(scene.view.layer.id, ()))
        )
    )


def remembering(*layers: LayerSpec, length: int = 30) -> Project:
    return Project(
        data=DataSpec(source=BuiltInSource(key="remember-first", samples=60, length=length)),
        layers=(*layers, DenseSpec(id="output", units=4, activation="softmax")),
        training=TrainingSpec(loss="categorical cross-entropy", learning_rate=0.01),
    )


def spelling(*layers: LayerSpec) -> Project:
    return Project(
        data=DataSpec(source=BuiltInSource(key="reverse", samples=60)),
        layers=(*layers, DenseSpec(id="output", units=8, activation="softmax")),
        training=TrainingSpec(loss="categorical cross-entropy", learning_rate=0.01),
    )


def hover(strip: TimeStrip, step: int, y: int) -> None:
    begin, width = strip.axis.column(step)
    QTest.mouseMove(strip, QPoint(begin + width // 2, y))


LSTM = LSTMSpec(id="r", units=6)


def test_an_lstm_shows_its_state_its_cell_and_every_gate_units_by_time(scene) -> None:
    heat = scene(remembering(LSTM)).view.strips.heat
    assert set(heat) == {
        "state",
        "cell",
        "forget gate",
        "input gate",
        "candidate",
        "output gate",
    }
    assert all(strip.isVisible() and strip.values.shape == (6, 31) for strip in heat.values())


def test_a_gru_shows_its_gates_and_a_plain_rnn_its_state_alone(scene) -> None:
    gru = scene(remembering(GRUSpec(id="r", units=3)))
    assert set(gru.view.strips.heat) == {"state", "update gate", "reset gate", "candidate"}
    rnn = scene(remembering(RNNSpec(id="r", units=3)))
    assert set(rnn.view.strips.heat) == {"state"}


def test_all_strips_have_each_step_at_the_same_place(scene) -> None:
    view = scene(remembering(LSTM)).view
    strips = [view.sample.symbols, *view.strips.strips]
    edges = {
        tuple(strip.mapTo(view, QPoint(strip.axis.edge(step), 0)).x() for step in range(32))
        for strip in strips
    }
    assert len(strips) == 8
    assert len(edges) == 1
    (places,) = edges
    assert all(one < other for one, other in pairwise(places))


def test_the_point_under_the_pointer_is_marked_in_all_strips_and_said_in_words(scene) -> None:
    made = scene(remembering(LSTM))
    view = made.view
    strip = view.strips.heat["forget gate"]
    view.scroll_area.ensureWidgetVisible(strip)
    first, height = strip.row_place(2)
    hover(strip, 11, first + height // 2)
    assert {other.cross[0] for other in view.strips.strips} == {11}
    assert {other.cross[1] for other in view.strips.heat.values()} == {2}
    assert view.sample.symbols.cross[0] == 11
    value = float(strip.values[2, 11])
    assert "Forget gate f, unit 3, step 12" in view.readout.text()
    assert here(f"{value:.3f}") in view.readout.text()
    parts = {name: float(own.values[2, 11]) for name, own in view.strips.heat.items()}
    assert view.reckoning.text().endswith(here(f"= {parts['cell']:.3f}").replace("-", "−"))
    QTest.mouseMove(strip, QPoint(2, first))
    assert all(other.cross == (None, None) for other in view.strips.strips)
    assert "arrow keys" in view.readout.text()


def test_arrow_keys_walk_through_the_cells_and_stop_at_the_edges(scene, qtbot: QtBot) -> None:
    view = scene(remembering(LSTM)).view
    strip = view.strips.heat["state"]
    strip.setFocus()
    qtbot.waitUntil(strip.hasFocus)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(strip, key)
    assert strip.cross == (1, 1)
    assert "unit 2, step 2" in view.readout.text()
    QTest.keyClick(strip, Qt.Key.Key_End)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Up)
    QTest.keyClick(strip, Qt.Key.Key_Up)
    assert strip.cross == (30, 0)
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert strip.cross == (None, None)
    assert "arrow keys" in view.readout.text()


def test_arrows_and_page_keys_step_from_sample_to_sample(scene, qtbot: QtBot) -> None:
    made = scene(remembering(LSTM))
    first = made.choice.index
    before = made.view.number.text()
    QTest.mouseClick(made.view.after, Qt.MouseButton.LeftButton)
    assert made.choice.index != first
    assert made.view.number.text() == str(made.choice.index + 1) != before
    dataset = made.document.material.dataset
    codes = dataset.features[made.choice.index].reshape(31, 4).argmax(axis=1)
    symbols = made.view.sample.symbols
    assert [symbols.symbol(step) for step in range(31)] == ["ABCD"[code] for code in codes]
    qtbot.waitUntil(lambda: has_all(made))
    strip = made.view.strips.heat["state"]
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_PageUp)
    assert made.choice.index == first


def test_the_answer_is_a_bar_for_each_class_with_the_target_ticked(scene, qtbot: QtBot) -> None:
    made = scene(remembering(LSTM))
    bars = made.view.sample.bars.bars
    assert [bar.name for bar in bars] == list("ABCD")
    assert sum(bar.share for bar in bars) == pytest.approx(1.0)
    target = int(made.document.material.dataset.targets[made.choice.index])
    assert [bar.right for bar in bars] == [code == target for code in range(4)]


def test_strips_bars_and_answer_move_while_the_network_learns(scene, qtbot: QtBot) -> None:
    made = scene(remembering(LSTM))
    view = made.view
    state, sizes = view.strips.heat["state"].values, view.strips.bars.sizes
    answer = [bar.share for bar in view.sample.bars.bars]
    made.run.play_until(2)
    qtbot.waitUntil(lambda: made.viewed.epoch == 2 and has_all(made))
    assert not np.array_equal(view.strips.heat["state"].values, state)
    assert not np.array_equal(view.strips.bars.sizes, sizes)
    assert [bar.share for bar in view.sample.bars.bars] != answer


def test_the_gradient_is_wanted_only_while_the_view_can_be_seen(scene, qtbot: QtBot) -> None:
    made = scene(remembering(LSTM))
    made.settle()
    assert isinstance(made.wanted[PROBE], TimeGradient)
    made.view.hide()
    made.settle()
    assert PROBE not in made.wanted
    made.choice.step(1)
    made.settle()
    assert PROBE not in made.wanted
    state = made.view.strips.heat["state"].values
    made.run.play_until(1)
    qtbot.waitUntil(lambda: made.run.latest.epoch == 1)
    assert made.view.strips.heat["state"].values is state
    made.view.show()
    qtbot.waitUntil(lambda: has_all(made))
    made.settle()
    assert made.wanted[PROBE].index == made.choice.index


def test_watching_changes_nothing_of_what_is_learned(scene, qtbot: QtBot) -> None:
    project = remembering(LSTM, DropoutSpec(id="d", rate=0.4))
    ends = []
    for hidden in (False, True):
        made = scene(project)
        if hidden:
            made.view.hide()
            made.run.want("activity", None)
        made.run.play_until(2)
        qtbot.waitUntil(lambda made=made: made.run.latest.epoch == 2)
        ends.append(made.run.state())
    assert ends[0].step_count == ends[1].step_count
    assert np.array_equal(ends[0].parameters, ends[1].parameters)


def test_a_sample_of_ones_own_has_states_but_no_gradient_and_says_why(scene, qtbot: QtBot) -> None:
    made = scene(remembering(LSTM))
    own = np.eye(4)[np.zeros(31, int)].ravel()
    made.choice.show_own(own)
    qtbot.waitUntil(lambda: has_all(made))
    made.settle()
    assert PROBE not in made.wanted
    assert made.view.strips.bars.sizes.size == 0
    assert "no target" in made.view.strips.bars.notice
    assert made.view.strips.verdict.isHidden()
    assert not any(bar.right for bar in made.view.sample.bars.bars)
    made.choice.choose(4)
    qtbot.waitUntil(lambda: has_all(made))
    assert made.view.strips.bars.notice == ""
    assert made.view.strips.verdict.isVisible()


def test_truncation_is_drawn_where_it_cuts_and_said_in_words(scene) -> None:
    view = scene(remembering(LSTMSpec(id="r", units=4, truncate=10))).view
    assert view.strips.bars.cuts == [21, 11, 1]
    assert "the first 21 steps get no gradient" in view.strips.verdict.text()
    assert view.strips.bars.height_of(float(view.strips.bars.sizes[20])) == 0
    assert view.strips.bars.height_of(float(view.strips.bars.sizes[30])) > 0


def test_of_several_recurrent_layers_one_is_chosen(scene, qtbot: QtBot) -> None:
    made = scene(
        remembering(GRUSpec(id="a", units=3, whole_sequence=True), RNNSpec(id="b", units=5))
    )
    view = made.view
    assert view.layers.isVisible()
    assert view.layer.id == "a"
    view.layers.setFocus()
    QTest.keyClick(view.layers, Qt.Key.Key_Down)
    assert view.layer.id == "b"
    assert set(view.strips.heat) == {"state"}
    assert view.strips.heat["state"].values.shape == (5, 31)
    assert has_all(made)


def test_an_edit_is_followed_and_undo_brings_the_old_layer_back(scene, qtbot: QtBot) -> None:
    made = scene(remembering(LSTM))
    project = made.document.project
    made.document.apply(edits.change_layer(project, "r", units=9), "units")
    qtbot.waitUntil(lambda: made.view.strips.heat["state"].values.shape == (9, 31))
    made.document.undo_stack.undo()
    qtbot.waitUntil(lambda: made.view.strips.heat["state"].values.shape == (6, 31))


def test_other_data_is_followed(scene, qtbot: QtBot) -> None:
    made = scene(remembering(LSTM))
    source = BuiltInSource(key="remember-first", samples=60, length=5)
    other = replace(made.document.project, data=DataSpec(source=source))
    made.document.apply(other, "delay")
    assert made.view.sample.symbols.steps == 6
    qtbot.waitUntil(lambda: made.view.strips.heat["cell"].values.shape == (6, 6))
    qtbot.waitUntil(lambda: has_all(made))


def test_without_a_recurrent_layer_there_are_only_sequence_and_answer(scene, qtbot: QtBot) -> None:
    made = scene(spelling(EmbeddingSpec(id="e", width=4)))
    assert made.view.layer is None
    assert not made.view.strips.isVisible()
    assert made.view.sample.symbols.isVisible()
    assert made.view.sample.target.steps == made.view.sample.given.steps == 10
    made.settle()
    assert PROBE not in made.wanted


def test_tokens_are_shown_as_symbols_with_target_and_answer_beneath(scene) -> None:
    made = scene(spelling(EmbeddingSpec(id="e", width=4), LSTMSpec(id="r", whole_sequence=True)))
    sample, dataset = made.view.sample, made.document.material.dataset
    tokens = dataset.features[made.choice.index].astype(int)
    entered = [sample.symbols.symbol(step) for step in range(10)]
    assert entered == [dataset.symbols[token] for token in tokens]
    assert [sample.target.symbol(step) for step in range(10)] == entered[::-1]
    answer = made.run.latest.results["activity"].answer.argmax(axis=1)
    assert [sample.given.symbol(step) for step in range(10)] == [
        dataset.class_names[code] for code in answer
    ]
    assert "layer above" in made.view.strips.verdict.text()


def test_measured_numbers_are_bars_and_the_answer_is_a_value_beside_the_target(scene) -> None:
    made = scene(
        Project(
            data=DataSpec(source=BuiltInSource(key="adding", samples=60)),
            layers=(
                GRUSpec(id="r", units=3),
                DenseSpec(id="output", units=1, activation="identity"),
            ),
            training=TrainingSpec(loss="mean squared error"),
        )
    )
    sample = made.view.sample
    assert sample.measured.isVisible()
    assert not sample.symbols.isVisible()
    raw = made.document.material.dataset.features[made.choice.index].reshape(20, 2)
    assert sample.measured.value(7, 0) == ("value", raw[7, 0])
    ((name, answer, target),) = sample.bars.values
    assert name == "sum"
    assert answer == pytest.approx(float(made.run.latest.results["activity"].answer[0]))
    assert target == float(made.document.material.dataset.targets[made.choice.index, 0])


def test_a_network_that_does_not_fit_says_why_and_comes_back_with_the_mend(
    scene, qtbot: QtBot
) -> None:
    made = scene(remembering(LSTM))
    broken = edits.change_layer(made.document.project, "r", whole_sequence=True)
    made.document.apply(broken, "whole sequence")
    assert not made.document.shapes.fits
    assert made.view.notice.text() == made.document.shapes.misfits[0].text
    made.document.undo_stack.undo()
    assert not made.view.notice.isVisible()
    qtbot.waitUntil(lambda: has_all(made))
    assert made.view.strips.heat["state"].values.shape == (6, 31)


def test_both_themes_paint_in_their_own_colours_at_every_size(scene) -> None:
    view = scene(remembering(LSTM)).view
    for width, height in ((400, 560), (250, 330)):
        view.resize(width, height)
        view.set_theme(DARK)
        dark = view.grab().toImage()
        view.set_theme(LIGHT)
        assert view.grab().toImage() != dark


def test_nothing_is_wider_than_the_small_window_has_room_for(scene) -> None:
    view = scene(remembering(LSTM)).view
    view.setStyleSheet(style_sheet(DARK, "", ""))
    view.number.setText(here("100,000"))
    view.layout().activate()
    assert view.minimumSizeHint().width() <= 250
    view.resize(250, 330)
    assert view.scroll_area.widget().width() <= view.scroll_area.viewport().width()
