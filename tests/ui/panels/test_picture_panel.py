"""The right column shows the picture that fits the network."""

import msgspec
import pytest

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import Conv2DSpec, GRUSpec
from nnstudio.project.material import prepare
from nnstudio.ui.live.attention_view import AttentionView
from nnstudio.ui.live.convolution_view import ConvolutionView
from nnstudio.ui.live.recurrence_view import RecurrenceView
from nnstudio.ui.panels.boundary_panel import BoundaryPanel
from nnstudio.ui.panels.fit_curve_panel import FitCurvePanel
from nnstudio.ui.panels.picture_panel import PicturePanel, fitting_picture
from nnstudio.ui.theme import DARK, LIGHT


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        ("xor", BoundaryPanel),
        ("digits", BoundaryPanel),
        ("sine", FitCurvePanel),
        ("digits-cnn", ConvolutionView),
        ("remember-lstm", RecurrenceView),
        ("reverse", AttentionView),
        ("next-character", AttentionView),
    ],
)
def test_each_example_is_shown_in_the_picture_that_fits_it(open_studio, show, example, kind):
    studio = open_studio("xor")
    panel = PicturePanel(studio.document, studio.run, SampleChoice(studio.document), DARK)
    show(panel)
    studio.document.new(EXAMPLES[example].project)
    assert type(panel.view) is kind
    assert panel.view.isVisible()
    panel.set_theme(LIGHT)
    studio.document.new(EXAMPLES["xor"].project)
    assert type(panel.view) is BoundaryPanel


def test_a_network_that_does_not_fit_has_no_map_of_other_data_than_those_that_are_shown(
    open_studio, show, qtbot
):
    studio = open_studio("sine")
    studio.want_maps()
    panel = PicturePanel(studio.document, studio.run, SampleChoice(studio.document), DARK)
    show(panel)
    qtbot.waitUntil(lambda: studio.run.latest is not None and "maps" in studio.run.latest.results)
    document = studio.document
    misfit = edits.insert_layers(document.project, 1, [Conv2DSpec()])
    assert document.apply(misfit, "One that does not fit")
    moons = EXAMPLES["moons"].project.data
    assert document.apply(msgspec.structs.replace(document.project, data=moons), "Moons")
    assert panel.view is panel.boundary
    assert panel.boundary.isVisible()
    qtbot.waitUntil(studio.is_at_rest)
    assert panel.boundary.map._maps is None


def test_a_recurrent_network_over_tokens_is_shown_over_time():
    project = EXAMPLES["reverse"].project
    layers = [
        layer for layer in project.layers if layer.family != "attention" or layer.id == "embedding"
    ]
    layers.insert(1, GRUSpec(whole_sequence=True))
    project = msgspec.structs.replace(project, layers=tuple(layers))
    assert fitting_picture(project, prepare(project.data)) == "recurrence"


def test_a_start_with_points_makes_no_live_view(open_studio, show):
    studio = open_studio("xor")
    panel = PicturePanel(studio.document, studio.run, SampleChoice(studio.document), DARK)
    show(panel)
    assert panel.count() == 2
