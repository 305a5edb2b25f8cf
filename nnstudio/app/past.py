"""A look at the past: a session of its own that stands where the run once stood."""

from dataclasses import dataclass

from nnstudio.nn.run_state import restore
from nnstudio.project.errors import ProjectError
from nnstudio.project.material import Material, prepare
from nnstudio.project.moments import Moment
from nnstudio.project.session import Session, Status
from nnstudio.project.specs import DataSpec, Project

MATERIALS_KEPT = 3


@dataclass(frozen=True, eq=False)
class Past:
    """Which moment a snapshot shows, if it is not the present.

    request: which request it answers; see the controller. project, material: those of then.
    """

    number: int
    request: int
    project: Project
    material: Material


class PastView:
    """Sessions for moments; the one before is used again where only its state differs."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._materials: list[Material] = []

    def session_at(self, moment: Moment, live: Session) -> Session:
        """A session that stands at this moment, apart from the live one.

        Raises DataError or ProjectError in plain words for a moment that cannot be shown.
        """
        project, state = moment.project, moment.run_state()
        found = self._session
        if found is not None and found.project is project:
            try:
                restore(found.training, state)
            except ValueError as problem:
                raise ProjectError(f"This moment cannot be shown: {problem}.") from None
            found.status = Status.READY
            found.note_how_it_stands()
            return found
        self._session = Session(project, self._material(project.data, live), state)
        return self._session

    def give_away(self) -> None:
        """The session goes on as the live one: the next look is at another."""
        self._session = None

    def _material(self, data: DataSpec, live: Session) -> Material:
        known = [live.material, *self._materials]
        for material in known:
            if material.spec == data:
                return material
        made = prepare(data, before=live.material)
        self._materials = [made, *self._materials][:MATERIALS_KEPT]
        return made
