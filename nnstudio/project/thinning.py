"""Which moments of a run to forget first: dense near the present and near every edit, thin far off.

A moment is worth as much as the gap that it would leave is wide, measured against its distance
from the nearest place of interest. Forgetting the least worthy again and again leaves moments
whose spacing grows with that distance: after a million steps the last ten are still all there.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def worth(steps: Floats, interesting: NDArray[np.bool_]) -> Floats:
    """How much each moment is worth, given its step, in the order of the run.

    `interesting`: an edit led to this moment; the last moment always is. What is interesting, what
    stands right before that, and the first moment, are worth infinitely much.
    """
    count = steps.size
    if count == 0:
        return np.zeros(0)
    focus = interesting.copy()
    focus[-1] = True
    pinned = focus.copy()
    pinned[0] = True
    pinned[:-1] |= focus[1:]
    found = gaps(steps) / (1.0 + _distance(steps, steps[focus]))
    found[pinned] = np.inf
    return found


def gaps(steps: Floats) -> Floats:
    """How far apart the neighbours of each moment are, in steps."""
    before = np.concatenate([steps[:1], steps[:-1]])
    after = np.concatenate([steps[1:], steps[-1:]])
    found: Floats = after - before
    return found


def least_worthy(values: Floats, most: int) -> NDArray[np.intp]:
    """The places of at most so many moments to forget at once: never two beside each other.

    At least one, unless all are worth infinitely much. Of equals the oldest goes first.
    """
    chosen: list[int] = []
    taken = np.zeros(values.size + 2, bool)
    for place in np.argsort(values, kind="stable"):
        if len(chosen) >= most or values[place] == np.inf:
            break
        if not taken[place] and not taken[place + 2]:
            taken[place + 1] = True
            chosen.append(int(place))
    return np.array(sorted(chosen), np.intp)


def _distance(steps: Floats, focus: Floats) -> Floats:
    """From each step to the nearest of the focus, which is in order and not empty."""
    right = np.searchsorted(focus, steps)
    after = focus[np.minimum(right, focus.size - 1)]
    before = focus[np.maximum(right - 1, 0)]
    found: Floats = np.minimum(np.abs(after - steps), np.abs(steps - before))
    return found
