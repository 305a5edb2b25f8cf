"""Writes on from a beginning, one symbol a wish, with what the network answers in between."""

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.app.next_token import NextShares, NextToken, Shares, Tokens, drawn, heated
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot

NAME = "next token"
LIMIT = 400
PACE = 30
"""Milliseconds between two symbols, so that one sees the text grow and a run keeps its pace."""


class TextWriter(QObject):
    """Asks the trainer what comes next, and draws from the answer.

    Signals: `changed()` after a new answer or a new text; `wrote(int)`, a symbol; `ended()` when it
    stops by itself or is told to.
    Attributes: `beginning`, `written`; `running`; `shares`, the last answer to the present context,
    None until there is one; `blind`, whether there can be none now; `temperature`.
    """

    changed = Signal()
    wrote = Signal(int)
    ended = Signal()

    def __init__(self, run: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.beginning: Tokens = np.zeros(0, np.intp)
        self.written: list[int] = []
        self.running = False
        self.shares: Shares | None = None
        self.blind = False
        self.temperature = 1.0
        self._left = 0
        self._filler = 0
        self._wanted = False
        self._number = 0
        self._seed = 0
        self._random = np.random.default_rng(0)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PACE)
        self._pace.timeout.connect(self._write)
        run.snapshot_viewed.connect(self._follow)
        run.phase_changed.connect(self._watch)
        run.probe_failed.connect(self._give_up)

    @property
    def context(self) -> Tokens:
        """Everything so far."""
        return np.concatenate([self.beginning, np.array(self.written, np.intp)])

    @property
    def full(self) -> bool:
        """Whether the text is as long as it may become."""
        return len(self.written) >= LIMIT

    def set_wanted(self, wanted: bool) -> None:
        """Whether anybody looks; nobody waits for a text that nobody sees."""
        if wanted != self._wanted:
            self._wanted = wanted
            if not wanted:
                self.stop()
            self._ask()

    def begin(self, beginning: Tokens, filler: int) -> None:
        """Another beginning, from which nothing is written yet; none for no tokens."""
        self.stop()
        self.beginning, self._filler = beginning, filler
        self._start_anew(self._seed)

    def write(self, symbols: int = LIMIT) -> None:
        """Write so many symbols; a text that is full begins anew."""
        if not self.beginning.size:
            return
        if self.full:
            self.clear()
        self._left = symbols
        self.running = True
        if self.shares is not None:
            self._pace.start()
        self.changed.emit()

    def stop(self) -> None:
        """Write no further."""
        self._pace.stop()
        if self.running:
            self.running = False
            self.ended.emit()

    def clear(self) -> None:
        """Back to the beginning; what is written then falls differently."""
        self.stop()
        self._start_anew(self._seed + 1)

    def _start_anew(self, seed: int) -> None:
        self._seed = seed
        self._random = np.random.default_rng(seed)
        self.written = []
        self._ask()
        self.changed.emit()

    def _ask(self) -> None:
        """A changed wish is answered even while the run pauses."""
        self._number += 1
        self.shares = None
        asks = self._wanted and self.beginning.size > 0
        probe = NextToken(self._number, self.context, self._filler) if asks else None
        self._run.want(NAME, probe)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        answer = snapshot.results.get(NAME)
        if not isinstance(answer, NextShares) or answer.number != self._number:
            return
        self.shares, self.blind = answer.shares, False
        if self.running and not self._pace.isActive():
            self._pace.start()
        self.changed.emit()

    @Slot()
    def _write(self) -> None:
        if self.shares is None or not self.running:
            return
        try:
            symbol = drawn(heated(self.shares, self.temperature), self._random)
        except ValueError:
            self.stop()
            return
        self.written.append(symbol)
        self._left -= 1
        self.wrote.emit(symbol)
        if self._left <= 0 or self.full:
            self.stop()
        self._ask()

    @Slot(object)
    def _watch(self, phase: Phase) -> None:
        if phase in (Phase.MISFIT, Phase.FAILED):
            self.shares, self.blind = None, True
            self.stop()
            self.changed.emit()

    @Slot(str, str)
    def _give_up(self, name: str, details: str) -> None:
        if name == NAME:
            self.shares, self.blind = None, True
            self.stop()
            self.changed.emit()
