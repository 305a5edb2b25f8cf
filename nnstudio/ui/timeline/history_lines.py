"""What became of the selected weights: their values over the recorded moments, as plain arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.project.moments import Moment
from nnstudio.project.weight_history import neuron_history, weight_history
from nnstudio.ui.canvas.spots import Part, Spot

Floats = NDArray[np.float64]
MOST_MOMENTS = 300
"""More than the panel has room for; the others are left out evenly."""
MOST_LINES = 24
"""Of a neuron with more weights only those that are the largest in the end are drawn."""


@dataclass(frozen=True, eq=False)
class HistoryLines:
    """steps: (moments,). values: (moments, lines), NaN where there was none.

    columns: of each line the column in [W | b]. bias: which line is b, or None. left_out: how many
    more weights there are.
    """

    steps: Floats
    values: Floats
    columns: tuple[int, ...]
    bias: int | None = None
    left_out: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not np.isfinite(self.values).any()


def lines_of(moments: Sequence[Moment], spot: Spot, has_bias: bool = True) -> HistoryLines:
    """The lines of a selected wire or neuron; none for anything else."""
    few = thinned(moments)
    if spot.part is Part.WIRE:
        steps, values = weight_history(few, spot.layer_id, spot.row, spot.column)
        return HistoryLines(steps, values[:, None], (spot.column,))
    if spot.part is not Part.NEURON or spot.row < 0:
        return HistoryLines(np.zeros(0), np.zeros((0, 0)), ())
    steps, values = neuron_history(few, spot.layer_id, spot.row)
    count = values.shape[1]
    last = np.abs(np.nan_to_num(values[-1])) if len(values) else np.zeros(count)
    weights = count - 1 if has_bias else count
    kept = np.sort(np.argsort(-last[:weights], kind="stable")[:MOST_LINES]).tolist()
    shown = [*kept, count - 1] if has_bias else kept
    return HistoryLines(
        steps, values[:, shown], tuple(shown), len(kept) if has_bias else None, weights - len(kept)
    )


def thinned(moments: Sequence[Moment]) -> Sequence[Moment]:
    """At most so many of the moments, evenly, with the last one."""
    if len(moments) <= MOST_MOMENTS:
        return moments
    places = np.linspace(0, len(moments) - 1, MOST_MOMENTS).round().astype(int)
    return [moments[place] for place in places]
