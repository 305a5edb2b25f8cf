"""A person at the program for some seconds, in a process of its own and in a place of one's choice.

They choose another theme, train, edit, look for a file to open, wait for the safety copy, and
close without saving. What the session saw is the last line of its standard output.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import HARMLESS
from tests.start.checkouts import NOT_INHERITED
from tests.start.installations import new_installation

SESSION = """
import json, os, shutil, sys
sys.path.insert(0, sys.argv.pop(1))
during = sys.argv.pop(1)
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox
from nnstudio.app.safety import autosave
from nnstudio.start import unsaid
from nnstudio.start.entry import main
from nnstudio.ui import main_window
from nnstudio.ui.application import make_application
from nnstudio.ui.main_window import MainWindow

unsaid.settle()
# What is left and what is told must not depend on how busy the machine is.
autosave.LAST_WORD = main_window.PATIENCE = 60.0
application = make_application()
saw = {"copies": [], "words": []}

def begin():
    windows = [w for w in application.topLevelWidgets() if isinstance(w, MainWindow)]
    if not windows or not windows[0].is_furnished:
        QTimer.singleShot(20, begin)
        return
    window = windows[0]
    window.autosave.written.connect(lambda: enough(window, "written"))
    window.autosave.failed.connect(lambda reason: enough(window, reason))
    window.menus.actions["theme dark"].trigger()
    window.run.play()
    exec(during)
    window.menus.actions["add Dense"].trigger()
    window.menus.actions["open"].trigger()
    QTimer.singleShot(500, lambda: [d.reject() for d in window.findChildren(QFileDialog)])

def enough(window, what):
    if not saw["copies"]:
        QTimer.singleShot(300, lambda: end(window))
    if what not in saw["copies"]:  # A machine that is slow to go on has time for another one.
        saw["copies"].append(what)

def end(window):
    saw["words"] = window.workspace.notice.text
    window.run.pause()
    window.close()
    QTimer.singleShot(300, lambda: discard(window))

def discard(window):
    for box in window.findChildren(QMessageBox):
        box.button(QMessageBox.StandardButton.Discard).click()

QTimer.singleShot(0, begin)
QTimer.singleShot(240000, lambda: os._exit(3))  # so that a failing test ends
code = main(sys.argv[1:])
print(json.dumps(saw))
sys.exit(code)
"""


class Seen(NamedTuple):
    """What a session came to; `warnings` are Qt's, without those that mean nothing.

    `copies`: "written", or why one was not, each once.
    """

    code: int
    warnings: list[str]
    copies: list[str]
    words: str


def plain_user() -> list[str] | None:
    """The words before a command that run it as somebody who may not write everywhere.

    None if this is root, who may, and there is no way to be somebody else here.
    """
    if os.geteuid() != 0:
        return []
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"]
    if shutil.which(become[0]) is None:
        return None
    probe = [*become, sys.executable, "-c", "import PySide6.QtWidgets, numpy, msgspec, pyqtgraph"]
    return (
        become if subprocess.run(probe, capture_output=True, check=False).returncode == 0 else None
    )


class Place:
    """A copy of the program, and a scratch folder in which the plain user may write."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "école 学校"
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.scratch.chmod(0o777)
        new_installation(self.program)
        for path in (self.program, *self.program.rglob("*")):
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o644))

    def forbid(self) -> None:
        """Let nobody but root write into the program's folder."""
        for path in (self.program, *self.program.rglob("*")):
            if path.is_dir():
                path.chmod(0o555)

    def folder(self, name: str) -> Path:
        """Make a folder in which the plain user may write."""
        folder = self.scratch / name
        folder.mkdir()
        folder.chmod(0o777)
        return folder

    def start(
        self, before: list[str], during: str = "", **changes: str | None
    ) -> "subprocess.Popen[str]":
        """Begin a session; `before` is the command that it runs under, None takes a name away."""
        kept = {n: v for n, v in os.environ.items() if n not in NOT_INHERITED and "XDG_" not in n}
        variables = {**kept, "QT_QPA_PLATFORM": "offscreen", **changes}
        return subprocess.Popen(
            [*before, sys.executable, "-P", "-c", SESSION, str(self.program), during],
            env={name: value for name, value in variables.items() if value is not None},
            cwd=self.scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )


@contextmanager
def new_place() -> Iterator[Place]:
    """A place that any user may look into, as pytest's own folders do not allow."""
    folder = Path(tempfile.mkdtemp(prefix="nnstudio-tests-"))
    folder.chmod(0o755)
    try:
        yield Place(folder)
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(path.stat().st_mode | stat.S_IRWXU)
        shutil.rmtree(folder, ignore_errors=True)


def outcome(process: "subprocess.Popen[str]") -> Seen:
    """Wait for the end of a session."""
    out, err = process.communicate(timeout=300)
    saw: dict[str, Any] = json.loads(out.splitlines()[-1]) if out else {}
    warnings = [line for line in err.splitlines() if not _means_nothing(line)]
    return Seen(process.returncode, warnings, saw.get("copies", []), saw.get("words", ""))


def _means_nothing(line: str) -> bool:
    return any(re.fullmatch(text if ".*" in text else re.escape(text), line) for text in HARMLESS)
