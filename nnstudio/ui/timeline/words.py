"""What the timeline says."""

from PySide6.QtCore import QObject

from nnstudio.app.locale import grouped
from nnstudio.project.moments import Moment


class TimelineWords(QObject):
    """Words about moments of a run."""

    def moment(self, step: int, epoch: int) -> str:
        """Which moment it is."""
        return self.tr("Step {step}, epoch {epoch}").format(
            step=grouped(step), epoch=grouped(epoch)
        )

    def present(self, step: int) -> str:
        """Where the run stands, while one looks at the past."""
        return self.tr("the run is at {step}").format(step=grouped(step))

    def goes_on(self) -> str:
        """What playing from the past does."""
        return self.tr("Play goes on from here and keeps the run so far")

    def start(self) -> str:
        """The beginning of the axis, which names its unit."""
        return self.tr("step 0")

    def tip(self, moment: Moment) -> str:
        """What a click on this moment leads to."""
        where = self.moment(moment.step, moment.epoch)
        if moment.words:
            return f"{moment.words}\n{where}"
        return self.tr("{moment}. Click to look at it.").format(moment=where)

    def empty(self) -> str:
        """Instead of a run."""
        return self.tr("The timeline begins with the first step.")
