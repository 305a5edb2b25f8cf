"""What the parameters of a layer are called."""

from nnstudio.explain.symbols import indexed
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm

NORM_SYMBOLS = ("γ", "β", "μ̄", "σ̄²")
"""The columns of a norm's block: scale, shift, and the statistics that batch norm keeps."""


def parameter_symbol(layer: Layer, row: int, column: int) -> str:
    """w with its indices, or b in the last column of [W | b]; γ and β of a norm.

    A weight of a kernel has four: its filter, the channel that it looks at, and its row and column.
    """
    if isinstance(layer, LayerNorm | BatchNorm):
        return indexed(NORM_SYMBOLS[column], row)
    if isinstance(layer, Conv2D):
        if column == layer.patch:
            return indexed("b", row)
        channel, pixel = divmod(column, layer.kernel**2)
        return indexed("w", row, channel, *divmod(pixel, layer.kernel))
    last = column == layer.parameter_shape[1] - 1
    return indexed("b", row) if last else indexed("w", row, column)
