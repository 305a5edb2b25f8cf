"""One check, in the process that was started for it alone; its answer is a line of JSON."""

import faulthandler
import json
import os
import sys
import threading
import traceback
from time import perf_counter
from types import TracebackType

from nnstudio.start.self_test.checks import SEEN, Finding, find
from nnstudio.start.words import StartError


def answer(name: str, limit: float) -> int:
    """Run the check `name` and write its answer; the process ends itself after `limit` seconds."""
    if sys.stderr is not None:
        faulthandler.enable()
        # In C, so that it also ends what hangs without letting Python run.
        faulthandler.dump_traceback_later(limit, exit=True)
    stray = _Stray()
    began = perf_counter()
    try:
        finding = _find(name)
    except StartError as error:
        finding = Finding(False, str(error))
    except Exception as error:
        traceback.print_exc()
        finding = Finding(False, words_of(error))
    if finding.well and stray.first is not None:
        finding = Finding(False, words_of(stray.first))
    taken = 1000 * (perf_counter() - began)
    _write({"well": finding.well, "words": finding.words, "taken": round(taken)})
    return 0 if finding.well else 1


def words_of(error: BaseException) -> str:
    """Return an exception in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


class _Stray:
    """Remembers the first exception that went past everyone: in a slot, in a thread."""

    def __init__(self) -> None:
        self.first: BaseException | None = None
        sys.excepthook = self._note
        threading.excepthook = lambda lost: self._keep(lost.exc_value)
        sys.unraisablehook = lambda lost: self._keep(lost.exc_value)

    def _note(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._keep(error)

    def _keep(self, error: BaseException | None) -> None:
        if error is not None:
            traceback.print_exception(error)
            self.first = self.first or error


def _find(name: str) -> Finding:
    if name in SEEN:
        from nnstudio.start.libraries import prepare_qt
        from nnstudio.start.screen import choose_any_platform

        choose_any_platform()
        prepare_qt(mend=False)
    return Finding(*find(name)())


def _write(found: dict[str, object]) -> None:
    """Write the answer at once and whole, even where Python has no standard output (Windows)."""
    os.write(1, (json.dumps(found) + "\n").encode())
