"""The timeline: the recorded moments of the run, and of the runs that it branched off from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.project.moments import OVERHEAD, Moment, moment_of
from nnstudio.project.session import Losses, Session
from nnstudio.project.thinning import Floats, gaps, least_worthy, worth

BUDGET = 64 * 2**20
"""Bytes that the moments may take, unless told otherwise."""
MOST_MOMENTS = 2048
"""Moments kept at the most: more than a window has pixels."""
MOST_BRANCHES = 8
BRANCH_WORTH = 0.25
"""What a moment of another run is worth, compared with one of the run that goes on."""
AT_ONCE = 16
"""One in so many moments is forgotten when there is no more room, so that there is for a while."""


@dataclass(frozen=True, eq=False)
class RunPath:
    """One run: its moments in order, from its start.

    number: 1 for the first run; its name in the window is made of it. curve: (3, points) epochs,
    training and validation losses (NaN where there is none).
    """

    number: int
    moments: tuple[Moment, ...]
    curve: Array


@dataclass(frozen=True, eq=False)
class TimelineView:
    """The timeline at one moment, as values that never change.

    current: the run that goes on. branches: the other runs, the one left last comes last.
    used, budget: bytes.
    """

    current: RunPath
    branches: tuple[RunPath, ...] = ()
    used: int = 0
    budget: int = BUDGET

    @cached_property
    def steps(self) -> Floats:
        """The step of every moment of the current run."""
        return _steps(self.current.moments)

    @cached_property
    def marks(self) -> tuple[Moment, ...]:
        """The moments of the current run to which an edit led; `words` says which."""
        return tuple(moment for moment in self.current.moments if moment.words)

    def place(self, number: int) -> int | None:
        """Where this moment stands among those of the current run."""
        for place, moment in enumerate(self.current.moments):
            if moment.number == number:
                return place
        return None

    def fork(self, branch: RunPath) -> Moment | None:
        """The last moment that a branch shares with the current run."""
        own = {moment.number for moment in self.current.moments}
        shared = [moment for moment in branch.moments if moment.number in own]
        return shared[-1] if shared else None


class Timeline:
    """Records moments, and forgets the least worthy when there is no more room."""

    def __init__(self, budget: int = BUDGET, view: TimelineView | None = None) -> None:
        self.budget = budget
        self._number = 1
        self._path: list[Moment] = []
        self._branches: list[RunPath] = []
        self._next_moment = 1
        self._next_run = 2
        self._holders: Counter[int] = Counter()
        self._moments: Counter[int] = Counter()
        self._used = 0
        if view is not None:
            self._take_over(view)

    @property
    def path(self) -> tuple[Moment, ...]:
        """The moments of the run that goes on."""
        return tuple(self._path)

    @property
    def last(self) -> Moment | None:
        """The moment recorded last in the run that goes on."""
        return self._path[-1] if self._path else None

    @property
    def used(self) -> int:
        """Bytes that the moments take; arrays that several share count once."""
        return self._used

    def view(self, curve: Array) -> TimelineView:
        """The timeline as it is; `curve` is the history (3, points) of the run that goes on."""
        current = RunPath(self._number, tuple(self._path), curve)
        return TimelineView(current, tuple(self._branches), self._used, self.budget)

    def record(
        self, session: Session, words: str = "", gesture: str = "", losses: Losses | None = None
    ) -> Moment | None:
        """Record where the session stands; None if its numbers are beyond all bounds.

        Of the edits of one gesture only the last is a mark.
        """
        moment = moment_of(session, self._next_moment, self.last)
        if moment is None:
            return None
        if gesture:
            self._merge(gesture, moment.step)
        moment = replace(moment, words=words, gesture=gesture, losses=losses)
        self._next_moment += 1
        self._path.append(moment)
        self._hold(moment)
        self._absorb(moment)
        self._make_room()
        return moment if self._path and self._path[-1] is moment else None

    def note_losses(self, losses: Losses) -> None:
        """The losses of the moment recorded last."""
        if self._path and self._path[-1].losses is None:
            self._put(-1, replace(self._path[-1], losses=losses))

    def neighbour(self, number: int, places: int) -> Moment | None:
        """The moment so many places after this one (before it, if negative), or the outermost.

        If it has been forgotten, the nearest stands for it. None if there are no moments.
        """
        path = self._path_with(number)
        if not path:
            return None
        nearest = min(path, key=lambda moment: abs(moment.number - number))
        found = path.index(nearest)
        return path[min(max(found + places, 0), len(path) - 1)]

    def branch(self, number: int, curve: Array) -> Moment | None:
        """Go on from this moment; the run so far stays as a branch with its `curve`.

        The end of a branch leads back into that run itself. None if there is no such moment.
        """
        path = self._path_with(number)
        if not any(moment.number == number for moment in path):
            return None
        place = next(i for i, moment in enumerate(path) if moment.number == number)
        at_end = place == len(path) - 1
        if path is self._path and at_end:
            return path[place]
        before = list(path[: place + 1])
        self._hold(*before)
        resumed = next((run for run in self._branches if at_end and run.moments is path), None)
        self._archive(curve)
        self._path = before
        self._number = self._new_run() if resumed is None else resumed.number
        if resumed in self._branches:
            self._branches.remove(resumed)
            self._release(*resumed.moments)
        self._make_room()
        return before[-1]

    def begin_anew(self, curve: Array) -> None:
        """Another run begins from the start; the one so far stays as a branch with its `curve`."""
        kept = self._archive(curve)
        self._path = []
        if kept:
            self._number = self._new_run()

    def forget(self, number: int) -> None:
        """Leave out a moment, in every run: it cannot be shown."""
        self._drop({number})

    def set_budget(self, budget: int) -> None:
        """Let the moments take so many bytes from now on."""
        self.budget = budget
        self._make_room()

    def _new_run(self) -> int:
        self._next_run += 1
        return self._next_run - 1

    def _path_with(self, number: int) -> Sequence[Moment]:
        """The run that has this moment, the current one if it has."""
        for path in (self._path, *(branch.moments for branch in reversed(self._branches))):
            if any(moment.number == number for moment in path):
                return path
        return self._path

    def _merge(self, gesture: str, step: int) -> None:
        """The mark of a gesture that goes on makes room for the next of its marks."""
        for place in range(len(self._path) - 1, -1, -1):
            moment = self._path[place]
            if moment.gesture == gesture:
                if moment.step == step:
                    self._release(self._path.pop(place))
                else:
                    self._put(place, replace(moment, words="", gesture=""))
                return
            if moment.words:
                return

    def _absorb(self, moment: Moment) -> None:
        """A branch at whose end the current run has arrived anew, bit for bit, is one with it."""
        for branch in list(self._branches):
            if branch.moments[-1].is_same_run(moment):
                self._branches.remove(branch)
                self._release(*branch.moments)
                self._number = min(self._number, branch.number)

    def _put(self, place: int, moment: Moment) -> None:
        """This moment instead of the one at this place, which it was made of, in every run."""
        number = moment.number
        self._path[place] = moment
        if self._moments[number] == 1:
            return
        for run, branch in enumerate(self._branches):
            moments = tuple(moment if m.number == number else m for m in branch.moments)
            self._branches[run] = replace(branch, moments=moments)

    def _archive(self, curve: Array) -> bool:
        """Keep the current run as a branch, unless it tells nothing of its own."""
        path = tuple(self._path)
        worth_keeping = bool(path) and path[-1].step > 0 and not self._is_elsewhere(path[-1])
        if worth_keeping:
            self._branches.append(RunPath(self._number, path, curve))
            if len(self._branches) > MOST_BRANCHES:
                self._release(*self._branches.pop(0).moments)
        else:
            self._release(*path)
        return worth_keeping

    def _is_elsewhere(self, end: Moment) -> bool:
        """Whether another run has this moment too, or one of the very same bits."""
        return any(
            moment.step == end.step and (moment.number == end.number or moment.is_same_run(end))
            for branch in self._branches
            for moment in branch.moments
        )

    # --- room

    def _hold(self, *moments: Moment) -> None:
        for moment in moments:
            self._moments[moment.number] += 1
            if self._moments[moment.number] > 1:
                continue
            self._used += OVERHEAD
            for array in moment.arrays:
                self._holders[id(array)] += 1
                if self._holders[id(array)] == 1:
                    self._used += array.nbytes

    def _release(self, *moments: Moment) -> None:
        for moment in moments:
            self._moments[moment.number] -= 1
            if self._moments[moment.number]:
                continue
            del self._moments[moment.number]
            self._used -= OVERHEAD
            for array in moment.arrays:
                self._holders[id(array)] -= 1
                if not self._holders[id(array)]:
                    del self._holders[id(array)]
                    self._used -= array.nbytes

    def _make_room(self) -> None:
        if self._used <= self.budget and len(self._moments) <= MOST_MOMENTS:
            return
        count = MOST_MOMENTS - MOST_MOMENTS // AT_ONCE
        while self._moments and (self._used > self.budget or len(self._moments) > count):
            excess = max(len(self._moments) - count, len(self._moments) // AT_ONCE, 1)
            self._drop(self._least(excess))

    def _least(self, most: int) -> set[int]:
        """The numbers of the moments to forget next, at most so many."""
        own = {moment.number for moment in self._path}
        numbers: list[int] = []
        values: list[Floats] = []
        for moments, factor in [(tuple(self._path), 1.0)] + [
            (branch.moments, BRANCH_WORTH) for branch in self._branches
        ]:
            found = worth(_steps(moments), np.array([bool(m.words) for m in moments])) * factor
            if factor != 1.0:
                found[[moment.number in own for moment in moments]] = np.inf
            numbers += [moment.number for moment in moments] + [-1]
            values += [found, np.array([np.inf])]
        places = least_worthy(np.concatenate(values), most)
        return {numbers[place] for place in places} or self._last_resort()

    def _last_resort(self) -> set[int]:
        """Nothing but marks and ends is left: whole branches go first, then the crowded marks."""
        if self._branches:
            oldest = self._branches.pop(0)
            self._release(*oldest.moments)
            return set()
        if len(self._path) < 3:
            return {self._path[0].number}
        steps = _steps(tuple(self._path))
        crowded = gaps(steps)[1:-1] / (1.0 + steps[-1] - steps[1:-1])
        return {self._path[1 + int(crowded.argmin())].number}

    def _drop(self, numbers: set[int]) -> None:
        self._release(*(moment for moment in self._path if moment.number in numbers))
        self._path = [moment for moment in self._path if moment.number not in numbers]
        for place, branch in enumerate(self._branches):
            kept = tuple(moment for moment in branch.moments if moment.number not in numbers)
            if len(kept) < len(branch.moments):
                self._release(*(m for m in branch.moments if m.number in numbers))
                self._branches[place] = replace(branch, moments=kept)
        self._branches = [branch for branch in self._branches if branch.moments]

    def _take_over(self, view: TimelineView) -> None:
        """Go on with a timeline that was saved."""
        runs = (view.current, *view.branches)
        self._number = view.current.number
        self._path = list(view.current.moments)
        self._branches = list(view.branches)
        for run in runs:
            self._hold(*run.moments)
        numbers = [moment.number for run in runs for moment in run.moments]
        self._next_moment = max(numbers, default=0) + 1
        self._next_run = max(run.number for run in runs) + 1
        self._make_room()


def _steps(moments: tuple[Moment, ...]) -> Floats:
    return np.fromiter((moment.step for moment in moments), np.float64, len(moments))
