"""Where things stand, without any window."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF

from nnstudio.project.layers import DenseSpec, DropoutSpec
from nnstudio.ui.canvas.geometry import (
    FEWEST_TILES,
    INPUT,
    MOST_TILES,
    NARROWEST_SPREAD,
    lay_out,
    most_tiles,
    shown_indices,
    spread_for,
)
from nnstudio.ui.canvas.spots import GROUND, Part, Spot, spot_at

NETWORK = (
    DenseSpec(id="a", units=4),
    DropoutSpec(id="drop"),
    DenseSpec(id="b", units=3),
    DenseSpec(id="out", units=1),
)


def test_columns_follow_the_layers_from_left_to_right_with_the_inputs_first():
    layout = lay_out(NETWORK, 2)
    assert [column.layer_id for column in layout.columns] == [INPUT, "a", "drop", "b", "out"]
    xs = [column.x for column in layout.columns]
    assert xs == sorted(xs)
    assert len(set(xs)) == len(xs)


def test_wires_pass_under_a_dropout_card_from_neurons_to_neurons():
    layout = lay_out(NETWORK, 2)
    ends = [(bundle.source_id, bundle.layer_id, bundle.count) for bundle in layout.bundles]
    assert ends == [(INPUT, "a", 8), ("a", "b", 12), ("b", "out", 3)]


@pytest.mark.parametrize("units", [1, 2, MOST_TILES, MOST_TILES + 1, 64, 4096])
def test_no_tile_lies_on_another_and_all_lie_in_the_frame(units: int):
    column = lay_out([DenseSpec(id="a", units=units)], 2).columns[1]
    for upper, lower in pairwise(column.tiles):
        assert upper.rect.bottom() < lower.rect.top()
        assert upper.index < lower.index
    assert all(column.frame.contains(tile.rect) for tile in column.tiles)
    assert column.tiles[0].index == 0
    assert column.tiles[-1].index == units - 1
    assert (column.ellipsis is not None) == (units > MOST_TILES)


def test_a_folded_layer_shows_its_first_and_its_last_neurons():
    assert shown_indices(64) == [0, 1, 2, 3, 4, 5, 6, 62, 63]


@pytest.mark.parametrize("most", range(7, 13))
def test_a_low_view_folds_earlier_and_always_shows_the_first_and_the_last(most: int):
    shown = shown_indices(40, most)
    assert shown[0] == 0
    assert shown[-1] == 39
    assert len(shown) < most
    assert set(shown) <= set(shown_indices(40))
    assert shown_indices(most, most) == list(range(most))
    column = lay_out([DenseSpec(id="a", units=40)], 2, most=most).columns[1]
    assert column.ellipsis is not None
    assert not any(column.ellipsis.intersects(tile.rect) for tile in column.tiles)


def test_a_view_of_usual_height_shows_twelve_neurons_and_a_low_one_fewer():
    assert most_tiles(NETWORK, 2, 900.0, 700.0) == MOST_TILES
    assert most_tiles(NETWORK, 2, 900.0, 350.0) < MOST_TILES
    assert most_tiles(NETWORK, 2, 900.0, 1.0) == FEWEST_TILES
    # In a narrow view everything is small anyway, so that more neurons find room.
    assert most_tiles(NETWORK, 2, 200.0, 350.0) > most_tiles(NETWORK, 2, 900.0, 350.0)


def test_every_wire_is_found_under_its_own_middle():
    bundle = lay_out(NETWORK, 2).bundles[0]
    for row in range(4):
        for column in range(2):
            middle = bundle.middle(row, column)
            assert middle is not None
            met = bundle.nearest(middle, 1.0)
            assert met is not None
            # Two wires may cross in the middle of the bundle: then either may be meant.
            assert bundle.middle(*met) == middle


def test_a_wire_is_found_along_its_whole_curve():
    bundle = lay_out([DenseSpec(id="a", units=4)], 1).bundles[0]
    for share in (0.1, 0.3, 0.5, 0.8, 0.95):
        x = bundle.x0 + (1.5 * share * (1 - share) + share**3) * (bundle.x1 - bundle.x0)
        y = bundle.y0[0] + (bundle.y1[3] - bundle.y0[0]) * (3 * share**2 - 2 * share**3)
        assert bundle.nearest(QPointF(x, y), 0.5) == (3, 0)
    assert bundle.nearest(QPointF(bundle.x0 - 1, bundle.y0[0]), 5.0) is None


def test_spots_name_what_is_under_a_point():
    layout = lay_out(NETWORK, 2)
    a, drop = layout.columns[1], layout.columns[2]
    assert a.plus is not None
    assert a.edge is not None
    assert spot_at(layout, a.tiles[2].rect.center()) == Spot(Part.NEURON, "a", 2)
    assert spot_at(layout, a.plus.center()) == Spot(Part.PLUS, "a")
    assert spot_at(layout, a.edge.center()) == Spot(Part.EDGE, "a")
    assert spot_at(layout, a.title.center()) == Spot(Part.TITLE, "a")
    assert spot_at(layout, drop.chip.center()) == Spot(Part.CHIP, "drop")
    assert spot_at(layout, drop.body.center()) == Spot(Part.BODY, "drop")
    assert spot_at(layout, layout.columns[0].tiles[1].rect.center()) == Spot(Part.INPUT, INPUT, 1)
    assert spot_at(layout, QPointF(-500, -500)) == GROUND
    wire = layout.bundles[2].middle(0, 1)
    assert wire is not None
    assert spot_at(layout, wire) == Spot(Part.WIRE, "out", 0, 1)


def test_a_point_left_of_a_layer_means_the_gap_before_it():
    layout = lay_out(NETWORK, 2)
    assert layout.gap_at(layout.columns[1].x - 1) == 0
    assert layout.gap_at(layout.columns[1].x + 1) == 1
    assert layout.gap_at(layout.columns[4].x + 1) == 4
    assert layout.gap_at(layout.columns[4].x + 1, ("a", "b")) == 2


def test_a_tall_network_is_drawn_apart_on_a_wide_canvas_and_closer_on_a_narrow_one():
    tall = [DenseSpec(id="a", units=12), DenseSpec(id="out", units=1)]
    assert spread_for(tall, 2, 2.0) > 1.0
    assert spread_for(NETWORK, 2, 0.1) == NARROWEST_SPREAD
    narrow = lay_out(NETWORK, 2, NARROWEST_SPREAD).columns
    for left, right in pairwise(narrow):
        assert left.frame.right() < right.frame.left() + 20.0
        assert left.body.right() < right.body.left()
    assert spread_for((), 2, 3.0) == 1.0
