"""When the next snapshot may leave: one is on its way at a time, and training keeps its share."""

from time import perf_counter, thread_time

FRAME = 1 / 30
"""Seconds between two snapshots of a run that goes on, at the least."""
SNAPSHOTS_SHARE = 0.1
"""Share of the time that snapshots may take: where one takes long, they come less often."""
PAINTING_SHARE = 0.1
"""Share of the time that the window may take to paint snapshots when training flat out."""
SLOWEST_FRAME = 1.0
"""Seconds between two snapshots at the most, so that the window never seems to stand still."""


class Frames:
    """The credit that a snapshot takes along and the window gives back, and the pace of both.

    Attributes: `credit`, whether the window has painted the last snapshot; `due`, whether
    something new waits for that.
    """

    def __init__(self) -> None:
        self.credit = True
        self.due = False
        self._next = 0.0
        self._began = 0.0
        self._worked = 0.0
        self._sent = 0.0

    @property
    def is_time(self) -> bool:
        """Whether the last snapshot of a run that goes on is long enough ago."""
        return perf_counter() >= self._next

    def begin(self) -> None:
        """A snapshot is being made."""
        self.due = False
        # The thread's own time: on a busy machine a snapshot is not slow, it only waits.
        self._began, self._worked = perf_counter(), thread_time()

    def send(self) -> None:
        """The snapshot leaves, and takes the credit along."""
        pause = (thread_time() - self._worked) / SNAPSHOTS_SHARE
        self._next = self._began + min(max(FRAME, pause), SLOWEST_FRAME)
        self.credit = False
        self._sent = perf_counter()

    def take_back(self, flat_out: bool) -> None:
        """The window has painted; if it holds up a run flat out, the next one waits a while."""
        self.credit = True
        if flat_out:
            pause = min((perf_counter() - self._sent) / PAINTING_SHARE, SLOWEST_FRAME)
            self._next = max(self._next, self._sent + pause)
