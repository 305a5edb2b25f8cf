"""How maps share out the room."""

import pytest

from nnstudio.ui.live.convolution_arrangement import GAP, Arrangement, Pixel

SHAPES = [(1, 8, 8), (6, 6, 6), (16, 3, 3), (40, 12, 12), (3, 1, 1), (4, 30, 20), (2, 200, 200)]


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("width", [60, 208, 372])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_value_has_its_own_place_and_is_found_there(shape, width, mirrored) -> None:
    arrangement = Arrangement(shape, width, 60, mirrored)
    corners = [
        Pixel(channel, row, column)
        for channel in range(shape[0])
        for row in (0, shape[1] - 1)
        for column in (0, shape[2] - 1)
    ]
    for pixel in corners:
        place = arrangement.pixel_rect(pixel)
        assert arrangement.pixel_at(place.toRectF().center()) == pixel
        assert 0 <= place.top() <= place.bottom() < arrangement.height
        if shape[2] < width:
            assert 0 <= place.left() <= place.right() < width


def test_maps_stand_apart_in_rows_from_the_top() -> None:
    arrangement = Arrangement((16, 3, 3), 372, 60, mirrored=False)
    first, second = arrangement.map_rect(0), arrangement.map_rect(1)
    assert second.left() - first.right() == GAP + 1
    assert arrangement.map_rect(15).top() > first.bottom()


def test_an_arrow_key_leads_on_to_the_map_beside_and_stops_at_the_last_one() -> None:
    plain = Arrangement((3, 4, 4), 300, 60, mirrored=False)
    assert plain.moved(Pixel(0, 2, 3), 1, 0, 0) == Pixel(1, 2, 0)
    assert plain.moved(Pixel(1, 2, 0), -1, 0, 0) == Pixel(0, 2, 3)
    assert plain.moved(Pixel(2, 2, 3), 1, 0, 0) == Pixel(2, 2, 3)
    assert plain.moved(Pixel(0, 0, 0), 0, -1, 0) == Pixel(0, 0, 0)
    assert plain.moved(Pixel(2, 1, 1), 0, 0, 1) == Pixel(2, 1, 1)
    mirrored = Arrangement((3, 4, 4), 300, 60, mirrored=True)
    assert mirrored.moved(Pixel(0, 2, 0), -1, 0, 0) == Pixel(1, 2, 3)
