"""What the inspector asks the trainer for, while it is to be seen."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.app.inspection import NAME, Inspected, Inspection, Last
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot

PAUSE = 100
"""Milliseconds between two new sheets while the run goes on: faster digits cannot be read."""


class InspectionRequest(QObject):
    """Keeps the probe. Signal: `found(Inspected | None)`, what came of what was asked last."""

    found = Signal(object)

    def __init__(self, run: RunController, parent: QObject) -> None:
        super().__init__(parent)
        self._run = run
        self._seen = False
        self._again: int | None = None
        self._asked: Inspection | None = None
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PAUSE)
        run.snapshot_settled.connect(self._follow)

    def set_wanted(self, seen: bool) -> None:
        """Whether anybody looks."""
        if seen != self._seen:
            self._seen = seen
            self._run.want(NAME, self._asked if seen else None)
            self._pace.stop()

    def ask(self, inspection: Inspection | None) -> None:
        """Ask for this from now on; None: for nothing."""
        before, self._asked = self._asked, inspection
        if self._seen and (inspection is not None or before is not None):
            self._pace.stop()
            self._run.want(NAME, inspection)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if not self._seen or self._asked is None:
            return
        if snapshot.phase is Phase.RUNNING and self._pace.isActive():
            return
        result = snapshot.results.get(NAME)
        if isinstance(result, Inspected) and result.inspection is not self._asked:
            return  # What was asked before; the answer is on its way.
        if (
            isinstance(result, Inspected)
            and result.step != snapshot.step
            and snapshot.phase is not Phase.RUNNING
            and self._again != snapshot.step
        ):
            # Found shortly before the run came to rest: ask anew, but once for a step.
            self._again = snapshot.step
            self.ask(replace(self._asked, last=Last()))
            return
        self._again = None
        if NAME in snapshot.results:
            if snapshot.phase is Phase.RUNNING:
                self._pace.start()
            self.found.emit(result)
