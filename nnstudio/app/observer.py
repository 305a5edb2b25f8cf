"""What the trainer tells of a session: its losses, its pace, and what the wanted probes find."""

import sys
import traceback
from collections.abc import Callable

from nnstudio.app.loss_meter import LossMeter
from nnstudio.app.pace import Pace
from nnstudio.app.past import PastView
from nnstudio.app.probes import Probe
from nnstudio.app.recorder import Recorder
from nnstudio.app.snapshot import Phase, Snapshot, resting_phase, snapshot_of
from nnstudio.project.session import Session


class Observer:
    """Makes snapshots: of the present, or of the moment that is looked at.

    Attributes: `pace`; `probes`, the wanted ones by name. `told` hears of a probe that raised.
    """

    def __init__(
        self, recorder: Recorder, past: PastView, told: Callable[[str, str], None]
    ) -> None:
        self.pace = Pace()
        self.probes: dict[str, Probe] = {}
        self._recorder = recorder
        self._past = past
        self._told = told
        self._meter = LossMeter()

    def snapshot(self, live: Session, phase: Phase, request: int, edition: int) -> Snapshot:
        """The moment that is looked at, or where the live session stands, which is recorded."""
        past, session = self._past.seen or (None, live)
        results = self._ask(session)
        losses = self._meter.losses(session, phase is Phase.RUNNING)
        if past is None:
            self._recorder.note(live, losses)
        return snapshot_of(
            session,
            phase if past is None else resting_phase(session),
            losses,
            self.pace.per_second(),
            results,
            self._recorder.view(live),
            past=past,
            request=request,
            edition=edition,
        )

    def _ask(self, session: Session) -> dict[str, object]:
        """What the wanted probes find. One that raises spoils neither the others nor the run."""
        results = {}
        for name, probe in list(self.probes.items()):
            try:
                results[name] = probe(session)
            except Exception:
                del self.probes[name]
                sys.excepthook(*sys.exc_info())
                self._told(name, traceback.format_exc())
        return results
