"""The losses that a snapshot tells: measured anew as often as the run can afford."""

from time import perf_counter, thread_time

from nnstudio.project.session import Losses, Session

SHARE = 0.05
"""Share of the time of a run that measuring its losses may take."""


class LossMeter:
    """Measures the losses over all samples; while a run goes on, seldom where that takes long.

    With many samples and a large network one look at all of them takes as long as dozens of steps.
    Between two looks the last losses are told again; a run that rests is always measured.
    """

    def __init__(self) -> None:
        self._session: Session | None = None
        self._losses: Losses
        self._next = 0.0

    def losses(self, session: Session, running: bool) -> Losses:
        """The losses of a session, of this moment or of shortly before."""
        if running and session is self._session and perf_counter() < self._next:
            return self._losses
        worked = thread_time()
        self._session, self._losses = session, session.losses()
        self._next = perf_counter() + (thread_time() - worked) / SHARE
        return self._losses
