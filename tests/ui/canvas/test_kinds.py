"""Convolution, recurrence and attention on the canvas: live pictures of what a layer does."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from nnstudio.app.activity import Activity, SampleActivity
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project import edits
from nnstudio.project.layers import (
    PALETTE,
    AttentionSpec,
    Conv2DSpec,
    DenseSpec,
    EmbeddingSpec,
    MaxPool2DSpec,
    PositionsSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.geometry import INPUT
from nnstudio.ui.canvas.layer_item import LayerItem
from nnstudio.ui.canvas.spots import Part, Spot
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.canvas.conftest import Open, Studio
from tests.ui.canvas.small_networks import cnn, lstm, network, softmax, transformer
from tests.ui.figures import here
from tests.ui.pictures import picture_of

Key = Qt.Key


def watched(open_canvas: Open, qtbot: QtBot, project: Project) -> Studio:
    """A canvas on the network whose run follows the chosen sample."""
    studio = open_canvas(project)
    choice = SampleChoice(studio.document, studio.panel)
    look_at(studio, qtbot, choice.features)
    return studio


def look_at(studio: Studio, qtbot: QtBot, features: np.ndarray) -> None:
    studio.run.want("activity", SampleActivity(features))

    def seen() -> bool:
        latest = studio.run.latest
        activity = latest.results.get("activity") if latest is not None else None
        return isinstance(activity, Activity) and np.array_equal(activity.features, features)

    qtbot.waitUntil(seen)


def activity_of(studio: Studio) -> Activity:
    assert studio.run.latest is not None
    found = studio.run.latest.results["activity"]
    assert isinstance(found, Activity)
    return found


def item(studio: Studio, layer_id: str) -> LayerItem:
    column = studio.hand.column(layer_id)
    (found,) = [
        one
        for one in studio.scene.items()
        if isinstance(one, LayerItem) and one.column.layer_id == column.layer_id
    ]
    return found


def colour_at(studio: Studio, point: QPointF) -> QColor:
    return picture_of(studio.hand.pane).pixelColor(studio.hand.at(point))


def is_blue(colour: QColor) -> bool:
    return colour.blue() > colour.red() + 40


def is_orange(colour: QColor) -> bool:
    return colour.red() > colour.blue() + 40


def set_filter(studio: Studio, qtbot: QtBot, values: list[float]) -> None:
    """The weights and the bias of the first filter of “conv”."""
    for column, value in enumerate(values):
        studio.run.set_weight("conv", 0, column, value)
    qtbot.waitUntil(lambda: all(studio.weight("conv", 0, i) == v for i, v in enumerate(values)))


def test_a_filter_shows_its_feature_map_and_its_kernel(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, cnn())
    column = studio.hand.column("conv")
    tile, kernel = column.tiles[0].rect, column.kernels[0].rect
    third = QPointF(kernel.width() / 3.0, 0.0)
    set_filter(studio, qtbot, [0.0] * 4 + [-1.0, 1.0] + [0.0] * 3 + [9.0])
    # A bias far above everything: the whole map answers.
    assert is_blue(colour_at(studio, tile.center()))
    assert is_orange(colour_at(studio, kernel.center()))
    assert is_blue(colour_at(studio, kernel.center() + third))
    assert not is_orange(colour_at(studio, kernel.center() - third))
    set_filter(studio, qtbot, [0.0] * 9 + [-9.0])
    assert not is_blue(colour_at(studio, tile.center()))


def test_feature_maps_and_pooled_maps_are_those_of_the_chosen_sample(
    open_canvas: Open, qtbot: QtBot
):
    studio = watched(open_canvas, qtbot, cnn())
    features = studio.document.material.dataset.features
    before = {name: item(studio, name).pictures for name in (INPUT, "conv", "pool", "flat")}
    look_at(studio, qtbot, features[7])
    for layer_id, (height, width) in {"conv": (6, 6), "pool": (3, 3), "conv-2": (2, 2)}.items():
        pictures = item(studio, layer_id).pictures
        maps = activity_of(studio).layers[layer_id].values
        assert len(pictures) == len(maps)
        for index, own in pictures.items():
            assert own.pixels.shape == (height, width)
            if np.ptp(maps[index]) > 0.1 * maps.max():
                brightest = np.unravel_index(maps[index].argmax(), (height, width))
                blues = own.pixels.astype(np.int64) & 0xFF
                assert blues[brightest] == blues.max()
    for layer_id, old in before.items():
        new = item(studio, layer_id).pictures
        assert any(not np.array_equal(new[i].pixels, old[i].pixels) for i in new)


def test_before_the_first_answer_the_input_shows_a_sample_of_the_data(open_canvas: Open):
    studio = open_canvas(cnn())
    assert item(studio, INPUT).pictures[0].pixels.shape == (8, 8)
    assert item(studio, INPUT).shape_words == "8 × 8"
    assert item(studio, "conv").shape_words == "4 × 6 × 6"


def test_plus_and_the_lower_edge_change_the_number_of_filters(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, cnn())
    column = studio.hand.column("conv")
    assert column.plus is not None
    studio.hand.click(column.plus.center())
    assert len(studio.hand.column("conv").tiles) == 5
    edge = studio.hand.column("conv").edge
    assert edge is not None
    studio.hand.drag(edge.center(), edge.center() + QPointF(0.0, 82.0))
    grown = studio.document.project.layer("conv")
    assert isinstance(grown, Conv2DSpec)
    assert grown.filters > 5
    assert len(studio.hand.column("conv").kernels) == grown.filters
    studio.document.undo_stack.undo()
    studio.document.undo_stack.undo()
    assert len(studio.hand.column("conv").tiles) == 4


def test_the_bias_of_a_filter_is_found_and_can_be_typed(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, cnn())
    studio.hand.double_click(studio.hand.column("conv-2").tiles[1].rect.center())
    studio.hand.type_into_editor("0.5")
    qtbot.waitUntil(lambda: studio.weight("conv-2", 1, 4 * 2 * 2) == 0.5)
    assert studio.scene.bias("conv-2", 1) == 0.5
    assert studio.scene.bias("conv", 0) is not None


def test_a_convolution_without_biases_says_that_it_has_none(open_canvas: Open, qtbot: QtBot):
    project = edits.change_layer(cnn(), "conv", bias=False)
    studio = watched(open_canvas, qtbot, project)
    assert studio.scene.bias("conv", 0) is None
    assert len(item(studio, "conv").kernels) == 4


def test_a_neuron_shows_its_value_by_a_bar_up_or_down_and_a_number(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, cnn())
    tile = studio.hand.column("hidden").tiles[2].rect
    for bias, above, below in ((40.0, is_blue, None), (-40.0, None, is_orange)):
        studio.run.set_weight("hidden", 2, 20, bias)
        qtbot.waitUntil(lambda bias=bias: studio.weight("hidden", 2, 20) == bias)
        upper = colour_at(studio, tile.center() - QPointF(18.0, 18.0))
        lower = colour_at(studio, tile.center() + QPointF(-18.0, 18.0))
        assert above is None or (above(upper) and not is_blue(lower))
        assert below is None or (below(lower) and not is_orange(upper))
        assert item(studio, "hidden").readings[2] == pytest.approx(np.sign(bias), abs=1e-6)
    assert studio.scene.captions.reading(-1.0) == here("−1.00")


def test_a_recurrent_layer_shows_its_state_step_by_step(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, lstm())
    state = activity_of(studio).layers["lstm"].parts["state"]
    pixels = item(studio, "lstm").pictures[0].pixels
    assert pixels.shape == state.shape == (6, 31)
    assert item(studio, INPUT).pictures[0].pixels.shape == (4, 31)
    assert list(item(studio, INPUT).labels) == ["A", "B", "C", "D"]
    column = studio.hand.column("lstm")
    assert column.minus is not None
    studio.hand.click(column.minus.center())
    with qtbot.waitSignal(studio.run.snapshot):
        pass
    assert item(studio, "lstm").pictures[0].pixels.shape == (5, 31)


def test_the_text_that_enters_is_written_in_its_symbols(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, transformer())
    dataset = studio.document.material.dataset
    for index in (3, 11):
        look_at(studio, qtbot, dataset.features[index])
        wanted = [dataset.symbols[int(token)] for token in dataset.features[index]]
        assert list(item(studio, INPUT).symbols) == wanted


def test_attention_shows_a_map_for_each_head_and_positions_their_own_pattern(
    open_canvas: Open, qtbot: QtBot
):
    studio = watched(open_canvas, qtbot, transformer())
    activity = activity_of(studio)
    assert [own.pixels.shape for own in item(studio, "block").pictures.values()] == [(10, 10)] * 2
    assert item(studio, "embed").pictures[0].pixels.shape == (8, 10)
    first = item(studio, "places").pictures[0].pixels
    features = studio.document.material.dataset.features
    other = next(row for row in features if not np.array_equal(row, activity.features))
    embedded = item(studio, "embed").pictures[0].pixels
    look_at(studio, qtbot, other)
    assert np.array_equal(item(studio, "places").pictures[0].pixels, first)
    assert not np.array_equal(item(studio, "embed").pictures[0].pixels, embedded)


def test_an_output_at_every_position_shows_its_answers_over_time(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, transformer())
    pictures = item(studio, "out").pictures
    assert [own.pixels.shape for own in pictures.values()] == [(1, 10)] * 8
    assert item(studio, "out").shape_words == "8 × 10"
    assert not item(studio, "out").readings
    names = studio.document.material.dataset.class_names
    winners = activity_of(studio).answer.argmax(axis=1)
    assert item(studio, "out").answer == "→ " + "\u2009".join(names[winner] for winner in winners)
    assert not item(studio, "embed").answer


def test_a_block_opens_by_double_click_by_its_chevron_and_by_keys(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, transformer())
    before = studio.document.project

    def is_open() -> bool:
        return bool(studio.hand.column("block").parts)

    def chevron() -> QPointF:
        rect = studio.hand.column("block").disclosure
        assert rect is not None
        return rect.center()

    assert not is_open()
    studio.hand.double_click(studio.hand.column("block").slots[0].rect.center())
    assert is_open()
    studio.hand.click(chevron())
    assert not is_open()
    studio.hand.key(Key.Key_Down)
    assert is_open()
    studio.hand.key(Key.Key_Down)
    assert is_open()
    assert len(item(studio, "block").pictures) == 2
    assert not studio.hand.pane.grab().isNull()
    studio.hand.key(Key.Key_Up)
    assert not is_open()
    studio.hand.click(chevron())
    assert is_open()
    assert studio.document.project is before
    assert studio.document.undo_stack.count() == 0
    studio.document.new(transformer())
    assert not is_open()


def test_an_open_block_stays_open_while_it_learns_and_is_edited(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, transformer())
    studio.scene.toggle_block("block")
    studio.run.step()
    project = edits.change_layer(studio.document.project, "block", norm="after", heads=4)
    studio.document.apply(project, "edit")
    with qtbot.waitSignal(studio.run.snapshot):
        pass
    column = studio.hand.column("block")
    assert column.parts[0].role == "attention"
    assert len(column.slots) == 4


def test_the_number_of_heads_dragged_stays_one_that_divides_the_width(
    open_canvas: Open, qtbot: QtBot
):
    studio = watched(open_canvas, qtbot, transformer())
    edge = studio.hand.column("block").edge
    assert edge is not None
    studio.hand.drag(edge.center(), edge.center() + QPointF(0.0, 60.0))
    block = studio.document.project.layer("block")
    assert isinstance(block, TransformerBlockSpec)
    assert block.heads in (4, 8)
    assert studio.document.shapes.fits


def test_where_layers_do_not_fit_the_rest_stands_without_shapes_and_the_mend_beside_it(
    open_canvas: Open, qtbot: QtBot
):
    studio = watched(open_canvas, qtbot, cnn())
    studio.document.apply(edits.remove_layers(studio.document.project, ["flat"]), "no flatten")
    assert studio.scene.shapes.flows[-1].shape == (5, 2, 2)
    assert item(studio, "conv-2").shape_words == "5 × 2 × 2"
    assert item(studio, "out").shape_words == ""
    assert studio.scene.inputs_of("hidden") == 20
    assert studio.scene.inputs_of("out") == 0
    studio.hand.move(studio.hand.column("out").tiles[0].rect.center())
    studio.hand.move(studio.hand.column("conv").tiles[0].rect.center())
    (bubble,) = studio.panel.overlays.bubbles
    assert bubble.misfit.layer_id == "hidden"
    frame = studio.panel.overlays.rect_on_screen(studio.hand.column("hidden").frame)
    assert abs(bubble.geometry().center().x() - frame.center().x()) < 150
    assert bubble.mend_button is not None
    bubble.mend_button.click()
    assert studio.document.shapes.fits
    assert not studio.panel.overlays.bubbles


def test_pictures_that_change_to_flat_values_and_back_leave_nothing_behind(
    open_canvas: Open, qtbot: QtBot
):
    flat = network("digits", DenseSpec(id="hidden", units=6), softmax(10))
    studio = watched(open_canvas, qtbot, flat)
    assert len(studio.hand.column(INPUT).tiles) > 1
    data = msgspec.structs.replace(flat.data, reading="image")
    layers = (Conv2DSpec(id="conv", filters=3), MaxPool2DSpec(id="pool"), *flat.layers)
    as_image = msgspec.structs.replace(flat, data=data, layers=layers)
    studio.document.apply(as_image, "as image")
    assert studio.hand.column(INPUT).face == "picture"
    assert not studio.document.shapes.fits
    studio.document.undo_stack.undo()
    with qtbot.waitSignal(studio.run.snapshot):
        pass
    assert studio.hand.column(INPUT).face == "neurons"
    assert not studio.hand.pane.grab().isNull()


@pytest.mark.parametrize("make", PALETTE)
@pytest.mark.parametrize("data", ["digits", "remember-first", "reverse", "xor"])
def test_every_kind_of_layer_can_stand_anywhere_and_be_painted_in_both_themes(
    open_canvas: Open, data: str, make
):
    outputs = {"digits": 10, "remember-first": 4, "reverse": 8, "xor": 1}[data]
    activation = "sigmoid" if outputs == 1 else "softmax"
    output = DenseSpec(id="out", units=outputs, activation=activation)
    image = "image" if data == "digits" else "values"
    layer = make()
    studio = open_canvas(network(data, output, reading=image))
    for place in (0, 1):
        project = edits.insert_layers(studio.document.project, place, [layer])
        studio.document.apply(project, "insert")
        for theme in (LIGHT, DARK):
            studio.panel.set_theme(theme)
            assert not studio.hand.pane.grab().isNull()
        column = studio.hand.column(layer.id)
        studio.hand.click(column.title.center())
        assert studio.scene.selection.layers == {layer.id}
        for part in (column.title, column.chip, column.body):
            studio.hand.move(part.center())
        studio.document.undo_stack.undo()


def test_a_click_on_a_whole_sample_selects_nothing(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, lstm())
    studio.hand.click(studio.hand.body("lstm"))
    assert not studio.scene.selection.empty
    studio.hand.click(studio.hand.column(INPUT).body.center())
    assert studio.scene.selection.empty
    studio.hand.move(studio.hand.column(INPUT).body.center())
    assert studio.scene.hovered == Spot(Part.INPUT, INPUT, -1)


def test_maps_of_another_network_are_shown_as_far_as_they_fit(open_canvas: Open, qtbot: QtBot):
    studio = watched(open_canvas, qtbot, cnn())
    latest = studio.run.latest
    assert latest is not None
    project = edits.change_layer(studio.document.project, "conv", filters=9, kernel=5)
    project = edits.insert_layers(project, 0, [Conv2DSpec(id="new", filters=2, padding="same")])
    studio.document.apply(project, "edit")
    studio.scene.show_snapshot(latest)
    assert set(item(studio, "conv").pictures) == {0, 1, 2, 3}
    assert not item(studio, "conv").kernels
    assert not studio.hand.pane.grab().isNull()
    studio.document.new(
        network(
            "copy", EmbeddingSpec(id="conv"), PositionsSpec(), AttentionSpec(id="pool"), softmax(8)
        )
    )
    studio.scene.show_snapshot(latest)
    assert not studio.hand.pane.grab().isNull()


def test_a_picture_too_small_to_read_is_shown_large_beside_the_pointer(
    open_canvas: Open, qtbot: QtBot
):
    studio = watched(open_canvas, qtbot, cnn())
    set_filter(studio, qtbot, [0.0] * 9 + [9.0])

    def blue_pixels() -> int:
        image = picture_of(studio.hand.pane)
        wanted = item(studio, "conv").pictures[0].image.pixelColor(2, 2)
        across, down = range(0, image.width(), 3), range(0, image.height(), 3)
        return sum(image.pixelColor(x, y) == wanted for x in across for y in down)

    def over(point: QPointF) -> int:
        studio.hand.move(point)
        return blue_pixels()

    studio.panel.view.zoom_by(0.4 / studio.panel.view.zoom)
    away = QPointF(-400.0, -400.0)
    tile = studio.hand.column("conv").tiles[0].rect.center()
    assert over(tile) > over(away) + 1000
    pooled = studio.hand.column("pool").slots[0].rect.center()
    assert over(pooled) > over(away) + 1000
    studio.panel.view.zoom_by(1.1 / studio.panel.view.zoom)
    assert over(tile) < over(away) + 1000
