"""Signals and void calls of Qt by the thousand.

PySide6 6.12.0 loses a reference to True at each signal and one to None at each void call on Python
3.11, and aborts Python when none is left: after some 570 signals, or 5,000 calls.
"""

import sys

from PySide6.QtCore import QObject, Signal

from nnstudio.start.self_test.checks import Finding

SIGNALS = 20_000
CALLS = 5_000


class _Speaker(QObject):
    said = Signal(object)
    noticed = Signal()


def check() -> Finding:
    """Emit, and call; that Python is still there is most of the answer."""
    heard: list[object] = []
    speaker = _Speaker()
    speaker.said.connect(heard.append)
    speaker.noticed.connect(lambda: heard.append(None))
    # Later Pythons never free these, and count nothing that is lost.
    before = [sys.getrefcount(value) for value in (True, None)]
    for number in range(SIGNALS // 2):
        speaker.said.emit(number)
        speaker.noticed.emit()
    for number in range(CALLS):
        speaker.setObjectName(str(number))
    lost = max(b - sys.getrefcount(v) for b, v in zip(before, (True, None), strict=True))
    if heard[::2] != list(range(SIGNALS // 2)) or len(heard) != SIGNALS:
        return Finding(False, f"of {SIGNALS:,} signals {len(heard):,} came, or in another order")
    words = f"{SIGNALS:,} signals and {CALLS:,} void calls"
    if lost > CALLS // 10:
        return Finding(False, f"{words} lost {lost:,} references; Python would soon abort")
    return Finding(True, f"{words}, every one received, nothing lost")
