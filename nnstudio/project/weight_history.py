"""What became of a weight, or of a whole neuron, over the recorded moments of a run."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.project.moments import Moment

Floats = NDArray[np.float64]


def weight_history(
    moments: Sequence[Moment], layer_id: str, row: int, column: int
) -> tuple[Floats, Floats]:
    """(moments,) steps and (moments,) values of one entry of a layer's [W | b].

    Columns count from the bias if they are negative: −1 is b, whatever number of inputs there was.
    NaN where the layer, or the place in it, did not exist.
    """
    values = np.full(len(moments), np.nan)
    for place, moment in enumerate(moments):
        weights = moment.weights(layer_id)
        if weights is not None and row < weights.shape[0]:
            columns = weights.shape[1]
            if -columns <= column < columns - (column >= 0):
                values[place] = weights[row, column]
    return _steps(moments), values


def neuron_history(moments: Sequence[Moment], layer_id: str, row: int) -> tuple[Floats, Floats]:
    """(moments,) steps and (moments, inputs + 1) values: all weights of a neuron, its bias last.

    As many columns as the neuron ever had; NaN where an input, or the neuron, did not exist.
    """
    found = [moment.weights(layer_id) for moment in moments]
    widest = max((weights.shape[1] for weights in found if weights is not None), default=1)
    values = np.full((len(moments), widest), np.nan)
    for place, weights in enumerate(found):
        if weights is not None and row < weights.shape[0]:
            values[place, : weights.shape[1] - 1] = weights[row, :-1]
            values[place, -1] = weights[row, -1]
    return _steps(moments), values


def _steps(moments: Sequence[Moment]) -> Floats:
    return np.array([moment.step for moment in moments], np.float64)
