"""Where the columns of every kind of layer stand, and what leads from one to the next."""

from itertools import pairwise

import pytest

from nnstudio.project.checking import check
from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    PALETTE,
    AttentionSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    FlattenSpec,
    LayerNormSpec,
    LSTMSpec,
    MaxPool2DSpec,
    TransformerBlockSpec,
)
from nnstudio.project.material import prepare
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.geometry import (
    INPUT,
    MOST_TILES,
    NARROWEST_SPREAD,
    Layout,
    lay_out,
    most_tiles,
    spread_for,
)
from nnstudio.ui.canvas.spots import GROUND, Part, Spot, spot_at
from tests.ui.canvas.small_networks import cnn, lstm, network, softmax, transformer


def laid_out(project: Project, opened: tuple[str, ...] = (), spread: float = 1.0) -> Layout:
    flows = check(project, prepare(project.data)).flows
    return lay_out(project.layers, flows, spread, opened=opened)


def test_an_image_enters_as_one_picture_and_every_filter_and_pooled_map_has_its_place():
    image, conv, pool, conv2, flat, hidden, out = laid_out(cnn()).columns
    assert (image.face, len(image.slots), image.tiles) == ("picture", 1, ())
    assert image.slots[0].rect.width() > conv.tiles[0].rect.width()
    assert (conv.face, len(conv.tiles), len(conv.kernels)) == ("filters", 4, 4)
    assert (pool.face, len(pool.slots), pool.tiles) == ("maps", 4, ())
    assert pool.minus is None
    assert conv.minus is not None
    assert len(conv2.tiles) == 5
    assert flat.is_card
    assert [len(hidden.tiles), len(out.tiles)] == [6, 10]
    for tile, kernel in zip(conv.tiles, conv.kernels, strict=True):
        assert kernel.rect.right() < tile.rect.left()
        assert conv.frame.contains(kernel.rect)


def test_threads_join_the_maps_and_only_neurons_have_wires():
    layout = laid_out(cnn())
    threads = {one.layer_id: one for one in layout.threads}
    assert set(threads) == {"conv", "pool", "conv-2"}
    assert len(threads["conv"].paths) == 4
    assert threads["pool"].pairs == ((0, 0), (1, 1), (2, 2), (3, 3))
    assert len(threads["conv-2"].paths) == 5 * 4
    assert [threads[name].weighted for name in ("conv", "pool", "conv-2")] == [True, False, True]
    assert [(one.source_id, one.layer_id) for one in layout.bundles] == [("hidden", "out")]
    assert [(one.source_id, one.layer_id) for one in layout.bands] == [
        ("conv-2", "flat"),
        ("flat", "hidden"),
    ]


def test_a_thread_is_nothing_to_touch():
    layout = laid_out(cnn())
    path = next(one for one in layout.threads if one.layer_id == "conv-2").paths[0]
    assert spot_at(layout, path.pointAtPercent(0.5)) == GROUND


def test_a_layer_reads_many_maps_but_shows_no_more_lines_than_tiles_have_room():
    wide = network(
        "digits",
        Conv2DSpec(id="a", filters=200, padding="same"),
        Conv2DSpec(id="b", filters=250),
        FlattenSpec(),
        softmax(10),
        reading="image",
    )
    layout = laid_out(wide)
    lines = [len(one.paths) for one in layout.threads] + [one.count for one in layout.bundles]
    assert max(lines) <= MOST_TILES**2
    assert all(column.ellipsis is not None for column in layout.columns[1:3])


def test_wires_pass_under_a_norm_as_under_dropout_and_threads_too():
    dense = [
        DenseSpec(id="a"),
        LayerNormSpec(id="n"),
        DropoutSpec(id="d"),
        DenseSpec(id="out"),
    ]
    layout = lay_out(dense, [Flow((2,))] + [Flow((4,))] * 4)
    assert [(one.source_id, one.layer_id) for one in layout.bundles] == [(INPUT, "a"), ("a", "out")]
    assert layout.bands == ()
    maps = [Conv2DSpec(id="a"), DropoutSpec(id="d"), Conv2DSpec(id="b")]
    layout = lay_out(maps, [Flow((1, 9, 9)), Flow((8, 7, 7)), Flow((8, 7, 7)), Flow((8, 5, 5))])
    assert [one.layer_id for one in layout.threads] == ["a", "b"]
    assert layout.bands == ()


def test_a_network_of_neurons_has_neither_bands_nor_shapes():
    layout = lay_out([DenseSpec(id="a"), DropoutSpec(id="d"), DenseSpec(id="b")], [Flow((2,))] * 4)
    assert not layout.bands
    assert not layout.threads
    assert [column.shape for column in layout.columns] == [None] * 4


@pytest.mark.parametrize(
    ("flow", "face", "slots"),
    [
        (Flow((3, 20)), "strip", 1),
        (Flow((1, 8, 8)), "picture", 1),
        (Flow((10,), 8), "symbols", 10),
        (Flow((32,), 40), "symbols", 32),
        (Flow((3,)), "neurons", 0),
    ],
)
def test_a_sample_enters_as_what_it_is(flow: Flow, face: str, slots: int):
    column = lay_out([], [flow]).columns[0]
    assert (column.face, len(column.slots)) == (face, slots)
    for slot in column.slots:
        assert column.body.contains(slot.rect.center())
    places = [(slot.rect.x(), slot.rect.y()) for slot in column.slots]
    assert len(set(places)) == len(places)


def test_a_whole_sample_is_one_thing_under_the_pointer():
    layout = laid_out(lstm())
    assert spot_at(layout, layout.columns[0].body.center()) == Spot(Part.INPUT, INPUT, -1)


@pytest.mark.parametrize("spread", [NARROWEST_SPREAD, 1.0, 1.7])
@pytest.mark.parametrize("make", PALETTE)
def test_no_column_lies_on_another_however_narrow_the_view(make, spread: float):
    one, other = make(), make()
    layers = [
        EmbeddingSpec(),
        one,
        TransformerBlockSpec(id="block"),
        other,
        Conv2DSpec(),
        softmax(3),
    ]
    layout = lay_out(layers, [Flow((12,), 8)], spread, opened=("block",))
    for left, right in pairwise(layout.columns):
        assert left.body.right() < right.body.left()
        assert left.body.right() < right.wire_end or right.is_card
        if not (left.tiles and right.tiles):
            assert left.frame.right() < right.frame.left()


@pytest.mark.parametrize("make", PALETTE)
def test_every_part_of_a_column_lies_within_its_frame(make):
    layer = make()
    for opened in ((), (layer.id,)):
        column = lay_out([layer], [Flow((4, 12)), Flow((6, 12))], opened=opened).columns[1]
        parts = [column.body, column.chip, column.minus, column.plus, column.edge, column.shape]
        parts += [tile.rect for tile in (*column.tiles, *column.slots, *column.kernels)]
        parts += [part.rect for part in column.parts]
        for rect in parts:
            if rect is not None and rect is not column.shape:
                assert column.frame.contains(rect), (layer.kind_title, rect)
        if column.shape is not None:
            assert column.shape.bottom() < column.frame.bottom() + 1.0


@pytest.mark.parametrize(
    ("norm", "order"),
    [
        ("before", ["norm", "attention", "add", "norm", "feed-forward", "add"]),
        ("after", ["attention", "add", "norm", "feed-forward", "add", "norm"]),
    ],
)
def test_an_open_block_shows_its_parts_in_the_order_in_which_they_work(norm, order):
    block = TransformerBlockSpec(id="block", norm=norm, heads=4)
    column = lay_out([block], [Flow((8, 10))] * 2, opened=("block",)).columns[1]
    roles = [part.role for part in column.parts]
    assert roles == order
    for above, below in pairwise(column.parts):
        assert above.rect.bottom() < below.rect.top()
    attention = column.parts[roles.index("attention")]
    assert len(column.slots) == 4
    assert all(attention.rect.contains(slot.rect) for slot in column.slots)


def test_after_a_misfit_the_columns_stand_but_nothing_leads_over_the_gap():
    project = network(
        "digits",
        Conv2DSpec(id="conv"),
        MaxPool2DSpec(id="pool"),
        DenseSpec(id="hidden"),
        softmax(10),
        reading="image",
    )
    layout = laid_out(project)
    assert len(layout.columns) == 5
    assert [one.layer_id for one in layout.bundles] == ["out"]
    assert layout.bands == ()
    broken = network(
        "digits", LSTMSpec(id="lstm"), AttentionSpec(id="a"), softmax(10), reading="image"
    )
    assert [one.layer_id for one in laid_out(broken).bands] == ["a", "out"]


@pytest.mark.parametrize("size", [(748.0, 440.0), (428.0, 260.0)])
def test_ten_columns_fit_legibly_into_a_usual_view_and_in_sight_into_a_small_one(size):
    project = network(
        "digits",
        Conv2DSpec(filters=8, padding="same"),
        MaxPool2DSpec(),
        Conv2DSpec(filters=16, padding="same"),
        MaxPool2DSpec(),
        FlattenSpec(),
        DropoutSpec(),
        DenseSpec(units=24),
        DropoutSpec(),
        softmax(10),
        reading="image",
    )
    flows = check(project, prepare(project.data)).flows
    width, height = size
    most = most_tiles(project.layers, flows, width, height)
    spread = spread_for(project.layers, flows, width / height, most)
    bounds = lay_out(project.layers, flows, spread, most).bounds
    zoom = min(width / bounds.width(), height / bounds.height())
    assert zoom > (0.5 if width > 700 else 0.3)


def test_the_columns_are_drawn_apart_as_suits_a_block_that_is_open():
    project = transformer()
    flows = check(project, prepare(project.data)).flows
    spread = spread_for(project.layers, flows, 1.6, opened=("block",))
    bounds = lay_out(project.layers, flows, spread, opened=("block",)).bounds
    assert bounds.width() == pytest.approx(1.6 * bounds.height(), rel=0.02)


def test_the_tiles_that_show_the_answer_do_not_fold_in_a_low_view():
    project = cnn()
    flows = check(project, prepare(project.data)).flows
    columns = lay_out(project.layers, flows, most=7).columns
    assert columns[-1].ellipsis is None
    assert len(columns[-1].tiles) == 10
    wide = lay_out([Conv2DSpec(filters=9), DenseSpec(units=40)], [Flow((1, 8, 8))] * 2, most=7)
    assert all(column.ellipsis is not None for column in wide.columns[1:])
    over_time = transformer()
    flows = check(over_time, prepare(over_time.data)).flows
    assert lay_out(over_time.layers, flows, most=7).columns[-1].ellipsis is not None
