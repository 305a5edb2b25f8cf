"""What comes back to a layer from above, wherever it stands."""

from collections.abc import Sequence

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.flatten import Flatten
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.learned_positions import LearnedPositions
from nnstudio.nn.layers.residual import Residual
from nnstudio.nn.layers.sinusoidal_positions import SinusoidalPositions
from nnstudio.nn.network import Pass


def arriving(way: Pass, layer: Layer) -> Array | None:
    """∂C/∂A (*output_shape, batch): what comes back to a layer from above.

    None where nothing below learns, so that the core did not compute it.
    """
    return _arriving(way, way.layers, layer, None)


def _arriving(
    way: Pass, layers: Sequence[Layer], layer: Layer, around: Layer | None
) -> Array | None:
    for place, one in enumerate(layers):
        if one is layer:
            if place + 1 < len(layers):
                return handed_down(way, layers[place + 1])
            if around is not None:
                return arriving(way, around)
            return None if way.fused else way.delta
        if isinstance(one, Chain) and _holds(one, layer):
            return _arriving(way, one.in_order, layer, one)
    raise ValueError("this layer is not in this network")


def _holds(chain: Chain, layer: Layer) -> bool:
    return any(
        part is layer or (isinstance(part, Chain) and _holds(part, layer))
        for part in chain.in_order
    )


def handed_down(way: Pass, layer: Layer) -> Array | None:
    """∂C/∂X (*input_shape, batch): what a layer gives to the one below."""
    if not layer.learns_input_gradient:
        return None
    if isinstance(layer, Flatten):
        through = arriving(way, layer)
        return None if through is None else through.reshape(*layer.input_shape, -1)
    if isinstance(layer, LearnedPositions | SinusoidalPositions):
        return arriving(way, layer)
    if isinstance(layer, Chain) and not isinstance(layer, Residual):
        return handed_down(way, layer.in_order[0])
    return layer.dX  # type: ignore[attr-defined, no-any-return]
