"""When the trainer records a moment: at every step one makes, at every edit, once a frame."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter, thread_time

from nnstudio.nn.training import Training
from nnstudio.project.moments import Moment, moment_of
from nnstudio.project.session import Losses, Session
from nnstudio.project.timeline import Timeline, TimelineView

SHARE = 0.01
"""Share of the time of a run that recording it may take: where one moment takes long, they come
less often."""
Place = tuple[Training, int]


class Recorder:
    """Keeps the timeline of the live session; works in the trainer's thread.

    Attribute: `timeline`.
    """

    def __init__(self) -> None:
        self.timeline = Timeline()
        self._at: Place | None = None
        self._touched: Place | None = None
        self._next = 0.0
        self._known: Losses | None = None

    def open(self, session: Session | None, saved: TimelineView | None) -> None:
        """Another project (None: none yet), and the timeline that was saved with it."""
        self.timeline = Timeline(self.timeline.budget, saved)
        self._at = self._touched = None
        last = self.timeline.last
        if session is None or last is None:
            return
        now = moment_of(session, 0)
        if now is not None and now.is_same_run(last):
            self.go_on_from(session)
        elif session.training.step_count < last.step:
            self.timeline.begin_anew(last.run_state().history)

    def note(self, session: Session, losses: Losses) -> None:
        """A frame is about to be shown: record it, if the time for that may be spent."""
        if perf_counter() >= self._next:
            worked = thread_time()
            self.record(session)
            self._next = perf_counter() + (thread_time() - worked) / SHARE
        if losses is not self._known and self.is_recorded(session):
            self.timeline.note_losses(losses)
        self._known = losses

    def record(self, session: Session) -> None:
        """Record where the session stands, unless that has just been done."""
        if not self.is_recorded(session):
            self._record(session)

    @contextmanager
    def edit(self, session: Session, words: str, gesture: str) -> Iterator[None]:
        """An edit of the session, with the moment before it and, as a mark, the one after it.

        A run that diverged is not kept by an edit: another one begins.
        """
        self.record(session)
        old = session.training
        yield
        if session.training.step_count < old.step_count:
            self.timeline.begin_anew(old.history.as_array())
        self.mark(session, words, gesture)

    def mark(self, session: Session, words: str, gesture: str = "") -> None:
        """An edit, of which these are the words, led to where the session stands."""
        self._at = self._touched = None
        self._record(session, words, gesture)

    def touch(self, session: Session) -> None:
        """A hand is about to change the session where it stands, perhaps many times in a row."""
        if self._touched != _place(session):
            self.record(session)
        self._touched = _place(session)
        self._at = None

    def begin_anew(self, before: Session | None, session: Session, words: str) -> None:
        """Another run begins; the one before stays."""
        if before is not None:
            self.record(before)
            self.timeline.begin_anew(before.training.history.as_array())
        self.mark(session, words)

    def branch(self, live: Session, number: int) -> Moment | None:
        """Go on from this moment. None when the live session stands there, or there is none."""
        self.record(live)
        last = self.timeline.last
        if last is not None and last.number == number and self.is_recorded(live):
            return None
        return self.timeline.branch(number, live.training.history.as_array())

    def moment(self, live: Session, number: int | None, places: int) -> Moment | None:
        """So many places after this moment; after where the run stands without a number."""
        last = self.timeline.last
        if last is None:
            return None
        if number is None:
            number = last.number
            # A run that diverged stands after the last moment that could be recorded.
            places += not self.is_recorded(live)
        return self.timeline.neighbour(number, places)

    def view(self, live: Session) -> TimelineView:
        """The timeline of the live session, as values that never change."""
        return self.timeline.view(live.training.history.as_array())

    def is_recorded(self, session: Session) -> bool:
        """Whether the session stands at the moment recorded last."""
        return self._at == _place(session)

    def go_on_from(self, session: Session) -> None:
        """The session stands at the last moment of the timeline."""
        self._at = _place(session)

    def _record(self, session: Session, words: str = "", gesture: str = "") -> None:
        # Without memory for the past, training still goes on.
        with suppress(MemoryError):
            if self.timeline.record(session, words, gesture) is not None:
                self.go_on_from(session)


def _place(session: Session) -> Place:
    return session.training, session.training.step_count
