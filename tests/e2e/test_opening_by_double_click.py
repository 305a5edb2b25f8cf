"""macOS tells a program by an event which file was double-clicked, in a real process."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from nnstudio.project.examples import EXAMPLES
from nnstudio.project.files import save

ROOT = Path(__file__).parents[2]

CHILD = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFileOpenEvent
from nnstudio.ui.application import make_application, run_window
from nnstudio.ui.main_window import MainWindow
when, *files = sys.argv[1:]
application = make_application()

def ask():
    for file in files:
        application.postEvent(application, QFileOpenEvent(file))

def look():
    windows = [w for w in application.topLevelWidgets() if isinstance(w, MainWindow)]
    if not windows or not windows[0].is_furnished:
        QTimer.singleShot(20, look)
        return
    if when == "later" and files:
        ask()
        files.clear()
        QTimer.singleShot(20, look)
        return
    window = windows[0]
    print(window.document.path, window.document.project.training.seed, flush=True)
    window.close()

if when == "before":
    ask()
QTimer.singleShot(0, look)
QTimer.singleShot(120000, lambda: application.exit(3))  # so that a failing test ends
raise SystemExit(run_window(None, None, "light"))
"""


def project_file(folder: Path, seed: int) -> Path:
    file = folder / f"école {seed}.nnstudio"
    project = EXAMPLES["xor"].project
    training = msgspec.structs.replace(project.training, seed=seed)
    save(file, msgspec.structs.replace(project, training=training), None)
    return file


@pytest.mark.parametrize("when", ["before", "later"])
def test_a_file_that_was_double_clicked_is_opened(tmp_path: Path, when: str) -> None:
    file = project_file(tmp_path, seed=71)

    ended = ask(tmp_path, when, file)

    assert ended.stdout == f"{file} 71\n", ended.stderr
    assert ended.returncode == 0


def test_of_several_files_the_last_one_is_open(tmp_path: Path) -> None:
    files = [project_file(tmp_path, seed) for seed in (71, 72)]

    assert ask(tmp_path, "before", *files).stdout == f"{files[1]} 72\n"


def ask(folder: Path, when: str, *files: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", CHILD, when, *map(str, files)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
