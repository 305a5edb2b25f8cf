"""How a pixel of a feature map came about: what it has seen, and the words and kernels for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nnstudio.app.activity import Activity
from nnstudio.nn.columns import Array
from nnstudio.project.filter_account import account_of
from nnstudio.project.flow import Flow
from nnstudio.project.layers import Conv2DSpec, MaxPool2DSpec
from nnstudio.project.receptive_field import Field, place_of_largest, receptive_fields
from nnstudio.project.specs import Project
from nnstudio.ui.live.convolution_kernels import Kernel
from nnstudio.ui.live.convolution_layers import Spot
from nnstudio.ui.live.convolution_words import ConvolutionWords

IMAGE = ""
"""Stands for the image where others have a layer's id."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """fields: what was seen of the image and of every layer's maps before, by the layer's id.

    winner: the layer's id, or IMAGE, and the row and column of the pixel that won a pooling.
    """

    heading: str
    sentence: str
    kernels: tuple[Kernel, ...]
    fields: Mapping[str, Field]
    winner: tuple[str, tuple[int, int]] | None


def explained(
    words: ConvolutionWords,
    project: Project,
    flows: Sequence[Flow],
    spot: Spot,
    activity: Activity | None,
    weights: Mapping[str, Array],
) -> Explanation:
    """The explanation of a pixel; without an activity only what it has seen, and no numbers."""
    place, pixel = project.index(spot.layer_id), spot.pixel
    layer = project.layers[place]
    own = Field.of_pixel(pixel.channel, pixel.row, pixel.column)
    ids = (IMAGE, *(one.id for one in project.layers[:place]))
    fields = dict(zip(ids, receptive_fields(project.layers, flows, place, own), strict=False))
    title = words.canvas.title(project, place)
    heading = words.heading(title, words.place(layer, pixel))
    read = _values(activity, ids[-1], flows[place])
    made = _values(activity, spot.layer_id, flows[place + 1])
    if read is None or made is None:
        return Explanation(heading, words.no_numbers(), (), fields, None)
    value = float(made[pixel.channel, pixel.row, pixel.column])
    if isinstance(layer, Conv2DSpec):
        sentence, kernels = _filtered(words, layer, spot, read, value, weights)
        return Explanation(heading, sentence, kernels, fields, None)
    winner = None
    if isinstance(layer, MaxPool2DSpec):
        winner = place_of_largest(read[pixel.channel], fields[ids[-1]])
    before = float(read[_first(fields[ids[-1]], pixel.channel)])
    sentence = words.handed_on(layer, value, winner, before)
    won = None if winner is None else (ids[-1], winner)
    return Explanation(heading, sentence, (), fields, won)


def _filtered(
    words: ConvolutionWords,
    layer: Conv2DSpec,
    spot: Spot,
    read: Array,
    value: float,
    weights: Mapping[str, Array],
) -> tuple[str, tuple[Kernel, ...]]:
    own, pixel = weights.get(spot.layer_id), spot.pixel
    try:
        if own is None:
            raise ValueError
        account = account_of(layer, read, own, pixel.channel, pixel.row, pixel.column)
    except ValueError:
        return words.no_numbers(), ()
    kernels = tuple(
        Kernel(share.kernel, words.share(len(read), share.channel, share.amount))
        for share in account.shares
    )
    return words.filtered(layer, account, value), kernels


def _values(activity: Activity | None, layer_id: str, flow: Flow) -> Array | None:
    """What left a layer, or the image, if it is of the shape that the project says."""
    if activity is None:
        return None
    found = activity.layers.get(layer_id)
    values = activity.inputs if layer_id == IMAGE else found.values if found else None
    return values if values is not None and values.shape == flow.shape else None


def _first(field: Field, channel: int) -> tuple[int, int, int]:
    return channel, field.rows[0], field.columns[0]
