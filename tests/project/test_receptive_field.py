"""What a pixel has seen: checked against networks in which one input pixel is changed."""

import numpy as np
import pytest

from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    AvgPool2DSpec,
    BatchNormSpec,
    Conv2DSpec,
    DropoutSpec,
    FlattenSpec,
    LayerSpec,
    MaxPool2DSpec,
)
from nnstudio.project.receptive_field import (
    Field,
    patch_seen,
    place_of_largest,
    receptive_fields,
)


def flows_of(*layers: LayerSpec, image: tuple[int, int, int] = (1, 8, 8)) -> list[Flow]:
    flows = [Flow(image)]
    for layer in layers:
        flows.append(layer.output(flows[-1]))
    return flows


def test_a_pixel_of_a_convolution_has_seen_the_window_it_stands_for() -> None:
    layer = Conv2DSpec(kernel=3)
    image, own = receptive_fields([layer], flows_of(layer), 0, Field.of_pixel(4, 2, 5))
    assert image == Field((2, 3, 4), (5, 6, 7), None)
    assert own == Field((2,), (5,), 4)


def test_zeros_around_the_image_are_no_pixels_that_were_seen() -> None:
    layer = Conv2DSpec(kernel=5, padding="same")
    image, _ = receptive_fields([layer], flows_of(layer), 0, Field.of_pixel(0, 0, 7))
    assert image == Field((0, 1, 2), (5, 6, 7), None)


def test_pooling_and_norms_stay_on_their_map_and_a_convolution_reads_all_of_them() -> None:
    layers = [
        Conv2DSpec(kernel=3, filters=4),
        BatchNormSpec(),
        DropoutSpec(),
        MaxPool2DSpec(size=2),
        AvgPool2DSpec(size=2, stride=1),
    ]
    fields = receptive_fields(layers, flows_of(*layers), 4, Field.of_pixel(3, 0, 1))
    assert [field.channel for field in fields] == [None, 3, 3, 3, 3, 3]
    assert fields[4] == Field((0, 1), (1, 2), 3)
    assert fields[3] == Field((0, 1, 2, 3), (2, 3, 4, 5), 3)
    assert fields[0] == Field((0, 1, 2, 3, 4, 5), (2, 3, 4, 5, 6, 7), None)


def test_a_stride_wider_than_the_window_leaves_gaps() -> None:
    layers = [Conv2DSpec(kernel=1, stride=3), Conv2DSpec(kernel=2)]
    image, *_ = receptive_fields(layers, flows_of(*layers), 1, Field.of_pixel(0, 0, 0))
    assert image == Field((0, 3), (0, 3), None)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2])
def test_exactly_the_pixels_of_the_field_can_change_the_value(padding: str, stride: int) -> None:
    layers: list[LayerSpec] = [
        Conv2DSpec(filters=2, kernel=3, stride=stride, padding=padding, activation="identity"),
        AvgPool2DSpec(size=2, stride=1),
        Conv2DSpec(filters=2, kernel=2, padding="same", activation="identity"),
    ]
    flows = flows_of(*layers, image=(1, 9, 8))
    values = np.zeros((1, 9, 8, 73))
    values.reshape(72, 73)[:, :72] = np.eye(72)  # sample i has a single 1, in pixel i
    for spec, flow in zip(layers, flows, strict=False):
        layer = spec.build(flow)
        layer.attach(np.ones(layer.size), np.zeros(layer.size), np.zeros(layer.size))
        values = layer.with_buffers(73, np.float64, np.random.default_rng(0)).infer(values)
    _, rows, columns = flows[-1].shape
    for row in range(rows):
        for column in range(columns):
            image, *_ = receptive_fields(layers, flows, 2, Field.of_pixel(1, row, column))
            seen = np.zeros((9, 8), bool)
            seen[np.ix_(image.rows, image.columns)] = True
            *answers, without = values[1, row, column]
            np.testing.assert_array_equal(np.reshape(answers, (9, 8)) > without, seen)


def test_what_hands_no_image_on_has_no_field() -> None:
    layers = [Conv2DSpec(), FlattenSpec()]
    with pytest.raises(ValueError, match="Flatten hands no image on"):
        receptive_fields(layers, flows_of(*layers), 1, Field.of_pixel(0, 0, 0))


def test_the_patch_has_zeros_where_the_window_stands_beside_the_image() -> None:
    values = np.arange(1.0, 19.0).reshape(2, 3, 3)
    patch = patch_seen(Conv2DSpec(kernel=3, padding="same"), values, 0, 2)
    np.testing.assert_array_equal(patch[0], [[0, 0, 0], [2, 3, 0], [5, 6, 0]])
    np.testing.assert_array_equal(patch[1], [[0, 0, 0], [11, 12, 0], [14, 15, 0]])


def test_of_equal_pixels_the_one_wins_that_gets_the_gradient() -> None:
    built = MaxPool2DSpec(size=2).build(Flow((1, 2, 2)))
    pool = built.with_buffers(1, np.float64, np.random.default_rng(0))
    for values in ([[1.0, 7.0], [7.0, 7.0]], [[0.0, 3.0], [3.0, 0.0]], [[5.0, 5.0], [1.0, 5.0]]):
        image = np.array(values)
        pool.forward(image[np.newaxis, ..., np.newaxis])
        share = pool.backward(np.ones((1, 1, 1, 1)))[0, ..., 0]
        row, column = place_of_largest(image, Field((0, 1), (0, 1), 0))
        assert share[row, column] == 1.0
