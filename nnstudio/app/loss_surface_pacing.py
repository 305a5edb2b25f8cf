"""Computes a loss surface beside a run that goes on, and leaves that run its time."""

from time import perf_counter, sleep

from nnstudio.app.background import Job
from nnstudio.app.loss_surface import SurfaceTask, survey

SLICE = 0.002
GENTLE_REST, REST = 2.0, 0.2
"""Seconds of work, and how many times that is rested, beside a run that goes on or one that stands
still: of many small steps in Python the interpreter lets no two run at once."""
MOST_REST = 0.05


class PacedSurvey:
    """Surveys in short slices, and rests after each.

    gentle: leave the interpreter to a run that goes on beside; nobody needs it at other times. It
    may change while a survey is under way.
    """

    def __init__(self) -> None:
        self.gentle = True

    def compute(self, task: SurfaceTask, job: Job) -> None:
        """Tell the job of every point, and hand over a coarse surface first, then finer ones.

        Raises SurfaceError for directions that span no plane.
        """
        done, begun = 0, perf_counter()
        for surface in survey(task):
            if surface is not None:
                job.hand_over(surface)
                continue
            done += 1
            job.tell(done)
            now = perf_counter()
            if now > begun + SLICE:
                # An end that is wanted soon comes soon.
                rest = GENTLE_REST if self.gentle else REST
                sleep(min(rest * (now - begun), MOST_REST))
                begun = perf_counter()
