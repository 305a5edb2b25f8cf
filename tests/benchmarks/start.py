"""How soon after a start the window is painted, and how soon it is ready to train.

Fresh processes with everything warm in the disk cache, painted offscreen. The way from main.py to
the environment's Python is measured apart, since it ends the process that it began in.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.benchmarks.rows import Group, Row, middle

ROUNDS = 9
MOST_PAINT = 0.35
MOST_READY = 0.60
ROOT = Path(__file__).parents[2]

CHILD = """
import os, sys, time
began = float(sys.argv[1])
from nnstudio.start.libraries import prepare_qt
prepare_qt()
from nnstudio.ui.application import make_application, run_window
application = make_application()
from PySide6.QtCore import QTimer
from nnstudio.ui.main_window import MainWindow

def meet():
    window = next(w for w in application.topLevelWidgets() if isinstance(w, MainWindow))
    window.skeleton.painted.connect(lambda: look(window, time.perf_counter() - began))

def look(window, painted):
    if window.is_furnished and window.run.latest is not None:
        print(painted, time.perf_counter() - began, flush=True)
        os._exit(0)
    QTimer.singleShot(1, lambda: look(window, painted))

QTimer.singleShot(0, meet)
run_window(None, None, "light")
"""


def measure() -> Iterator[Group]:
    """First paint and first snapshot, in seconds after the process was asked for."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    painted, ready, hand_over = [], [], []
    for attempt in range(ROUNDS + 1):
        began = perf_counter()
        answer = subprocess.run(
            [sys.executable, "-c", CHILD, str(began)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        first, second = answer.stdout.split()
        if attempt:  # The first one warms the disk cache.
            painted.append(float(first))
            ready.append(float(second))
            hand_over.append(_hand_over(environment))
    paint, usable, way = middle(painted), middle(ready), middle(hand_over)
    yield Group(
        "Warm start",
        [
            Row("first paint", paint, "s", f"< {MOST_PAINT}", paint < MOST_PAINT),
            Row("ready to train", usable, "s", f"< {MOST_READY}", usable < MOST_READY),
            Row("main.py --version, whole process", way, "s", note="the way into the environment"),
        ],
        [f"medians of {ROUNDS} fresh processes, from the moment the process is asked for"],
    )


def _hand_over(environment: dict[str, str]) -> float:
    began = perf_counter()
    subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--version"],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return perf_counter() - began
