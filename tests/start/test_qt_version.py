"""The pinned Qt: some releases lose a reference at every signal, and end by aborting Python."""

import subprocess
import sys

EMIT = """
from PySide6.QtCore import QObject, Signal

class Speaker(QObject):
    said = Signal(object)

heard = []
speaker = Speaker()
speaker.said.connect(heard.append)
for number in range(20_000):
    speaker.said.emit(number)
print(len(heard))
"""


def test_twenty_thousand_signals_leave_python_alive():
    ended = subprocess.run(
        [sys.executable, "-c", EMIT], capture_output=True, encoding="utf-8", check=False
    )

    assert ended.returncode == 0, ended.stderr[-300:]
    assert ended.stdout == "20000\n"
