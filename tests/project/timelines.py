"""Timelines to try things on, and what it means that two are the same."""

from collections.abc import Callable
from dataclasses import fields

import numpy as np

from nnstudio.nn.run_state import RunState
from nnstudio.project import edits
from nnstudio.project.moments import Moment
from nnstudio.project.session import Session
from nnstudio.project.specs import Project
from nnstudio.project.timeline import BUDGET, RunPath, Timeline, TimelineView


class Recording:
    """A session and its timeline, as the trainer keeps them."""

    def __init__(self, spec: Project, budget: int = BUDGET) -> None:
        self.session = Session(spec)
        self.timeline = Timeline(budget)
        self.timeline.record(self.session)

    def steps(self, count: int) -> None:
        """Take so many steps, each recorded."""
        for _ in range(count):
            self.session.training.step()
            self.timeline.record(self.session)

    def edit(self, edit: Callable[..., Project], *arguments: object, **values: object) -> None:
        """An edit, which is a mark."""
        project = edit(self.session.project, *arguments, **values)
        self.session.adopt(project, self.session.material)
        self.timeline.record(self.session, "Edit")

    def branch(self, place: int) -> None:
        """Go on from the moment at this place of the current run."""
        moment = self.timeline.branch(self.timeline.path[place].number, self.curve)
        assert moment is not None
        self.session = Session(moment.project, run=moment.run_state())

    @property
    def curve(self) -> np.ndarray:
        """The history of the run."""
        return self.session.training.history.as_array()

    @property
    def view(self) -> TimelineView:
        """The timeline as it is."""
        return self.timeline.view(self.curve)


def rich(spec: Project) -> Recording:
    """A run with an edit and a branch."""
    found = Recording(spec)
    found.steps(12)
    found.edit(edits.change_training, learning_rate=0.3)
    found.steps(12)
    found.branch(6)
    found.steps(5)
    return found


def same_run_state(one: RunState, two: RunState) -> bool:
    """Whether two states are the same to the last bit."""
    return all(
        _same(getattr(one, field.name), getattr(two, field.name)) for field in fields(RunState)
    )


def same_timeline(one: TimelineView, two: TimelineView) -> bool:
    """Whether two timelines hold the same moments, whatever their numbers."""
    runs = [(one.current, two.current), *zip(one.branches, two.branches, strict=True)]
    return all(_same_run(first, second) for first, second in runs)


def _same_run(one: RunPath, two: RunPath) -> bool:
    return (
        one.number == two.number
        and np.array_equal(one.curve, two.curve, equal_nan=True)
        and len(one.moments) == len(two.moments)
        and all(map(_same_moment, one.moments, two.moments))
    )


def _same_moment(one: Moment, two: Moment) -> bool:
    return (
        (one.words, one.losses, one.blocks) == (two.words, two.losses, two.blocks)
        and one.project == two.project
        and same_run_state(one.run_state(), two.run_state())
    )


def _same(one: object, two: object) -> bool:
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(_same(one[key], two[key]) for key in one)
    if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
        return one.dtype == two.dtype and np.array_equal(one, two, equal_nan=True)
    return one == two
