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

    project, material: those of then.
    """

    number: int
    project: Project
    material: Material


class PastView:
    """Looks at moments, while the live session waits untouched.

    Attribute: `seen`, the moment that is looked at and the session that stands there, or None.
    """

    def __init__(self) -> None:
        self.seen: tuple[Past, Session] | None = None
        self._session: Session | None = None
        self._materials: list[Material] = []

    def look(self, moment: Moment, live: Session) -> None:
        """Look at this moment.

        Raises DataError or ProjectError in plain words for one that cannot be shown; then what was
        looked at before still is.
        """
        session = self._session_at(moment, live)
        self.seen = Past(moment.number, moment.project, session.material), session

    def leave(self) -> None:
        """Look at the present."""
        self.seen = None

    def take(self, moment: Moment, live: Session) -> Session:
        """A session that stands at this moment, to be the live one from now on."""
        session = self._session_at(moment, live)
        self.forget()
        return session

    def forget(self) -> None:
        """Look at nothing, and begin the next look with another session."""
        self.seen = self._session = None

    def _session_at(self, moment: Moment, live: Session) -> Session:
        """The session of the last look, if only its state differs, or another one."""
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

    def _material(self, data: DataSpec, live: Session) -> Material:
        for material in (live.material, *self._materials):
            if material.spec == data:
                return material
        made = prepare(data, before=live.material)
        self._materials = [made, *self._materials][:MATERIALS_KEPT]
        return made
