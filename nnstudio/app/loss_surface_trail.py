"""Where a run goes from the moment of a loss surface on: the probe behind its present point."""

from dataclasses import dataclass

import numpy as np

from nnstudio.app.loss_surface import Plane
from nnstudio.nn.columns import Array
from nnstudio.project.session import Session

MOST = 1024
"""Places that are kept; of more than these, every second one."""


@dataclass(frozen=True, eq=False)
class Trail:
    """plane: of which surface. places: (moments, 2) on it, oldest first; a row of NaN stands where
    the run jumped. now: (2,) the present place. moved: whether the weights are others than at the
    centre.
    """

    plane: Plane
    places: Array
    now: Array
    moved: bool
    step: int


class PlaneTrail:
    """The probe: the places of the plane nearest to where the run has been since."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._places: list[Array] = [np.zeros(2)]
        self._step: int | None = None

    def __call__(self, session: Session) -> Trail | None:
        """The trail up to this moment; None when the network has become another."""
        parameters, step = session.network.parameters, session.training.step_count
        if parameters.shape != self._plane.centre.shape:
            return None
        with np.errstate(all="ignore"):
            now = self._plane.place(parameters)
        moved = not np.array_equal(parameters, self._plane.centre)
        if self._step is not None and step < self._step:
            self._places.append(np.full(2, np.nan))
        self._step = step
        if not np.array_equal(now, self._places[-1]):
            self._places.append(now)
        if len(self._places) > MOST:
            kept = [at % 2 == 0 or np.isnan(place[0]) for at, place in enumerate(self._places)]
            self._places = [place for place, keep in zip(self._places, kept, strict=True) if keep]
        return Trail(self._plane, np.array(self._places), now, moved, step)
