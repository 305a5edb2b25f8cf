"""What must not happen: everything that is noticed comes together here."""

import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from tests.conftest import HARMLESS

BAD = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
OF_THE_HANDS = r"Mouse event at .* occurs outside target window .*"
"""A button that is held and moved out of its window: the tool that sends the event wonders."""
PATTERNS = [OF_THE_HANDS] + [text if ".*" in text else re.escape(text) for text in HARMLESS]


class Faults:
    """Collects faults; the same one is told in full once and counted from then on.

    `context` gives the last actions, in words.
    """

    def __init__(self, context: Callable[[], str]) -> None:
        self.seen: Counter[str] = Counter()
        self._context = context

    def listen(self) -> None:
        """From now on notice what is raised where nobody catches it, and what Qt warns of."""
        sys.excepthook = self._raised
        sys.unraisablehook = lambda lost: self._raised(
            lost.exc_type, lost.exc_value, lost.exc_traceback
        )
        threading.excepthook = lambda lost: self._raised(
            lost.exc_type, lost.exc_value, lost.exc_traceback
        )
        qInstallMessageHandler(self._message)

    def add(self, title: str, details: str = "") -> None:
        """Note a fault; `title` is what tells it from others."""
        self.seen[title] += 1
        if self.seen[title] == 1:
            told = f"FAULT  {title}\n{details}".rstrip()
            print(f"\n{told}\n{self._context()}\n", flush=True)

    def note_failure(self, details: str) -> None:
        """The trainer stood still because something was raised in it."""
        self.add(f"The training broke: {details.strip().splitlines()[-1]}", details)

    def note_blind_panel(self, name: str, details: str) -> None:
        """A probe raised."""
        self.add(f"The probe {name} broke: {details.strip().splitlines()[-1]}", details)

    def _raised(self, kind: Any, value: Any, trace: Any) -> None:
        details = "".join(traceback.format_exception(kind, value, trace))
        frames = traceback.extract_tb(trace)
        where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
        self.add(f"{kind.__name__} at {where}: {str(value)[:200]}", details)

    def _message(self, kind: QtMsgType, context: Any, message: str) -> None:
        if kind in BAD and not any(re.fullmatch(text, message) for text in PATTERNS):
            self.add(f"Qt warned: {message}", "".join(traceback.format_stack(limit=14)))
