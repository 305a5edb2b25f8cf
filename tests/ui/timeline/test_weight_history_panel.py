"""The weights of what is selected, over the run."""

import numpy as np
from pytestqt.qtbot import QtBot

from nnstudio.project import edits
from nnstudio.ui.canvas.spots import Part, Spot
from nnstudio.ui.theme import DARK, LIGHT
from nnstudio.ui.timeline.history_lines import MOST_LINES, lines_of
from nnstudio.ui.timeline.weight_history_panel import WeightHistoryPanel
from tests.e2e.studio import Studio
from tests.ui.timeline.test_timeline_bar import click, steps


def panel_of(studio: Studio, qtbot: QtBot) -> WeightHistoryPanel:
    window = studio.window
    selection = window.workspace.canvas.scene.selection
    panel = WeightHistoryPanel(window.document, window.run, selection, LIGHT)
    panel.resize(380, 280)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def select(studio: Studio, part: Part, row: int, column: int = -1) -> str:
    layer = studio.layers[0].id
    selection = studio.window.workspace.canvas.scene.selection
    selection.select_spot(Spot(part, layer, row, column))
    return layer


def test_without_a_selection_the_panel_says_what_to_select(studio: Studio, qtbot: QtBot) -> None:
    panel = panel_of(studio, qtbot)
    assert panel.pages.currentWidget() is panel.empty
    assert panel.empty.text().startswith("Select a wire or a neuron")
    select(studio, Part.WIRE, 0, 1)
    assert panel.empty.text().startswith("Press play")


def test_the_line_of_a_wire_has_its_weight_at_every_recorded_step(
    studio: Studio, qtbot: QtBot
) -> None:
    panel = panel_of(studio, qtbot)
    layer = select(studio, Part.WIRE, 1, 0)
    seen = [studio.weight(layer, 1, 0)]
    for _ in range(5):
        steps(studio, 1)
        seen.append(studio.weight(layer, 1, 0))
    qtbot.waitUntil(lambda: panel.plot.lines is not None and len(panel.plot.lines.steps) == 6)
    assert panel.pages.currentWidget() is panel.plot
    assert panel.plot.lines.values[:, 0].tolist() == seen
    assert panel.reading.text().endswith("at step 5")


def test_the_marker_and_the_number_are_those_of_the_moment_one_looks_at(
    studio: Studio, qtbot: QtBot
) -> None:
    panel = panel_of(studio, qtbot)
    select(studio, Part.WIRE, 0, 0)
    steps(studio, 5)
    click(studio, 2)
    qtbot.waitUntil(lambda: panel.plot.moment == 2.0)
    assert panel.reading.text().endswith("at step 2")
    assert len(panel.plot.lines.steps) == 6
    studio.command("now")
    qtbot.waitUntil(lambda: panel.plot.moment is None)


def test_a_neuron_has_a_line_for_every_weight_and_its_bias(studio: Studio, qtbot: QtBot) -> None:
    panel = panel_of(studio, qtbot)
    steps(studio, 3)
    layer = select(studio, Part.NEURON, 2)
    lines = panel.plot.lines
    assert lines.bias == 2
    assert np.array_equal(lines.values[-1], studio.latest.weights[layer][2])
    assert panel.reading.text() == "2 weights, b dashed"
    picture = panel.plot.grab().toImage()
    panel.set_theme(DARK)
    assert panel.plot.grab().toImage() != picture


def test_a_neuron_that_came_later_has_a_line_from_there_on(studio: Studio, qtbot: QtBot) -> None:
    panel = panel_of(studio, qtbot)
    steps(studio, 2)
    layer = studio.layers[0]
    project = edits.set_units(studio.document.project, layer.id, layer.units + 1)
    studio.document.apply(project, "Add a neuron")
    steps(studio, 2)
    select(studio, Part.NEURON, layer.units)
    qtbot.waitUntil(lambda: panel.plot.lines.steps[-1] == 4)
    known = np.isfinite(panel.plot.lines.values).all(axis=1)
    assert known.tolist() == [False, False, False, True, True, True]


def test_of_a_neuron_with_many_weights_the_largest_are_drawn(studio: Studio) -> None:
    studio.document.apply(
        edits.set_units(studio.document.project, studio.layers[0].id, 40), "Add neurons"
    )
    steps(studio, 1)
    layer = studio.layers[1].id
    weights = studio.latest.weights[layer][0]
    lines = lines_of(studio.latest.timeline.current.moments, Spot(Part.NEURON, layer, 0))
    assert len(lines.columns) == MOST_LINES + 1
    assert lines.left_out == 40 - MOST_LINES
    drawn = np.abs(weights[list(lines.columns[:-1])])
    rest = np.abs(np.delete(weights[:-1], lines.columns[:-1]))
    assert drawn.min() >= rest.max()
    assert lines.values[-1, lines.bias] == weights[-1]
