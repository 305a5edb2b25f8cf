"""The program as a process: how it ends when the system tells it to."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CHILD = """
from PySide6.QtCore import QTimer
from nnstudio.ui.application import make_application, run_window
from nnstudio.ui.main_window import MainWindow
application = make_application()

def train():
    window = next(w for w in application.topLevelWidgets() if isinstance(w, MainWindow))
    if not hasattr(window, "run"):
        QTimer.singleShot(20, train)
        return
    # An edit that is not saved must not keep the program from ending.
    window.menus.actions["add Dense"].trigger()
    assert window.document.modified
    window.run.play()
    window.run.snapshot.connect(lambda s: s.step > 20 and print("training", flush=True))

QTimer.singleShot(100, train)
QTimer.singleShot(30000, lambda: application.exit(3))  # so that a failing test ends
raise SystemExit(run_window(None, "noisy-xor", "dark"))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("attempt", range(3))
def test_told_to_end_during_a_training_the_program_ends_well_within_two_seconds(
    tmp_path: Path, attempt: int
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", CHILD],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = random.Random(attempt).randrange(1, 12)
        for _ in range(lines):
            assert process.stdout.readline() == "training\n"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=2)
        assert process.returncode == 0
