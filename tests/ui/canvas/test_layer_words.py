"""What the canvas says about layers of every kind: titles, chips, flows, hints, counts."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnstudio.project import edits
from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    PALETTE,
    AttentionSpec,
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    FlattenSpec,
    GRUSpec,
    LayerNormSpec,
    LayerSpec,
    LSTMSpec,
    MaxPool2DSpec,
    PositionsSpec,
    RNNSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.spots import Part, Spot
from nnstudio.ui.canvas.words import Words
from tests.ui.canvas.conftest import Open, Studio
from tests.ui.canvas.family_networks import SEQUENCES, images, network, output, sequences, tokens
from tests.ui.figures import here

Key = Qt.Key


@pytest.fixture
def words(qapp) -> Words:
    return Words()


def test_layers_are_called_by_their_kind_and_their_number(words: Words):
    layers = (
        Conv2DSpec(),
        MaxPool2DSpec(),
        Conv2DSpec(),
        BatchNormSpec(),
        FlattenSpec(),
        DenseSpec(),
        LSTMSpec(),
        DropoutSpec(),
        DropoutSpec(title="The lazy one"),
        DenseSpec(),
    )
    project = Project(layers=layers)
    assert [words.title(project, place) for place in range(len(layers))] == [
        "Convolution 1",
        "Max pooling 1",
        "Convolution 2",
        "Batch norm",
        "Flatten",
        "Hidden 1",
        "LSTM 1",
        "Dropout 1",
        "The lazy one",
        "Output",
    ]


@pytest.mark.parametrize(
    ("layer", "chip"),
    [
        (DenseSpec(activation="relu"), "ReLU"),
        (DropoutSpec(rate=0.25), "25 %"),
        (Conv2DSpec(kernel=3), "3 × 3 · ReLU"),
        (MaxPool2DSpec(size=2), "2 × 2"),
        (LSTMSpec(units=16), "16 · last state"),
        (RNNSpec(units=8, whole_sequence=True), "8 · whole sequence"),
        (GRUSpec(units=1), "1 · last state"),
        (EmbeddingSpec(width=24), "24 values"),
        (PositionsSpec(encoding="learned"), "learned"),
        (AttentionSpec(heads=1), "1 head"),
        (TransformerBlockSpec(heads=2, causal=True), "2 heads · causal"),
        (BatchNormSpec(momentum=0.1), "momentum 0.1"),
        (LayerNormSpec(), ""),
    ],
)
def test_the_chip_says_what_matters_most(words: Words, layer: LayerSpec, chip: str):
    assert words.chip(layer) == here(chip)


@pytest.mark.parametrize(
    ("flow", "text"),
    [
        (Flow((1,)), "1 value"),
        (Flow((72,)), "72 values"),
        (Flow((1, 8, 8)), "an image of 8 × 8"),
        (Flow((8, 6, 6)), "8 maps of 6 × 6"),
        (Flow((16, 30)), "30 steps of 16 values"),
        (Flow((1, 1)), "1 step of 1 value"),
        (Flow((10,), vocabulary=8), "10 tokens"),
    ],
)
def test_what_flows_is_told_as_people_see_it(words: Words, flow: Flow, text: str):
    assert words.flow(flow) == text


def test_every_kind_has_a_name_and_a_sentence(words: Words):
    for make in PALETTE:
        layer = make()
        assert words.kinds.name(layer) == layer.kind_title
        assert words.kinds.about(layer).endswith(".")


@pytest.mark.parametrize(
    ("project", "layer_id", "hint"),
    [
        (images(), "conv", "Convolution: an image of 8 × 8 → 8 maps of 6 × 6 · 80 parameters"),
        (images(), "pool", "Max pooling: 8 maps of 6 × 6 → 8 maps of 3 × 3 · nothing to learn"),
        (images(), "flatten", "Flatten: 8 maps of 3 × 3 → 72 values · nothing to learn"),
        (
            network(SEQUENCES, LSTMSpec(id="lstm", units=4), output(4)),
            "lstm",
            "LSTM: 31 steps of 4 values → 4 values · 144 parameters",
        ),
        (tokens(), "embedding", "Embedding: 10 tokens → 10 steps of 16 values · 128 parameters"),
    ],
)
def test_the_hint_tells_what_enters_what_leaves_and_how_much_is_learned(
    open_canvas: Open, project: Project, layer_id: str, hint: str
):
    studio = open_canvas(project)
    assert studio.panel.hints.about(Spot(Part.BODY, layer_id)) == hint


def test_a_selected_layer_is_described_with_its_shapes_for_screen_readers(open_canvas: Open):
    studio = open_canvas(images())
    studio.scene.selection.select({"conv"})
    assert studio.panel.view.accessibleDescription() == (
        "Convolution 1 selected: 8 filters, 3 × 3 · ReLU · "
        "an image of 8 × 8 → 8 maps of 6 × 6 · 80 parameters"
    )
    assert studio.panel.hint.text() == (
        "Convolution 1: an image of 8 × 8 → 8 maps of 6 × 6 · 80 parameters"
    )
    studio.scene.selection.select({"flatten"})
    assert studio.panel.view.accessibleDescription().startswith("Flatten selected · 8 maps")


@pytest.mark.parametrize("project", [images(), sequences(), tokens()])
def test_hints_about_every_part_survive_flows_that_end_early(open_canvas: Open, project: Project):
    studio = open_canvas(project)
    broken = [Conv2DSpec(id="x", kernel=15), EmbeddingSpec(id="y")]
    for place in range(len(project.layers) + 1):
        studio.document.apply(edits.insert_layers(project, place, broken), "broken")
        assert not studio.document.shapes.fits
        for layer in studio.document.project.layers:
            for part in Part:
                studio.panel.hints.about(Spot(part, layer.id, 0, 0))
            studio.scene.selection.select({layer.id})
            assert studio.panel.hints.selection()
    assert "before what stands to the left of it fits" in studio.panel.hints.about(
        Spot(Part.BODY, "y")
    )


def setting(studio: Studio, layer_id: str, field: str) -> object:
    return getattr(studio.document.project.layer(layer_id), field)


@pytest.mark.parametrize(
    ("project", "layer_id", "field", "more", "undo"),
    [
        (images(), "conv", "filters", 9, "One filter more"),
        (images(), "pool", "size", 3, "A larger window"),
        (images(), "output", "units", 11, "One neuron more"),
        (sequences(), "lstm", "units", 17, "One unit more"),
        (tokens(), "embedding", "width", 17, "One value more"),
        (tokens(), "block", "heads", 4, "More heads"),
    ],
)
def test_plus_gives_each_kind_more_of_what_it_has_and_minus_takes_it_back(
    open_canvas: Open, project: Project, layer_id: str, field: str, more: int, undo: str
):
    studio = open_canvas(project)
    before = setting(studio, layer_id, field)
    studio.scene.selection.select({layer_id})
    studio.hand.key(Key.Key_Plus)
    assert setting(studio, layer_id, field) == more
    assert studio.document.undo_stack.undoText() == undo
    studio.hand.key(Key.Key_Minus)
    assert setting(studio, layer_id, field) == before


def test_plus_on_several_layers_widens_those_that_have_a_width_together(open_canvas: Open):
    studio = open_canvas(tokens())
    studio.scene.selection.select({"embedding", "positions", "block", "output"})
    studio.hand.key(Key.Key_Plus)
    assert setting(studio, "embedding", "width") == 17
    assert setting(studio, "output", "units") == 9
    assert setting(studio, "block", "heads") == 2
    assert studio.document.undo_stack.count() == 1


def test_plus_on_a_layer_that_has_no_number_says_so(open_canvas: Open):
    studio = open_canvas(images())
    studio.scene.selection.select({"flatten"})
    studio.hand.key(Key.Key_Plus)
    assert "no more or less" in studio.panel.hint.text()


@pytest.mark.parametrize(
    ("project", "layer_id", "field", "count"),
    [
        (images(), "conv", "filters", 12),
        (sequences(), "lstm", "units", 20),
        (tokens(), "embedding", "width", 32),
    ],
)
def test_a_number_is_set_as_the_edge_of_a_layer_is_dragged(
    open_canvas: Open, project: Project, layer_id: str, field: str, count: int
):
    studio = open_canvas(project)
    commands = studio.panel.commands
    assert commands.set_units(layer_id, count)
    assert setting(studio, layer_id, field) == count
    assert str(count) in studio.document.undo_stack.undoText()
    assert "must be a whole number from 1" in commands.try_units(layer_id, 0)
    assert not commands.set_units(layer_id, 100_000)
    assert setting(studio, layer_id, field) == count


def test_layers_of_every_kind_are_copied_pasted_and_duplicated(open_canvas: Open):
    studio = open_canvas(sequences())
    kinds = tuple(make() for make in PALETTE)
    project = studio.document.project
    studio.document.apply(msgspec.structs.replace(project, layers=(*kinds, output(4))), "all kinds")
    studio.scene.selection.select(layer.id for layer in kinds)
    studio.hand.key("C", Qt.KeyboardModifier.ControlModifier)
    studio.hand.key("V", Qt.KeyboardModifier.ControlModifier)
    pasted = studio.document.project.layers[len(kinds) : 2 * len(kinds)]
    assert [msgspec.structs.replace(layer, id="") for layer in pasted] == [
        msgspec.structs.replace(layer, id="") for layer in kinds
    ]
    assert len(set(studio.ids)) == 2 * len(kinds) + 1
    studio.hand.key(Key.Key_Delete)
    assert studio.document.project.layers[:-1] == kinds


def test_a_filter_has_a_bias_to_read_and_type_but_not_without_biases(
    open_canvas: Open, qtbot: QtBot
):
    studio = open_canvas(images())
    filter_3 = Spot(Part.NEURON, "conv", 2)
    studio.scene.selection.select_spot(filter_3)
    assert studio.panel.hint.text() == here("b = 0.000 of Convolution 1 · 3 · Enter to type")
    studio.hand.key(Key.Key_Return)
    studio.hand.type_into_editor("0.5")
    qtbot.waitUntil(lambda: studio.scene.bias("conv", 2) == 0.5)
    project = edits.change_layer(studio.document.project, "conv", bias=False)
    studio.document.apply(project, "no biases")
    studio.scene.selection.select_spot(filter_3)
    assert studio.panel.hints.beside_pointer(filter_3) == ""
    assert "Filter 3 and its feature map" in studio.panel.hint.text()
    studio.hand.key(Key.Key_Return)
    assert studio.panel.overlays.editor is None
    assert studio.panel.overlays.settings is not None


def test_the_menu_of_a_transformer_block_opens_it_and_closes_it(open_canvas: Open):
    studio = open_canvas(tokens())
    for text, opened in (("Open into its parts", {"block"}), ("Close into one card", set())):
        middle = studio.panel.mapToGlobal(studio.panel.rect().center())
        studio.panel.overlays.open_menu(Spot(Part.BODY, "block"), middle)
        menu = studio.panel.overlays.menu
        assert menu is not None
        entry = menu.actions()[0]
        assert entry.text().startswith(text)
        menu.close()
        entry.trigger()
        assert studio.scene.opened == opened


def test_with_nothing_selected_the_footer_says_what_one_can_do_here(open_canvas: Open):
    studio = open_canvas(images())
    studio.document.apply(edits.remove_layers(studio.document.project, ["flatten"]), "misfit")
    assert "does not fit" in studio.panel.hint.text()
