"""The predictions of pictures, sequences and symbols."""

from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.material import prepare
from nnstudio.project.session import Predictions
from nnstudio.project.specs import BuiltInSource
from nnstudio.ui.panels.predictions_panel import PredictionsPanel
from nnstudio.ui.theme import DARK
from tests.ui.conftest import Studio
from tests.ui.figures import read

Make = Callable[[str], tuple[PredictionsPanel, Studio]]
Role = Qt.ItemDataRole


@pytest.fixture
def panel_of(open_studio: Callable[[str], Studio], show: Callable[[QWidget], None], qtbot: QtBot):
    def make(example: str) -> tuple[PredictionsPanel, Studio]:
        studio = open_studio(example)
        choice = SampleChoice(studio.document)
        panel = PredictionsPanel(studio.document, studio.run, choice, DARK)
        panel.resize(800, 300)
        show(panel)
        qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
        return panel, studio

    return make


def cell(panel: PredictionsPanel, row: int, column: int, role=Role.DisplayRole):
    return panel.model.index(row, column).data(role)


def headings(panel: PredictionsPanel) -> list[str]:
    count = panel.model.columnCount()
    return [panel.model.headerData(at, Qt.Orientation.Horizontal) for at in range(count)]


def found(studio: Studio) -> Predictions:
    return studio.run.latest.results["predictions"]


def painted(panel: PredictionsPanel, row: int, column: int) -> QImage:
    box = panel.table.visualRect(panel.model.index(row, column))
    return panel.table.viewport().grab(box).toImage()


def has(image: QImage, colour: str) -> bool:
    wanted = QColor(colour).rgb()
    places = ((x, y) for y in range(image.height()) for x in range(image.width()))
    return any(image.pixel(x, y) == wanted for x, y in places)


def test_an_image_is_a_picture_in_its_row_however_its_pixels_enter(panel_of: Make) -> None:
    for example in ("digits", "digits-cnn"):
        panel, _ = panel_of(example)
        assert headings(panel) == ["", "target", "answer", "sure", "✓"]
        assert not cell(panel, 0, 0, Role.DecorationRole).isNull()


def test_a_sequence_of_symbols_is_a_strip_with_target_and_answer(panel_of: Make) -> None:
    panel, studio = panel_of("remember-lstm")
    assert headings(panel) == ["sequence", "target", "answer", "sure", "✓"]
    assert len(cell(panel, 0, 0)) == 31
    assert cell(panel, 0, 0)[0] == cell(panel, 0, 1)
    assert painted(panel, 1, 0) != painted(panel, 3, 0)
    assert not panel.unit.isVisible()
    assert cell(panel, 0, 2) in studio.document.material.dataset.class_names


def test_a_value_to_predict_from_a_sequence_is_told_in_its_own_units(panel_of: Make) -> None:
    panel, studio = panel_of("adding")
    assert headings(panel) == ["sequence", "sum", "output", "error"]
    steps = found(studio).inputs[0].reshape(-1, 2)
    marked = float((steps[:, 0] * steps[:, 1]).sum())
    target, output, error = (read(cell(panel, 0, at)) for at in (1, 2, 3))
    assert target == pytest.approx(marked, abs=0.0006)
    assert error == pytest.approx(output - target, abs=0.002)
    assert not panel.accuracy.isVisible()


def test_an_answer_at_each_position_stands_beside_its_target(panel_of: Make) -> None:
    panel, studio = panel_of("reverse")
    assert headings(panel) == ["input", "target", "answer", "right"]
    answers = found(studio)
    for row in range(3):
        given, wanted, said = (cell(panel, row, at) for at in range(3))
        assert wanted == given[::-1]
        right = sum(a == b for a, b in zip(wanted, said, strict=True))
        assert right == int((answers.answered_class[row] == answers.target_class[row]).sum())
        assert cell(panel, row, 3) == f"{right} of {len(wanted)}"
    assert panel.unit.isVisible()
    assert panel.unit.text() == "of all positions"


def test_wrong_positions_are_marked_by_colour_and_told_in_words(
    panel_of: Make, qtbot: QtBot
) -> None:
    panel, studio = panel_of("reverse")
    answers, dataset = found(studio), studio.document.material.dataset
    said = answers.target_class.copy()
    said[1, 2] = (said[1, 2] + 1) % len(dataset.class_names)
    panel.model.show(dataset, with_other_answers(answers, said))
    assert not has(painted(panel, 2, 2), DARK.warning)
    assert has(painted(panel, 1, 2), DARK.warning)
    assert cell(panel, 1, 2, Role.AccessibleTextRole).endswith(", wrong at 3")
    assert cell(panel, 2, 2, Role.AccessibleTextRole).endswith(", all right")
    assert cell(panel, 1, 3) == f"{dataset.time - 1} of {dataset.time}"


def with_other_answers(answers: Predictions, said: np.ndarray) -> Predictions:
    return Predictions(answers.inputs, answers.targets, answers.outputs, answers.target_class, said)


def test_a_text_stands_beside_what_the_network_takes_for_its_next_characters(
    panel_of: Make,
) -> None:
    panel, studio = panel_of("next-character")
    assert headings(panel) == ["text", "guessed next", "right"]
    time = studio.document.material.dataset.time
    assert len(cell(panel, 0, 0)) == len(cell(panel, 0, 1)) == time
    right = int((found(studio).answered_class[0] == found(studio).target_class[0]).sum())
    assert cell(panel, 0, 2) == f"{right} of {time}"


def test_a_network_that_does_not_fit_has_no_answers_and_the_panel_says_so(
    panel_of: Make, qtbot: QtBot
) -> None:
    panel, studio = panel_of("noisy-xor")
    document = studio.document
    data = msgspec.structs.replace(document.project.data, source=BuiltInSource(key="reverse"))
    document.apply(edits.set_data(document.project, data, prepare(data).dataset), "Reverse")
    assert not document.shapes.fits
    assert panel.empty.isVisible()
    assert not panel.table.isVisible()
    assert panel.model.rowCount() == 0
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
    assert panel.table.isVisible()
    assert not panel.empty.isVisible()
    assert headings(panel)[0] == "x₁"


def test_answers_to_other_data_are_waited_for_and_never_misread(
    panel_of: Make, qtbot: QtBot
) -> None:
    panel, studio = panel_of("reverse")
    for example in ("remember-lstm", "adding", "digits", "xor", "next-character", "reverse"):
        studio.document.new(EXAMPLES[example].project)
        dataset = studio.document.material.dataset
        wanted = min(100, int((studio.document.material.validation.size) or 4))

        def there(dataset=dataset, wanted=wanted) -> bool:
            shown = panel.model.art is not None and panel.model.art.dataset is dataset
            return shown and panel.model.rowCount() == wanted

        qtbot.waitUntil(there)
        for row in range(2):
            for column in range(panel.model.columnCount()):
                for role in (Role.DisplayRole, Role.DecorationRole, Role.AccessibleTextRole):
                    cell(panel, row, column, role)


def test_every_heading_explains_itself(panel_of: Make) -> None:
    for example in ("remember-lstm", "reverse", "next-character", "adding"):
        panel, _ = panel_of(example)
        for at in range(panel.model.columnCount()):
            tip = panel.model.headerData(at, Qt.Orientation.Horizontal, Role.ToolTipRole)
            assert tip, headings(panel)[at]
