"""The predictions panel: tables of real answers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.speed import Speed
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.material import prepare
from nnstudio.ui.panels.predictions_panel import PredictionsPanel
from nnstudio.ui.theme import DARK
from tests.ui.conftest import Studio
from tests.ui.counting import Counter
from tests.ui.figures import here, read

Show = Callable[[QWidget], None]
Open = Callable[[str], Studio]


@pytest.fixture
def panel_of(open_studio: Open, show: Show, qtbot: QtBot):
    def make(example: str) -> tuple[PredictionsPanel, Studio]:
        studio = open_studio(example)
        choice = SampleChoice(studio.document)
        panel = PredictionsPanel(studio.document, studio.run, choice, DARK)
        panel.resize(420, 400)
        show(panel)
        qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
        return panel, studio

    return make


def cell(panel: PredictionsPanel, row: int, column: int, role=Qt.ItemDataRole.DisplayRole):
    return panel.model.index(row, column).data(role)


def headings(panel: PredictionsPanel) -> list[str]:
    count = panel.model.columnCount()
    return [panel.model.headerData(at, Qt.Orientation.Horizontal) for at in range(count)]


def test_a_truth_table_shows_every_row_with_target_output_and_a_sign(panel_of) -> None:
    panel, _ = panel_of("xor")
    assert headings(panel) == ["x₁", "x₂", "target", "output", "✓"]
    assert panel.model.rowCount() == 4
    rows = {tuple(cell(panel, row, at) for at in range(3)) for row in range(4)}
    assert rows == {("0", "0", "0"), ("0", "1", "1"), ("1", "0", "1"), ("1", "1", "0")}
    for row in range(4):
        output = read(cell(panel, row, 3))
        right = (output > 0.5) == (cell(panel, row, 2) == "1")
        words = cell(panel, row, 4, Qt.ItemDataRole.AccessibleTextRole)
        assert words == ("right" if right else "wrong")


def test_a_narrow_panel_keeps_both_inputs_of_a_truth_table_and_drops_the_last_of_many(
    panel_of,
) -> None:
    narrow, _ = panel_of("xor")
    assert not any(narrow.table.isColumnHidden(at) for at in range(5))
    many, _ = panel_of("iris")
    hidden = [name for at, name in enumerate(headings(many)) if many.table.isColumnHidden(at)]
    assert "petal width" in hidden
    assert not {"target", "answer", "sure", "✓"} & set(hidden)


def test_the_outputs_change_in_place_while_the_network_learns(panel_of, qtbot: QtBot) -> None:
    panel, studio = panel_of("xor")
    resets = []
    panel.model.modelReset.connect(lambda: resets.append(1))
    panel.table.setCurrentIndex(panel.model.index(2, 0))
    before = [cell(panel, row, 3) for row in range(4)]
    widths = [panel.table.columnWidth(at) for at in range(5)]
    studio.run.play_until(30)
    qtbot.waitUntil(lambda: studio.run.latest.epoch == 30)
    qtbot.waitUntil(lambda: [cell(panel, row, 3) for row in range(4)] != before)
    assert resets == []
    assert panel.table.currentIndex().row() == 2
    assert [panel.table.columnWidth(at) for at in range(5)] == widths


def test_the_last_moment_is_shown_when_the_training_has_stopped(panel_of, qtbot: QtBot) -> None:
    panel, studio = panel_of("xor")
    for _ in range(3):
        studio.run.step()
    qtbot.waitUntil(lambda: studio.run.latest.step == 3)

    def up_to_date() -> bool:
        found = studio.run.latest.results["predictions"]
        wanted = [here(f"{value:.4f}") for value in found.outputs[:, 0]]
        return [cell(panel, row, 3) for row in range(4)] == wanted

    qtbot.waitUntil(up_to_date)


def test_several_classes_show_the_answer_and_how_sure_it_is(panel_of) -> None:
    panel, studio = panel_of("iris")
    assert headings(panel)[-4:] == ["target", "answer", "sure", "✓"]
    assert cell(panel, 0, 4) in studio.document.material.dataset.class_names
    assert cell(panel, 0, 6).endswith("%")
    assert panel.rows.text() == "45 validation samples of 45"


def test_pictures_are_shown_as_pictures_and_at_most_a_hundred(panel_of) -> None:
    panel, _ = panel_of("digits")
    assert headings(panel) == ["", "target", "answer", "sure", "✓"]
    assert panel.model.rowCount() == 100
    assert not cell(panel, 0, 0, Qt.ItemDataRole.DecorationRole).isNull()
    assert panel.rows.text() == "100 validation samples of 539"


def test_regression_shows_the_error_and_no_accuracy(panel_of) -> None:
    panel, _ = panel_of("sine")
    assert headings(panel) == ["x", "y", "output", "error"]
    target, output, error = (read(cell(panel, 0, at)) for at in (1, 2, 3))
    assert error == pytest.approx(output - target, abs=0.002)
    assert not panel.accuracy.isVisible()


def test_accuracy_stands_above_the_table(panel_of, qtbot: QtBot) -> None:
    panel, studio = panel_of("noisy-xor")
    losses = studio.run.latest.losses
    qtbot.waitUntil(lambda: panel.train_accuracy.text != "—")
    assert panel.train_accuracy.text.startswith(f"{100 * losses.train_accuracy:.0f}"[:2])
    assert panel.validation_accuracy.isVisible()


def test_a_hidden_panel_asks_for_nothing(panel_of, qtbot: QtBot) -> None:
    panel, studio = panel_of("xor")
    panel.hide()
    studio.run.step()
    qtbot.waitUntil(lambda: studio.run.latest.step == 1)
    assert "predictions" not in studio.run.latest.results
    panel.show()
    qtbot.waitUntil(lambda: "predictions" in studio.run.latest.results)


def test_other_data_brings_another_table(panel_of, qtbot: QtBot) -> None:
    panel, studio = panel_of("xor")
    data = EXAMPLES["digits"].project.data
    studio.document.apply(
        edits.set_data(studio.document.project, data, prepare(data).dataset), "digits"
    )
    qtbot.waitUntil(lambda: panel.model.rowCount() == 100)
    assert headings(panel)[1:] == ["target", "answer", "sure", "✓"]
    studio.document.undo_stack.undo()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 4)


def test_the_table_paints_less_often_than_the_training_tells(panel_of, qtbot: QtBot) -> None:
    panel, studio = panel_of("xor")
    told: list[object] = []
    studio.run.snapshot.connect(told.append)
    paints = Counter(panel.table.viewport(), QEvent.Type.Paint)
    # Flat out, a run tells less often where the window is slow to paint.
    studio.run.set_speed(Speed(1_000.0))
    studio.run.play()
    qtbot.waitUntil(lambda: 0 < paints.count < len(told) - 10)
    studio.run.pause()


def test_an_output_that_is_no_share_is_not_told_as_per_cent(panel_of, qtbot: QtBot) -> None:
    panel, studio = panel_of("iris")
    output = studio.document.project.layers[-1]
    edited = edits.set_activation(studio.document.project, output.id, "leaky relu")
    assert studio.document.apply(edited, "Activation")
    qtbot.waitUntil(lambda: not cell(panel, 0, 6).endswith("%"))
