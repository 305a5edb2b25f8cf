"""Which recorded moment is meant by a place on an axis, a key or a mark."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.app.run_controller import RunController
from nnstudio.project.timeline import TimelineView


def visit(run: RunController, place: int) -> None:
    """Look at the moment that stands here in the current run; the last one is the present."""
    view = run.timeline.view
    if view is None or not view.current.moments:
        return
    last = len(view.current.moments) - 1
    if place >= last:
        run.timeline.go_to_present()
    else:
        run.timeline.go_to(view.current.moments[max(place, 0)].number)


def place_shown(run: RunController) -> int:
    """Where the moment that is shown stands in the current run; the last place at the present."""
    view, past = run.timeline.view, run.timeline.past
    if view is None:
        return 0
    place = view.place(past.number) if past is not None else None
    if place is not None:
        return place
    last = max(len(view.current.moments) - 1, 0)
    if past is None or run.latest is None:
        return last
    return min(nearest(view.steps, run.latest.step), last)  # another run's, or forgotten since


def nearest(places: NDArray[np.float64], wanted: float) -> int:
    """Which of the ascending numbers lies closest; of equal ones the last."""
    if not places.size:
        return 0
    after = int(np.searchsorted(places, wanted, side="right"))
    if after == 0:
        return int(np.searchsorted(places, places[0], side="right")) - 1
    before = after - 1
    if after < places.size and places[after] - wanted < wanted - places[before]:
        return int(np.searchsorted(places, places[after], side="right")) - 1
    return before


def mark_places(view: TimelineView) -> list[int]:
    """Where the marks stand among the moments of the current run."""
    return [place for place, moment in enumerate(view.current.moments) if moment.words]
